"""Deadlines and calendar feeds: answered by the partners' room."""

from gateway.route import LINK, STAFF, Download, delete, get, post
from gateway.schemas.partners.deadlines import (
    Calendar,
    Deadline,
    DeadlineQuery,
    NewCalendar,
    NewSteward,
    OpenedCalendar,
    Steward,
)
from gateway.schemas.shape import PageQuery, page_of

# fmt: off
ROUTES = (
    get("/v1/deadlines", "partners.list_deadlines(after, limit, before, organisation_id, kind)", STAFF,
        "Deadlines that are open, the nearest first.", query=DeadlineQuery, answer=page_of(Deadline)),
    post("/v1/steward", "partners.name_steward(facts)", STAFF,
         "Name who at the directorate is reminded of deadlines.", body=NewSteward, answer=Steward, status=200),
    post("/v1/agreements/{agreement_id}/steward", "partners.name_agreement_steward(agreement_id, facts)", STAFF,
         "Name who at the directorate is reminded of this agreement's deadlines.", body=NewSteward, answer=Steward,
         status=200),
    post("/v1/calendars", "partners.open_calendar(facts)", STAFF,
         "Open a calendar feed; its address is told this once.", body=NewCalendar, answer=OpenedCalendar),
    get("/v1/calendars", "partners.list_calendars(after, limit)", STAFF,
        "Calendar feeds, without their addresses.", query=PageQuery, answer=page_of(Calendar)),
    delete("/v1/calendars/{calendar_id}", "partners.end_calendar(calendar_id)", STAFF,
           "End a calendar feed: its address leads nowhere any more."),
    get("/v1/links/{token}/calendar", "partners.read_calendar(link)", LINK,
        "Deadlines as iCalendar.", answer=Download("text/calendar")),
)
