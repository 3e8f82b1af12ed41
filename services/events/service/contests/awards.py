"""Awards follow from published minutes; later minutes confirm or revoke them."""

from multaqa.ids import new_id
from multaqa.messages.events import AwardGiven, AwardRevoked
from multaqa.rpc import rpc
from services.events.domain.contest import Award, shown_skills, skill_means
from services.events.service.answers import listed


class AwardDesk:
    @rpc
    def list_awards(self, after=None, limit=50, contest_id=None, edition_id=None):
        asked = {"contest_id": contest_id, "edition_id": edition_id}
        with self.work.reading() as work:
            return listed(work.awards.page({name: one for name, one in asked.items() if one}, after, limit))

    @rpc
    def get_award(self, award_id):
        with self.work.reading() as work:
            return work.awards.get(award_id).facts()

    def _give_awards(self, work, contest, minutes):
        """What the minutes give: awards that stand already are confirmed, those they no longer give are revoked."""
        standing = {(one.entry_id, one.rank): one for one in work.awards.of_contest(contest.id) if one.state == "given"}
        for given in _awards(work, contest, minutes):
            award = standing.pop((given.entry_id, given.rank), given)
            award.confirm(given.minutes_digest, given.skills)
            work.awards.save(award)
            work.publish(AwardGiven, award)
            self._issue_for_award(work, award)
        for award in standing.values():
            award.revoke(at=work.now())
            work.awards.save(award)
            work.publish(AwardRevoked, award)
            self._revoke_for_award(work, award)
            work.audit("award.revoked", award.id, contest_id=contest.id, entry_id=award.entry_id)


def _awards(work, contest, minutes):
    prizes = {prize.place: prize for prize in contest.prizes}
    skills = {one.code: one.skill for one in contest.rubric.criteria if one.skill}
    entries = {entry.id: entry for entry in work.entries.of_contest(contest.id)}
    points = {(one["juror_id"], one["entry_id"]): one["points"] for one in minutes.document["scores"]}
    houses = {one["juror_id"]: one["organisation_id"] for one in minutes.document["jury"]}
    for place in minutes.document["results"]["ranking"]:
        entry, prize = entries.get(place["entry_id"]), prizes.get(place["rank"])
        if entry is None or prize is None:
            continue
        judges = {houses[juror_id] for juror_id, entry_id in points if entry_id == entry.id}
        yield Award(
            id=new_id(),
            contest_id=contest.id,
            edition_id=contest.edition_id,
            entry_id=entry.id,
            person_ids=entry.person_ids,
            title=prize.title,
            rank=place["rank"],
            skills=shown_skills(skill_means(points, skills, entry.id)),
            juror_organisation_ids=tuple(sorted(judges)),
            minutes_digest=minutes.digest,
            given_at=work.now(),
        )
