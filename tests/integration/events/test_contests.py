"""A contest from its rubric to its published result, on a real broker and database."""

import hashlib
import json
from base64 import b64decode
from datetime import timedelta

import pypdfium2
import pytest

from multaqa.clock import SystemClock
from multaqa.errors import Invalid, NotFound, Refused
from multaqa.testing.waiting import eventually
from tests.integration.events.forum import planned
from tests.integration.events.judging import (
    CRITERIA,
    HOUSES,
    IDEA,
    contest,
    declare,
    enter,
    entry_link,
    judged_contest,
    know_organisations,
    link_of,
    name,
    push,
    score_all,
    sign,
    soon,
    stroke,
)
from tests.integration.running import RABAT


def progress(events, contest_id):
    return events.ask("get_contest_progress", contest_id=contest_id)


def state(events, contest_id):
    return events.ask("get_contest", contest_id=contest_id)["state"]


def refusal(error, ask, *arguments, **more):
    with pytest.raises(error) as refused:
        ask(*arguments, **more)
    return refused.value


def frozen(events, **more):
    contest_id, entries, jurors = judged_contest(events, **more)
    ideas = {entry: 3 - n % 4 for n, entry in enumerate(entries)}
    for juror in jurors:
        score_all(events, juror, idea=ideas.get)
    minutes = events.ask("freeze_minutes", contest_id=contest_id)
    return contest_id, entries, jurors, minutes


# planning and entries


def test_a_rubric_is_versioned_until_jurors_score_by_it(events):
    contest_id, _, _ = judged_contest(events)
    told = events.ask("get_contest", contest_id=contest_id)
    assert told["rubric"]["frozen_at"]
    with pytest.raises(Refused, match=r"rubric\.frozen"):
        events.ask("revise_rubric", contest_id=contest_id, facts={"criteria": CRITERIA})
    other = contest(events, title={"fr": "Autre", "ar": "آخر"}, edition=told["edition_id"])
    revised = events.ask("revise_rubric", contest_id=other, facts={"criteria": [IDEA], "method": "raw"})
    assert (revised["rubric"]["number"], revised["method"]) == (2, "raw")


def test_a_wrong_rubric_names_each_field(events):
    wrong = [
        {**IDEA, "levels": IDEA["levels"][:2]},
        {**CRITERIA[1], "measure": {"unit": "s", "low": 5, "high": 1, "steps": [1, 1, 2]}},
    ]
    errors = refusal(Invalid, contest, events, criteria=wrong).errors
    assert {(one["pointer"], one["code"]) for one in errors} == {
        ("/criteria/0/levels", "rubric.levels_missing"),
        ("/criteria/1/measure/high", "rubric.range_empty"),
        ("/criteria/1/measure/steps", "rubric.steps_unordered"),
    }


def test_late_entries_are_refused_unless_staff_reopen(events):
    contest_id = contest(events)
    with pytest.raises(Refused, match=r"contest\.not_open"):
        enter(events, contest_id, 1)
    events.ask("open_contest", contest_id=contest_id)
    past = SystemClock().now() - timedelta(minutes=1)
    events.database.contests.update_one({"_id": contest_id}, {"$set": {"entries_until": past}})
    with pytest.raises(Refused, match=r"contest\.entries_over"):
        enter(events, contest_id, 1)
    events.ask("reopen_entries", contest_id=contest_id, until=soon())
    entry = enter(events, contest_id, 1)
    assert [one.subject for one in events.told("events.entry_submitted.v1")] == [entry]
    assert len(events.told("events.contest_opened.v1")) == 1


def test_an_entry_needs_each_member_s_answer_about_pictures_and_a_member_enters_once(events):
    contest_id = contest(events)
    events.ask("open_contest", contest_id=contest_id)
    rights = [{"person_id": "p1", "given": False, "on": "2026-01-01"}]
    errors = refusal(Invalid, enter, events, contest_id, 1, person_ids=["p1", "p2"], image_rights=rights).errors
    assert [one["code"] for one in errors] == ["entry.image_rights_missing"]
    entry = events.ask("get_entry", entry_id=enter(events, contest_id, 1, image_rights=rights))
    assert entry["may_be_pictured"] is False
    with pytest.raises(Refused, match=r"entry\.member_twice"):
        enter(events, contest_id, 2, person_ids=["p2", "p1"], image_rights=[*rights, {**rights[0], "person_id": "p2"}])


def test_files_of_an_entry_are_kept_read_and_bounded(events):
    contest_id = contest(events)
    events.ask("open_contest", contest_id=contest_id)
    entry = enter(events, contest_id, 1)
    sent = {"entry_id": entry, "content": "iVBORw==", "media_type": "image/png", "name": "robe.png"}
    kept = events.ask("attach_entry_file", **sent)["files"][0]
    assert events.ask("get_entry_file", entry_id=entry, file_id=kept["id"])["content"] == "iVBORw=="
    for _ in range(9):
        events.ask("attach_entry_file", **sent)
    with pytest.raises(Refused, match=r"entry\.too_many_files"):
        events.ask("attach_entry_file", **sent)
    assert events.database["fs.files"].count_documents({}) == 10


# the jury


def test_a_juror_comes_from_a_known_organisation_and_whether_it_is_a_partner_is_noted(events):
    contest_id = contest(events)
    with pytest.raises(NotFound, match=r"juror\.organisation_unknown"):
        name(events, contest_id, 0)
    know_organisations(events, "o0", "o1")
    agreement = {"_id": "a1", "tenant": "fes-meknes", "source_version": 1, "parties": ["o0"], "state": "in_force"}
    events.database.agreements.insert_one(agreement)
    jurors = [name(events, contest_id, 0), name(events, contest_id, 1)]
    listed = {one["id"]: one["is_partner"] for one in events.ask("list_jurors", contest_id=contest_id)["items"]}
    assert [listed[one] for one in jurors] == [True, False]


