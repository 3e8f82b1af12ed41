"""What is reported of a mail that was handed over: that it came back, or that its reader complained of it."""

import re
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

BounceKind = Literal["hard", "soft"]
ReportKind = Literal["hard", "soft", "complaint", "notice"]
STATUS = re.compile(r"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])")
UNSPECIFIC = ("0", "0")
OF_OTHERS = {
    *(("1", detail) for detail in ("7", "8")),  # the sender's address
    *(("2", detail) for detail in ("2", "3", "4")),  # the mailbox is full, the mail too long, a list
}
OF_ROUTES = {("4", "1"), ("4", "4"), ("4", "310")}  # no such host, or "access denied" where there is no such user
ABOUT_THE_ADDRESS = {"0", "1", "2"}
"""RFC 3463, second number; 3 to 7 are of systems, routes, protocols, contents and policies."""


@dataclass(frozen=True)
class Report:
    """`status` is RFC 3463's, of a bounce; `text` is what the other server said, without addresses.

    A `notice` (a delay, a receipt) counts for nothing.
    """

    kind: ReportKind
    mail_id: str
    status: str | None
    text: str
    at: datetime

    @property
    def is_bounce(self) -> bool:
        return self.kind in ("hard", "soft")

    def facts(self) -> dict[str, Any]:
        return {**asdict(self), "at": self.at.isoformat()}


def status_in(text: str) -> str | None:
    found = STATUS.search(text)
    return found[0] if found else None


def told_status(status: str, text: str) -> str:
    """The status, or the one in what the server said where that tells more: `5.0.0` says nothing of its own."""
    said = status_in(text)
    return said if said and tuple(status.split(".")[1:]) == UNSPECIFIC else status


def bounce_kind(status: str) -> BounceKind:
    """Hard is what stays and is of the address itself: that a mail is refused for its content says nothing of it."""
    lasting, *subject = status.split(".")
    place = (subject[0], subject[1])
    of_address = (subject[0] in ABOUT_THE_ADDRESS and place not in OF_OTHERS) or place in OF_ROUTES
    return "hard" if lasting == "5" and of_address else "soft"


def refuses_address(status: str | None) -> bool:
    """Whether a server that refuses a recipient says that there is none, and not that it does not relay for us."""
    return status is not None and tuple(status.split(".")[1:]) != UNSPECIFIC and bounce_kind(status) == "hard"
