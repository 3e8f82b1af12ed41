"""Systems that subscribe: they ask, prove that their endpoint agrees, renew their secrets, and leave."""

from datetime import timedelta
from functools import partial

from multaqa import bus
from multaqa.errors import Forbidden, Invalid, NotFound, Refused
from multaqa.ids import new_id
from multaqa.messages import catalogue, public_fields
from multaqa.messages.notifications import SecretRotated, SubscriptionCreated, SubscriptionEnded
from multaqa.rpc import rpc
from services.notifications.domain import Endpoint, Notice, Subscription, require_address
from services.notifications.domain.wording import fault
from services.notifications.service.recording import recorded

PUBLIC = {name: message for name, message in catalogue().items() if message.public}
FIELDS = public_fields()
SUBSCRIBER = "subscriber"


class SubscriptionDesk:
    @rpc
    def subscribe(self, facts):
        """The secret is told in this answer only: a repeated request is answered without it."""
        kind = facts.get("kind", "webhook")
        self._require_address(kind, facts.get("url"))
        with self.work() as work:
            self._require_room(work, kind)
            id, owner = new_id(), work.context.principal
            secret, access = self.queue_keeper.make() if kind == "queue" else self.signer.make(id, work.now())
            subscription = Subscription.created(id, facts, owner, access, FIELDS, at=work.now())
            _begin(work, subscription)
            work.subscriptions.save(subscription)
            work.endpoints.save(Endpoint(id, self.courier.policy.at_once))
            work.publish(SubscriptionCreated, subscription)
            work.audit("subscription.created", id, kind=kind, url=subscription.url)
            described = subscription.described(work.now())
            work.commit({**described, "secret": None})
            return {**described, "secret": secret}

    def _require_address(self, kind, url):
        require_address(kind, url)
        if url:
            self.courier.require_url(url)
        else:
            self.queue_keeper.require_offered()

    def _require_room(self, work, kind):
        _require_fewer(work.subscriptions.standing(), self.courier.knobs.webhook_subscriptions_most)
        if kind == "queue":
            _require_fewer(work.subscriptions.queues(), self.queue_keeper.knobs.queue_subscriptions_most)

    @rpc
    def list_subscriptions(self, after=None, limit=50):
        with self.work.reading() as work:
            page = work.subscriptions.page(_of_caller(work), after, limit)
            return {"items": [one.described(work.now()) for one in page.items], "next": page.next}

    @rpc
    def get_subscription(self, subscription_id):
        with self.work.reading() as work:
            return own(work, subscription_id).described(work.now())

    @rpc
    def end_subscription(self, subscription_id):
        with self.work() as work:
            subscription = own(work, subscription_id)
            if subscription.state != "ended":
                _end(work, subscription, reason="asked for")
            return work.commit(subscription.described(work.now()))

    @rpc
    def enable_subscription(self, subscription_id):
        """Asks the endpoint again, at once: what was disabled, and what did not agree yet."""
        with self.work() as work:
            subscription = own(work, subscription_id)
            subscription.enable()
            _begin(work, subscription)
            work.subscriptions.save(subscription)
            work.audit("subscription.enabled", subscription.id)
            return work.commit(subscription.described(work.now()))

    @rpc
    def hand_over_subscription(self, subscription_id, key_id):
        """To another key, when a subscriber's is replaced: only an administrator may."""
        with self.work() as work:
            if work.context.role == SUBSCRIBER:
                raise Forbidden("subscription.not_handed_over", "Ask an administrator to hand a subscription over.")
            subscription = work.subscriptions.get(subscription_id)
            subscription.owner = f"key:{key_id}"
            work.subscriptions.save(subscription)
            work.audit("subscription.handed_over", subscription.id, owner=subscription.owner)
            return work.commit(subscription.described(work.now()))

    @rpc
    def approve_subscription(self, subscription_id, approved):
        """That persons who consent are named to this subscriber, or no longer: only an administrator may."""
        with self.work() as work:
            if work.context.role == SUBSCRIBER:
                raise Forbidden("subscription.not_approved", "Ask an administrator of the directorate to approve it.")
            subscription = work.subscriptions.get(subscription_id)
            subscription.approve(work.now(), approved=approved)
            work.subscriptions.save(subscription)
            work.audit("subscription.approved", subscription.id, approved=approved, purpose=subscription.purpose)
            return work.commit(subscription.described(work.now()))

    @rpc
    def rotate_secret(self, subscription_id, overlap_hours=None):
        """The new secret is told in this answer only; those before sign beside it for the overlap.

        Of a queue it is the password: there is one at a time.
        """
        with self.work() as work:
            subscription = own(work, subscription_id)
            now, overlap = work.now(), self._overlap(subscription, overlap_hours)
            secret = self._renew(work, subscription, overlap)
            work.subscriptions.save(subscription)
            told = {"subscription_id": subscription.id, "rotated_at": now, "overlap_ends_at": now + overlap}
            work.publish(SecretRotated, Notice.of(subscription, **told))
            described = subscription.described(now)
            work.commit({**described, "secret": None})
            return {**described, "secret": secret}

    def _overlap(self, subscription, hours):
        if subscription.queue and hours:
            code, text = "subscription.no_overlap", "The user of a queue has one password: the one before ends at once."
            raise Invalid(code, text, errors=[fault("/overlap_hours", code, text)])
        usual = 0 if subscription.queue else self.courier.knobs.webhook_overlap_s
        return timedelta(seconds=usual if hours is None else hours * 3600)

    def _renew(self, work, subscription, overlap):
        """Gives the new secret."""
        if subscription.queue:
            secret, subscription.queue = self.queue_keeper.renewed(subscription.queue)
            work.nudge("keep_queue", subscription.id, work.now())
            work.audit("subscription.secret_rotated", subscription.id)
        else:
            secret, sealed = self.signer.make(subscription.id, work.now())
            subscription.rotate(sealed, overlap, work.now())
            work.audit("subscription.secret_rotated", subscription.id, key=sealed.id)
        return secret

    @bus.due("prove_endpoint", external=True, at_once=8)
    def prove_endpoint(self, due):
        with self.work.reading() as work:
            subscription = work.subscriptions.get(due.key)
        answer = self.courier.handshake(subscription.url) if subscription.awaits_proof else None
        recorded(partial(self._record_handshake, due, answer))

    def _record_handshake(self, due, answer):
        with self.work() as work:
            subscription = work.subscriptions.get(due.key)
            if answer and subscription.awaits_proof:
                if answer.agreed:
                    prove(work, subscription, answer.rate)
                else:
                    self._doubt(work, subscription, answer.reason, due.facts["tries"] + 1)
                work.subscriptions.save(subscription)
            work.commit()

    def _doubt(self, work, subscription, reason, tries):
        subscription.doubt(reason)
        if again_at := self.courier.proof_again_at(tries, work.now()):
            work.schedule("prove_endpoint", subscription.id, again_at, tries=tries)


