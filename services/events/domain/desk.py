"""The registration desk: decides many applications, one after the other, from what was read once."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from multaqa.errors import Invalid, NotFound, Refused
from services.events.domain.edition import Edition
from services.events.domain.hold import Hold, ran_out
from services.events.domain.quota import Quota, Seats, Wish, quota_id
from services.events.domain.registration import Registration
from services.events.domain.waitlist import seat
from services.events.domain.wording import fault


@dataclass(frozen=True)
class Application:
    """`id` becomes the registration's id; `hold_id` names a seat that is kept for it already."""

    id: str
    edition_id: str
    person_id: str
    category: str
    activity_ids: tuple[str, ...] = ()
    hold_id: str | None = None
    institute_id: str | None = None
    sector: str | None = None
    level: str | None = None

    @classmethod
    def read(cls, id: str, asked: Mapping[str, Any]) -> "Application":
        return cls(id, **{**asked, "activity_ids": tuple(dict.fromkeys(asked.get("activity_ids") or ()))})

    def registration(self, at: datetime) -> Registration:
        return Registration(
            id=self.id,
            edition_id=self.edition_id,
            person_id=self.person_id,
            category=self.category,
            registered_at=at,
            activity_ids=self.activity_ids,
            institute_id=self.institute_id,
            sector=self.sector,
            level=self.level,
        )


class Desk:
    """Afterwards `admitted` are the new registrations, `seats.changed` the quotas, `holds_used` the holds.

    `refused` says by application what is wrong with the papers it brought along.
    """

    def __init__(
        self,
        editions: Iterable[Edition],
        quotas: Iterable[Quota],
        standing: Iterable[Registration],
        holds: Iterable[Hold] = (),
        undrawn: Collection[str] = (),
        refused: Mapping[str, Invalid] | None = None,
    ) -> None:
        self._editions = {edition.id: edition for edition in editions}
        self._standing = {(one.edition_id, one.person_id): one.id for one in standing}
        self._holds = {hold.id: hold for hold in holds}
        self._refused = refused or {}
        self.seats = Seats(quotas, undrawn)
        self.admitted: list[Registration] = []
        self.holds_used: list[Hold] = []

    def answer(self, application: Application, at: datetime) -> Registration | Invalid | NotFound | Refused:
        """The registration, or the reason why there is none: one person's refusal is no other's failure."""
        try:
            return self.admit(application, at)
        except (Invalid, NotFound, Refused) as refusal:
            return refusal

    def admit(self, application: Application, at: datetime) -> Registration:
        edition = self._edition(application)
        edition.require_open(at)
        self._refuse_second(application)
        self._refuse_papers(application)
        require_known(application, self.seats)
        registration = application.registration(at)
        if self._takes_seat(application, at):
            seat(registration, edition, at)
        else:
            registration.wait(self.seats.place(registration))
        self._standing[application.edition_id, application.person_id] = registration.id
        self.admitted.append(registration)
        return registration

    def _takes_seat(self, application: Application, at: datetime) -> bool:
        """The seat that is held, or one that is free; all of them or none."""
        if application.hold_id is not None:
            self._use_hold(application.hold_id, application, at)
            return True
        if self.seats.full_for(application):
            return False
        self.seats.take(application)
        return True

    def _use_hold(self, hold_id: str, application: Application, at: datetime) -> None:
        hold = self._holds.get(hold_id)
        if hold is None:
            raise ran_out(hold_id)
        hold.require_for(application, at)
        self.holds_used.append(self._holds.pop(hold_id))

    def _edition(self, application: Application) -> Edition:
        edition = self._editions.get(application.edition_id)
        if edition is None:
            text = "There is no edition with this id."
            raise NotFound("edition.not_found", text, id=application.edition_id)
        return edition

    def _refuse_second(self, application: Application) -> None:
        standing = self._standing.get((application.edition_id, application.person_id))
        if standing is not None:
            text = "The person is registered for this edition already."
            raise Refused("registration.already_registered", text, registration_id=standing)

    def _refuse_papers(self, application: Application) -> None:
        if wrong := self._refused.get(application.id):
            raise wrong


def require_known(wish: Wish, seats: Seats) -> None:
    """Refuse a category the edition does not expect, and activities it does not have for this category."""
    met = {quota.id for quota in seats.met_by(wish)}
    if quota_id(wish.edition_id, wish.category) not in met:
        text = "The edition expects nobody of this category."
        wrong = fault("/category", "registration.category_unknown", text)
        raise Invalid("registration.category_unknown", text, errors=[wrong], category=wish.category)
    text = "The edition has no such activity to register for."
    faults = [
        fault(f"/activity_ids/{n}", "registration.activity_unknown", text)
        for n, one in enumerate(wish.activity_ids)
        if not {quota_id(wish.edition_id, category, one) for category in (wish.category, None)} & met
    ]
    if faults:
        raise Invalid("registration.activity_unknown", text, errors=faults)
