"""How many of those who came have a job: of one edition, of all of them, and as a table."""

from base64 import b64encode

from multaqa.rpc import rpc
from multaqa.zone import day_of
from services.matching.domain.insertion import insertion, without_small_groups
from services.matching.insertion_table import insertion_table
from services.matching.service.company_view import SEE_EVERYONE


class InsertionDesk:
    @rpc
    def insertion(self, edition_id):
        with self.work.reading() as work:
            return _insertion(work, edition_id)

    @rpc
    def insertions(self):
        """Every edition where interviews were held, in the order of their days."""
        with self.work.reading() as work:
            return {"items": [_insertion(work, one) for one in _editions(work)], "next": None}

    @rpc
    def export_insertion(self, edition_id=None, format="csv"):
        with self.work.reading() as work:
            figures = [_insertion(work, one) for one in ([edition_id] if edition_id else _editions(work))]
            names = work.organisations.names()
        content, media_type = self.press.run(insertion_table, figures, names, format or "csv")
        filename = f"insertion.{format or 'csv'}"
        return {"content": b64encode(content).decode(), "media_type": media_type, "filename": filename}


def _insertion(work, edition_id):
    """Who is not of the directorate sees no small group, and no company's figures."""
    present = list(work.candidates.profiles_of(work.registrations.present_at(edition_id)))
    erased = work.registrations.erased_at(edition_id)
    interviews, hirings = work.interviews.at(edition_id), work.hirings.at(edition_id)
    known = work.attributes.of({*present, *(hiring.candidate_id for hiring in hirings)})
    institutes = {person_id: row.get("institute_id") for person_id, row in known.items()} | erased
    today = day_of(work.now())
    figures = insertion([*present, *erased], interviews, hirings, today, institutes)
    edition = work.editions.find(edition_id)
    named = {"edition_id": edition_id, "number": edition["number"] if edition else None}
    return named | (figures if work.context.role in SEE_EVERYONE else without_small_groups(figures))


def _editions(work):
    held = set(work.interviews.held_at_editions())
    return [row["_id"] for row in work.editions.many({}, sort=[("starts_at", 1), ("_id", 1)]) if row["_id"] in held]