def test_same_institute_or_company_is_excluded_by_itself_and_traced(events):
    know_organisations(events, "o0", "o1", "o2", "o3")
    contest_id = contest(events)
    events.ask("open_contest", contest_id=contest_id)
    theirs = enter(events, contest_id, 0, institute_id="o1")
    also = enter(events, contest_id, 1, company_id="o2")
    enter(events, contest_id, 2)
    jurors = [name(events, contest_id, n) for n in range(4)]
    events.ask("start_scoring", contest_id=contest_id)
    page = events.ask("read_jury_page", link=link_of(events, jurors[1]))
    assert theirs not in [one["id"] for one in page["entries"]]
    assert also not in [one["id"] for one in events.ask("read_jury_page", link=link_of(events, jurors[2]))["entries"]]
    rows = events.database.audit.find({"action": "juror.excluded"})
    assert {(row["subject"], json.loads(row["facts"])["entry_id"]) for row in rows} == {
        (jurors[1], theirs),
        (jurors[2], also),
    }


def test_conflicts_that_leave_too_few_jurors_are_refused_and_named(events):
    know_organisations(events, "o0", "o1", "o2", "o3")
    contest_id = contest(events)
    events.ask("open_contest", contest_id=contest_id)
    entry = enter(events, contest_id, 0, institute_id="o1")
    for n in range(3):
        name(events, contest_id, n)
    refused = refusal(Refused, events.ask, "start_scoring", contest_id=contest_id)
    assert (refused.code, refused.facts["entries"]) == ("assignment.too_few_jurors", [entry])
    assert state(events, contest_id) == "open"


def test_no_score_is_taken_before_the_juror_has_declared_even_nothing(events):
    _, entries, jurors = judged_contest(events)
    link = link_of(events, jurors[0])
    refused = refusal(Invalid, push, events, link, stroke(entries[0], "idea", 2))
    assert [(one["pointer"], one["code"]) for one in refused.errors] == [("/scores/0/entry_id", "score.not_declared")]
    declare(events, link, entries[0])
    assert push(events, link, stroke(entries[0], "idea", 2)) == ["taken"]


def test_a_declared_conflict_takes_the_entry_away_and_gives_it_to_another(events):
    contest_id, entries, jurors = judged_contest(events, entries=6, jurors=5)
    link = link_of(events, jurors[0])
    before = [one["id"] for one in events.ask("read_jury_page", link=link)["entries"]]
    declare(events, link, before[0], kind="family")
    assert before[0] not in [one["id"] for one in events.ask("read_jury_page", link=link)["entries"]]
    told = progress(events, contest_id)
    assert (told["short"], told["connected"]) == ([], True)
    assert sum(one["assigned"] for one in told["jurors"]) == 3 * len(entries)
    with pytest.raises(NotFound):
        declare(events, link, before[0])
    assert refusal(Invalid, push, events, link, stroke(before[0], "idea", 2)).errors[0]["code"] == "score.not_assigned"


def test_a_juror_who_leaves_keeps_what_is_complete_and_the_rest_goes_to_others(events):
    contest_id, _, jurors = judged_contest(events, entries=6, jurors=5)
    link = link_of(events, jurors[0])
    first, *rest = [one["id"] for one in events.ask("read_jury_page", link=link)["entries"]]
    declare(events, link, first)
    push(events, link, stroke(first, "idea", 3), stroke(first, "time", 20))
    left = events.ask("release_juror", juror_id=jurors[0], reason="Malade.")
    assert left["order"] == [first]
    told = progress(events, contest_id)
    assert (told["short"], told["connected"]) == ([], True)
    with pytest.raises(NotFound, match=r"link\.not_found"):
        events.ask("read_jury_page", link=link)
    for juror in jurors[1:]:
        score_all(events, juror)
    minutes = events.ask("freeze_minutes", contest_id=contest_id)
    counted = [one for one in minutes["document"]["scores"] if one["juror_id"] == jurors[0]]
    assert [one["entry_id"] for one in counted] == [first]
    assert jurors[0] not in minutes["awaited"]
    assert rest


# scores


def test_replays_are_silent_and_the_later_device_time_wins(events):
    _, entries, jurors = judged_contest(events)
    link = link_of(events, jurors[0])
    declare(events, link, entries[0])
    at = SystemClock().now()
    early, late = ((at - timedelta(minutes=minutes)).isoformat() for minutes in (10, 5))
    new, old = stroke(entries[0], "idea", 3, at=late), stroke(entries[0], "idea", 1, at=early)
    assert push(events, link, new, old) == ["taken", "older"]
    assert push(events, link, old, new) == ["replayed", "replayed"]
    mine = {one["id"]: one["values"] for one in events.ask("read_jury_page", link=link)["entries"]}
    assert mine[entries[0]] == {"idea": 3}


def test_a_device_whose_clock_runs_a_day_ahead_does_not_win_for_ever(events):
    _, entries, jurors = judged_contest(events)
    link = link_of(events, jurors[0])
    declare(events, link, entries[0])
    tomorrow = (SystemClock().now() + timedelta(days=1)).isoformat()
    push(events, link, stroke(entries[0], "idea", 0, at=tomorrow))
    assert push(events, link, stroke(entries[0], "idea", 2)) == ["taken"]


