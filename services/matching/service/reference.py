"""What partners tell of the skills reference and of the training offer."""

from multaqa.bus import subscribe
from multaqa.errors import Invalid
from multaqa.messages.partners import EnrolmentStated, ProgrammeChanged, SkillsChanged
from services.matching.domain.wording import fault

TOLD = ("institute_id", "code", "title", "sector", "level", "places", "since", "taught", "enrolments")


class ReferenceHearing:
    @subscribe(SkillsChanged)
    def know_skills(self, message):
        """Each skill has a version of its own: which message comes first is no matter."""
        with self.work() as work:
            self._watch_months(work)
            work.skills.keep_newer(message.facts["skills"])
            work.commit()

    @subscribe(ProgrammeChanged)
    def know_programme(self, message):
        self._keep_programme(message)

    @subscribe(EnrolmentStated)
    def know_enrolment(self, message):
        self._keep_programme(message)

    def _keep_programme(self, message):
        with self.work() as work:
            known = {name: message.facts[name] for name in TOLD}
            work.programmes.put_if_newer(message.subject, message.version, known)
            work.commit()

    # for the other desks

    @staticmethod
    def _refuse_unknown_skills(work, named):
        """Refuse (pointer, code) pairs the tenant's reference lacks, once the reference is known here."""
        listed = list(named)
        unknown = work.skills.unknown(code for _, code in listed)
        errors = [
            fault(pointer, "skill.not_in_reference", f"The skill {code} is not in the tenant's reference.")
            for pointer, code in listed
            if code in unknown
        ]
        if errors:
            raise Invalid(
                "skill.not_in_reference", "A skill named here is not in the tenant's reference.", errors=errors
            )
