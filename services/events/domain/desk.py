"""The registration desk: decides many applications, one after the other, from what was read once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from multaqa.errors import Invalid, NotFound, Refused
from services.events.domain.edition import Edition
from services.events.domain.quota import Quota, quota_id
from services.events.domain.registration import Registration
from services.events.domain.wording import fault


@dataclass(frozen=True)
class Application:
    """`id` becomes the registration's id."""

    id: str
    edition_id: str
    person_id: str
    category: str

    @property
    def quota_id(self) -> str:
        return quota_id(self.edition_id, self.category)


class Desk:
    """Afterwards `admitted` are the new registrations and `quotas_used` the quotas they changed.

    `refused` says by application what is wrong with the papers it brought along.
    """

    def __init__(
        self,
        editions: Iterable[Edition],
        quotas: Iterable[Quota],
        standing: Iterable[Registration],
        refused: Mapping[str, Invalid] | None = None,
    ) -> None:
        self._editions = {edition.id: edition for edition in editions}
        self._quotas = {quota.id: quota for quota in quotas}
        self._standing = {(one.edition_id, one.person_id): one.id for one in standing}
        self._refused = refused or {}
        self.admitted: list[Registration] = []
        self.quotas_used: dict[str, Quota] = {}

    def answer(self, application: Application, at: datetime) -> Registration | Invalid | NotFound | Refused:
        """The registration, or the reason why there is none: one person's refusal is no other's failure."""
        try:
            return self.admit(application, at)
        except (Invalid, NotFound, Refused) as refusal:
            return refusal

    def admit(self, application: Application, at: datetime) -> Registration:
        self._edition(application).require_open(at)
        self._refuse_second(application)
        self._refuse_papers(application)
        quota = self._quota(application)
        registration = quota.admit(application.id, application.person_id, at)
        self._standing[application.edition_id, application.person_id] = registration.id
        self.quotas_used[quota.id] = quota
        self.admitted.append(registration)
        return registration

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

    def _quota(self, application: Application) -> Quota:
        quota = self._quotas.get(application.quota_id)
        if quota is None:
            text = "The edition expects nobody of this category."
            wrong = fault("/category", "registration.category_unknown", text)
            raise Invalid("registration.category_unknown", text, errors=[wrong], category=application.category)
        return quota
