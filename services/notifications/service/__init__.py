"""The notifications' room: mails to people and contacts, signed webhooks to the systems that subscribe."""

import time

from multaqa import bus
from multaqa.ids import derived_id, new_id
from multaqa.messages import catalogue
from multaqa.messages.directory import ConsentChanged, PersonErased, PersonRegistered, TenantOpened
from multaqa.messages.events import CredentialNoticeGiven, EntrantLinkSent, RegistrationLinkSent
from multaqa.messages.matching import (
    AgendaChanged,
    CandidateHired,
    ConfirmationAsked,
    DemandGapFound,
    HiringConfirmed,
    HiringDeclined,
    HiringExpired,
    HiringOffered,
    HiringWithdrawn,
    InterviewCancelled,
    InterviewMoved,
    InterviewRequestAnswered,
    InterviewRequested,
    InterviewScheduled,
    OfferChanged,
    OfferClosed,
    OfferFilled,
    OfferPublished,
    TimetablePublished,
)
from multaqa.messages.notifications import NotificationsCheckpointMade, SubscriptionCreated, SubscriptionEnded
from multaqa.rpc import rpc
from multaqa.store import works
from multaqa.store.rerun import rerun
from multaqa.tenants import keeper_of
from multaqa.trail import trail_of
from services.notifications.domain import Delivery, Subscription
from services.notifications.mail import post_office
from services.notifications.service.contacts import ContactLetters, hand_in
from services.notifications.service.gatherings import GatheringLetters, mail_to
from services.notifications.service.marks import MarkKeeper
from services.notifications.store import Deliveries, Editions, Marks, Persons, Registered, Sends, Subscriptions
from services.notifications.webhook import cloud_event, courier, new_secret

PUBLIC = {name: message for name, message in catalogue().items() if message.public}
BATCH = 200
RECORD_WITHIN_S = 40  # of the minute for which due work is leased: later it would be done a second time anyway


