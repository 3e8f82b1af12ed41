"""Timetables and interviews: answered by the matching room."""

from gateway.route import PARTNER, PORTAL, STAFF, Download, get, post
from gateway.schemas.matching.timetables import (
    AgendaPrint,
    AgendaQuery,
    ComparisonQuery,
    Interview,
    NewAgendaPrint,
    NewOutcome,
    NewTimetable,
    RunComparison,
    TimetableRun,
)
from gateway.schemas.shape import PageQuery, page_of
from multaqa.media_types import PDF_TYPE

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
        query=ComparisonQuery, answer=RunComparison),
    post("/v1/timetable-runs/{run_id}/restore", "matching.restore_timetable(run_id)", STAFF,
         "Publish an earlier timetable again, without what can no longer be held.", answer=TimetableRun),
    get("/v1/editions/{edition_id}/interviews", "matching.list_interviews(edition_id, after, limit)", PARTNER,
        "Interviews of an edition.", query=PageQuery, answer=page_of(Interview)),
    post("/v1/editions/{edition_id}/agenda-prints", "matching.ask_agendas(edition_id, facts)", STAFF,
         "Print the agendas of an edition, a sheet per table or per person; candidates stand under short codes.",
         body=NewAgendaPrint, answer=AgendaPrint, status=202),
    get("/v1/agenda-prints/{agenda_print_id}", "matching.get_agenda_print(agenda_print_id)", STAFF,
        "How far a print is.", answer=AgendaPrint),
    get("/v1/agenda-prints/{agenda_print_id}/files/{number}",
        "matching.get_printed_agendas(agenda_print_id, number)", STAFF,
        "One file of a print, numbered from 1: up to 100 sheets.", answer=Download(PDF_TYPE)),
    get("/v1/editions/{edition_id}/organisations/{organisation_id}/agendas",
        "matching.print_agendas_of_organisation(edition_id, organisation_id, language)", STAFF,
        "The agendas of an organisation's tables on paper.", query=AgendaQuery, answer=Download(PDF_TYPE)),
    get("/v1/candidates/{candidate_id}/editions/{edition_id}/agenda",
        "matching.print_agenda_of_candidate(candidate_id, edition_id, language)", PORTAL,
        "A candidate's own agenda on paper, with their code.", query=AgendaQuery, answer=Download(PDF_TYPE)),
    get("/v1/candidates/{candidate_id}/interviews", "matching.interviews_of_candidate(candidate_id)", PARTNER,
        "Interviews of a candidate.", answer=page_of(Interview)),
    post("/v1/interviews/{interview_id}/outcome", "matching.record_outcome(interview_id, facts)", PARTNER,
         "Say how an interview went.", body=NewOutcome, answer=Interview, status=200),
    post("/v1/interviews/{interview_id}/outcome/correct",
         "matching.correct_outcome(interview_id, facts, expected_version)", PARTNER,
         "Say otherwise how an interview went, until a job is offered after it.",
         body=NewOutcome, answer=Interview, status=200),
)
