"""The log of deliveries, and what is sent again: one, those that failed, those that never set out, a sample."""

from datetime import datetime, timedelta

from multaqa import bus
from multaqa.bus import Envelope, Received
from multaqa.errors import Invalid
from multaqa.ids import new_id
from multaqa.messages import sample
from multaqa.rpc import rpc
from services.notifications.domain import Delivery
from services.notifications.service.deliveries import CHUNK, send_out
from services.notifications.service.subscriptions import PUBLIC, own


class RecoveryDesk:
    @rpc
    def list_deliveries(self, subscription_id, after=None, limit=50, state=None):
        with self.work.reading() as work:
            asked = {"subscription_id": own(work, subscription_id).id, **({"state": state} if state else {})}
            page = work.deliveries.page(asked, after, limit)
            return {"items": [delivery.facts() for delivery in page.items], "next": page.next}

    @rpc
    def get_delivery(self, subscription_id, delivery_id):
        with self.work.reading() as work:
            return _delivery_to(work, own(work, subscription_id), delivery_id).facts()

    @rpc
    def resend_delivery(self, subscription_id, delivery_id):
        with self.work() as work:
            subscription = own(work, subscription_id)
            subscription.require_active()
            delivery = _delivery_to(work, subscription, delivery_id)
            work.public_messages.get(delivery.message_id)  # it is kept for a while only
            delivery.resend(at=work.now())
            work.deliveries.save(delivery)
            work.nudge("serve_endpoint", subscription.id, work.now())
            work.audit("delivery.resent", delivery.id)
            return work.commit(delivery.facts())

    @rpc
    def recover_deliveries(self, subscription_id, since, what):
        """What failed since an instant is sent again, or what never set out (the subscription was not active) is.

        Each instant is work of its own, so that a later request takes nothing from one that is under way.
        """
        with self.work() as work:
            subscription = own(work, subscription_id)
            subscription.require_active()
            self._require_kept(datetime.fromisoformat(since), work.now())
            facts = {"since": since, "until": work.now().isoformat(), "after": ""}
            work.schedule(f"recover_{what}", f"{subscription.id}:{since}", work.now(), **facts)
            work.audit("subscription.recovered", subscription.id, since=since, what=what)
            return work.commit(subscription.described(work.now()))

    def _require_kept(self, since, now):
        days = self.courier.knobs.webhook_kept_days
        if since < now - timedelta(days=days):
            text = f"Messages are kept for {days} days: ask for a later time."
            wrong = [{"pointer": "/since", "code": "recovery.too_old", "text": text}]
            raise Invalid("recovery.too_old", text, errors=wrong, days=days)

    @bus.due("recover_failed", at_once=2)
    def recover_failed(self, due):
        with self.work() as work:
            since = datetime.fromisoformat(due.facts["since"])
            failed = work.deliveries.failed_since(_recovered(due), since, due.facts["after"], CHUNK)
            kept = work.public_messages.among(delivery.message_id for delivery in failed)
            again = [delivery for delivery in failed if delivery.message_id in kept]
            for delivery in again:
                delivery.resend(at=work.now())
            work.deliveries.save_all(again)
            _follow(work, due, failed)
            work.commit()

    @bus.due("recover_missed", at_once=2)
    def recover_missed(self, due):
        with self.work() as work:
            since, until = (datetime.fromisoformat(due.facts[bound]) for bound in ("since", "until"))
            told = work.public_messages.told_between(since, until, due.facts["after"], CHUNK)
            send_out(work, told, [work.subscriptions.get(_recovered(due))])
            _follow(work, due, told)
            work.commit()

    @rpc
    def send_sample(self, subscription_id, type):
        """A signed post of the type's sample, to this endpoint only; `sample` in it says so."""
        with self.work() as work:
            subscription = own(work, subscription_id)
            subscription.require_active()
            message = self._sample_of(type, work)
            work.public_messages.save(message)
            delivery = Delivery.new(new_id(), subscription.id, message.id, type, work.now())
            work.deliveries.save(delivery)
            work.nudge("serve_endpoint", subscription.id, work.now())
            return work.commit(delivery.facts())

    def _sample_of(self, type, work):
        if type not in PUBLIC:
            text = "No public type is named like this."
            wrong = [{"pointer": "/type", "code": "subscription.type_unknown", "text": text}]
            raise Invalid("subscription.type_unknown", text, errors=wrong)
        shown = sample(type)
        envelope = Envelope(
            id=new_id(), type=type, tenant=work.context.tenant, subject=shown["subject"],
            version=shown["aggregateversion"], time=work.now(), source=shown["source"],
            traceparent=work.context.traceparent, causation_id=None, facts=shown["data"],
        )  # fmt: skip
        received = Received.of(envelope, PUBLIC[type].decode(shown["data"]), attempt=1, lane="sample")
        return self.kept(received, work.now(), is_sample=True)


def _delivery_to(work, subscription, delivery_id):
    delivery = work.deliveries.get(delivery_id)
    return delivery if delivery.subscription_id == subscription.id else work.deliveries.get("")


def _recovered(due):
    """The subscription's id."""
    return due.key.partition(":")[0]


def _follow(work, due, page):
    """The next page is due work again, and the endpoint is served what this one brought."""
    work.nudge("serve_endpoint", _recovered(due), work.now())
    if len(page) == CHUNK:
        work.schedule(due.kind, due.key, work.now(), **{**due.facts, "after": page[-1].id})
