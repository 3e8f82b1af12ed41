"""The directory's commands: tenants, keys, persons. They run under the same rules as a room's, without an RPC between.

A secret is never stored, not even as the answer kept for a repeat: whoever repeats the making of a key gets the key's
description without the key, and makes another.
"""

from dataclasses import replace
from functools import partial
from time import time
from typing import Any
from uuid import uuid4

from gateway import auth
from gateway.domain import ApiKey, Person, Tenant, decided
from gateway.keyring import Keyring
from gateway.links import Link
from gateway.schemas import directory as shown
from multaqa.bus.topology import assign_lane
from multaqa.errors import Forbidden, NotFound, Refused
from multaqa.ids import new_id
from multaqa.links import gone, secret_digest
from multaqa.messages.directory import ConsentChanged, PersonErased, PersonRegistered, PhoneGiven, TenantOpened
from multaqa.store import Command
from multaqa.store.rerun import rerun
from multaqa.tenancy import PLATFORM, Context, check_slug, platform_context

ROOMS = ("partners", "events", "matching", "notifications")
LOOK_UP_S = 2.0
Facts = dict[str, Any]


class Directory:
    """What `GatewayService` answers by itself; `work` and `rooms` are the service's own."""

    work: Any
    rooms: Any
    keyring = Keyring()

    # tenants

    def open_tenant(self, slug: str, name_fr: str, name_ar: str) -> Facts:
        platform = _of_platform(self.work.call.context)
        with self.work.under(replace(platform, tenant=check_slug(slug)))() as work:
            if work.tenants.find(slug):
                raise Refused("tenant.already_open", f"The tenant {slug} is open already.", slug=slug)
            lane = assign_lane(slug, sum(other.has_own_lane for other in work.tenants.everywhere()))
            tenant = Tenant(slug, name_fr, name_ar, lane, opened_at=work.now())
            secret, key = _new_key("administrator", "first administrator", work.now())
            work.tenants.save(tenant)
            work.keys.save(key)
            work.publish(TenantOpened, tenant, cause=Command({}, platform))
            work.audit("tenant.opened", slug)
            opened = {"tenant": shown.to_platform(tenant), "administrator_key": None}
            work.commit(opened)
            return opened | {"administrator_key": auth.written(key.id, secret)}

    def list_tenants(self) -> Facts:
        with self.work.reading() as work:
            _of_platform(work.context)
            return {"items": [shown.to_platform(tenant) for tenant in work.tenants.everywhere()], "next": None}

    def get_tenant(self) -> Facts:
        with self.work.reading() as work:
            return shown.tenant(work.tenants.get(work.context.tenant))

    # keys

    def caller_of(self, shown_key: auth.PresentedKey) -> auth.Caller:
        """Whoever this key speaks for; a key revoked here is refused at once, one revoked elsewhere a second later."""
        found = self.keyring.of(shown_key.id, self._look_up)
        if found is None:
            raise auth.refused()
        tenant, key = found
        if not auth.opens(shown_key.secret, key.digest) or key.revoked_at:
            raise auth.refused()
        return auth.Caller(tenant, key.role, f"key:{key.id}")

    def holder_of(self, link: Link) -> auth.Caller:
        """Whoever holds this link; a tenant that is not open is refused here, so that no room ever hears of it."""
        if not rerun(partial(self._is_open, link.tenant), until=time() + LOOK_UP_S):
            raise gone()
        return link.holder

    def visitor_of(self, tenant: str) -> auth.Caller:
        """Anybody, at a tenant that is open."""
        if not rerun(partial(self._is_open, tenant), until=time() + LOOK_UP_S):
            raise NotFound("tenant.not_found", "There is no tenant with this id.", id=tenant)
        return auth.Caller(tenant, "public", "visitor")

    def _is_open(self, tenant: str) -> bool:
        with self.work.under(Context(tenant, "door")).reading() as work:
            return work.tenants.find(tenant) is not None

    def _look_up(self, key_id: str) -> tuple[str, ApiKey] | None:
        """Outside of any command, so a database that is away must be made an answer here."""
        return rerun(partial(self._read_key, key_id), until=time() + LOOK_UP_S)

    def _read_key(self, key_id: str) -> tuple[str, ApiKey] | None:
        with self.work.under(platform_context("door")).reading() as work:
            found: tuple[str, ApiKey] | None = work.keys.shown_at_the_door(key_id)
        return found

    def make_key(self, role: str, label: str) -> Facts:
        with self.work() as work:
            secret, key = _new_key(role, label, work.now())
            work.keys.save(key)
            work.audit("key.made", key.id, role=role)
            work.commit({**shown.key(key), "key": None})
            return {**shown.key(key), "key": auth.written(key.id, secret)}

    def list_keys(self, after: str | None, limit: int) -> Facts:
        with self.work.reading() as work:
            page = work.keys.page({}, after, limit)
            return {"items": [shown.key(key) for key in page.items], "next": page.next}

    def revoke_key(self, key_id: str) -> None:
        with self.work() as work:
            key = work.keys.get(key_id)
            key.revoke(at=work.now())
            work.keys.save(key)
            work.audit("key.revoked", key.id)
            work.commit()
            self.keyring.forget(key_id)

    # persons

    def register_person(self, facts: Facts) -> Facts:
        with self.work() as work:
            now = work.now()
            consents = decided(((one["purpose"], one["given"]) for one in facts["consents"]), now)
            person = Person(
                id=new_id(),
                name_latin=facts["name"]["latin"],
                name_arabic=facts["name"].get("arabic"),
                email=facts["email"],
                phone=facts.get("phone"),
                language=facts["language"],
                registered_at=now,
                consents=consents,
            )
            work.persons.save(person)
            work.publish(PersonRegistered, person)
            if person.reachable:
                work.publish(PhoneGiven, person.reachable)
            work.commit(answer := shown.person(person))
            return answer

    def list_persons(self, after: str | None, limit: int) -> Facts:
        with self.work.reading() as work:
            page = work.persons.page({}, after, limit)
            return {"items": [shown.person(person) for person in page.items], "next": page.next}

    def get_person(self, person_id: str) -> Facts:
        with self.work.reading() as work:
            return shown.person(work.persons.get(person_id))

    def decide_consent(self, person_id: str, purpose: str, *, given: bool, expected_version: int | None) -> Facts:
        with self.work() as work:
            person = work.persons.get(person_id, version=expected_version)
            self._decide(work, person, purpose, given=given)
            work.commit(answer := shown.person(person))
            return answer

    def consents_by_link(self, link: str) -> Facts:
        """What whoever was sent a mail with this link has said to systems outside that would know them."""
        person_id = self._owner_of(link)
        with self.work.reading() as work:
            return shown.sharing_consents(work.persons.get(person_id))

    def decide_consent_by_link(self, link: str, purpose: str, *, given: bool) -> Facts:
        person_id = self._owner_of(link)
        with self.work() as work:
            person = work.persons.get(person_id)
            self._decide(work, person, purpose, given=given)
            work.commit(answer := shown.sharing_consents(person))
            return answer

    def _owner_of(self, link: str) -> str:
        """The room that wrote the mail knows whose it was; a contact is nobody here, and its link opens nothing."""
        owner: str = self.rooms.call("notifications", "owner_of_inbox", self.work.call.context, link=link)["person_id"]
        return owner

    @staticmethod
    def _decide(work: Any, person: Person, purpose: str, *, given: bool) -> None:
        person.decide(purpose, given=given, at=work.now())
        work.persons.save(person)
        work.publish(ConsentChanged, person)
        work.audit("consent.changed", person.id, purpose=purpose, given=given)

    def erase_person(self, person_id: str, expected_version: int | None) -> None:
        with self.work() as work:
            person = work.persons.get(person_id, version=expected_version)
            work.persons.remove(person_id)
            work.forget(person_id)
            work.publish(PersonErased, person.erasure())
            work.audit("person.erased", person_id)
            work.commit()

    def export_person(self, person_id: str) -> Facts:
        """All that is held about a person, in every room; a room that cannot answer makes the whole export fail."""
        with self.work.reading() as work:
            person = shown.person(work.persons.get(person_id))
            context = work.context
        held = {room: self.rooms.call(room, "export_person", context, person_id=person_id) for room in ROOMS}
        return {"person": person, **held}


def _new_key(role: str, label: str, now: Any) -> tuple[str, ApiKey]:
    secret = auth.new_secret()
    return secret, ApiKey(uuid4().hex, role, label, secret_digest(secret), created_at=now)


def _of_platform(context: Context) -> Context:
    if context.tenant != PLATFORM:
        raise Forbidden("tenant.platform_only", "Only platform administration opens and lists tenants.")
    return context
