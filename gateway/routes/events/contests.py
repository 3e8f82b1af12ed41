"""Contests and their entries."""

from gateway.route import MEBIBYTE, PORTAL, STAFF, Download, Upload, get, post
from gateway.schemas.events.contests import (
    Contest,
    ContestEntry,
    ContestQuery,
    EntriesUntil,
    FileName,
    NewContest,
    NewEntry,
    PanelProgress,
    RevisedRubric,
)
from gateway.schemas.partners.agreements import GivenReason
from gateway.schemas.shape import PageQuery, page_of
from multaqa.media_types import PDF_TYPE

SHOWN_TYPES = (PDF_TYPE, "image/jpeg", "image/png", "image/webp")

# fmt: off
ROUTES = (
    post("/v1/editions/{edition_id}/contests", "events.plan_contest(edition_id, facts)", STAFF,
         "Plan a contest, with its rubric, its prizes and the method by which it will be ranked.",
         body=NewContest, answer=Contest),
    get("/v1/contests", "events.list_contests(after, limit, edition_id)", STAFF,
        "Contests.", query=ContestQuery, answer=page_of(Contest)),
    get("/v1/contests/{contest_id}", "events.get_contest(contest_id)", STAFF, "A contest.", answer=Contest),
    post("/v1/contests/{contest_id}/rubric", "events.revise_rubric(contest_id, facts)", STAFF,
         "Revise the rubric or the method, as long as nobody scores.",
         body=RevisedRubric, answer=Contest, status=200),
    post("/v1/contests/{contest_id}/open", "events.open_contest(contest_id)", STAFF,
         "Open a contest for entries.", answer=Contest, status=200),
    post("/v1/contests/{contest_id}/entries-until", "events.reopen_entries(contest_id, until)", STAFF,
         "Let late entries in, until another moment.", body=EntriesUntil, answer=Contest, status=200),
    post("/v1/contests/{contest_id}/scoring", "events.start_scoring(contest_id)", STAFF,
         "Freeze the rubric, assign the entries and send every juror their link.", answer=Contest, status=200),
    post("/v1/contests/{contest_id}/cancel", "events.cancel_contest(contest_id, reason)", STAFF,
         "Cancel a contest that has no published result; its jurors and entrants are told by mail.",
         body=GivenReason, answer=Contest, status=200),
    get("/v1/contests/{contest_id}/progress", "events.get_contest_progress(contest_id)", STAFF,
        "How far the panel is, without a score.", answer=PanelProgress),
    post("/v1/contests/{contest_id}/entries", "events.submit_entry(contest_id, facts)", PORTAL,
         "Enter a contest: a trainee or a team.", body=NewEntry, answer=ContestEntry),
    get("/v1/contests/{contest_id}/entries", "events.list_entries(contest_id, after, limit)", STAFF,
        "Entries of a contest.", query=PageQuery, answer=page_of(ContestEntry)),
    get("/v1/entries/{entry_id}", "events.get_entry(entry_id)", PORTAL, "An entry.", answer=ContestEntry),
    post("/v1/entries/{entry_id}/files", "events.attach_entry_file(entry_id, content, media_type, name)", PORTAL,
         "Add a file that shows the entry: ten at most.",
         body=Upload(*SHOWN_TYPES, most=5 * MEBIBYTE), query=FileName, answer=ContestEntry),
    get("/v1/entries/{entry_id}/files/{file_id}", "events.get_entry_file(entry_id, file_id)", PORTAL,
        "A file of an entry.", answer=Download(*SHOWN_TYPES)),
    post("/v1/entries/{entry_id}/withdraw", "events.withdraw_entry(entry_id, reason)", PORTAL,
         "Withdraw an entry.", body=GivenReason, answer=ContestEntry, status=200),
)
