"""The programme for everybody: at a public address, as a page and as a calendar, without an account."""

from base64 import b64encode

from multaqa.calendars import MEDIA_TYPE
from multaqa.links import new_link
from multaqa.rpc import rpc
from services.events import ical
from services.events.domain.public_address import PublicAddress

SHOWN = ("series_name", "number", "theme", "venue", "starts_at", "ends_at", "opening_hours", "rooms", "state", "reason")
SHOWN_OF_ACTIVITY = ("id", "kind", "title", "topic", "room", "starts_at", "ends_at", "state")
OF_SPEAKER = ("name", "organisation", "title")


class PublicProgrammeDesk:
    @rpc
    def open_public_address(self, edition_id):
        """Told here and never again; one that was opened before ends with it."""
        with self.work() as work:
            edition = work.editions.get(edition_id)
            link = new_link(work.context.tenant)
            address = work.public_addresses.find(edition.id) or PublicAddress(edition.id, "", work.now())
            address.digest, address.opened_at = link.digest, work.now()
            work.public_addresses.save(address)
            work.audit("public_address.opened", edition.id)
            work.commit({**address.facts(), "programme": None, "calendar": None})
            root = f"/v1/links/{link.token}"
            return {**address.facts(), "programme": f"{root}/programme", "calendar": f"{root}/programme.ics"}

    @rpc
    def read_public_programme(self, link):
        with self.work.reading() as work:
            edition, activities = _behind(work, link)
        facts, open_now = edition.facts(), edition.takes_registrations(at=work.now())
        return {
            **{name: facts[name] for name in SHOWN},
            "postponed_from": facts["postponements"][-1]["starts_at"] if facts["postponements"] else None,
            "takes_registrations": open_now,
            "register": f"/editions/{work.context.tenant}/{edition.id}/register" if open_now else None,
            "activities": [_shown(activity) for activity in activities],
        }

    @rpc
    def read_programme_calendar(self, link, language=None):
        with self.work.reading() as work:
            edition, activities = _behind(work, link)
        content = b64encode(ical.written(edition, activities, language or "fr")).decode()
        return {"content": content, "media_type": MEDIA_TYPE, "filename": "programme.ics"}


def _behind(work, link):
    address = work.public_addresses.behind(link)
    edition = work.editions.get(address.id)
    address.require_public(edition)
    return edition, work.activities.of(edition.id)


def _shown(activity):
    """A speaker's id in the directory is nobody's business here."""
    record = activity.record()
    speakers = [{name: speaker[name] for name in OF_SPEAKER} for speaker in record["speakers"]]
    return {**{name: record[name] for name in SHOWN_OF_ACTIVITY}, "speakers": speakers}
