"""Figures: how many of those invited came, met a company and were hired, by who they are and edition over edition."""

from base64 import b64encode

from multaqa.bus import subscribe
from multaqa.messages.matching import CandidateHired, HiringWithdrawn, InterviewHeld, InterviewNotHeld
from multaqa.rpc import rpc
from services.events.domain.funnel import Funnel, cells_of, compared
from services.events.domain.invitation import one_each
from services.events.figures_table import figures_table
from services.events.store.figures import KIND, cells

OPEN_TO = ("staff", "administrator")
BATCH = 200


class FiguresDesk:
    @rpc
    def funnel(self, edition_id, by="category"):
        with self.work.reading() as work:
            return _named(work, _funnel(work, work.editions.get(edition_id)).facts(by or "category"))

    @rpc
    def compare_funnels(self, series_id):
        """Every edition of the series, in order, with its differences from the one before."""
        with self.work.reading() as work:
            funnels = [_funnel(work, edition) for edition in _editions(work, series_id)]
            return {"series_id": series_id, "items": compared(funnels), "next": None}

    @rpc
    def export_funnel(self, edition_id, by="category", format="csv"):
        with self.work.reading() as work:
            edition = work.editions.get(edition_id)
            return self._table(work, [edition], by, format, f"figures-{edition.number}")

    @rpc
    def export_funnels(self, series_id, by="category", format="csv"):
        with self.work.reading() as work:
            return self._table(work, _editions(work, series_id), by, format, "figures")

    def _table(self, work, editions, by, format, name):
        rows = [row for edition in editions for row in _funnel(work, edition).rows(by or "category")]
        names = work.organisations.named({row["group"] for row in rows if row["group"] and row["by"] == "institute"})
        named = [{**row, "group": names.get(row["group"] or "", row["group"])} for row in rows]
        content, media_type = self.pool.run(figures_table, named, format or "csv")
        filename = f"{name}.{format or 'csv'}"
        return {"content": b64encode(content).decode(), "media_type": media_type, "filename": filename}

    # what matching tells

    @subscribe(InterviewHeld, batch=BATCH)
    def count_interviews(self, messages):
        with self.work() as work:
            for message in messages:
                self._count_interview(work, message)
            work.commit()

    def _count_interview(self, work, message):
        """With who the candidate was when registering; one who was erased meanwhile is nobody."""
        facts, person_id = message.facts, message.facts["candidate_id"]
        registration = work.registrations.standing_of(facts["edition_id"], person_id)
        kind = {name: getattr(registration, name) if registration else None for name in KIND}
        who = f"erased-{facts['pseudonym']}" if work.persons.is_erased(person_id) else person_id
        told = {name: facts[name] for name in ("edition_id", "pseudonym", "organisation_id", "held_at")}
        work.interviews_held.put_if_newer(message.subject, message.version, {**told, **kind, "person_id": who})

    @subscribe(CandidateHired, batch=BATCH)
    def count_hirings(self, messages):
        with self.work() as work:
            for message in messages:
                told = {name: message.facts[name] for name in ("edition_id", "pseudonym", "organisation_id", "sector")}
                work.hired_candidates.put_if_newer(message.subject, message.version, told)
            work.commit()

    @subscribe(InterviewNotHeld, batch=BATCH)
    def uncount_interviews(self, messages):
        """Only a mark is left, so that a late `held` does not bring it back."""
        self._uncount("interviews_held", messages)

    @subscribe(HiringWithdrawn, batch=BATCH)
    def uncount_hirings(self, messages):
        self._uncount("hired_candidates", messages)

    def _uncount(self, projection, messages):
        with self.work() as work:
            for message in messages:
                getattr(work, projection).put_if_newer(message.subject, message.version, {})
            work.commit()

    # a person's rights

    def _counted_told(self, work, person_id):
        held = work.interviews_held.of_person(person_id)
        return {"interviews_held": [{name: row[name] for name in ("edition_id", "organisation_id")} for row in held]}

    def _forget_counted(self, work, person_id):
        """Figures stay, under the pseudonym that the person's registration gets."""
        for registration in work.registrations.of_person(person_id):
            work.interviews_held.rename(registration.edition_id, person_id, f"erased-{registration.id}")


def _editions(work, series_id):
    return work.editions.many({"series_id": work.series.get(series_id).id}, sort=[("number", 1)])


def _funnel(work, edition):
    asked = {"edition_id": edition.id}
    counted = {
        "invited": _invited(work, edition),
        "registered": cells(work.registrations.rows, {**asked, "standing": True}),
        "came": cells(work.registrations.rows, {**asked, "state": "checked_in"}),
        "met": cells(work.leads.rows, asked),
        "interviewed": work.interviews_held.cells(edition.id),
        "hired": work.hired_candidates.cells(edition.id, work.interviews_held),
    }
    return Funnel(edition.id, edition.number, counted, open=work.context.role in OPEN_TO)


def _invited(work, edition):
    """Whom an invitation was sent to, each once: who they are is known of those who used it."""
    invitations = [one for one in work.invitations.of_edition(edition.id) if not one.revoked_at]
    used = work.registrations.of_edition(
        edition.id, [one.registration_id for one in invitations if one.registration_id]
    )
    kinds = [(used.get(one.registration_id), one.category) for one in one_each(invitations)]
    return cells_of(
        {name: getattr(who, name) for name in KIND} if who else {"category": category} for who, category in kinds
    )


def _named(work, facts):
    """Institutes by their names, where they are known."""
    if facts["by"] != "institute":
        return facts
    names = work.organisations.named({group["value"] for group in facts["groups"] if group["value"]})
    return {**facts, "groups": [{**group, "name": names.get(group["value"])} for group in facts["groups"]]}