def test_a_batch_with_a_score_outside_the_rubric_is_refused_by_field_and_nothing_of_it_is_kept(events):
    _, entries, jurors = judged_contest(events)
    link = link_of(events, jurors[0])
    declare(events, link, entries[0])
    batch = [
        stroke(entries[0], "idea", 2),
        stroke(entries[0], "idea", 4),
        stroke(entries[0], "taste", 1),
        stroke(entries[0], "time", 121),
    ]
    refused = refusal(Invalid, push, events, link, *batch)
    assert [(one["pointer"], one["code"]) for one in refused.errors] == [
        ("/scores/1/value", "score.outside_rubric"),
        ("/scores/2/criterion", "score.unknown_criterion"),
        ("/scores/3/value", "score.outside_rubric"),
    ]
    assert events.database.score_sheets.count_documents({}) == 0
    assert push(events, link, batch[0]) == ["taken"]


def test_nobody_sees_scores_before_the_whole_panel_has_handed_in(events):
    contest_id, _, jurors = judged_contest(events)
    for juror in jurors[:-1]:
        score_all(events, juror)
        for method in ("list_scores", "list_deliberation", "preview_ranking"):
            with pytest.raises(Refused, match=r"contest\.sealed"):
                events.ask(method, contest_id=contest_id)
    kept = json.dumps([events.ask("get_contest", contest_id=contest_id), progress(events, contest_id)])
    assert "points" not in kept
    pages = json.dumps([events.ask("read_jury_page", link=link_of(events, one)) for one in jurors[-1:]])
    assert '"values": {}' in pages
    score_all(events, jurors[-1])
    assert state(events, contest_id) == "deliberating"
    assert len(events.ask("list_scores", contest_id=contest_id)["items"]) == 12


@pytest.mark.parametrize("last", [0, 1])
def test_an_entry_withdrawn_as_the_last_to_be_scored_opens_the_seals(events, last):
    """Whoever had only that entry left is waited for no more; the others wait until nothing is left to anybody."""
    know_organisations(events, *HOUSES)
    contest_id = contest(events)
    events.ask("open_contest", contest_id=contest_id)
    entries = [enter(events, contest_id, n, institute_id="o3" if n else None) for n in range(3)]
    jurors = [name(events, contest_id, n) for n in range(4)]
    events.ask("start_scoring", contest_id=contest_id)
    last_one = events.ask("read_jury_page", link=link_of(events, jurors[3]))["entries"]
    assert [one["id"] for one in last_one] == entries[:1]
    for juror in jurors[:3]:
        score_all(events, juror)
    first, then = (entries[1], entries[0]) if last else (entries[0], None)
    withdraw = {"reason": "Empêchement."}
    events.ask("withdraw_entry", entry_id=first, **withdraw)
    assert state(events, contest_id) == ("scoring" if then else "deliberating")
    if then:
        with pytest.raises(Refused, match=r"contest\.sealed"):
            events.ask("list_scores", contest_id=contest_id)
        events.ask("withdraw_entry", entry_id=then, **withdraw)
    assert state(events, contest_id) == "deliberating"
    assert len(events.ask("list_scores", contest_id=contest_id)["items"]) == 8
    ranked = events.ask("freeze_minutes", contest_id=contest_id)["document"]["results"]["ranking"]
    assert {one["entry_id"] for one in ranked} == set(entries) - {first, then}


def test_what_is_missing_is_said_when_handing_in_and_afterwards_nothing_changes(events):
    _, entries, jurors = judged_contest(events)
    link = link_of(events, jurors[0])
    refused = refusal(Refused, events.ask, "hand_in_scores", link=link)
    assert (refused.code, refused.facts["count"]) == ("juror.scores_missing", 4)
    score_all(events, jurors[0])
    with pytest.raises(Refused, match=r"juror\.handed_in"):
        push(events, link, stroke(entries[0], "idea", 1))


def test_each_juror_s_work_is_told_once_to_the_partners_room(events):
    _, _, jurors = judged_contest(events)
    for juror in jurors:
        score_all(events, juror)
    told = events.told("events.juror_scored.v1")
    assert sorted(one.subject for one in told) == sorted(jurors)
    assert {one.facts["organisation_id"] for one in told} == {"o0", "o1", "o2"}


# deliberation


def test_a_spread_above_one_is_deliberated_with_both_values_kept_and_closed_by_the_chair(events):
    contest_id, entries, jurors = judged_contest(events)
    score_all(events, jurors[0], idea=lambda entry: 0 if entry == entries[1] else 2)
    score_all(events, jurors[1], idea=2)
    score_all(events, jurors[2], idea=lambda entry: 3 if entry == entries[2] else 2)
    (item,) = events.ask("list_deliberation", contest_id=contest_id)["items"]
    assert (item["entry_id"], item["criterion"], item["spread"]) == (entries[1], "idea", 2)
    with pytest.raises(Refused, match=r"contest\.deliberation_open"):
        events.ask("freeze_minutes", contest_id=contest_id)
    link = link_of(events, jurors[0])
    (shown,) = events.ask("read_jury_page", link=link)["deliberation"]
    assert (shown["points"], shown["spread"], "given" in shown) == (0, 2, False)
    events.ask("change_score", link=link, item_id=item["id"], points=1, motive="Relu la pièce.")
    with pytest.raises(Refused, match=r"deliberation\.chair_only"):
        events.ask("close_deliberation_item", link=link_of(events, jurors[1]), item_id=item["id"], text="Fait.")
    events.ask("close_deliberation_item", link=link, item_id=item["id"], text="La jury s'accorde.")
    minutes = events.ask("freeze_minutes", contest_id=contest_id)
    assert minutes["document"]["deliberation"][0]["given"][jurors[0]] == 0
    (changed,) = [one for one in minutes["document"]["scores"] if one["changes"]]
    assert (changed["points"]["idea"], changed["changes"][0]["before"]) == (1, 0)


