"""Telling candidates their agendas of a run: one message each."""

from multaqa.ids import derived_id
from multaqa.messages.matching import TimetablePublished
from services.matching.domain import Agenda
from services.matching.service.live import in_turns


def tell(work, run, told):
    """`told` are interviews by candidate; one who lost all of theirs is told that, too."""
    names = work.organisations.names()
    offers = {interview.offer_id for interviews in told.values() for interview in interviews}
    titles = work.offers.titles_of(offers)
    for candidate_id, interviews in in_turns(told.items()):
        in_order = sorted(interviews, key=lambda interview: interview.slot)
        agenda_id = derived_id("agenda", run.edition_id, candidate_id)
        work.publish(TimetablePublished, Agenda(agenda_id, run, candidate_id, in_order, names, titles))


def tell_agendas(work, run, interviews):
    told = {}
    for interview in interviews:
        told.setdefault(interview.candidate_id, []).append(interview)
    tell(work, run, told)
