"""Calendar feeds: opened by staff for a partner or for the directorate, read by whoever holds the address."""

from base64 import b64encode

from multaqa.calendars import MEDIA_TYPE
from multaqa.ids import new_id
from multaqa.links import new_link
from multaqa.rpc import rpc
from multaqa.zone import day_of
from services.partners import ical
from services.partners.domain.calendar_feed import AHEAD, BEHIND, MOST, CalendarFeed
from services.partners.service.deadlines import names_of


class CalendarDesk:
    @rpc
    def open_calendar(self, facts):
        """The address is told here and never again: an answer is kept for repeats, and this one without it."""
        with self.work() as work:
            if facts.get("organisation_id"):
                work.organisations.get(facts["organisation_id"])
            link = new_link(work.context.tenant)
            feed = CalendarFeed.opened(new_id(), facts, link.digest, at=work.now())
            work.calendars.save(feed)
            work.audit("calendar.opened", feed.id, organisation_id=feed.organisation_id)
            work.commit({**feed.facts(), "path": None})
            return {**feed.facts(), "path": f"/v1/links/{link.token}/calendar"}

    @rpc
    def list_calendars(self, after=None, limit=50):
        with self.work.reading() as work:
            page = work.calendars.page({}, after, limit)
            return {"items": [feed.facts() for feed in page.items], "next": page.next}

    @rpc
    def end_calendar(self, calendar_id):
        with self.work() as work:
            feed = work.calendars.get(calendar_id)
            feed.end(at=work.now())
            work.calendars.save(feed)
            work.audit("calendar.ended", calendar_id)
            return work.commit(feed.facts())

    @rpc
    def read_calendar(self, link):
        with self.work.reading() as work:
            feed, today = work.calendars.behind(link), day_of(work.now())
            names = names_of(work, feed.organisation_id) if feed.organisation_id else None
            deadlines = work.deadlines.between(today - BEHIND, today + AHEAD, names, MOST)
        content = ical.written(deadlines, feed.language)
        return {"content": b64encode(content).decode(), "media_type": MEDIA_TYPE, "filename": "multaqa.ics"}
