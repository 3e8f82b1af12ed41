"""Who speaks, competes, judges or receives people is named, once, to the room that writes letters."""

from datetime import datetime, timedelta

import pytest

from multaqa.errors import NotFound
from tests.integration.events import hearing, judging
from tests.integration.events.forum import planned, talk
from tests.integration.running import RABAT

CHANGED, MOVED, GONE = "events.speakers_changed.v1", "events.activity_changed.v1", "events.activity_cancelled.v1"
POSTPONED, CANCELLED = "events.edition_postponed.v1", "events.edition_cancelled.v1"
CONTEST_CANCELLED, CONTEST_MOVED = "events.contest_cancelled.v1", "events.contest_moved.v1"
NOTICE = "events.edition_notice_sent.v1"
BENALI, IDRISSI = {"name": "Amal Benali", "person_id": "p-amal"}, {"name": "Omar Idrissi", "person_id": "p-omar"}
STRANGER = {"name": "Hind Naciri"}


def speakers_told(events):
    return [(one.facts["named_ids"], one.facts["released_ids"]) for one in events.told(CHANGED)]


def change(events, activity, **facts):
    return events.ask("change_activity", activity_id=activity["id"], facts=facts)


def later(events, activity, hours=1):
    at = {name: datetime.fromisoformat(activity[name]) + timedelta(hours=hours) for name in ("starts_at", "ends_at")}
    return {name: moment.isoformat() for name, moment in at.items()}


def loses_its_day(events, edition, kind):
    if kind == CANCELLED:
        events.ask("cancel_edition", edition_id=edition, reason="grève")
    else:
        shown = events.ask("get_edition", edition_id=edition)
        dates = later(events, shown, hours=48)
        events.ask("postpone_edition", edition_id=edition, facts={**dates, "reason": "grève"})
    return events.told(kind)


def test_speakers_hear_of_the_programme_when_it_is_announced_and_of_what_changes_then(events):
    edition = planned(events)
    first = talk(events, edition, speakers=[BENALI, STRANGER])
    change(events, first, speakers=[BENALI, IDRISSI])
    gone = talk(events, edition, timedelta(hours=2), speakers=[IDRISSI])
    events.ask("cancel_activity", activity_id=gone["id"], reason="grève")
    assert speakers_told(events) == []
    assert [one.facts["speaker_ids"] for one in (*events.told(MOVED), *events.told(GONE))] == [[], []]
    events.ask("open_edition", edition_id=edition)
    assert speakers_told(events) == [(["p-amal", "p-omar"], [])]
    events.ask("close_edition", edition_id=edition)
    events.ask("open_edition", edition_id=edition)
    change(events, first, speakers=[IDRISSI, STRANGER])
    second = talk(events, edition, timedelta(hours=4), speakers=[BENALI])
    assert speakers_told(events)[1:] == [([], ["p-amal"]), (["p-amal"], [])]
    change(events, second, **later(events, second), speakers=[BENALI, IDRISSI])
    assert speakers_told(events)[3:] == [(["p-omar"], [])]
    moved = events.told(MOVED)[-1].facts
    assert (moved["moved"], moved["speaker_ids"]) == (True, ["p-amal"])
    events.ask("cancel_activity", activity_id=second["id"], reason="grève")
    assert events.told(GONE)[-1].facts["speaker_ids"] == ["p-amal", "p-omar"]


def test_whoever_judges_or_is_judged_hears_that_their_activity_moves_and_that_it_is_dropped(events):
    judging.know_organisations(events, "o0", "o1")
    edition = planned(events)
    events.ask("announce_edition", edition_id=edition)
    final = talk(events, edition, kind="contest", speakers=[BENALI])
    contest = judging.contest(events, edition=edition, activity_id=final["id"])
    elsewhere = judging.contest(events, edition=edition)
    named, stranger = judging.name(events, contest, 0), judging.name(events, elsewhere, 1)
    judging.name(events, contest, 2, organisation_id="o0", person_id="p-juror")
    events.ask("open_contest", contest_id=contest)
    judging.enter(events, contest, 7)
    withdrawn = judging.enter(events, contest, 8)
    events.ask("withdraw_entry", entry_id=withdrawn, reason="malade")
    change(events, final, title={"fr": "Finale", "ar": "النهائي"})
    assert events.told(CONTEST_MOVED) == []
    moved = change(events, final, **later(events, final))
    assert events.told(MOVED)[-1].facts["speaker_ids"] == ["p-amal", "p-juror", "p7"]
    (told,) = events.told(CONTEST_MOVED)
    kept = {row["_id"]: row["email"] for row in events.database.jurors.find()}
    assert [one["email"] for one in told.facts["addressees"]] == [kept[named]] != [kept[stranger]]
    assert (told.facts["juror_ids"], told.subject) == ([named], contest)
    assert datetime.fromisoformat(told.facts["starts_at"]) == datetime.fromisoformat(moved["starts_at"])
    events.ask("cancel_activity", activity_id=final["id"], reason="grève")
    assert [one.facts["cancelled_because"] for one in events.told(CONTEST_MOVED)] == [None, "grève"]
    assert events.told(GONE)[-1].facts["speaker_ids"] == ["p-amal", "p-juror", "p7"]


