"""Candidates' profiles and choices: answered by the matching room."""

from gateway.route import PORTAL, get, post
from gateway.schemas.matching.candidates import Choices, NewChoices, NewProfile, Profile

# fmt: off
ROUTES = (
    post("/v1/candidates/{candidate_id}/profile", "matching.complete_profile(candidate_id, facts)", PORTAL,
         "State what a candidate can do and looks for.", body=NewProfile, answer=Profile, status=200),
    get("/v1/candidates/{candidate_id}/profile", "matching.get_profile(candidate_id)", PORTAL,
        "A candidate's profile.", answer=Profile),
    post("/v1/candidates/{candidate_id}/editions/{edition_id}/choices",
         "matching.state_choices(candidate_id, edition_id, facts)", PORTAL,
         "State when a candidate can come, whom they would rather meet and whom not; it replaces what was.",
         body=NewChoices, answer=Choices, status=200),
    get("/v1/candidates/{candidate_id}/editions/{edition_id}/choices",
        "matching.get_choices(candidate_id, edition_id)", PORTAL,
        "What a candidate has chosen for an edition.", answer=Choices),
)
