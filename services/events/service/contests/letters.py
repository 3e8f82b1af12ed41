"""What jurors are written: a link of their own, each time for what they are wanted for."""

from dataclasses import dataclass
from typing import Any

from multaqa.links import new_link
from multaqa.messages.events import JurorInvited
from services.events.domain.contest import JurorLetter


def invite(work, contest, juror, purpose):
    """Save the juror with another link; its token goes into this message alone, what is kept is its digest."""
    link = new_link(work.context.tenant)
    juror.open(link.digest)
    work.jurors.save(juror)
    work.publish(JurorInvited, JurorLetter.to(juror, contest.title, purpose), token=link.token)
    work.audit("juror.invited", juror.id, contest_id=contest.id, purpose=purpose)


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
