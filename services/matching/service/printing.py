"""Agendas on paper: networks and batteries fail."""

from base64 import b64encode
from dataclasses import replace

from multaqa.bus import due
from multaqa.errors import NotFound
from multaqa.ids import new_id
from multaqa.media_types import PDF_TYPE
from multaqa.rpc import rpc
from services.matching.documents.press import print_agendas
from services.matching.domain import LocalText
from services.matching.domain.agenda_print import AgendaPrint
from services.matching.domain.sheet import Booklet, Names, sheets

PRINT = "print_agendas"
WITHIN_S = 90.0


class AgendaDesk:
    @rpc
    def print_agendas_of_organisation(self, edition_id, organisation_id, language=None):
        """A sheet for each table of the organisation."""
        with self.work.reading() as work:
            asked = {"edition_id": edition_id, "organisation_id": organisation_id}
            booklet = self._booklet(work, edition_id, "table", work.interviews.many(asked))
        return self._printed_at_once(booklet, language or "fr", f"agendas-{edition_id}.pdf")

    @rpc
    def print_agenda_of_candidate(self, candidate_id, edition_id, language=None):
        with self.work.reading() as work:
            own = [one for one in work.interviews.of(candidate_id) if one.edition_id == edition_id]
            booklet = self._booklet(work, edition_id, "person", own)
        return self._printed_at_once(booklet, language or "fr", f"agenda-{edition_id}.pdf")

    @staticmethod
    def _booklet(work, edition_id, by, interviews):
        edition = work.editions.get(edition_id)
        names = Names(
            work.candidates.pseudonyms_of({one.candidate_id for one in interviews}),
            work.organisations.names(),
            {offer.id: offer for offer in work.offers.many({"edition_id": edition_id})},
        )
        run = work.runs.published_at(edition_id)
        preliminary = run is not None and run.state == "preliminary"
        gathering = LocalText(**edition["series_name"])
        return Booklet(gathering, edition["number"], by, preliminary, sheets(by, interviews, names))

    def _printed_at_once(self, booklet, language, filename):
        if not booklet.sheets:
            raise NotFound("agenda.empty", "There is no interview to print.")
        return _download(self.press.run(print_agendas, booklet, language), filename)

    # of a whole edition

    @rpc
    def ask_agendas(self, edition_id, facts):
        with self.work() as work:
            by = facts.get("by") or "table"
            booklet = self._booklet(work, edition_id, by, work.interviews.at(edition_id))
            language, sheet_count = facts.get("language") or "fr", len(booklet.sheets)
            asked = AgendaPrint.asked(new_id(), edition_id, by, language, sheet_count, work.now())
            work.agenda_prints.save(asked)
            work.schedule(PRINT, asked.id, work.now())
            return work.commit(asked.facts())

    @due(PRINT)
    def print_next_agendas(self, due):
        """One file after the other, so that no transaction waits for paper."""
        with self.work.reading() as work:
            asked = work.agenda_prints.get(due.key)
            booklet = self._booklet(work, asked.edition_id, asked.by, work.interviews.at(asked.edition_id))
        part = replace(booklet, sheets=booklet.sheets[asked.next_sheets])
        content = self.press.run(print_agendas, part, asked.language, within_s=WITHIN_S)
        file = self.files.put([content], f"agendas-{asked.id}-{len(asked.files) + 1}.pdf", PDF_TYPE)
        with self.work() as work:
            asked.add(file["id"])
            work.agenda_prints.save(asked)
            if not asked.is_done:
                work.schedule(PRINT, asked.id, work.now())
            work.commit()

    @rpc
    def get_agenda_print(self, agenda_print_id):
        with self.work.reading() as work:
            return work.agenda_prints.get(agenda_print_id).facts()

    @rpc
    def get_printed_agendas(self, agenda_print_id, number):
        with self.work.reading() as work:
            file_id = work.agenda_prints.get(agenda_print_id).file(int(number) if number.isdigit() else 0)
        return _download(b"".join(self.files.open(file_id)), f"agendas-{agenda_print_id}-{number}.pdf")


def _download(content, filename):
    return {"content": b64encode(content).decode(), "media_type": PDF_TYPE, "filename": filename}
