"""Mails to contacts: people of partners, whom the message itself names as its `addressees`."""

from dataclasses import replace
from datetime import date

from multaqa import bus
from multaqa.ids import derived_id
from multaqa.messages.events import (
    ContestCancelled,
    ContestMoved,
    EditionNoticeSent,
    EndorsementRequested,
    InvitationSent,
    InvitationsOvertaken,
    JurorErased,
    JurorInvited,
)
from multaqa.messages.partners import (
    DeadlineNear,
    EditionNoticeGiven,
    MeetingNoticeGiven,
    SeatLeftVacant,
    SignatureCode,
    SignatureDeclined,
    SignatureReminded,
    SignatureRequested,
    SkillNeedsAsked,
)
from services.notifications.domain import Contact, Send, address_id

BATCH = 200
ADDRESSED = ("addressees", "juror_ids", "person_ids")


class ContactLetters:
    """One mail for each addressee of a message; `partners.signature_code.v1` is told by the templates `signature_code`.

    What another message tells contacts is one more method here and one more pair of templates in each language.
    """

    @bus.subscribe(SignatureRequested, batch=BATCH)
    def tell_of_signature_wanted(self, messages):
        self._write_to_addressees(messages)

    @bus.subscribe(SignatureCode, batch=BATCH)
    def tell_code(self, messages):
        self._write_to_addressees(messages)

    @bus.subscribe(SignatureReminded, batch=BATCH)
    def tell_again_of_signature(self, messages):
        self._write_to_addressees(messages)

    @bus.subscribe(SignatureDeclined, batch=BATCH)
    def tell_of_refusal_to_sign(self, messages):
        self._write_to_addressees(messages)

    @bus.subscribe(DeadlineNear, batch=BATCH)
    def tell_of_deadline(self, messages):
        self._write_to_addressees(messages)

    @bus.subscribe(SkillNeedsAsked, batch=BATCH)
    def tell_of_needs_wanted(self, messages):
        self._write_to_addressees(messages)

    @bus.subscribe(SeatLeftVacant, batch=BATCH)
    def tell_of_vacancy(self, messages):
        self._write_to_addressees(messages)

    @bus.subscribe(MeetingNoticeGiven, batch=BATCH)
    def tell_of_meeting(self, messages):
        self._write_to_addressees(messages)

    @bus.subscribe(JurorInvited, batch=BATCH)
    def tell_juror(self, messages):
        self._write_to_addressees(messages)

    @bus.subscribe(JurorErased)
    def forget_juror(self, message):
        with self.work() as work:
            about = work.sends.to_contact(message.subject)
            addresses = sorted({send.contact.email for send in about})
            for send in {one.id: one for one in (*about, *work.sends.notices_to(addresses))}.values():
                work.forget(send.contact.email)
                work.preferences.forget(None, send.contact.email)
                work.mail_addresses.forget([address_id(send.contact.email)])
                send.forget_contact()
                work.sends.save(send)
            work.commit()

    @bus.subscribe(ContestCancelled)
    def tell_of_contest_cancelled(self, message):
        """To its jurors, who are contacts, and to its entrants, who are persons: one mail each."""
        with self.work() as work:
            known = {name: message.facts[name] for name in ("id", "title", "reason")}
            entrants = [
                Send(derived_id(one, message.id), one, message.id, message.type, known, work.now())
                for one in message.facts["person_ids"]
            ]
            hand_in(work, [*entrants, *_to_jurors(message, work.now())], self.post.channels)
            work.commit()

    @bus.subscribe(ContestMoved)
    def tell_of_contest_moved(self, message):
        with self.work() as work:
            hand_in(work, _to_jurors(message, work.now()))
            work.commit()

    @bus.subscribe(InvitationSent, batch=BATCH)
    def tell_of_invitation(self, messages):
        self._write_to_addressees(messages)

    @bus.subscribe(InvitationsOvertaken)
    def tell_invited(self, message):
        with self.work() as work:
            told = {name: fact for name, fact in message.facts.items() if name != "invitation_ids"}
            facts = {"told": told, "version": message.version, "until": self.post.patience_from(work.now())}
            work.schedule("tell_invited", message.id, work.now(), **facts, invitations=message.facts["invitation_ids"])
            work.commit()

    @bus.due("tell_invited")
    def write_to_invited(self, due):
        """To the addresses of the mails that invited them; one that is not told yet is waited for."""
        with self.work() as work:
            inviting = work.sends.inviting(due.facts["invitations"])
            notices = [_again(send.contact, due, send.about, work.now()) for send in inviting if send.contact]
            hand_in(work, work.sends.new_among(notices))
            missing = sorted(set(due.facts["invitations"]) - {send.about for send in inviting})
            if missing and work.now() < due.facts["until"]:
                at = work.now() + self.post.waiting_pause
                work.schedule("tell_invited", due.key, at, **{**due.facts, "invitations": missing})
            work.commit()

    @bus.subscribe(EndorsementRequested, batch=BATCH)
    def tell_of_endorsement_wanted(self, messages):
        self._write_to_addressees(messages)

    @bus.subscribe(EditionNoticeGiven, batch=BATCH)
    def tell_exhibitors(self, messages):
        self._write_notices(messages)

    @bus.subscribe(EditionNoticeSent, batch=BATCH)
    def tell_hosts(self, messages):
        self._write_notices(messages)

    def _write_notices(self, messages):
        """Both rooms may name one address, for one postponement: the version of the edition says which."""
        with self.work() as work:
            written = [_notice(Contact(**to), one, work.now()) for one in messages for to in one.facts["addressees"]]
            hand_in(work, work.sends.new_among(written))
            work.commit()

    def _write_to_addressees(self, messages):
        with self.work() as work:
            written = [_letter(Contact(**to), one, work.now()) for one in messages for to in one.facts["addressees"]]
            hand_in(work, written)
            work.commit()


def hand_in(work, sends, channels=()):
    """Keep what is told and have it told, each by due work of its own; to persons by these channels besides."""
    told = [one for send in sends for one in (send, *send.also_by(channels))]
    work.sends.add_all(told)
    for send in told:
        work.schedule("send_mail", send.id, work.now())


def _to_jurors(message, at):
    named = zip(message.facts["addressees"], message.facts["juror_ids"], strict=True)
    return [_letter(Contact(**to), message, at, about=juror_id) for to, juror_id in named]


def _notice(to, message, at):
    return replace(_letter(to, message, at), id=_notice_id(to, message.facts["id"], message.version))


def _again(to, due, about, at):
    """What an invited address is told of the edition; `due.key` is the message that says so."""
    told = due.facts["told"]
    id = _notice_id(to, told["id"], due.facts["version"])
    return Send(id, None, due.key, InvitationsOvertaken.type, told, at, contact=to, about=about)


def _notice_id(to, edition_id, version):
    return derived_id("edition_notice", to.email.casefold(), edition_id, str(version))


def _letter(to, message, at, about=None):
    """`told` leaves out whom else the message is told to."""
    told = {name: as_kept(fact) for name, fact in message.facts.items() if name not in ADDRESSED}
    return Send(
        derived_id(to.email, to.name, message.id),
        None,
        message.id,
        message.type,
        told,
        at,
        contact=to,
        about=about or message.subject,
    )


def as_kept(fact):
    """A day is kept as its text."""
    return fact.isoformat() if type(fact) is date else fact
