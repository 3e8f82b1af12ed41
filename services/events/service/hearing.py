"""What the other rooms tell, kept as far as gatherings need it: persons, organisations, and who is a partner."""

from multaqa.bus import subscribe
from multaqa.messages.directory import ConsentChanged, PersonRegistered
from multaqa.messages.partners import (
    AgreementEnded,
    AgreementInForce,
    OrganisationChanged,
    OrganisationMerged,
    OrganisationRegistered,
    SkillsChanged,
)
from services.events.service.sharing import inherit_consents

BATCH = 200


class Hearing:
    @subscribe(PersonRegistered, batch=BATCH)
    def know_persons(self, messages):
        self._keep_persons(messages)

    @subscribe(ConsentChanged, batch=BATCH)
    def know_consents(self, messages):
        self._keep_persons(messages)

    def _keep_persons(self, messages):
        with self.work() as work:
            for message in messages:
                work.persons.keep(message.subject, message.version, message.facts)
            work.commit()

    @subscribe(OrganisationRegistered)
    def know_organisation(self, message):
        self._keep("organisations", message, "kind", "name", "sectors")

    @subscribe(OrganisationChanged)
    def correct_organisation(self, message):
        self._keep("organisations", message, "kind", "name", "sectors")

    @subscribe(OrganisationMerged)
    def merge_organisations(self, message):
        """The duplicate leads to the one that stands for both: what was its own is that one's from now on."""
        known = {name: message.facts[name] for name in ("kind", "name", "sectors")}
        duplicate_id = message.facts["duplicate_id"]
        with self.work() as work:
            duplicate = (duplicate_id, message.facts["duplicate_version"])
            heir = work.organisations.merge((message.subject, message.version), duplicate, known)
            self._inherit_stands(work, duplicate_id, heir)
            self._inherit_leads(work, duplicate_id, heir)
            inherit_consents(work, duplicate_id, heir)
            work.commit()

    @subscribe(AgreementInForce)
    def know_agreement(self, message):
        self._keep_agreement(message)

    @subscribe(AgreementEnded)
    def end_agreement(self, message):
        self._keep_agreement(message)

    def _keep_agreement(self, message):
        parties = [party["organisation_id"] for party in message.facts["parties"]]
        known = {name: message.facts[name] for name in ("kind", "title", "edition_id", "state")}
        with self.work() as work:
            work.agreements.put_if_newer(message.subject, message.version, {**known, "parties": parties})
            work.commit()

    @subscribe(SkillsChanged)
    def know_skills(self, message):
        """What credentials call the skills they prove; what is signed already keeps the name it had."""
        with self.work() as work:
            for skill in message.facts["skills"]:
                work.skill_names.keep(work.context.tenant, skill)
            work.commit()

    def _keep(self, projection, message, *names):
        with self.work() as work:
            known = {name: message.facts[name] for name in names}
            getattr(work, projection).put_if_newer(message.subject, message.version, known)
            work.commit()
