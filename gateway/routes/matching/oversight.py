"""Records of runs, reasons, reviews and impact ratios: answered by the matching room."""

from gateway.route import PORTAL, STAFF, get, post
from gateway.schemas.matching.oversight import (
    Attributes,
    Impact,
    NewAttributes,
    NewReview,
    Rerun,
    Review,
    ReviewDecision,
    ReviewQuery,
    RunRecord,
    Why,
)
from gateway.schemas.shape import page_of

# fmt: off
ROUTES = (
    get("/v1/timetable-runs/{run_id}/record", "matching.get_run_record(run_id)", STAFF,
        "What a timetable was computed from, by digests, weights and version.", answer=RunRecord),
    post("/v1/timetable-runs/{run_id}/rerun", "matching.rerun_timetable(run_id)", STAFF,
         "Compute a timetable again from the inputs that were kept, and compare; nothing is published.",
         answer=Rerun, status=200),
    get("/v1/candidates/{candidate_id}/offers/{offer_id}/why", "matching.why(candidate_id, offer_id)", PORTAL,
        "Why a candidate has an interview for an offer, or why not.", answer=Why),
    post("/v1/candidates/{candidate_id}/reviews", "matching.ask_review(candidate_id, facts)", PORTAL,
         "Ask a human to look at what was decided for an offer.", body=NewReview, answer=Review),
    get("/v1/candidates/{candidate_id}/reviews", "matching.reviews_of_candidate(candidate_id)", PORTAL,
        "The reviews a candidate has asked for.", answer=page_of(Review)),
    get("/v1/interview-reviews", "matching.list_reviews(after, limit, state)", STAFF,
        "Reviews that were asked for.", query=ReviewQuery, answer=page_of(Review)),
    post("/v1/interview-reviews/{review_id}/decide", "matching.decide_review(review_id, facts)", STAFF,
         "Decide a review, with a note for the person.", body=ReviewDecision, answer=Review, status=200),
    post("/v1/candidates/{candidate_id}/attributes", "matching.tell_attributes(candidate_id, facts)", PORTAL,
         "Tell, by choice, what impact ratios count; no score reads it.",
         body=NewAttributes, answer=Attributes, status=200),
    get("/v1/editions/{edition_id}/impact", "matching.impact(edition_id)", STAFF,
        "How often groups of candidates are given interviews, four-fifths rule flagged; small groups are not told.",
        answer=page_of(Impact)),
)
