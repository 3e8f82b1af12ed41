"""Timetables and interviews: answered by the matching room."""

from gateway.route import PARTNER, STAFF, get, post
from gateway.schemas.matching.timetables import (
    Comparison,
    ComparisonQuery,
    Interview,
    NewOutcome,
    NewTimetable,
    TimetableRun,
)
from gateway.schemas.shape import PageQuery, page_of

# fmt: off
ROUTES = (
    post("/v1/editions/{edition_id}/timetable", "matching.request_timetable(edition_id, facts)", STAFF,
         "Ask for a timetable of interviews; it is computed apart.",
         body=NewTimetable, answer=TimetableRun, status=202),
    get("/v1/timetable-runs/{run_id}", "matching.get_timetable_run(run_id)", STAFF,
        "How far a timetable is.", answer=TimetableRun),
    get("/v1/editions/{edition_id}/timetable-runs", "matching.list_timetable_runs(edition_id, after, limit)", STAFF,
        "The runs of an edition, with their figures.", query=PageQuery, answer=page_of(TimetableRun)),
    get("/v1/timetable-runs/{run_id}/comparison", "matching.compare_timetable_runs(run_id, other, limit)", STAFF,
        "A run beside another one: figures, and what became of each person's meetings.",
        query=ComparisonQuery, answer=Comparison),
    post("/v1/timetable-runs/{run_id}/restore", "matching.restore_timetable(run_id)", STAFF,
         "Publish an earlier timetable again, without what can no longer be held.", answer=TimetableRun),
    get("/v1/editions/{edition_id}/interviews", "matching.list_interviews(edition_id, after, limit)", PARTNER,
        "Interviews of an edition.", query=PageQuery, answer=page_of(Interview)),
    get("/v1/candidates/{candidate_id}/interviews", "matching.interviews_of_candidate(candidate_id)", PARTNER,
        "Interviews of a candidate.", answer=page_of(Interview)),
    post("/v1/interviews/{interview_id}/outcome", "matching.record_outcome(interview_id, facts)", PARTNER,
         "Say how an interview went.", body=NewOutcome, answer=Interview, status=200),
)
