"""The door: who came, who went, who is looked for by name, and what was a mistake."""

from datetime import timedelta

from multaqa.ids import new_id
from multaqa.rpc import rpc
from services.events.domain.name_folding import folded, is_like
from services.events.domain.scan import judge
from services.events.service.answers import listed
from services.events.service.doorway import Doorway, settle

LATELY = timedelta(minutes=15)
MOST_FOUND = 20


class CheckInDesk:
    @rpc
    def check_in(self, registration_id):
        """Somebody at the door knows who it is: nothing is asked of a badge."""
        with self.work() as work:
            registration = work.registrations.get(registration_id)
            if not registration.is_checked_in:
                registration.refuse_entry()
            edition = work.editions.get(registration.edition_id)
            Doorway(work, edition, (), source="hand").enter_by_hand(registration, new_id())
            return work.commit(registration.facts())

    @rpc
    def check_in_badge(self, edition_id, token, kind="entry", device_id=None):
        """One badge, asked while somebody waits for the answer."""
        with self.work() as work:
            doorway = self._doorway(work, edition_id, device_id, source="online")
            (told,) = doorway.take([{"nonce": new_id(), "token": token, "kind": kind or "entry"}])
            return work.commit({**told, "person": _shown(work, told["registration_id"])})

    def _doorway(self, work, edition_id, device_id, **circumstances):
        edition = work.editions.get(edition_id)
        if device_id:
            work.devices.get(device_id).must_serve(edition.id)
        return Doorway(work, edition, self.keys.public("badge"), device_id=device_id, **circumstances)

    @rpc
    def undo_scan(self, scan_id, reason):
        with self.work() as work:
            scan = work.scans.get(scan_id)
            scan.undo(work.context.principal, reason, at=work.now())
            edition = work.editions.get(scan.edition_id)
            registration = work.registrations.get(scan.registration_id)
            others = [one for one in work.scans.of_registrations([registration.id]) if one.id != scan.id]
            changed = list(judge(others, reentry=edition.reentry))
            settle(work, registration, [scan, *others])
            work.scans.save_all([scan, *changed])
            work.audit("scan.undone", registration.id, scan_id=scan.id, verdict=scan.verdict)
            return work.commit(scan.facts())

    @rpc
    def list_scans(self, edition_id, after=None, limit=50, verdict=None, conflicts=None, registration_id=None):
        asked = {"edition_id": edition_id}
        asked |= {"verdict": verdict} if verdict else {}
        asked |= {"conflict": {"$ne": None}} if conflicts == "true" else {}
        asked |= {"registration_id": registration_id} if registration_id else {}
        with self.work.reading() as work:
            work.editions.get(edition_id)
            return listed(work.scans.page(asked, after, limit))

    @rpc
    def find_at_door(self, edition_id, name):
        """Whoever's names begin like these words, in either script; that somebody looked is a row of the trail."""
        with self.work() as work:
            registrations = work.registrations.standing_in(work.editions.get(edition_id).id)
            persons, asked = work.persons.named({one.person_id for one in registrations}), folded(name)
            found = [one for one in registrations if _is_named(persons.get(one.person_id), asked)][:MOST_FOUND]
            work.audit("door.name_looked_up", edition_id, found=[one.id for one in found])
            return work.commit(
                {"items": [{**one.facts(), "person": _named(persons[one.person_id])} for one in found], "next": None}
            )

    @rpc
    def count_at_door(self, edition_id):
        with self.work.reading() as work:
            return self._door_counted(work, work.editions.get(edition_id).id)

    def _door_counted(self, work, edition_id):
        cells = work.scans.figures(edition_id, since=work.now() - LATELY)
        devices = {device.id: device.name for device in work.devices.of_edition(edition_id)}
        by_device = summed(cells, "device_id")
        return {
            "edition_id": edition_id,
            "at": work.now().isoformat(),
            "total": added(cells),
            "categories": [{"category": name, **sums} for name, sums in summed(cells, "category").items() if name],
            "devices": [
                {"device_id": id, "name": devices.get(id), **sums} for id, sums in by_device.items() if id in devices
            ],
        }

    # a person's rights

    def _scans_told(self, work, person_id):
        registrations = [one.id for one in work.registrations.of_person(person_id)]
        return {"scans": [scan.facts() for scan in work.scans.of_registrations(registrations)]}

    def _forget_scanned(self, work, person_id):
        """Scans stay for the figures: they lead to a registration that leads to nobody. Printed names go."""
        registrations = [one.id for one in work.registrations.of_person(person_id)]
        for scan in work.scans.of_registrations(registrations):
            if scan.undone_reason:
                scan.forget_reason()
                work.scans.save(scan)
        self._forget_printed(work, registrations)


FIGURES = ("entries", "inside", "duplicates", "conflicts", "refused", "lately")


def added(cells):
    return {figure: sum(cell[figure] for cell in cells) for figure in FIGURES}


def summed(cells, dimension):
    names = sorted({cell["_id"].get(dimension) or "" for cell in cells})
    return {name: added([cell for cell in cells if (cell["_id"].get(dimension) or "") == name]) for name in names}


def _is_named(person, asked):
    return person is not None and is_like(asked, person["name_latin"], person["name_arabic"])


def _named(person):
    return {"name_latin": person["name_latin"], "name_arabic": person["name_arabic"]}


def _shown(work, registration_id):
    """Who stands at the door, for whoever scanned their badge."""
    registration = work.registrations.find(registration_id) if registration_id else None
    person = registration and work.persons.named([registration.person_id]).get(registration.person_id)
    return _named(person) if person else None
