"""Profiles, offers, matches, timetables, interviews and hirings: answered by the matching room."""

from gateway.route import PARTNER, PORTAL, STAFF, get, post
from gateway.schemas.matching import (
    Hiring,
    HiringQuery,
    Insertion,
    InsertionQuery,
    Interview,
    Match,
    MatchQuery,
    NewConfirmation,
    NewHiring,
    NewOffer,
    NewOutcome,
    NewProfile,
    NewTimetable,
    Offer,
    OfferQuery,
    Profile,
    TimetableRun,
)
from gateway.schemas.shape import PageQuery, page_of

# fmt: off
ROUTES = (
    post("/v1/candidates/{candidate_id}/profile", "matching.complete_profile(candidate_id, facts)", PORTAL,
         "State what a candidate can do and looks for.", body=NewProfile, answer=Profile, status=200),
    get("/v1/candidates/{candidate_id}/profile", "matching.get_profile(candidate_id)", PORTAL,
        "A candidate's profile.", answer=Profile),

    post("/v1/offers", "matching.publish_offer(facts)", PARTNER,
         "Publish an offer.", body=NewOffer, answer=Offer),
    get("/v1/offers", "matching.list_offers(after, limit, edition_id, organisation_id)", PARTNER,
        "Offers.", query=OfferQuery, answer=page_of(Offer)),
    get("/v1/offers/{offer_id}", "matching.get_offer(offer_id)", PARTNER,
        "An offer.", answer=Offer),
    get("/v1/offers/{offer_id}/matches", "matching.matches_of_offer(offer_id, limit)", PARTNER,
        "The best candidates of an offer, with the reasons.", query=MatchQuery, answer=page_of(Match)),
    get("/v1/candidates/{candidate_id}/matches", "matching.matches_of_candidate(candidate_id, limit)", PARTNER,
        "The best offers of a candidate, with the reasons.", query=MatchQuery, answer=page_of(Match)),

    post("/v1/editions/{edition_id}/timetable", "matching.request_timetable(edition_id, facts)", STAFF,
         "Ask for a timetable of interviews; it is computed apart.",
         body=NewTimetable, answer=TimetableRun, status=202),
    get("/v1/timetable-runs/{run_id}", "matching.get_timetable_run(run_id)", STAFF,
        "How far a timetable is.", answer=TimetableRun),
    get("/v1/editions/{edition_id}/interviews", "matching.list_interviews(edition_id, after, limit)", PARTNER,
        "Interviews of an edition.", query=PageQuery, answer=page_of(Interview)),
    get("/v1/candidates/{candidate_id}/interviews", "matching.interviews_of_candidate(candidate_id)", PARTNER,
        "Interviews of a candidate.", answer=page_of(Interview)),
    post("/v1/interviews/{interview_id}/outcome", "matching.record_outcome(interview_id, facts)", PARTNER,
         "Say how an interview went.", body=NewOutcome, answer=Interview, status=200),

    post("/v1/hirings", "matching.offer_hiring(facts)", PARTNER,
         "Offer a job after an interview.", body=NewHiring, answer=Hiring),
    get("/v1/hirings", "matching.list_hirings(after, limit, state)", PARTNER,
        "Hirings.", query=HiringQuery, answer=page_of(Hiring)),
    post("/v1/hirings/{hiring_id}/accept", "matching.accept_hiring(hiring_id)", PARTNER,
         "The candidate accepts.", answer=Hiring, status=200),
    post("/v1/hirings/{hiring_id}/decline", "matching.decline_hiring(hiring_id)", PARTNER,
         "The candidate declines.", answer=Hiring, status=200),
    post("/v1/hirings/{hiring_id}/confirmations", "matching.confirm_hiring(hiring_id, months)", PARTNER,
         "Say that the person is still in the job after 3 or 6 months.",
         body=NewConfirmation, answer=Hiring, status=200),
    get("/v1/insertion", "matching.insertion(edition_id)", STAFF,
        "The insertion rate of an edition, by sector and organisation.", query=InsertionQuery, answer=Insertion),
)
