"""How much each criterion weighs: for a tenant, and for one offer."""

from dataclasses import replace

from multaqa.ids import new_id
from multaqa.rpc import rpc
from services.matching.domain import Scale, StatedWeights, house_facts
from services.matching.service.naming import labels_for


class WeightDesk:
    @rpc
    def state_weights(self, facts):
        return self._state(None, facts)

    @rpc
    def state_offer_weights(self, offer_id, facts):
        return self._state(offer_id, facts)

    def _state(self, offer_id, facts):
        with self.work() as work:
            if offer_id:
                work.offers.get(offer_id)
            stated = work.weights.stated_for(offer_id) or StatedWeights(new_id(), offer_id)
            stated.state(facts, work.now(), work.context.principal)
            work.weights.save(stated)
            work.audit("weights.stated", offer_id or stated.id, weights=facts, version=stated.version)
            return work.commit(stated.facts())

    @rpc
    def get_weights(self):
        with self.work.reading() as work:
            return self._weights_told(work, None)

    @rpc
    def get_offer_weights(self, offer_id):
        """Its own, or those it is weighed with."""
        with self.work.reading() as work:
            work.offers.get(offer_id)
            return self._weights_told(work, offer_id)

    def _weights_told(self, work, offer_id):
        stated = work.weights.stated_for(offer_id) or work.weights.stated_for(None)
        return stated.facts() if stated else house_facts(self.weights)

    def _tenant_weights(self, work):
        stated = work.weights.stated_for(None)
        return stated.weights() if stated else self.weights

    def _scale(self, work, offers):
        """What scores these offers."""
        of_offers = work.weights.of_offers([offer.id for offer in offers])
        return Scale(self._tenant_weights(work), of_offers, work.skills.nearness())

    def _explaining_scale(self, work, offers):
        """What scores these offers, and explains their matches by the names of what they ask for."""
        scale = self._scale(work, offers)
        return replace(scale, labels=labels_for(work, offers, scale.nearness))
