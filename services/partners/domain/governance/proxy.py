"""When a seat may give its vote to another one."""

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from multaqa.errors import Invalid, Refused
from services.partners.domain.governance.seat import Seat
from services.partners.domain.wording import Fault, fault

if TYPE_CHECKING:
    from services.partners.domain.governance.meeting import Meeting


def refuse(giver_id: str, carrier_id: str, meeting: "Meeting", seats: Collection[Seat]) -> None:
    """Raise unless the seat may give its vote to the other one for this meeting.

    Both vote and have a valid mandate on the meeting's day; a vote is given once, never passed on, never by somebody
    who is there; a seat carries no more votes than the committee's rules allow.
    """
    if faults := list(_faults(giver_id, carrier_id, meeting, seats)):
        raise Invalid("proxy.invalid", "This proxy cannot be given.", errors=faults)
    if giver_id in meeting.proxies:
        raise Refused("proxy.already_given", "This seat has given its vote already.", to=meeting.proxies[giver_id])
    if giver_id in meeting.attendance:
        raise Refused("proxy.giver_present", "Whoever is there votes in person.")
    if giver_id in meeting.proxies.values() or carrier_id in meeting.proxies:
        raise Refused("proxy.passed_on", "A vote that was given is not passed on.")
    most = meeting.rules.proxies_per_seat
    if list(meeting.proxies.values()).count(carrier_id) >= most:
        raise Refused("proxy.too_many", f"A seat carries {most} at most.", most=most)


def _faults(giver_id: str, carrier_id: str, meeting: "Meeting", seats: Collection[Seat]) -> Iterator[Fault]:
    voting = {seat.id for seat in seats if seat.voting and seat.mandate_on(meeting.day)}
    text = "A voting seat of this committee with a valid mandate on the day of the meeting."
    if giver_id not in voting:
        yield fault("/seat_id", "proxy.no_vote", text)
    if carrier_id not in voting:
        yield fault("/to_seat_id", "proxy.no_vote", text)
    if giver_id == carrier_id:
        yield fault("/to_seat_id", "proxy.to_itself", "A vote is given to somebody else.")