def test_where_the_chair_has_a_conflict_the_juror_named_next_without_one_closes(events):
    """The chair is bound to the entry, and so is who was named after them: the third of the jury closes."""
    know_organisations(events, *HOUSES)
    contest_id = contest(events)
    events.ask("open_contest", contest_id=contest_id)
    bound, *_ = [enter(events, contest_id, n) for n in range(4)]
    jurors = [name(events, contest_id, n) for n in range(5)]
    for juror in jurors[:2]:
        events.ask("record_conflict", juror_id=juror, facts={"entry_id": bound, "kind": "family"})
    events.ask("start_scoring", contest_id=contest_id)
    score_all(events, jurors[2], idea=lambda entry: 0 if entry == bound else 2)
    for juror in (*jurors[:2], *jurors[3:]):
        score_all(events, juror)
    (item,) = events.ask("list_deliberation", contest_id=contest_id)["items"]
    assert item["entry_id"] == bound
    pages = [events.ask("read_jury_page", link=link_of(events, juror))["deliberation"] for juror in jurors]
    assert [[one["closable"] for one in page] for page in pages] == [[], [], [True], [False], [False]]
    closing = {"item_id": item["id"], "text": "Nous en restons là."}
    for juror in (*jurors[:2], *jurors[3:]):
        with pytest.raises(Refused, match=r"deliberation\.chair_only"):
            events.ask("close_deliberation_item", link=link_of(events, juror), **closing)
    events.ask("close_deliberation_item", link=link_of(events, jurors[2]), **closing)
    (row,) = events.database.audit.find({"action": "deliberation.closed"})
    assert json.loads(row["facts"]) == {"by": jurors[2], "as_deputy": True}
    (closed,) = events.ask("freeze_minutes", contest_id=contest_id)["document"]["deliberation"]
    assert closed["closed_by"] == jurors[2]


def test_the_last_conflict_declared_opens_the_seals(events):
    """Whoever is bound to all that is left to them has nothing to score: nobody waits for them."""
    contest_id, entries, jurors = judged_contest(events, entries=1)
    for juror in jurors[:-1]:
        score_all(events, juror)
    assert state(events, contest_id) == "scoring"
    declare(events, link_of(events, jurors[-1]), entries[0], kind="family")
    assert state(events, contest_id) == "deliberating"
    assert len(events.ask("freeze_minutes", contest_id=contest_id)["document"]["scores"]) == 2


def test_staff_close_what_everybody_of_the_jury_is_bound_to_and_nothing_else(events):
    contest_id, entries, jurors = judged_contest(events, entries=2)
    bound = entries[0]
    score_all(events, jurors[0], idea=lambda entry: 0 if entry == bound else 2)
    score_all(events, jurors[1], idea=2)
    score_all(events, jurors[2], idea=2)
    (item,) = events.ask("list_deliberation", contest_id=contest_id)["items"]
    closing = {"item_id": item["id"], "text": "Personne du jury ne peut clore."}
    with pytest.raises(Refused, match=r"deliberation\.jury_closes"):
        events.ask("close_item_without_jury", **closing)
    family = {"kind": "family", "by": "staff", "at": SystemClock().now(), "note": None}
    events.database.jurors.update_many({}, {"$set": {f"declarations.{bound}": family}})
    for juror in jurors:
        with pytest.raises(Refused, match=r"deliberation\.chair_only"):
            events.ask("close_deliberation_item", link=link_of(events, juror), **closing)
    with pytest.raises(Refused, match=r"contest\.deliberation_open"):
        events.ask("freeze_minutes", contest_id=contest_id)
    with pytest.raises(NotFound):
        events.ask("close_item_without_jury", tenant=RABAT, **closing)
    assert events.ask("close_item_without_jury", **closing)["closed_by"] == "staff"
    with pytest.raises(Refused, match=r"deliberation\.closed"):
        events.ask("close_item_without_jury", **closing)
    (row,) = events.database.audit.find({"action": "deliberation.closed_by_staff"})
    assert (row["subject"], row["principal"]) == (item["id"], "key:test")
    (closed,) = events.ask("freeze_minutes", contest_id=contest_id)["document"]["deliberation"]
    assert closed["closed_by"] == "staff"


# cancelled


def test_a_cancelled_contest_tells_jurors_and_entrants_once_and_nothing_more_happens_in_it(events):
    contest_id, entries, jurors, minutes = frozen(events, appeal_days=7)
    for juror in jurors[:-1]:
        sign(events, juror)
    told = events.ask("cancel_contest", contest_id=contest_id, reason="Salle fermée.")
    assert (told["state"], told["cancelled_because"]) == ("cancelled", "Salle fermée.")
    (message,) = events.told("events.contest_cancelled.v1")
    assert message.facts["person_ids"] == ["p0", "p1", "p2", "p3"]
    assert {one["email"] for one in message.facts["addressees"]} == {f"j{n}@x.example" for n in range(3)}
    assert (message.facts["reason"], message.facts["state"]) == ("Salle fermée.", "cancelled")
    link = link_of(events, jurors[-1])
    refused = {
        "cancel_contest": {"contest_id": contest_id, "reason": "Encore."},
        "open_contest": {"contest_id": contest_id},
        "answer_minutes": {"link": link, "digest": minutes["digest"]},
        "push_scores": {"link": link, "scores": [stroke(entries[0], "idea", 1)]},
        "make_appeal": {"entry_id": entries[0], "text": "x"},
        "publish_result": {"contest_id": contest_id},
        "reopen_contest": {"contest_id": contest_id, "reason": "x"},
        "freeze_minutes": {"contest_id": contest_id},
        "start_scoring": {"contest_id": contest_id},
        "withdraw_entry": {"entry_id": entries[0], "reason": "x"},
        "revise_rubric": {"contest_id": contest_id, "facts": {"criteria": CRITERIA}},
        "reopen_entries": {"contest_id": contest_id, "until": soon()},
    }
    for method, arguments in refused.items():
        with pytest.raises(Refused, match=r"contest\.cancelled|contest\.not_planned|rubric\.frozen"):
            events.ask(method, **arguments)
    assert len(events.told("events.contest_cancelled.v1")) == 1


