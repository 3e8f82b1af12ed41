"""Leads: a representative scans a badge, and the company keeps what the candidate agrees to.

Whether a candidate is named is asked anew at every reading: a consent that was withdrawn elsewhere counts at once.
"""

from base64 import b64encode
from datetime import datetime

from multaqa.errors import Invalid, MultaqaError, NotFound, Refused
from multaqa.ids import derived_id, new_id
from multaqa.messages.events import LeadRecorded
from multaqa.rpc import rpc
from services.events.domain import Lead
from services.events.domain.badge import PREFIX, Token
from services.events.domain.consent import Choice
from services.events.domain.lead import Scan
from services.events.domain.wording import fault
from services.events.keys import verifies
from services.events.lead_table import lead_rows, lead_table
from services.events.service.representatives import behind
from services.events.service.sharing import keep_choice, said_of_sharing


class LeadDesk:
    @rpc
    def read_stand_by_link(self, link):
        with self.work.reading() as work:
            representative, stand = behind(work, link)
            edition = work.editions.get(stand.edition_id)
            organisation = work.organisations.find(stand.organisation_id) or {}
            return {
                "edition": {
                    name: edition.facts()[name] for name in ("id", "series_name", "number", "starts_at", "venue")
                },
                "stand": {"id": stand.id, "label": stand.label, "organisation_name": organisation.get("name")},
                "representative": {"id": representative.id, "name": representative.name},
                "people": _people(work, stand),
            }

    @rpc
    def record_lead(self, link, facts):
        with self.work() as work:
            representative, stand = behind(work, link)
            lead = self._take(work, representative, stand, facts)
            return work.commit(_answer(work, stand, lead))

    @rpc
    def push_leads(self, link, scans):
        """What a phone kept while it was offline: each scan is taken once, and one that is wrong stops no other."""
        with self.work() as work:
            representative, stand = behind(work, link)
            ids = {scan["nonce"]: derived_id(stand.id, "lead", scan["nonce"]) for scan in scans}
            known = work.lead_scans.known(ids.values())
            answers = []
            for scan in sorted(scans, key=lambda scan: datetime.fromisoformat(scan["scanned_at"])):
                answers.append(self._pushed(work, representative, stand, scan, ids[scan["nonce"]], known))
                known.add(ids[scan["nonce"]])
            return work.commit({"items": answers, "people": _people(work, stand), "next": None})

    def _pushed(self, work, representative, stand, scan, scan_id, known):
        if scan_id in known:
            return {"nonce": scan["nonce"], "outcome": "repeated"}
        try:
            lead = self._take(work, representative, stand, scan)
        except (Invalid, NotFound, Refused) as refusal:
            return {"nonce": scan["nonce"], "outcome": "refused", **_told(refusal)}
        work.lead_scans.keep(scan_id, lead.id)
        return {"nonce": scan["nonce"], "outcome": "named" if _is_named(work, lead) else "counted"}

    def _take(self, work, representative, stand, facts):
        scan = Scan.stated(facts, by=representative.id, at=work.now())
        registration = self._admitted(work, stand, facts["badge"])
        found = work.leads.with_person(stand.edition_id, stand.organisation_id, registration.person_id)
        lead = found or Lead.met(new_id(), stand.organisation_id, stand.id, registration, scan.at)
        elsewhere = _elsewhere(work, [lead])[lead.id]
        lead.take(scan, elsewhere)
        work.leads.save(lead)
        if scan.consent is not None and lead.is_newest(scan, elsewhere):
            keep_choice(work, registration, Choice("sharing", scan.consent, lead.organisation_id), scan.at)
        if lead.is_named(elsewhere):
            work.publish(LeadRecorded, lead)
        return lead

    def _admitted(self, work, stand, code):
        """Whoever's badge it is: of this edition, with a seat at it."""
        registration = work.registrations.find(self._registration_on(code))
        if registration is None or registration.is_forgotten:
            raise _wrong_badge("lead.badge_unknown", "No badge of ours says this.")
        if registration.edition_id != stand.edition_id:
            raise _wrong_badge("lead.badge_of_another_edition", "This badge is for another edition.")
        if registration.state not in ("confirmed", "checked_in"):
            raise _wrong_badge("lead.badge_without_seat", "Whoever has this badge has no seat at this edition.")
        return registration

    def _registration_on(self, code):
        """What a badge's QR says, believed by its signature; or the number that stands on it, typed by hand."""
        if not code.startswith(PREFIX):
            return code
        try:
            read = Token.read(code)
        except Invalid:
            raise _wrong_badge("lead.badge_unknown", "No badge of ours says this.") from None
        public = {key.id: key.public for key in self.keys.public("badge")}.get(read.badge.key_id)
        if public is None or not verifies(public, read.signature, read.badge.signed):
            raise _wrong_badge("lead.badge_unknown", "No badge of ours says this.")
        return read.badge.registration_id

    @rpc
    def list_leads_by_link(self, link, after=None, limit=50):
        """Those who agreed to be known; of the others the company has the number."""
        with self.work.reading() as work:
            _, stand = behind(work, link)
            page = work.leads.page(
                {"edition_id": stand.edition_id, "organisation_id": stand.organisation_id}, after, limit
            )
            return {"items": _shown(work, page.items), "next": page.next, "people": _people(work, stand)}

    @rpc
    def export_leads_by_link(self, link, format="csv"):
        with self.work.reading() as work:
            _, stand = behind(work, link)
            leads = _shown(work, work.leads.of_stand(stand.edition_id, stand.organisation_id))
            names = work.organisations.named({lead["institute_id"] for lead in leads if lead["institute_id"]})
        content, media_type = self.pool.run(lead_table, list(lead_rows(leads, names)), format or "csv")
        filename = f"leads-{stand.label}.{format or 'csv'}"
        return {"content": b64encode(content).decode(), "media_type": media_type, "filename": filename}

    @rpc
    def count_leads(self, edition_id):
        """How many people each organisation has met, for staff; who they are is the company's to know."""
        with self.work.reading() as work:
            met = work.leads.met_by_organisation(work.editions.get(edition_id).id)
            items = [{"organisation_id": id, "met": count} for id, count in sorted(met.items())]
            return {"items": items, "next": None}

    def _inherit_leads(self, work, duplicate_id, heir):
        """Whom the duplicate has met, the heir has met; whom both have met is one lead."""
        for lead in work.leads.of_organisation(duplicate_id):
            own = work.leads.with_person(lead.edition_id, heir, lead.person_id)
            if own:
                own.absorb(lead)
                work.leads.save(own)
                work.leads.remove(lead.id)
            else:
                lead.organisation_id = heir
                work.leads.save(lead)

    # a person's rights

    def _leads_told(self, work, person_id):
        """What companies noted about the person is told, who of them noted it is not."""
        leads = [lead.shown() for lead in work.leads.of_person(person_id)]
        notes = [[{"text": note["text"], "at": note["at"]} for note in lead["notes"]] for lead in leads]
        return {"leads": [{**lead, "notes": of} for lead, of in zip(leads, notes, strict=True)]}

    def _forget_leads(self, work, person_id):
        for lead in work.leads.of_person(person_id):
            lead.forget_person()
            work.leads.save(lead)


