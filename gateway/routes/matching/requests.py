"""Requests for interviews: answered by the matching room."""

from gateway.route import PARTNER, PORTAL, STAFF, get, post
from gateway.schemas.matching.requests import (
    InterviewRequest,
    Modes,
    NewAnswer,
    NewModes,
    NewRequest,
    NewRequestToCandidate,
)
from gateway.schemas.matching.timetables import TimetableRun
from gateway.schemas.shape import PageQuery, page_of

# fmt: off
ROUTES = (
    post("/v1/editions/{edition_id}/interview-modes", "matching.state_interview_modes(edition_id, facts)", STAFF,
         "Open an edition to requests for interviews: who has to accept, and who gives the times.",
         body=NewModes, answer=Modes, status=200),
    get("/v1/editions/{edition_id}/interview-modes", "matching.get_interview_modes(edition_id)", PARTNER | PORTAL,
        "How an edition handles requests for interviews, and the slots people pick among.", answer=Modes),
    post("/v1/candidates/{candidate_id}/interview-requests", "matching.request_interview(candidate_id, facts)", PORTAL,
         "A candidate asks for an interview.", body=NewRequest, answer=InterviewRequest),
    get("/v1/candidates/{candidate_id}/interview-requests", "matching.requests_of_candidate(candidate_id)", PORTAL,
        "What a candidate asked for and was asked.", answer=page_of(InterviewRequest)),
    post("/v1/candidates/{candidate_id}/interview-requests/{request_id}/answer",
         "matching.answer_request_as_candidate(candidate_id, request_id, facts)", PORTAL,
         "A candidate accepts or declines what a company asked, or cancels.",
         body=NewAnswer, answer=InterviewRequest, status=200),
    post("/v1/offers/{offer_id}/interview-requests", "matching.request_candidate(offer_id, facts)", PARTNER,
         "A company asks a candidate it may know for an interview.",
         body=NewRequestToCandidate, answer=InterviewRequest),
    get("/v1/offers/{offer_id}/interview-requests", "matching.requests_of_offer(offer_id, after, limit)", PARTNER,
        "Requests about an offer, of both sides.", query=PageQuery, answer=page_of(InterviewRequest)),
    post("/v1/offers/{offer_id}/interview-requests/{request_id}/answer",
         "matching.answer_request_as_company(offer_id, request_id, facts)", PARTNER,
         "A company accepts or declines what a candidate asked, or cancels.",
         body=NewAnswer, answer=InterviewRequest, status=200),
    post("/v1/timetable-runs/{run_id}/final", "matching.finalise_timetable(run_id)", STAFF,
         "Make a preliminary timetable final; each candidate is told their interviews.",
         answer=TimetableRun, status=200),
)
