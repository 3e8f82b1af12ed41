"""Public messages on their way to those who subscribe: taken, and posted endpoint by endpoint."""

from datetime import timedelta
from functools import partial

from multaqa import bus
from multaqa.ids import derived_id, new_id
from multaqa.messages.matching import (
    CandidateHired,
    DemandGapFound,
    HiringConfirmed,
    HiringDeclined,
    HiringExpired,
    HiringOffered,
    HiringWithdrawn,
    InterviewCancelled,
    InterviewMoved,
    InterviewRecorded,
    InterviewScheduled,
    OfferChanged,
    OfferClosed,
    OfferFilled,
    OfferPublished,
)
from multaqa.messages.notifications import AttemptsExhausted, EndpointDisabled, SecretRotated
from multaqa.selection import NOTICES, marks_of
from multaqa.zone import day_of
from services.notifications.cloud_event import cloud_event
from services.notifications.domain import Delivery, Notice, PublicMessage, Send
from services.notifications.domain.delivery import GONE
from services.notifications.service.contacts import hand_in
from services.notifications.service.recording import recorded
from services.notifications.service.subscriptions import PUBLIC
from services.notifications.webhook import Post

BATCH = 50
CHUNK = 200
"""Subscriptions, or messages, that one transaction deals with: the rest is due work that follows itself."""
ENDPOINTS_AT_ONCE = 32  # of the due work a process runs together: mails are never without a turn


class DeliveryDesk:
    # messages come in

    @bus.subscribe(HiringOffered, batch=BATCH)
    def deliver_offer(self, messages):
        self._deliver_to_all(messages)

    @bus.subscribe(CandidateHired, batch=BATCH)
    def deliver_hiring(self, messages):
        self._deliver_to_all(messages)

    @bus.subscribe(HiringDeclined, batch=BATCH)
    def deliver_refusal(self, messages):
        self._deliver_to_all(messages)

    @bus.subscribe(HiringConfirmed, batch=BATCH)
    def deliver_confirmation(self, messages):
        self._deliver_to_all(messages)

    @bus.subscribe(HiringWithdrawn, batch=BATCH)
    def deliver_withdrawal(self, messages):
        self._deliver_to_all(messages)

    @bus.subscribe(HiringExpired, batch=BATCH)
    def deliver_expiry(self, messages):
        self._deliver_to_all(messages)

    @bus.subscribe(InterviewScheduled, batch=BATCH)
    def deliver_interview(self, messages):
        self._deliver_to_all(messages)

    @bus.subscribe(InterviewMoved, batch=BATCH)
    def deliver_move(self, messages):
        self._deliver_to_all(messages)

    @bus.subscribe(InterviewCancelled, batch=BATCH)
    def deliver_cancellation(self, messages):
        self._deliver_to_all(messages)

    @bus.subscribe(InterviewRecorded, batch=BATCH)
    def deliver_outcome(self, messages):
        self._deliver_to_all(messages)

    @bus.subscribe(OfferPublished, batch=BATCH)
    def deliver_published_offer(self, messages):
        self._deliver_to_all(messages)

    @bus.subscribe(OfferChanged, batch=BATCH)
    def deliver_changed_offer(self, messages):
        self._deliver_to_all(messages)

    @bus.subscribe(OfferFilled, batch=BATCH)
    def deliver_filled_offer(self, messages):
        self._deliver_to_all(messages)

    @bus.subscribe(OfferClosed, batch=BATCH)
    def deliver_closed_offer(self, messages):
        self._deliver_to_all(messages)

    @bus.subscribe(DemandGapFound, batch=BATCH)
    def deliver_gap(self, messages):
        self._deliver_to_all(messages)

    @bus.subscribe(EndpointDisabled, batch=BATCH)
    def deliver_disabling(self, messages):
        self._deliver_to_owner(messages)

    @bus.subscribe(AttemptsExhausted, batch=BATCH)
    def deliver_exhaustion(self, messages):
        self._deliver_to_owner(messages)

    @bus.subscribe(SecretRotated, batch=BATCH)
    def deliver_rotation(self, messages):
        self._deliver_to_owner(messages)

    def _deliver_to_owner(self, messages):
        """Notices about a subscription: the work reads whose it is."""
        with self.work() as work:
            for message in messages:
                subscription = work.subscriptions.get(message.facts["subscription_id"])
                notice = self.kept(message, work.now(), about=subscription.id, owner=subscription.owner)
                self._take(work, [notice])
                self._tell_operations(work, subscription, message)
            work.commit()

    def _tell_operations(self, work, subscription, message):
        """Once a day for each subscription and type, whoever runs the platform, where there is somebody to write to."""
        if to := self.post.operations:
            told = {**message.facts, "subscriber": subscription.subscriber or subscription.description}
            id = derived_id(to.email, message.type, subscription.id, day_of(work.now()).isoformat())
            send = Send(id, None, message.id, message.type, told, work.now(), contact=to, about=subscription.id)
            hand_in(work, work.sends.new_among([send]))

    def _deliver_to_all(self, messages):
        with self.work() as work:
            self._take(work, [self.kept(message, work.now()) for message in messages])
            work.commit()

    def kept(self, message, now, **circumstances):
        facts = PUBLIC[message.type]().dump(message.facts)
        until = now + timedelta(days=self.courier.knobs.webhook_kept_days)
        body = cloud_event(message, facts, is_sample=circumstances.get("is_sample", False))
        return PublicMessage(message.id, message.type, marks_of(facts), body, now, until, **circumstances)

    def _take(self, work, messages):
        known = work.public_messages.among(message.id for message in messages)
        new = [message for message in messages if message.id not in known]
        work.public_messages.add_all(new)
        if last := _fan_out(work, new, after=""):
            for message in new:
                work.schedule("fan_out", message.id, work.now(), after=last)

    @bus.due("fan_out", at_once=2)
    def fan_out(self, due):
        """The next chunk of those who want a message."""
        with self.work() as work:
            if last := _fan_out(work, [work.public_messages.get(due.key)], after=due.facts["after"]):
                work.schedule(due.kind, due.key, work.now(), after=last)
            work.commit()

    # endpoints are posted to

    @bus.due("serve_endpoint", external=True, at_once=ENDPOINTS_AT_ONCE)
    def serve_endpoint(self, due):
        """All that is due to one endpoint, some of it at once; there is one such run of an endpoint at any time."""
        with self.work.reading() as work:
            subscription = work.subscriptions.get(due.key)
            endpoint = work.endpoints.get(due.key)
            allowed = endpoint.allowance(self.courier.policy, work.now()) if subscription.is_active else 0
            deliveries = work.deliveries.due(due.key, work.now(), allowed)
            messages = work.public_messages.among(delivery.message_id for delivery in deliveries)
            mode, name = subscription.content_mode, partial(self.naming_of, subscription)
            posts = [
                Post(one.id, one.message_id, message.body, mode, name(message))
                for one in deliveries
                if (message := messages.get(one.message_id))
            ]
            lost = [one.id for one in deliveries if one.message_id not in messages]
            pen = self.signer.pen(subscription, work.now()) if posts else None
        attempts = self._attempts(subscription, posts, pen, endpoint.at_once) if posts else {}
        recorded(partial(self._record_run, due.key, attempts, lost))

    def _attempts(self, subscription, posts, pen, at_once):
        if subscription.queue:
            return self.queue_keeper.fill(subscription.queue, posts)
        return self.courier.post_all(subscription.url, posts, pen, at_once)

    def _record_run(self, subscription_id, attempts, lost):
        with self.work() as work:
            subscription = work.subscriptions.get(subscription_id)
            endpoint = work.endpoints.get(subscription_id)
            if attempts:
                self._record_attempts(work, subscription, endpoint, attempts)
            _abandon(work, work.deliveries.among(lost), "the message is no longer kept")
            if not subscription.is_active:
                some = work.deliveries.pending(subscription_id, CHUNK)
                _abandon(work, some, f"the subscription is {subscription.state}")
            if subscription.queue and subscription.state == "ended":
                work.nudge("keep_queue", subscription_id, work.now())
            if next_at := work.deliveries.next_at(subscription_id):
                again_at = max(next_at, endpoint.free_at(work.now())) if subscription.is_active else work.now()
                work.schedule("serve_endpoint", subscription_id, again_at)
            work.commit()

    def _record_attempts(self, work, subscription, endpoint, attempts):
        now = work.now()
        deliveries = work.deliveries.among(attempts)
        for delivery in deliveries:
            self.courier.record(delivery, attempts[delivery.id], at=now)
        work.deliveries.save_all(deliveries)
        endpoint.record(attempts.values(), self.courier.policy, now)
        work.endpoints.save(endpoint)
        for delivery in deliveries:
            if delivery.is_exhausted and not delivery.type.startswith(NOTICES):
                _tell_of_exhaustion(work, subscription, delivery)
        if subscription.is_active and any(attempt.endpoint_is_gone for attempt in attempts.values()):
            _disable(work, subscription, endpoint, "gone", GONE)
        elif subscription.is_active and endpoint.has_failed_for_days(self.courier.policy, now):
            since = f"no post has succeeded since {endpoint.failing_since.isoformat()}"
            _disable(work, subscription, endpoint, "failed_for_days", since)


