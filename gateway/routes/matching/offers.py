"""Offers and matches: answered by the matching room."""

from gateway.route import PARTNER, get, post
from gateway.schemas.matching.offers import (
    Match,
    MatchQuery,
    NewOffer,
    NewShortlist,
    Offer,
    OfferChange,
    OfferQuery,
    OfferReason,
    Shortlist,
)
from gateway.schemas.shape import page_of

# fmt: off
ROUTES = (
    post("/v1/offers", "matching.publish_offer(facts)", PARTNER,
         "Publish an offer.", body=NewOffer, answer=Offer),
    get("/v1/offers", "matching.list_offers(after, limit, edition_id, organisation_id)", PARTNER,
        "Offers.", query=OfferQuery, answer=page_of(Offer)),
    get("/v1/offers/{offer_id}", "matching.get_offer(offer_id)", PARTNER,
        "An offer.", answer=Offer),
    post("/v1/offers/{offer_id}/change", "matching.change_offer(offer_id, facts, expected_version)", PARTNER,
         "Change an offer; what is not named stays.", body=OfferChange, answer=Offer, status=200),
    post("/v1/offers/{offer_id}/close", "matching.close_offer(offer_id, reason, expected_version)", PARTNER,
         "Close an offer: it takes no more interviews.", body=OfferReason, answer=Offer, status=200),
    get("/v1/offers/{offer_id}/matches", "matching.matches_of_offer(offer_id, limit)", PARTNER,
        "The best candidates of an offer, with the reasons.", query=MatchQuery, answer=page_of(Match)),
    post("/v1/offers/{offer_id}/shortlist", "matching.state_shortlist(offer_id, facts)", PARTNER,
         "State whom an organisation would rather meet for an offer, in order; it replaces what was.",
         body=NewShortlist, answer=Shortlist, status=200),
    get("/v1/offers/{offer_id}/shortlist", "matching.get_shortlist(offer_id)", PARTNER,
        "Whom an organisation would rather meet for an offer, of those it may know.", answer=Shortlist),
    get("/v1/candidates/{candidate_id}/matches", "matching.matches_of_candidate(candidate_id, limit)", PARTNER,
        "The best offers of a candidate, with the reasons.", query=MatchQuery, answer=page_of(Match)),
)