class NotificationsService(
    GatheringLetters,
    ContactLetters,
    MarkKeeper,
    trail_of(NotificationsCheckpointMade),
    keeper_of(TenantOpened),
):
    name = "notifications"
    work = works(
        persons=Persons,
        editions=Editions,
        registered=Registered,
        sends=Sends,
        subscriptions=Subscriptions,
        deliveries=Deliveries,
        marks=Marks,
    )
    post = post_office()
    courier = courier()

    # what other rooms told

    @bus.subscribe(PersonRegistered, batch=BATCH)
    def keep_persons(self, messages):
        self._keep(messages)

    @bus.subscribe(ConsentChanged, batch=BATCH)
    def keep_consents(self, messages):
        self._keep(messages)

    def _keep(self, messages):
        with self.work() as work:
            for message in messages:
                work.persons.keep(message.facts["person_id"], message.version, message.facts)
            work.commit()

    @bus.subscribe(PersonErased)
    def forget_person(self, message):
        """Also what went to their address before they were a person of the directory: an invitation."""
        person_id = message.facts["person_id"]
        with self.work() as work:
            kept = work.persons.kept_of(person_id)
            for send in work.sends.to_invited(kept["email"]) if kept else ():
                send.forget_contact()
                work.sends.save(send)
            work.persons.forget(person_id, message.version)
            work.registered.forget(person_id)
            for send in work.sends.to_person(person_id):
                send.forget_person()
                work.sends.save(send)
            work.forget(person_id)
            work.commit()

    # mails to people

    @bus.subscribe(RegistrationLinkSent, batch=BATCH)
    def send_link_again(self, messages):
        self._write_to("person_id", messages)

    @bus.subscribe(EntrantLinkSent, batch=BATCH)
    def tell_entrant(self, messages):
        self._write_to("person_id", messages)

    @bus.subscribe(CredentialNoticeGiven, batch=BATCH)
    def tell_holder(self, messages):
        self._write_to("person_id", messages)

    @bus.subscribe(TimetablePublished, batch=BATCH)
    def tell_of_timetable(self, messages):
        self._write_to("candidate_id", messages)

    @bus.subscribe(AgendaChanged, batch=BATCH)
    def tell_of_change(self, messages):
        self._write_to("candidate_id", messages)

    @bus.subscribe(InterviewRequested, batch=BATCH)
    def tell_of_request(self, messages):
        self._write_to("candidate_id", messages)

    @bus.subscribe(InterviewRequestAnswered, batch=BATCH)
    def tell_of_answer(self, messages):
        self._write_to("candidate_id", messages)

    @bus.subscribe(ConfirmationAsked, batch=BATCH)
    def ask_of_job(self, messages):
        self._write_to("candidate_id", messages)

    def _write_to(self, whom, messages):
        """One mail for each message, to the person its facts name under `whom`."""
        with self.work() as work:
            hand_in(work, [mail_to(message.facts[whom], message, work.now()) for message in messages])
            work.commit()

    @bus.due("send_mail", external=True)
    def send_mail(self, due):
        with self.work.reading() as work:
            send = work.sends.get(due.key)
            recipient = send.contact or work.persons.recipient(send.person_id)
            edition = work.editions.find(send.edition_id)
            mark = work.marks.newest()
            now = work.now()
        posting = self.post.deliver(send, recipient, edition, mark, at=now)
        _recorded(lambda: self._record_posting(due.key, posting))

    def _record_posting(self, send_id, posting):
        with self.work() as work:
            send = work.sends.get(send_id)
            again_at = self.post.record(send, posting, at=work.now())
            work.sends.save(send)
            if again_at:
                work.schedule("send_mail", send_id, again_at)
            work.commit()

    @rpc
    def list_mails(self, after=None, limit=50, person_id=None):
        with self.work.reading() as work:
            return _listed(work.sends.page({"person_id": person_id} if person_id else {}, after, limit))

    # systems that subscribe

    @rpc
    def subscribe(self, facts):
        self.courier.require_url(facts["url"])
        with self.work() as work:
            subscription = Subscription.created(new_id(), facts, new_secret(), PUBLIC, at=work.now())
            work.subscriptions.save(subscription)
            work.publish(SubscriptionCreated, subscription)
            work.audit("subscription.created", subscription.id, url=subscription.url)
            return work.commit({**subscription.facts(), "secret": subscription.secret})

    @rpc
    def list_subscriptions(self, after=None, limit=50):
        with self.work.reading() as work:
            return _listed(work.subscriptions.page({}, after, limit))

    @rpc
    def end_subscription(self, subscription_id):
        with self.work() as work:
            subscription = work.subscriptions.get(subscription_id)
            if subscription.is_active:
                _end(work, subscription, reason="asked for")
            return work.commit(subscription.facts())

    @rpc
    def list_deliveries(self, subscription_id, after=None, limit=50):
        with self.work.reading() as work:
            asked = {"subscription_id": work.subscriptions.get(subscription_id).id}
            return _listed(work.deliveries.page(asked, after, limit))

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

    @bus.subscribe(InterviewScheduled, batch=BATCH)
    def deliver_interview(self, messages):
        self._deliver_to_all(messages)

    @bus.subscribe(InterviewMoved, batch=BATCH)
    def deliver_move(self, messages):
        self._deliver_to_all(messages)

    @bus.subscribe(InterviewCancelled, batch=BATCH)
    def deliver_cancellation(self, messages):
        self._deliver_to_all(messages)

    @bus.subscribe(HiringWithdrawn, batch=BATCH)
    def deliver_withdrawal(self, messages):
        self._deliver_to_all(messages)

    @bus.subscribe(HiringExpired, batch=BATCH)
    def deliver_expiry(self, messages):
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

    def _deliver_to_all(self, messages):
        """All of a batch are of one type: handlers are by type."""
        with self.work() as work:
            wanting = work.subscriptions.wanting(messages[0].type)
            deliveries = [_delivery(to, message, work.now()) for message in messages for to in wanting]
            work.deliveries.add_all(deliveries)
            for delivery in deliveries:
                work.schedule("deliver_webhook", delivery.id, work.now())
            work.commit()

    @bus.due("deliver_webhook", external=True)
    def deliver_webhook(self, due):
        with self.work.reading() as work:
            delivery = work.deliveries.get(due.key)
            subscription = work.subscriptions.get(delivery.subscription_id)
        attempt = self.courier.deliver(delivery, subscription) if subscription.is_active else None
        _recorded(lambda: self._record_attempt(due.key, attempt))

    def _record_attempt(self, delivery_id, attempt):
        with self.work() as work:
            delivery = work.deliveries.get(delivery_id)
            again_at = self.courier.record(delivery, attempt, at=work.now())
            work.deliveries.save(delivery)
            if again_at:
                work.schedule("deliver_webhook", delivery_id, again_at)
            if attempt and attempt.endpoint_is_gone:
                _end_gone(work, delivery.subscription_id)
            work.commit()

    # a person's rights

    @rpc
    def export_person(self, person_id):
        with self.work.reading() as work:
            mails = [send.facts() for send in work.sends.to_person(person_id)]
            registered_at = work.registered.editions_of(person_id)
            return {"contact": work.persons.kept_of(person_id), "registered_at": registered_at, "mails": mails}


def _end_gone(work, subscription_id):
    subscription = work.subscriptions.get(subscription_id)
    if subscription.is_active:
        _end(work, subscription, reason="the endpoint is gone")


def _end(work, subscription, reason):
    subscription.end(reason, at=work.now())
    work.subscriptions.save(subscription)
    work.publish(SubscriptionEnded, subscription)
    work.audit("subscription.ended", subscription.id, reason=reason)


def _recorded(record):
    """An effect outside has happened: what came of it is written down even when the database needs a second try."""
    rerun(record, until=time.time() + RECORD_WITHIN_S)


def _delivery(to, message, at):
    body = cloud_event(message, PUBLIC[message.type]().dump(message.facts))
    return Delivery(derived_id(to.id, message.id), to.id, message.id, message.type, body, at)


def _listed(page):
    return {"items": [entity.facts() for entity in page.items], "next": page.next}