def own(work, subscription_id):
    """The subscription; to another subscriber's key it does not exist."""
    subscription = work.subscriptions.get(subscription_id)
    if work.context.role == SUBSCRIBER and subscription.owner != work.context.principal:
        raise NotFound("subscription.not_found", "There is no subscription with this id.", id=subscription_id)
    return subscription


def _end(work, subscription, reason):
    subscription.end(reason, at=work.now())
    work.subscriptions.save(subscription)
    work.nudge("serve_endpoint", subscription.id, work.now())
    work.publish(SubscriptionEnded, subscription)
    work.audit("subscription.ended", subscription.id, reason=reason)


def _of_caller(work):
    return {"owner": work.context.principal} if work.context.role == SUBSCRIBER else {}


def _require_fewer(standing, most):
    if standing >= most:
        text = "This directorate has as many subscriptions as it may have: end one that is not needed."
        raise Refused("subscription.too_many", text, most=most)


def _begin(work, subscription):
    """The endpoint is asked whether it agrees; a queue is made, and has nothing to prove."""
    if subscription.queue:
        subscription.doubt("the queue is being made")
        work.nudge("keep_queue", subscription.id, work.now())
    else:
        work.schedule("prove_endpoint", subscription.id, work.now(), tries=0)


def prove(work, subscription, rate):
    subscription.prove(at=work.now())
    endpoint = work.endpoints.get(subscription.id)
    endpoint.agree(rate)
    work.endpoints.save(endpoint)
    work.audit("subscription.proven", subscription.id)