@pytest.mark.parametrize("kind", [POSTPONED, CANCELLED])
def test_whoever_has_a_part_in_it_is_named_once_when_an_edition_loses_its_day(events, kind):
    judging.know_organisations(events, "o0", "o1")
    edition = planned(events)
    events.ask("announce_edition", edition_id=edition)
    talk(events, edition, speakers=[BENALI, STRANGER])
    talk(events, edition, timedelta(hours=2), speakers=[BENALI])
    dropped = talk(events, edition, timedelta(hours=4), speakers=[IDRISSI])
    events.ask("cancel_activity", activity_id=dropped["id"], reason="grève")
    contest = judging.contest(events, edition=edition)
    jurors = [judging.name(events, contest, number) for number in (0, 1)]
    judging.name(events, contest, 2, organisation_id="o0", person_id="p-juror")
    events.ask("release_juror", juror_id=jurors[1], reason="empêché")
    events.ask("open_contest", contest_id=contest)
    judging.enter(events, contest, 7)
    withdrawn = judging.enter(events, contest, 8)
    events.ask("withdraw_entry", entry_id=withdrawn, reason="malade")
    stand = events.ask("assign_stand", edition_id=edition, facts={"organisation_id": "o0", "label": "A1", "tables": 1})
    for facts in (
        {"name": "Salma", "email": "Stand@o0.test"},
        {"name": "Salma", "email": "stand@o0.test"},
        {"name": "Sans adresse"},
        {"person_id": "p-host", "email": "host@o0.test"},
    ):
        events.ask("add_representative", stand_id=stand["id"], facts=facts)
    (told,) = loses_its_day(events, edition, kind)
    assert told.facts["contributor_ids"] == ["p-amal", "p-host", "p-juror", "p7"]
    (notice,) = events.told(NOTICE)
    kept = {row["_id"]: row["email"] for row in events.database.jurors.find()}
    assert sorted(one["email"] for one in notice.facts["addressees"]) == sorted([kept[jurors[0]], "stand@o0.test"])
    assert (notice.facts["reason"], notice.subject, notice.version) == ("grève", edition, told.version)
    again = [(one.facts["person_ids"], one.facts["addressees"]) for one in events.told(CONTEST_CANCELLED)]
    assert again == ([([], [])] if kind == CANCELLED else []), "the contest's end is told with the edition's"


def test_of_an_edition_that_was_not_announced_nobody_hears(events):
    judging.know_organisations(events, "o0")
    edition = planned(events)
    talk(events, edition, speakers=[BENALI])
    contest = judging.contest(events, edition=edition)
    judging.name(events, contest, 0)
    (told,) = loses_its_day(events, edition, CANCELLED)
    assert told.facts["contributor_ids"] == []
    assert events.told(NOTICE) == []
    (ended,) = events.told(CONTEST_CANCELLED)
    assert [one["email"] for one in ended.facts["addressees"]] == ["j0@x.example"], "whom nothing else tells"


def test_an_erased_speaker_is_named_no_more(events):
    edition = planned(events)
    events.ask("announce_edition", edition_id=edition)
    talk(events, edition, speakers=[BENALI, IDRISSI])
    events.has_handled(hearing.erased(events, "p-amal"))
    (told,) = loses_its_day(events, edition, CANCELLED)
    assert told.facts["contributor_ids"] == ["p-omar"]


def test_another_tenant_moves_nobodys_talk(events):
    edition = planned(events)
    events.ask("announce_edition", edition_id=edition)
    activity = talk(events, edition, speakers=[BENALI])
    before = events.database.outbox.count_documents({})
    for method, arguments in (
        ("change_activity", {"activity_id": activity["id"], "facts": {"speakers": []}}),
        ("cancel_activity", {"activity_id": activity["id"], "reason": "x"}),
        ("cancel_edition", {"edition_id": edition, "reason": "x"}),
    ):
        with pytest.raises(NotFound):
            events.ask(method, **arguments, tenant=RABAT)
    assert events.database.outbox.count_documents({}) == before