def _wrong_badge(code, text):
    return Invalid(code, text, errors=[fault("/badge", code, text)])


def _told(refusal: MultaqaError):
    errors = getattr(refusal, "errors", None) or [{"pointer": "", "code": refusal.code, "text": refusal.text}]
    return {"errors": errors}


def _elsewhere(work, leads):
    """What these persons said elsewhere of being known to this company, by lead."""
    met = {}
    for lead in leads:
        met.setdefault((lead.edition_id, lead.organisation_id), []).append(lead)
    said = {}
    for (edition_id, organisation_id), there in met.items():
        by_person = said_of_sharing(work, organisation_id, edition_id, [lead.person_id for lead in there])
        said.update((lead.id, by_person[lead.person_id]) for lead in there)
    return said


def _known(work, leads):
    """Those of these leads whom the company may know."""
    elsewhere = _elsewhere(work, leads)
    return [lead for lead in leads if lead.is_named(elsewhere[lead.id])]


def _is_named(work, lead):
    return bool(_known(work, [lead]))


def _shown(work, leads):
    """Those who may be named, by name."""
    named = _known(work, leads)
    persons = work.persons.named({lead.person_id for lead in named})
    return [{**lead.shown(), "person": _named(persons.get(lead.person_id))} for lead in named]


def _named(person):
    return {name: person[name] for name in ("name_latin", "name_arabic")} if person else None


def _people(work, stand):
    leads = work.leads.of_stand(stand.edition_id, stand.organisation_id)
    return {"met": len(leads), "named": len(_known(work, leads))}


def _answer(work, stand, lead):
    (shown,) = _shown(work, [lead]) or [None]
    return {"id": lead.id, "named": shown is not None, "lead": shown, "people": _people(work, stand)}
