"""Offers and matches: answered by the matching room."""

from gateway.route import PARTNER, get, post
from gateway.schemas.matching.offers import Match, MatchQuery, NewOffer, Offer, OfferQuery
from gateway.schemas.shape import page_of

# fmt: off
ROUTES = (
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
)
