"""A timetable that stands, changed by a human: answered by the matching room, which replans only what must change."""

from gateway.route import PARTNER, STAFF, delete, get, post
from gateway.schemas.matching.rulings import (
    AbsentCandidate,
    Forbidden,
    ForbiddenMeeting,
    LateOpening,
    NewForbiddenMeeting,
    NewPin,
    Pin,
    Pinned,
    Replanned,
    Swap,
)
from gateway.schemas.shape import page_of

# fmt: off
ROUTES = (
    post("/v1/interviews/{interview_id}/pin", "matching.pin_interview(interview_id)", STAFF,
         "Fix an interview where it is.", answer=Pinned, status=200),
    post("/v1/interviews/{interview_id}/swap", "matching.swap_interviews(interview_id, facts)", STAFF,
         "Let two interviews exchange their hours, and fix both.", body=Swap, answer=Pinned, status=200),
    post("/v1/interviews/{interview_id}/no-show", "matching.report_no_show(interview_id)", PARTNER,
         "Say that the candidate is not there: what they have still before them goes to others.",
         answer=Replanned, status=200),
    post("/v1/editions/{edition_id}/pins", "matching.pin_meeting(edition_id, facts)", STAFF,
         "Fix a meeting of a candidate for an offer, at an hour and a table where they are stated.",
         body=NewPin, answer=Pinned),
    get("/v1/editions/{edition_id}/pins", "matching.list_pins(edition_id)", STAFF,
        "What has been fixed.", answer=page_of(Pin)),
    delete("/v1/pins/{pin_id}", "matching.unpin(pin_id)", STAFF,
           "Let a meeting go where the timetable puts it."),
    post("/v1/editions/{edition_id}/forbidden-meetings", "matching.forbid_meeting(edition_id, facts)", STAFF,
         "Let a candidate and an organisation not meet.", body=NewForbiddenMeeting, answer=Forbidden),
    get("/v1/editions/{edition_id}/forbidden-meetings", "matching.list_forbidden_meetings(edition_id)", STAFF,
        "Who must not meet.", answer=page_of(ForbiddenMeeting)),
    delete("/v1/forbidden-meetings/{forbidden_id}", "matching.allow_meeting(forbidden_id)", STAFF,
           "Let them meet again."),
    post("/v1/editions/{edition_id}/absences", "matching.report_absence(edition_id, facts)", STAFF,
         "Say that a candidate is not there: what they have still before them goes to others.",
         body=AbsentCandidate, answer=Replanned, status=200),
    post("/v1/editions/{edition_id}/absences/end", "matching.end_absence(edition_id, facts)", STAFF,
         "Say that a candidate came after all; so does a check-in.",
         body=AbsentCandidate, answer=Replanned, status=200),
    post("/v1/editions/{edition_id}/late-openings", "matching.open_late(edition_id, facts)", STAFF,
         "Say until when an organisation's tables are closed; its interviews until then are moved.",
         body=LateOpening, answer=Replanned, status=200),
)
