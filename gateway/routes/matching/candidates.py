"""Candidates' profiles: answered by the matching room."""

from gateway.route import PORTAL, get, post
from gateway.schemas.matching.candidates import NewProfile, Profile

# fmt: off
ROUTES = (
    post("/v1/candidates/{candidate_id}/profile", "matching.complete_profile(candidate_id, facts)", PORTAL,
         "State what a candidate can do and looks for.", body=NewProfile, answer=Profile, status=200),
    get("/v1/candidates/{candidate_id}/profile", "matching.get_profile(candidate_id)", PORTAL,
        "A candidate's profile.", answer=Profile),
)
