"""Hirings and the insertion rate: answered by the matching room."""

from gateway.route import LINK, PARTNER, Download, get, post
from gateway.schemas.matching.hirings import (
    Hiring,
    HiringQuery,
    HiringReason,
    Insertion,
    InsertionQuery,
    InsertionTableQuery,
    JobAnswer,
    JobAsked,
    NewConfirmation,
    NewHiring,
)
from gateway.schemas.shape import page_of
from multaqa.media_types import CSV_TYPE, XLSX_TYPE

# fmt: off
READ_JOB = get("/v1/links/{token}/job", "matching.read_job_by_link(link)", LINK,
               "The job one is asked about.", answer=JobAsked)
ANSWER_JOB = post("/v1/links/{token}/job/answer", "matching.answer_job_by_link(link, still)", LINK,
                  "Say whether one is still in the job.", body=JobAnswer, answer=JobAsked, status=200)
ROUTES = (
    READ_JOB,
    ANSWER_JOB,
    post("/v1/hirings", "matching.offer_hiring(facts)", PARTNER,
         "Offer a job after an interview.", body=NewHiring, answer=Hiring),
    get("/v1/hirings", "matching.list_hirings(after, limit, state)", PARTNER,
        "Hirings.", query=HiringQuery, answer=page_of(Hiring)),
    post("/v1/hirings/{hiring_id}/accept", "matching.accept_hiring(hiring_id)", PARTNER,
         "The candidate accepts.", answer=Hiring, status=200),
    post("/v1/hirings/{hiring_id}/decline", "matching.decline_hiring(hiring_id)", PARTNER,
         "The candidate declines.", answer=Hiring, status=200),
    post("/v1/hirings/{hiring_id}/withdraw", "matching.withdraw_hiring(hiring_id, reason)", PARTNER,
         "Take a job offer back, also where it was accepted.", body=HiringReason, answer=Hiring, status=200),
    post("/v1/hirings/{hiring_id}/confirmations", "matching.confirm_hiring(hiring_id, months, still)", PARTNER,
         "Say whether the person is still in the job after 3 or 6 months.",
         body=NewConfirmation, answer=Hiring, status=200),
    get("/v1/insertion", "matching.insertion(edition_id)", PARTNER,
        "The insertion rate of an edition, by sector, institute and organisation.",
        query=InsertionQuery, answer=Insertion),
    get("/v1/insertion/editions", "matching.insertions()", PARTNER,
        "The insertion rate of every edition with interviews, in the order of their days.", answer=page_of(Insertion)),
    get("/v1/insertion/table", "matching.export_insertion(edition_id, format)", PARTNER,
        "Insertion as a table, a line per edition and group.",
        query=InsertionTableQuery, answer=Download(CSV_TYPE, XLSX_TYPE)),
)