def test_a_contest_with_a_published_result_is_not_cancelled_not_even_reopened(events):
    contest_id, _, jurors, _ = frozen(events)
    for juror in jurors:
        sign(events, juror)
    events.ask("publish_result", contest_id=contest_id)
    for _ in range(2):
        with pytest.raises(Refused, match=r"contest\.published"):
            events.ask("cancel_contest", contest_id=contest_id, reason="x")
        if state(events, contest_id) == "published":
            events.ask("reopen_contest", contest_id=contest_id, reason="Erreur.")
    assert events.told("events.contest_cancelled.v1") == []


def test_a_cancelled_edition_cancels_its_contests_but_not_a_published_result(events):
    contest_id, _, jurors, _ = frozen(events)
    for juror in jurors:
        sign(events, juror)
    events.ask("publish_result", contest_id=contest_id)
    edition = events.ask("get_contest", contest_id=contest_id)["edition_id"]
    other, elsewhere = contest(events, edition=edition), contest(events)
    events.ask("cancel_edition", edition_id=edition, reason="Intempéries.")
    assert [state(events, one) for one in (contest_id, other, elsewhere)] == ["published", "cancelled", "planned"]
    (message,) = events.told("events.contest_cancelled.v1")
    assert (message.subject, message.facts["reason"]) == (other, "Intempéries.")
    with pytest.raises(Refused, match=r"edition\.cancelled"):
        contest(events, edition=edition)


# minutes, appeals, publication


