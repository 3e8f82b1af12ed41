"""Weights of criteria: answered by the matching room."""

from gateway.route import PARTNER, STAFF, get, post
from gateway.schemas.matching.weights import NewWeights, Weights

# fmt: off
ROUTES = (
    post("/v1/matching-weights", "matching.state_weights(facts)", STAFF,
         "State how much each criterion weighs, for all offers without weights of their own.",
         body=NewWeights, answer=Weights, status=200),
    get("/v1/matching-weights", "matching.get_weights()", STAFF,
        "How much each criterion weighs.", answer=Weights),
    post("/v1/offers/{offer_id}/weights", "matching.state_offer_weights(offer_id, facts)", PARTNER,
         "State how much each criterion weighs for one offer.", body=NewWeights, answer=Weights, status=200),
    get("/v1/offers/{offer_id}/weights", "matching.get_offer_weights(offer_id)", PARTNER,
        "How much each criterion weighs for an offer: its own weights, or those of the tenant.", answer=Weights),
)
