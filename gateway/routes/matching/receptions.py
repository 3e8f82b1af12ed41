"""Receiving at a company's tables, by link: answered by the matching room, with names from the directory."""

from gateway.route import LINK, STAFF, get, post
from gateway.schemas.matching.receptions import (
    LinkedReception,
    NewReception,
    ReceivedInterview,
    Reception,
    ReceptionJob,
    ReceptionOutcome,
)

# fmt: off
READ_RECEPTION = get("/v1/links/{token}/reception", "gateway.read_reception(link)", LINK,
                     "A company's interviews of the day, in order of time.", answer=Reception)
NOTE_OUTCOME = post("/v1/links/{token}/reception/{interview_id}/outcome",
                    "matching.note_outcome_by_link(link, interview_id, facts)", LINK,
                    "Say how an interview went, also otherwise than before.",
                    body=ReceptionOutcome, answer=ReceivedInterview, status=200)
OFFER_JOB = post("/v1/links/{token}/reception/{interview_id}/job",
                 "matching.offer_job_by_link(link, interview_id, facts)", LINK,
                 "Offer a job after an interview that was held.", body=ReceptionJob, answer=ReceivedInterview)
ROUTES = (
    READ_RECEPTION,
    NOTE_OUTCOME,
    OFFER_JOB,
    post("/v1/editions/{edition_id}/receptions", "matching.open_reception(edition_id, organisation_id)", STAFF,
         "A link for whoever receives at an organisation's tables; the one before ends.",
         body=NewReception, answer=LinkedReception),
)