def _fan_out(work, messages, after):
    """To the next chunk of subscriptions that may want one of these; the id of the last, when there may be more."""
    chunk = work.subscriptions.that_may_want(messages, after, CHUNK) if messages else []
    send_out(work, messages, chunk)
    return chunk[-1].id if len(chunk) == CHUNK else None


def send_out(work, messages, subscriptions):
    """A delivery of each message to each of these that wants it and never had it."""
    wanted = [(to, message) for to in subscriptions for message in messages if to.wants(message)]
    known = work.deliveries.known({to.id for to, _ in wanted}, {message.id for _, message in wanted}) if wanted else ()
    new = [(to.id, message) for to, message in wanted if (to.id, message.id) not in known]
    work.deliveries.add_all(Delivery.new(new_id(), to, one.id, one.type, work.now()) for to, one in new)
    for to in sorted({to for to, _ in new}):
        work.nudge("serve_endpoint", to, work.now())


def _abandon(work, deliveries, reason):
    for delivery in deliveries:
        delivery.abandon(reason, at=work.now())
    work.deliveries.save_all(deliveries)


def _disable(work, subscription, endpoint, cause, reason):
    now = work.now()
    subscription.disable(reason, at=now)
    work.subscriptions.save(subscription)
    told = {
        "subscription_id": subscription.id,
        "disabled_at": now,
        "failing_since": endpoint.failing_since or now,  # another post of the run in which it was gone had succeeded
        "cause": cause,
    }
    work.publish(EndpointDisabled, Notice.of(subscription, **told))
    work.audit("subscription.disabled", subscription.id, reason=subscription.reason)


def _tell_of_exhaustion(work, subscription, delivery):
    told = {
        "subscription_id": subscription.id,
        "delivery_id": delivery.id,
        "message_id": delivery.message_id,
        "message_type": delivery.type,
        "attempts": delivery.tried,
        "exhausted_at": work.now(),
    }
    work.publish(AttemptsExhausted, Notice.of(subscription, **told))