def test_minutes_are_frozen_signed_published_and_give_awards(events):
    contest_id, entries, jurors, minutes = frozen(events)
    exact = json.dumps(minutes["document"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert hashlib.sha256(exact.encode()).hexdigest() == minutes["digest"]
    with pytest.raises(Refused, match=r"contest\.frozen"):
        push(events, link_of(events, jurors[0]), stroke(entries[0], "idea", 1))
    with pytest.raises(Refused, match=r"minutes\.awaiting_jurors"):
        events.ask("publish_result", contest_id=contest_id)
    with pytest.raises(Refused, match=r"minutes\.digest_differs"):
        events.ask("answer_minutes", link=link_of(events, jurors[0]), digest="0" * 64)
    for juror in jurors[:-1]:
        assert sign(events, juror)["answer"] == "signed"
    assert sign(events, jurors[-1], reservation="Le temps fut trop court.")["answer"] == "reserved"
    assert events.ask("publish_result", contest_id=contest_id)["state"] == "published"
    awards = events.ask("list_awards", contest_id=contest_id)["items"]
    assert [(one["rank"], one["entry_id"], one["person_ids"]) for one in awards] == [
        (1, entries[0], ["p0"]),
        (2, entries[1], ["p1"]),
        (3, entries[2], ["p2"]),
    ]
    assert awards[0]["skills"] == [{"code": "textile.design", "level": 4}, {"code": "textile.sewing", "level": 3}]
    assert awards[0]["juror_organisation_ids"] == ["o0", "o1", "o2"]
    assert [one.subject for one in events.told("events.award_given.v1")] == [one["id"] for one in awards]
    (told,) = events.told("events.result_published.v1")
    assert told.facts["minutes_digest"] == minutes["digest"]


def test_the_time_for_appeals_runs_from_the_last_signature_and_appeals_are_decided_first(events):
    contest_id, entries, jurors, minutes = frozen(events, appeal_days=7)
    with pytest.raises(Refused, match=r"appeal\.not_open"):
        events.ask("make_appeal", entry_id=entries[3], text="Temps mal mesuré.")
    for juror in jurors:
        sign(events, juror)
    appeal = events.ask("make_appeal", entry_id=entries[3], text="Temps mal mesuré.")
    with pytest.raises(Refused, match=r"minutes\.appeals_open"):
        events.ask("publish_result", contest_id=contest_id)
    earlier = SystemClock().now() - timedelta(minutes=1)
    events.database.jury_minutes.update_one({"_id": minutes["id"]}, {"$set": {"appeals_until": earlier}})
    with pytest.raises(Refused, match=r"minutes\.appeals_undecided"):
        events.ask("publish_result", contest_id=contest_id)
    with pytest.raises(Refused, match=r"appeal\.over"):
        events.ask("make_appeal", entry_id=entries[2], text="Moi aussi.")
    decided = events.ask("decide_appeal", appeal_id=appeal["id"], decision="dismissed", reason="Chronomètre vérifié.")
    assert decided["decided_by"] == "key:test"
    assert events.ask("publish_result", contest_id=contest_id)["state"] == "published"


def test_reopening_makes_a_version_that_supersedes_and_revokes_what_no_longer_holds(events):
    contest_id, entries, jurors, first = frozen(events)
    for juror in jurors:
        sign(events, juror)
    events.ask("publish_result", contest_id=contest_id)
    events.ask("reopen_contest", contest_id=contest_id, reason="Erreur de relevé.")
    events.database.score_sheets.update_many({"entry_id": entries[1]}, {"$set": {"scores.idea.points": 3}})
    events.database.score_sheets.update_many({"entry_id": entries[0]}, {"$set": {"scores.idea.points": 1}})
    second = events.ask("freeze_minutes", contest_id=contest_id)
    assert (second["number"], second["supersedes"]) == (2, first["digest"])
    for juror in jurors:
        sign(events, juror)
    events.ask("publish_result", contest_id=contest_id)
    both = events.ask("list_minutes", contest_id=contest_id)["items"]
    assert [(one["number"], one["superseded_by"]) for one in both] == [(2, None), (1, second["digest"])]
    assert both[1]["document"] == first["document"]
    awards = events.ask("list_awards", contest_id=contest_id)["items"]
    standing = {(one["rank"], one["entry_id"]) for one in awards if one["state"] == "given"}
    assert (1, entries[1]) in standing
    revoked = [one for one in awards if one["state"] == "revoked"]
    assert (1, entries[0]) in {(one["rank"], one["entry_id"]) for one in revoked}
    assert {one.subject for one in events.told("events.award_revoked.v1")} == {one["id"] for one in revoked}


def test_minutes_are_printed_in_both_languages_and_verified_by_whoever_holds_a_copy(events):
    from gateway.links import Link

    _, _, jurors, minutes = frozen(events)
    sign(events, jurors[0])

    def printed():
        told = events.ask("get_minutes", minutes_id=minutes["id"])
        return told if told["file_digest"] and events.database.due.count_documents({}) == 0 else None

    told = eventually(printed, within_s=60)
    pdf = b64decode(events.ask("get_minutes_document", minutes_id=minutes["id"])["content"])
    assert hashlib.sha256(pdf).hexdigest() == told["file_digest"]
    with pypdfium2.PdfDocument(pdf) as document:
        text = "".join(page.get_textpage().get_text_range() for page in document)
    address = next(line for line in text.split() if "/minutes/" in line)
    shown = events.ask("verify_minutes", link=Link.shown(address.rpartition("/")[2]).digest, digest=minutes["digest"])
    assert (shown["signed"], shown["awaited"], shown["checked"]["found"]) == (1, 2, "text")
    assert "Juré" not in json.dumps(shown)
    assert "Collection 0" in text


# an entrant, by link


def seen(events, entry, purpose="entered", **circumstances):
    return events.ask("read_entry_by_link", link=entry_link(events, entry, purpose), **circumstances)


def test_each_member_of_an_entry_is_sent_a_link_of_their_own_when_there_is_something_to_know(events):
    contest_id, entries, jurors, _ = frozen(events, appeal_days=7)
    for juror in jurors:
        sign(events, juror)
    earlier = SystemClock().now() - timedelta(minutes=1)
    events.database.jury_minutes.update_one({}, {"$set": {"appeals_until": earlier}})
    events.ask("publish_result", contest_id=contest_id)
    told = [one.facts for one in events.told("events.entrant_link_sent.v1")]
    assert [one["purpose"] for one in told] == ["entered"] * 4 + ["appeal"] * 4 + ["published"] * 4
    assert {one["person_id"] for one in told} == {f"p{n}" for n in range(4)}
    assert len({one["token"] for one in told}) == 12
    assert [bool(one["appeals_until"]) for one in told] == [False] * 4 + [True] * 4 + [False] * 4
    tokens = [one["token"].partition(".")[2] for one in told]
    kept = [
        list(events.database[name].find({})) for name in events.database.list_collection_names() if name != "outbox"
    ]
    assert [token for token in tokens if token in json.dumps(kept, default=str)] == []
    assert {seen(events, entries[0], one)["result"]["rank"] for one in ("entered", "appeal", "published")} == {1}


def test_an_entrant_appeals_by_link_in_time_once_and_sees_what_is_decided(events):
    contest_id, entries, jurors, minutes = frozen(events, appeal_days=7)
    appealing = {"link": entry_link(events, entries[3]), "text": "Temps mal mesuré."}
    assert (seen(events, entries[3])["appeals_until"], seen(events, entries[3])["result"]) == (None, None)
    with pytest.raises(Refused, match=r"appeal\.not_open"):
        events.ask("appeal_by_link", **appealing)
    for juror in jurors:
        sign(events, juror)
    assert seen(events, entries[3])["appeals_until"]
    assert events.ask("appeal_by_link", **appealing)["decision"] is None
    with pytest.raises(Refused, match=r"appeal\.made_already"):
        events.ask("appeal_by_link", **appealing)
    (appeal,) = events.ask("list_appeals", contest_id=contest_id)["items"]
    (row,) = events.database.audit.find({"action": "appeal.made"})
    assert json.loads(row["facts"])["by"] == "entrant"
    assert seen(events, entries[2])["appeals"] == []
    events.ask("decide_appeal", appeal_id=appeal["id"], decision="dismissed", reason="Chronomètre vérifié.")
    (shown,) = seen(events, entries[3])["appeals"]
    assert (shown["decision"], shown["reason"]) == ("dismissed", "Chronomètre vérifié.")
    earlier = SystemClock().now() - timedelta(minutes=1)
    events.database.jury_minutes.update_one({"_id": minutes["id"]}, {"$set": {"appeals_until": earlier}})
    with pytest.raises(Refused, match=r"appeal\.over"):
        events.ask("appeal_by_link", **appealing)
    events.ask("publish_result", contest_id=contest_id)
    first, last = seen(events, entries[0])["result"], seen(events, entries[3])["result"]
    assert first == {"rank": 1, "ranked": 4, "prize": {"fr": "Prix 1", "ar": "الجائزة 1"}}
    assert last == {"rank": 4, "ranked": 4, "prize": None}
    assert "Collection 0" not in json.dumps(seen(events, entries[3]))


@pytest.mark.parametrize("wrong", ["forged", "foreign", "ended", "erased"])
def test_a_link_of_an_entrant_that_opens_nothing_says_so(events, wrong):
    _, entries, _ = judged_contest(events)
    link, tenant = entry_link(events, entries[0]), {}
    if wrong == "forged":
        link = "0" * 64
    elif wrong == "foreign":
        tenant = {"tenant": RABAT}
    elif wrong == "ended":
        past = SystemClock().now() - timedelta(minutes=1)
        events.database.entrant_links.update_one({"_id": link}, {"$set": {"ends_at": past}})
    else:
        events.has_handled(events.hear("directory.person_erased.v1", "p0", {"person_id": "p0"}, version=2))
    with pytest.raises(NotFound, match=r"link\.not_found"):
        events.ask("read_entry_by_link", link=link, **tenant)
    with pytest.raises(NotFound, match=r"link\.not_found"):
        events.ask("appeal_by_link", link=link, text="x", **tenant)
    assert events.database.appeals.count_documents({}) == 0


def test_a_withdrawn_entry_is_shown_as_such_and_appeals_no_more(events):
    _, entries, _ = judged_contest(events)
    events.ask("withdraw_entry", entry_id=entries[0], reason="Empêchement.")
    shown = seen(events, entries[0])
    assert (shown["entry"]["state"], shown["appeals_until"]) == ("withdrawn", None)
    with pytest.raises(Refused, match=r"entry\.withdrawn"):
        events.ask("make_appeal", entry_id=entries[0], text="x")


# tenants and persons


def test_another_tenant_finds_nothing(events):
    contest_id, entries, jurors, minutes = frozen(events)
    item = events.ask("list_contests")["items"][0]
    link = link_of(events, jurors[0])
    before = events.holds()
    declaration = {"entry_id": entries[0], "kind": "none"}
    asked = {
        "plan_contest": {"edition_id": item["edition_id"], "facts": {**item, "criteria": CRITERIA}},
        "get_contest": {"contest_id": contest_id},
        "revise_rubric": {"contest_id": contest_id, "facts": {"criteria": CRITERIA}},
        "open_contest": {"contest_id": contest_id},
        "reopen_entries": {"contest_id": contest_id, "until": soon()},
        "start_scoring": {"contest_id": contest_id},
        "get_contest_progress": {"contest_id": contest_id},
        "cancel_contest": {"contest_id": contest_id, "reason": "x"},
        "close_item_without_jury": {"item_id": "x", "text": "x"},
        "submit_entry": {"contest_id": contest_id, "facts": {}},
        "list_entries": {"contest_id": contest_id},
        "get_entry": {"entry_id": entries[0]},
        "attach_entry_file": {"entry_id": entries[0], "content": "", "media_type": "image/png", "name": "x"},
        "get_entry_file": {"entry_id": entries[0], "file_id": "x"},
        "withdraw_entry": {"entry_id": entries[0], "reason": "x"},
        "name_juror": {"contest_id": contest_id, "facts": {}},
        "list_jurors": {"contest_id": contest_id},
        "invite_juror_again": {"juror_id": jurors[0]},
        "record_conflict": {"juror_id": jurors[0], "facts": declaration},
        "release_juror": {"juror_id": jurors[0], "reason": "x"},
        "read_jury_page": {"link": link},
        "get_jury_file": {"link": link, "entry_id": entries[0], "file_id": "x"},
        "declare_conflict": {"link": link, "facts": declaration},
        "push_scores": {"link": link, "scores": [stroke(entries[0], "idea", 1)]},
        "hand_in_scores": {"link": link},
        "change_score": {"link": link, "item_id": "x", "points": 1, "motive": "x"},
        "close_deliberation_item": {"link": link, "item_id": "x", "text": "x"},
        "answer_minutes": {"link": link, "digest": minutes["digest"]},
        "list_scores": {"contest_id": contest_id},
        "list_deliberation": {"contest_id": contest_id},
        "preview_ranking": {"contest_id": contest_id},
        "freeze_minutes": {"contest_id": contest_id},
        "list_minutes": {"contest_id": contest_id},
        "get_minutes": {"minutes_id": minutes["id"]},
        "get_minutes_document": {"minutes_id": minutes["id"]},
        "verify_minutes": {"link": events.database.jury_minutes.find_one({})["link"]},
        "publish_result": {"contest_id": contest_id},
        "reopen_contest": {"contest_id": contest_id, "reason": "x"},
        "make_appeal": {"entry_id": entries[0], "text": "x"},
        "decide_appeal": {"appeal_id": "x", "decision": "upheld", "reason": "x"},
        "list_appeals": {"contest_id": contest_id},
        "get_award": {"award_id": "x"},
    }
    for method, arguments in asked.items():
        with pytest.raises(NotFound):
            events.ask(method, tenant=RABAT, **arguments)
    assert events.ask("list_contests", tenant=RABAT) == {"items": [], "next": None}
    assert events.ask("list_awards", tenant=RABAT) == {"items": [], "next": None}
    moving = ("due", "fs.files", "fs.chunks", "audit", "jury_minutes")  # the minutes are being printed meanwhile
    after = {name: count for name, count in events.holds().items() if name not in moving}
    assert after == {name: before[name] for name in after}


def test_a_person_reads_and_forgets_what_contests_hold_and_the_figures_stay(events):
    contest_id, entries, jurors, minutes = frozen(events)
    for juror in jurors:
        sign(events, juror)
    events.ask("publish_result", contest_id=contest_id)
    told = events.ask("export_person", person_id="p0")
    assert [one["id"] for one in told["entries"]] == [entries[0]]
    assert [one["rank"] for one in told["awards"]] == [1]
    erased = events.hear("directory.person_erased.v1", "p0", {"person_id": "p0"}, version=2)
    events.has_handled(erased)
    told = events.ask("export_person", person_id="p0")
    assert (told["entries"], told["awards"]) == ([], [])
    entry = events.ask("get_entry", entry_id=entries[0])
    assert (entry["person_ids"], entry["image_rights"], entry["files"]) == ([], [], [])
    assert events.ask("get_minutes", minutes_id=minutes["id"])["digest"] == minutes["digest"]
    assert "p0" not in json.dumps(list(events.database.awards.find({})), default=str)


def test_a_juror_who_is_a_person_is_forgotten_and_their_scores_count(events):
    know_organisations(events, "o0", "o1", "o2")
    contest_id = contest(events)
    events.ask("open_contest", contest_id=contest_id)
    for n in range(3):
        enter(events, contest_id, n)
    jurors = [name(events, contest_id, n, person_id=f"juror-{n}") for n in range(3)]
    events.ask("start_scoring", contest_id=contest_id)
    for juror in jurors:
        score_all(events, juror)
    assert len(events.ask("export_person", person_id="juror-1")["scores_given"]) == 3
    events.has_handled(events.hear("directory.person_erased.v1", "juror-1", {"person_id": "juror-1"}, version=2))
    told = events.ask("export_person", person_id="juror-1")
    assert (told["juries"], told["scores_given"]) == ([], [])
    assert "j1@x.example" not in json.dumps(events.ask("list_jurors", contest_id=contest_id))
    assert len(events.ask("freeze_minutes", contest_id=contest_id)["document"]["scores"]) == 9


def everything_kept(events):
    names = set(events.database.list_collection_names()) - {"outbox"}
    return json.dumps({name: list(events.database[name].find({})) for name in names}, default=str)


def printed_copy(events, minutes_id):
    """The words of the newest PDF, once no other is being made."""

    def made():
        return events.database.due.count_documents({"kind": "render_minutes"}) == 0

    eventually(made, within_s=60)
    pdf = b64decode(events.ask("get_minutes_document", minutes_id=minutes_id)["content"])
    with pypdfium2.PdfDocument(pdf) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


def test_a_juror_of_no_directory_is_erased_on_request_and_the_minutes_keep_their_number(events):
    _, _, jurors, minutes = frozen(events)
    sign(events, jurors[1])
    assert "Juré 1" in printed_copy(events, minutes["id"])
    with pytest.raises(NotFound):
        events.ask("erase_juror", juror_id=jurors[1], tenant=RABAT)
    link = link_of(events, jurors[1])
    told = events.ask("erase_juror", juror_id=jurors[1])
    assert (told["name"], told["email"], told["state"]) == ("—", "", "left")
    with pytest.raises(Refused, match=r"juror\.erased"):
        events.ask("erase_juror", juror_id=jurors[1])
    with pytest.raises(NotFound, match=r"link\.not_found"):
        events.ask("read_jury_page", link=link)
    text = printed_copy(events, minutes["id"])
    assert "Juré 1" not in text
    assert jurors[1] in text.replace("\r\n", "").replace("\n", "")
    kept = everything_kept(events)
    assert [one for one in ("Juré 1", "j1@x.example") if one in kept] == []
    assert "j2@x.example" in kept
    after = events.ask("get_minutes", minutes_id=minutes["id"])
    assert (after["digest"], jurors[1] in json.dumps(after["document"])) == (minutes["digest"], True)
    assert [one.subject for one in events.told("events.juror_erased.v1")] == [jurors[1]]
    assert {row["action"] for row in events.database.audit.find({"subject": jurors[1]})} >= {
        "juror.named",
        "juror.erased",
    }


def test_a_juror_who_is_a_person_is_erased_in_the_directory_only(events):
    know_organisations(events, "o0")
    juror = name(events, contest(events), 0, person_id="juror-0")
    with pytest.raises(Refused, match=r"juror\.is_a_person"):
        events.ask("erase_juror", juror_id=juror)


def test_after_a_year_the_jurors_of_a_settled_contest_are_forgotten_by_themselves(events):
    contest_id, _, jurors, _ = frozen(events)
    for juror in jurors:
        sign(events, juror)
    assert events.database.due.find_one({"kind": "forget_jury"}) is None
    events.ask("publish_result", contest_id=contest_id)
    due = events.database.due.find_one({"kind": "forget_jury"})
    assert 364 <= (due["due"] - SystemClock().now()).days <= 365
    events.ask("reopen_contest", contest_id=contest_id, reason="Erreur.")
    bring_forward(events)
    assert "j1@x.example" in everything_kept(events)
    events.ask("freeze_minutes", contest_id=contest_id)
    for juror in jurors:
        sign(events, juror)
    events.ask("publish_result", contest_id=contest_id)
    bring_forward(events)
    listed = events.ask("list_jurors", contest_id=contest_id)["items"]
    assert {(one["name"], one["email"]) for one in listed} == {("—", "")}
    assert len(events.told("events.juror_erased.v1")) == 3


def bring_forward(events):
    """The last day has come."""
    past = SystemClock().now() - timedelta(minutes=1)
    events.database.due.update_one({"kind": "forget_jury"}, {"$set": {"due": past}})
    eventually(lambda: events.database.due.count_documents({"kind": "forget_jury"}) == 0, within_s=30)


def test_tokens_rest_in_the_outbox_alone(events):
    judged_contest(events)
    secrets = [one.facts["token"].partition(".")[2] for one in events.told("events.juror_invited.v1")]
    names = set(events.database.list_collection_names()) - {"outbox"}
    kept = json.dumps({name: list(events.database[name].find({})) for name in names}, default=str)
    assert secrets
    assert [secret for secret in secrets if secret in kept] == []


def test_a_contest_belongs_to_an_activity_that_is_one(events):
    edition = planned(events)
    with pytest.raises(NotFound, match=r"contest\.activity_unknown"):
        contest(events, edition=edition, activity_id="x")
