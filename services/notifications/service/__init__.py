"""The notifications' room: mails to people and contacts, webhooks and queues to the systems that subscribe."""

from multaqa import bus
from multaqa.messages.directory import ConsentChanged, PersonErased, PersonRegistered, PhoneGiven, TenantOpened
from multaqa.messages.events import CredentialNoticeGiven, EntrantLinkSent, RegistrationLinkSent
from multaqa.messages.matching import (
    ConfirmationAsked,
    InterviewRequestAnswered,
    InterviewRequested,
    PseudonymGiven,
)
from multaqa.messages.notifications import NotificationsCheckpointMade
from multaqa.rpc import rpc
from multaqa.store import works
from multaqa.tenants import keeper_of
from multaqa.trail import trail_of
from services.notifications.domain import address_id
from services.notifications.post_office import post_office
from services.notifications.queues import queue_keeper
from services.notifications.service.addresses import AddressDesk
from services.notifications.service.agendas import AgendaLetters
from services.notifications.service.contacts import ContactLetters, hand_in
from services.notifications.service.deliveries import DeliveryDesk
from services.notifications.service.gatherings import GatheringLetters, mail_to
from services.notifications.service.inbox import InboxDesk
from services.notifications.service.log import MailLog
from services.notifications.service.marks import MarkKeeper
from services.notifications.service.naming import NamingDesk
from services.notifications.service.preferences import PreferencesDesk
from services.notifications.service.queues import QueueDesk
from services.notifications.service.recovery import RecoveryDesk
from services.notifications.service.sending import SendingDesk
from services.notifications.service.subscriptions import SubscriptionDesk
from services.notifications.service.templates import TemplateDesk
from services.notifications.signing import signer
from services.notifications.store import (
    Agendas,
    Brandings,
    Deliveries,
    Editions,
    Endpoints,
    MailAddresses,
    Marks,
    Persons,
    Phones,
    PreferencesRows,
    Pseudonyms,
    PublicMessages,
    Registered,
    Sends,
    Subscriptions,
    Templates,
)
from services.notifications.webhook import courier

BATCH = 200


class NotificationsService(
    GatheringLetters,
    ContactLetters,
    AgendaLetters,
    SendingDesk,
    MailLog,
    AddressDesk,
    PreferencesDesk,
    TemplateDesk,
    InboxDesk,
    SubscriptionDesk,
    QueueDesk,
    DeliveryDesk,
    NamingDesk,
    RecoveryDesk,
    MarkKeeper,
    trail_of(NotificationsCheckpointMade),
    keeper_of(TenantOpened),
):
    name = "notifications"
    work = works(
        persons=Persons,
        phones=Phones,
        pseudonyms=Pseudonyms,
        editions=Editions,
        registered=Registered,
        agendas=Agendas,
        sends=Sends,
        preferences=PreferencesRows,
        mail_addresses=MailAddresses,
        subscriptions=Subscriptions,
        endpoints=Endpoints,
        public_messages=PublicMessages,
        deliveries=Deliveries,
        marks=Marks,
        templates=Templates,
        branding=Brandings,
    )
    post = post_office()
    courier = courier()
    queue_keeper = queue_keeper()
    signer = signer()

    # what other rooms told

    @bus.subscribe(PersonRegistered, batch=BATCH)
    def keep_persons(self, messages):
        self._keep(messages)

    @bus.subscribe(ConsentChanged, batch=BATCH)
    def keep_consents(self, messages):
        self._keep(messages)

    @bus.subscribe(PhoneGiven)
    def keep_phone(self, message):
        with self.work() as work:
            work.phones.put_if_newer(message.facts["person_id"], message.version, {"phone": message.facts["phone"]})
            work.commit()

    @bus.subscribe(PseudonymGiven, batch=BATCH)
    def keep_pseudonyms(self, messages):
        """Of whoever was erased meanwhile the mark alone."""
        with self.work() as work:
            for message in messages:
                person_id = message.facts["person_id"]
                known = {} if work.persons.is_erased(person_id) else {"person_id": person_id}
                work.pseudonyms.put_if_newer(message.facts["pseudonym"], message.version, known)
            work.commit()

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
            kept, told = work.persons.kept_of(person_id), work.sends.to_person(person_id)
            work.mail_addresses.forget(_addresses(kept, told))
            for send in work.sends.to_invited(kept["email"]) if kept else ():
                send.forget_contact()
                work.sends.save(send)
            work.preferences.forget(person_id, kept["email"] if kept else None)
            work.persons.forget(person_id, message.version)
            work.phones.forget(person_id, message.version)
            work.pseudonyms.forget(person_id)
            work.registered.forget(person_id)
            work.agendas.forget(person_id)
            for send in told:
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
            sends = [mail_to(message.facts[whom], message, work.now()) for message in messages]
            hand_in(work, sends, self.post.channels)
            work.commit()

    # a person's rights

    @rpc
    def export_person(self, person_id):
        with self.work.reading() as work:
            told = work.sends.to_person(person_id)
            registered_at = work.registered.editions_of(person_id)
            contact, preferences = work.persons.kept_of(person_id), work.preferences.chosen_by(person_id)
            chosen, agendas = preferences.facts() if preferences else None, work.agendas.of_person(person_id)
            kept = {"contact": contact, "registered_at": registered_at, "preferences": chosen, "agendas": agendas}
            addresses = work.mail_addresses.among(_addresses(contact, told))
            kept |= {"phone": work.phones.of(person_id), "pseudonyms": work.pseudonyms.of(person_id)}
            heard = {"addresses": [address.facts() for address in addresses]}
            inbox = [send.inbox_facts() for send in told if send.shown]
            return {**kept, **heard, "mails": [send.facts() for send in told], "inbox": inbox}


def _addresses(contact, told):
    """The digests of a person's address, and of those that they were told something at."""
    known = {address_id(contact["email"])} if contact else set()
    return known | {send.address for send in told if send.address}
