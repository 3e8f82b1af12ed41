"""What jurors are written: a link of their own, each time for what they are wanted for."""

from dataclasses import asdict, dataclass
from typing import Any

from multaqa.links import new_link
from multaqa.messages.events import EntrantLinkSent, JurorInvited
from services.events.domain.contest import EntrantLink, JurorLetter


def invite(work, contest, juror, purpose):
    """Save the juror with another link; its token goes into this message alone, what is kept is its digest."""
    link = new_link(work.context.tenant)
    juror.open(link.digest)
    work.jurors.save(juror)
    work.publish(JurorInvited, JurorLetter.to(juror, contest.title, purpose), token=link.token)
    work.audit("juror.invited", juror.id, contest_id=contest.id, purpose=purpose)


def tell_entrants(work, contest, entries, purpose, until=None):
    """A mail to each member of these entries, with a link of their own: `entered`, `appeal` or `published`."""
    for entry in entries:
        for person_id in entry.person_ids:
            link = new_link(work.context.tenant)
            work.entrant_links.save(EntrantLink.made(link.digest, entry.id, person_id, at=work.now()))
            known = {
                "id": entry.id,
                "contest_id": contest.id,
                "person_id": person_id,
                "title": asdict(contest.title),
                "entry_title": asdict(entry.title),
                "purpose": purpose,
                "appeals_until": until.isoformat() if until else None,
            }
            work.publish(EntrantLinkSent, Told(entry.id, entry.version, known), token=link.token)


@dataclass(frozen=True)
class Told:
    """An aggregate as a message tells it, where that is less than what staff read."""

    id: str
    version: int
    known: dict[str, Any]

    def facts(self):
        return self.known


def told_as(contest):
    return Told(contest.id, contest.version, contest.told())
