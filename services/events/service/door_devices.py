"""Devices at the doors: let in by a link, given a snapshot for when the network is away, and heard when it is back."""

from datetime import datetime

from multaqa.errors import NotFound
from multaqa.ids import new_id
from multaqa.links import new_link
from multaqa.rpc import rpc
from services.events.domain.badge import Badge, good_until
from services.events.domain.device import Device
from services.events.domain.snapshot import Entry, Sheet, shown
from services.events.service.answers import listed
from services.events.snapshots import seal


class DoorDeviceDesk:
    @rpc
    def register_device(self, edition_id, name):
        """The link is told once and kept nowhere, not even in the answer to a repeat."""
        with self.work() as work:
            link = new_link(work.context.tenant)
            device = Device(new_id(), work.editions.get(edition_id).id, name, link.digest, work.now())
            work.devices.save(device)
            work.audit("device.registered", device.id, edition_id=edition_id)
            work.commit({**device.facts(), "token": None})
            return {**device.facts(), "token": link.token}

    @rpc
    def list_devices(self, edition_id, after=None, limit=50):
        with self.work.reading() as work:
            return listed(work.devices.page({"edition_id": work.editions.get(edition_id).id}, after, limit))

    @rpc
    def revoke_device(self, device_id):
        with self.work() as work:
            device = work.devices.get(device_id)
            device.revoke(at=work.now())
            work.devices.save(device)
            work.audit("device.revoked", device.id)
            return work.commit(device.facts())

    # with a key

    @rpc
    def get_snapshot(self, edition_id):
        with self.work.reading() as work:
            return self._snapshot(work, edition_id)

    @rpc
    def tell_scans(self, edition_id, device_id, device_now, scans):
        with self.work() as work:
            return work.commit(self._told(work, edition_id, device_id, device_now, scans))

    # by the device's link

    @rpc
    def read_door(self, link):
        with self.work.reading() as work:
            device = _behind(work, link)
            edition = work.editions.get(device.edition_id)
            counts = self._door_counted(work, edition.id)
            return {"device": device.facts(), "edition": _announced(edition), "counts": counts}

    @rpc
    def get_snapshot_by_link(self, link):
        with self.work.reading() as work:
            return self._snapshot(work, _behind(work, link).edition_id)

    @rpc
    def tell_scans_by_link(self, link, device_now, scans):
        with self.work() as work:
            device = _behind(work, link)
            return work.commit(self._told(work, device.edition_id, device.id, device_now, scans))

    # both

    def _told(self, work, edition_id, device_id, device_now, scans):
        now = datetime.fromisoformat(device_now)
        doorway = self._doorway(work, edition_id, device_id, source="offline", device_now=now)
        answers = doorway.take(scans)
        return {"edition_id": edition_id, "clock_off_s": doorway.clock.off_s, "scans": answers}

    def _snapshot(self, work, edition_id):
        edition, keys = work.editions.get(edition_id), self.keys.public("badge")
        ends = good_until(edition.ends_at)
        registrations = work.registrations.with_badge(edition.id)
        persons = work.persons.named({one.person_id for one in registrations})
        entries = [Entry(Badge.of(one, edition, keys), shown(one, persons.get(one.person_id))) for one in registrations]
        sheet = Sheet.of(edition.id, entries, ends, at=work.now())
        private = {key.id: self.keys.open(key).octets for key in keys}
        sealed = self.vault.run(seal, sheet, private, keys[0].id)
        public = [{"id": key.id, "public": key.public.hex()} for key in keys]
        return {**sealed, "edition": _announced(edition), "keys": public, "version": sheet.version}


def _behind(work, link):
    device = work.devices.behind(link)
    if device is None:
        raise NotFound("link.not_found", "This link is not valid, or no longer is.")
    return device


def _announced(edition):
    told = edition.facts()
    names = ("id", "series_name", "number", "venue", "starts_at", "ends_at")
    return {**{name: told[name] for name in names}, "reentry": edition.reentry}
