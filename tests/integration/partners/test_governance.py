"""An institute governed with its partners: seats follow agreements, quorums follow mandates, votes follow recusals."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from gateway.schemas.partners import governance as shapes
from multaqa import clock
from multaqa.errors import Conflict, Invalid, MultaqaError, NotFound, PreconditionFailed, Refused
from multaqa.testing.waiting import eventually
from tests.integration.partners.governing import (
    ITEM,
    RULES,
    TEXT,
    appoint,
    attend,
    call,
    decide,
    found,
    granted_by,
    held_seat,
    in_days,
    in_session,
    institute,
    now,
    seat,
)
from tests.integration.partners.promising import register
from tests.integration.running import RABAT, running

GRANTED, VACATED = "partners.seat_granted.v1", "partners.seat_vacated.v1"
CALLED, CANCELLED, HELD = (f"partners.meeting_{step}.v1" for step in ("called", "cancelled", "held"))
DECIDED = "partners.decision_taken.v1"


@pytest.fixture
def partners(amqp_uri, mongo_uri, mongo_database, monkeypatch):
    """The room on a clock of this test's own."""
    monkeypatch.setattr(clock, "DEVELOPMENT_DATABASE", f"{mongo_database}_clock")
    with running("partners", amqp_uri, mongo_uri, mongo_database, development=True) as room:
        yield room


def told(partners, type):
    return [message.facts for message in partners.told(type)]


def state_of(partners, seat_id):
    return partners.ask("get_seat", seat_id=seat_id)["state"]


def vacant(partners, **asked):
    return [one["id"] for one in partners.ask("list_vacant_seats", **asked)["items"]]


# the story of a shared seat


def test_a_federation_is_heard_from_its_agreement_until_the_agreement_ends(partners):
    federation, committee = register(partners), found(partners)
    others = [held_seat(partners, committee) for _ in range(3)]
    agreement, own = granted_by(partners, committee, federation)
    appoint(partners, own)
    meeting = in_session(partners, committee, [*others, own], {**ITEM, "organisation_id": federation}, ITEM)
    with pytest.raises(Invalid) as counted:
        decide(partners, meeting, in_favour=4)
    recused = decide(partners, meeting, in_favour=2, against=1, owner="directorate", due_on=in_days(partners, 30))
    free = decide(partners, meeting, in_favour=4, place=1)
    held = partners.ask("close_meeting", meeting_id=meeting["id"])
    partners.ask("terminate_agreement", agreement_id=agreement, reason="d'un commun accord", mutual=True)

    assert counted.value.errors[0]["code"] == "decision.counts_recused"
    assert (recused["recused_seats"], recused["outcome"], free["recused_seats"]) == ([own], "adopted", [])
    assert (held["state"], held["quorum"]) == (
        "held",
        {"mandates": 4, "needed": 2, "present": 4, "reached": True},
    )
    assert state_of(partners, own) == "ended"
    assert [state_of(partners, other) for other in others] == ["occupied"] * 3
    assert [facts["agreement_id"] for facts in told(partners, GRANTED)] == [None, None, None, agreement]
    assert [(facts["id"], facts["state"]) for facts in told(partners, VACATED)] == [(own, "ended")]
    assert [facts["state"] for facts in told(partners, CALLED) + told(partners, HELD)] == ["called", "held"]
    assert [facts["id"] for facts in told(partners, DECIDED)] == [recused["id"], free["id"]]
    assert "Amal" not in str([told(partners, type) for type in (GRANTED, VACATED, CALLED, HELD, DECIDED)])


def test_a_seat_ends_by_itself_with_the_last_day_of_its_agreement(partners, mongo_uri):
    federation, committee = register(partners), found(partners)
    _, own = granted_by(partners, committee, federation, ends_in=100)
    appoint(partners, own, until_in=300)
    clock.move(mongo_uri, days=102)
    eventually(lambda: state_of(partners, own) == "ended")
    assert [facts["id"] for facts in told(partners, VACATED)] == [own]
    with pytest.raises(Invalid) as refused:
        attend(partners, call(partners, committee)["id"], own)
    assert refused.value.errors[0]["code"] == "attendance.no_mandate"


def test_a_seat_that_an_amendment_grants_ends_with_what_it_amends(partners):
    federation, committee = register(partners), found(partners)
    framework, own = granted_by(partners, committee, federation)
    amendment, added = granted_by(partners, committee, federation, kind="amendment", parent_id=framework)
    assert [state_of(partners, one) for one in (own, added)] == ["vacant", "vacant"]
    partners.ask("terminate_agreement", agreement_id=framework, reason="d'un commun accord", mutual=True)
    assert [state_of(partners, one) for one in (own, added)] == ["ended", "ended"]
    assert {facts["agreement_id"] for facts in told(partners, VACATED)} == {framework, amendment}


def test_an_agreement_cannot_grant_a_seat_on_a_committee_nobody_founded(partners):
    federation = register(partners)
    with pytest.raises(Invalid) as refused:
        granted_by(partners, "c0", federation)
    assert refused.value.errors[0]["pointer"] == "/seats/0/committee_id"


def test_a_seat_that_an_agreement_grants_is_not_ended_by_hand(partners):
    federation, committee = register(partners), found(partners)
    _, own = granted_by(partners, committee, federation)
    with pytest.raises(Refused) as refused:
        partners.ask("end_seat", seat_id=own)
    assert (refused.value.code, state_of(partners, own)) == ("seat.follows_agreement", "vacant")


def test_a_seat_that_ends_in_the_middle_of_a_session_votes_no_more(partners):
    federation, committee = register(partners), found(partners)
    other = held_seat(partners, committee)
    agreement, own = granted_by(partners, committee, federation)
    appoint(partners, own)
    meeting = in_session(partners, committee, [other, own])
    partners.ask("terminate_agreement", agreement_id=agreement, reason="d'un commun accord", mutual=True)
    with pytest.raises(Invalid):
        decide(partners, meeting, in_favour=2)
    assert decide(partners, meeting, in_favour=1)["votes"]["in_favour"] == 1


# vacancy


def test_a_vacancy_is_told_once_when_a_mandate_is_over(partners, mongo_uri):
    committee = found(partners)
    brief, filled = seat(partners, committee), seat(partners, committee)
    appoint(partners, brief, until_in=10)
    appoint(partners, filled, until_in=10)
    appoint(partners, filled, from_in=11)
    assert vacant(partners) == []
    clock.move(mongo_uri, days=12)
    eventually(lambda: vacant(partners) == [brief])
    eventually(lambda: not partners.database.due.count_documents({"due": {"$lte": now(partners)}}))
    assert [(facts["id"], facts["state"]) for facts in told(partners, VACATED)] == [(brief, "vacant")]
    assert state_of(partners, filled) == "occupied"


def test_a_mandate_of_later_fills_its_seat_on_its_day(partners, mongo_uri):
    own = seat(partners, found(partners))
    appoint(partners, own, from_in=3)
    assert vacant(partners) == [own]
    clock.move(mongo_uri, days=4)
    eventually(lambda: vacant(partners) == [])
    assert told(partners, VACATED) == []


def test_vacant_seats_are_listed_by_committee_page_by_page(partners):
    one, other = found(partners), found(partners)
    seats = [seat(partners, one), seat(partners, one), seat(partners, other)]
    later = seat(partners, one, from_on=in_days(partners, 5))
    first = partners.ask("list_vacant_seats", limit=2)
    assert [row["id"] for row in first["items"]] == seats[:2]
    assert vacant(partners, after=first["next"]) == seats[2:]
    assert vacant(partners, committee_id=other) == seats[2:]
    assert later not in vacant(partners)


# who is told

STEWARD = {"name": "Salma Idrissi", "email": "salma@directorate.example", "language": "fr"}
AMAL = {"name": "Amal Bennis", "email": "amal@fnbtp.example", "language": "ar", "role": "juriste"}
LEFT_VACANT, NOTICE = "partners.seat_left_vacant.v1", "partners.meeting_notice_given.v1"


def federation_with_contact(partners):
    facts = {"kind": "federation", "name": {"fr": "FNBTP", "ar": "الجامعة"}, "sectors": ["building"]}
    return partners.ask("register_organisation", facts={**facts, "contacts": [AMAL]})["id"]


def told_to(partners, type):
    return [sorted(to["email"] for to in facts["addressees"]) for facts in told(partners, type)]


def test_a_partner_is_asked_to_fill_its_seat_when_it_is_granted_and_when_it_is_left(partners, mongo_uri):
    partners.ask("name_steward", facts=STEWARD)
    _, own = granted_by(partners, found(partners), federation_with_contact(partners))
    appoint(partners, own, until_in=10)
    clock.move(mongo_uri, days=12)
    eventually(lambda: vacant(partners) == [own])
    assert told_to(partners, LEFT_VACANT) == [["amal@fnbtp.example", "salma@directorate.example"]] * 2
    assert [facts["committee_name"]["fr"] for facts in told(partners, LEFT_VACANT)] == ["Comité de gestion"] * 2


def test_a_seat_that_has_ended_asks_for_nobody(partners):
    agreement, own = granted_by(partners, found(partners), federation_with_contact(partners))
    partners.ask("terminate_agreement", agreement_id=agreement, reason="d'un commun accord", mutual=True)
    assert state_of(partners, own) == "ended"
    assert len(told(partners, LEFT_VACANT)) == 1


def test_members_are_called_to_a_meeting_and_told_that_it_is_cancelled(partners):
    committee, stranger = found(partners), federation_with_contact(partners)
    seat(partners, committee)
    call(partners, committee)
    assert told(partners, NOTICE) == []
    seat(partners, committee, stranger)
    meeting = call(partners, committee)
    partners.ask("cancel_meeting", meeting_id=meeting["id"], reason="Grève des transports")
    assert told_to(partners, NOTICE) == [["amal@fnbtp.example"]] * 2
    assert [facts["state"] for facts in told(partners, NOTICE)] == ["called", "cancelled"]


# what is refused changes nothing


def refused_steps(partners):
    federation, committee = register(partners), found(partners)
    own, observer = held_seat(partners, committee), held_seat(partners, committee, voting=False)
    meeting, elsewhere = in_session(partners, committee, [own]), call(partners, found(partners, notice_days=0))
    taken = {"item_id": meeting["agenda"][0]["id"], "text": TEXT}
    votes = {"in_favour": 2, "against": 0, "abstentions": 0}

    def ask(method, **arguments):
        return lambda: partners.ask(method, **arguments)

    company = {**RULES, "name": TEXT, "institute_id": federation}
    yield Refused, "committee.not_an_institute", ask("found_committee", facts=company)
    yield NotFound, "organisation.not_found", ask("found_committee", facts={**company, "institute_id": "o0"})
    yield Invalid, "governance.organisation_unknown", lambda: seat(partners, committee, "nobody")
    yield Invalid, "mandate.invalid", lambda: appoint(partners, own, from_in=5)
    yield Refused, "meeting.notice_too_short", lambda: call(partners, found(partners, notice_days=15))
    yield (
        Invalid,
        "governance.organisation_unknown",
        lambda: call(partners, committee, {**ITEM, "organisation_id": "nobody"}),
    )
    yield NotFound, "commitment.not_found", lambda: call(partners, committee, {**ITEM, "commitment_id": "k0"})
    yield (
        NotFound,
        "curriculum_change.not_found",
        lambda: call(partners, committee, {**ITEM, "curriculum_change_id": "x0"}),
    )
    yield Invalid, "attendance.invalid", lambda: attend(partners, elsewhere["id"], own)
    yield Invalid, "proxy.invalid", ask("give_proxy", meeting_id=meeting["id"], seat_id=observer, to_seat_id=own)
    yield Refused, "meeting.not_in_session", ask("close_meeting", meeting_id=elsewhere["id"])
    yield Refused, "meeting.not_awaited", ask("cancel_meeting", meeting_id=meeting["id"], reason="trop tard")
    count = {"meeting_id": meeting["id"], "facts": {**taken, "votes": votes}}
    yield Invalid, "decision.count_refused", ask("take_decision", **count)
    yield (
        Invalid,
        "governance.organisation_unknown",
        ask("take_decision", meeting_id=meeting["id"], facts={**taken, "votes": votes, "owner": "nobody"}),
    )
    yield Refused, "meeting.not_opened", ask("write_minutes", meeting_id=elsewhere["id"], text="Rien")


def test_a_refusal_changes_nothing(partners):
    for error, code, step in refused_steps(partners):
        before = partners.holds()
        with pytest.raises(error) as refused:
            step()
        if code != "meeting.notice_too_short":  # its committee is founded in the same breath
            assert partners.holds() == before
        assert refused.value.code == code


def test_without_a_quorum_the_meeting_is_over_and_decides_nothing(partners):
    committee = found(partners, quorum={"number": 2})
    own = held_seat(partners, committee)
    held_seat(partners, committee)
    meeting = in_session(partners, committee, [own])
    assert meeting["state"] == "without_quorum"
    with pytest.raises(Refused) as refused:
        decide(partners, meeting, in_favour=1)
    assert refused.value.code == "meeting.without_quorum"
    assert [(facts["state"], facts["quorum"]["present"]) for facts in told(partners, HELD)] == [("without_quorum", 1)]
    assert told(partners, DECIDED) == []


def test_a_proxy_is_represented_and_may_be_withdrawn(partners):
    committee = found(partners, quorum={"number": 2})
    own, away = held_seat(partners, committee), held_seat(partners, committee)
    meeting = call(partners, committee)["id"]
    partners.ask("give_proxy", meeting_id=meeting, seat_id=away, to_seat_id=own)
    partners.ask("withdraw_proxy", meeting_id=meeting, seat_id=away)
    partners.ask("give_proxy", meeting_id=meeting, seat_id=away, to_seat_id=own)
    attend(partners, meeting, own, attends="deputy")
    opened = partners.ask("open_meeting", meeting_id=meeting)
    assert (opened["state"], opened["quorum"]["present"]) == ("in_session", 2)
    assert {entry["seat_id"]: (entry["attends"], entry["through"]) for entry in opened["roll"]} == {
        own: ("deputy", None),
        away: (None, own),
    }


def at_once(*steps):
    """What becomes of steps that are asked for in the same instant: an answer or a refusal each."""
    with ThreadPoolExecutor(len(steps)) as pool:
        asked = [pool.submit(step) for step in steps]
    return [one.exception() or one.result() for one in asked]


def test_two_decisions_on_an_item_in_the_same_instant_are_one(partners):
    committee = found(partners)
    own = held_seat(partners, committee)
    for _ in range(3):
        meeting = in_session(partners, committee, [own])
        answers = at_once(*[partial(decide, partners, meeting, *count) for count in ((1, 0), (0, 1))])
        refused = [answer for answer in answers if isinstance(answer, MultaqaError)]
        assert [type(one) in (Refused, Conflict) for one in refused] == [True]
        assert len(partners.ask("list_decisions", meeting_id=meeting["id"])["items"]) == 1


def test_two_mandates_for_a_seat_in_the_same_instant_are_one(partners):
    committee = found(partners)
    for _ in range(3):
        own = seat(partners, committee)
        answers = at_once(*[partial(appoint, partners, own, holder=holder) for holder in ("Amal", "Karim")])
        refused = [answer for answer in answers if isinstance(answer, MultaqaError)]
        assert [type(one) in (Invalid, Conflict) for one in refused] == [True]
        assert len(partners.ask("get_seat", seat_id=own)["mandates"]) == 1


def test_a_cancelled_meeting_is_told(partners):
    meeting = call(partners, found(partners))
    cancelled = partners.ask("cancel_meeting", meeting_id=meeting["id"], reason="salle indisponible")
    assert (cancelled["state"], cancelled["cancelled_because"]) == ("cancelled", "salle indisponible")
    assert [facts["id"] for facts in told(partners, CANCELLED)] == [meeting["id"]]


# recusal beyond the obvious


def test_whoever_made_a_commitment_does_not_vote_on_it(partners):
    federation, committee = register(partners), found(partners)
    others = [held_seat(partners, committee) for _ in range(2)]
    agreement, own = granted_by(partners, committee, federation)
    appoint(partners, own)
    commitment = partners.ask("list_commitments", agreement_id=agreement)["items"][0]["id"]
    meeting = in_session(partners, committee, [*others, own], {**ITEM, "commitment_id": commitment})
    taken = decide(partners, meeting, in_favour=2)
    assert (taken["commitment_id"], taken["recused_seats"]) == (commitment, [own])


def test_a_duplicate_merged_since_is_recused_as_what_it_is(partners):
    company, duplicate, committee = register(partners), register(partners), found(partners)
    other, own = held_seat(partners, committee), held_seat(partners, committee, duplicate)
    meeting = in_session(partners, committee, [other, own], {**ITEM, "organisation_id": company})
    partners.ask("merge_organisations", organisation_id=company, duplicate_id=duplicate)
    assert decide(partners, meeting, in_favour=1)["recused_seats"] == [own]


def test_what_was_merged_is_given_nothing_new(partners):
    company, duplicate, committee = register(partners), register(partners), found(partners)
    partners.ask("merge_organisations", organisation_id=company, duplicate_id=duplicate)
    with pytest.raises(Refused) as refused:
        seat(partners, committee, duplicate)
    assert (refused.value.code, refused.value.facts["organisation_id"]) == ("organisation.already_merged", company)


# what follows from a decision


def test_an_owner_carries_a_decision_out(partners):
    committee = found(partners)
    meeting = in_session(partners, committee, [held_seat(partners, committee)])
    taken = decide(partners, meeting, in_favour=1, owner="directorate", due_on=in_days(partners, 10))
    done = partners.ask("complete_decision", decision_id=taken["id"])
    assert done["done_at"] is not None
    for asked in ({"committee_id": committee}, {"meeting_id": meeting["id"]}, {"owner": "directorate"}):
        assert partners.ask("list_decisions", **asked)["items"] == [done]
        assert partners.ask("list_decisions", **dict.fromkeys(asked, "other"))["items"] == []
    assert partners.ask("get_decision", decision_id=taken["id"]) == done


def test_approved_minutes_stay_as_they_are(partners):
    committee = found(partners)
    meeting = in_session(partners, committee, [held_seat(partners, committee)])["id"]
    draft = partners.ask("write_minutes", meeting_id=meeting, text="Projet")
    digest = draft["versions"][0]["digest"]
    approved = partners.ask("approve_minutes", meeting_id=meeting, digest=digest)
    corrected = partners.ask("write_minutes", meeting_id=meeting, text="Corrigé", reason="Un chiffre")
    assert corrected["versions"][0] == approved["versions"][0]
    assert [one["state"] for one in corrected["versions"]] == ["approved", "draft"]
    assert partners.ask("get_minutes", meeting_id=meeting) == corrected


# a person's rights


def test_an_erased_person_leaves_the_seat_and_no_name(partners):
    committee = found(partners)
    own, kept = seat(partners, committee), seat(partners, committee)
    appoint(partners, own, holder="Salma Tazi", holder_person_id="p1")
    appoint(partners, kept, holder="Karim Fassi", deputy="Salma Tazi", deputy_person_id="p1")
    exported = partners.ask("export_person", person_id="p1")["mandates"]
    assert [(one["seat_id"], one["as"], one["name"]) for one in exported] == [
        (own, "holder", "Salma Tazi"),
        (kept, "deputy", "Salma Tazi"),
    ]
    partners.has_handled(partners.hear("directory.person_erased.v1", "p1", {"person_id": "p1"}))
    assert partners.ask("export_person", person_id="p1")["mandates"] == []
    assert [state_of(partners, one) for one in (own, kept)] == ["vacant", "occupied"]
    assert [facts["id"] for facts in told(partners, VACATED)] == [own]
    assert "Salma" not in str(list(partners.database.seats.find()))


def test_an_erasure_in_one_tenant_leaves_the_seats_of_the_other_alone(partners):
    own = seat(partners, found(partners))
    appoint(partners, own, holder_person_id="p1")
    partners.has_handled(partners.hear("directory.person_erased.v1", "p1", {"person_id": "p1"}, tenant=RABAT))
    assert state_of(partners, own) == "occupied"
    assert partners.ask("export_person", tenant=RABAT, person_id="p1")["mandates"] == []


# tenants, versions, shapes


def everything(partners):
    """A committee, its seat, mandate, meeting in session, decision and minutes."""
    institute_id = institute(partners)
    committee = found(partners, institute_id)
    own, other = held_seat(partners, committee), held_seat(partners, committee)
    mandate = partners.ask("get_seat", seat_id=own)["mandates"][0]["id"]
    meeting = in_session(partners, committee, [own], ITEM, ITEM)
    taken = decide(partners, meeting, in_favour=1)
    minutes = partners.ask("write_minutes", meeting_id=meeting["id"], text="Projet")
    return {
        "institute": institute_id,
        "committee": committee,
        "seat": own,
        "other": other,
        "mandate": mandate,
        "meeting": meeting["id"],
        "item": meeting["agenda"][1]["id"],
        "decision": taken["id"],
        "digest": minutes["versions"][0]["digest"],
        "awaited": call(partners, committee)["id"],
    }


def changing(partners, ids):
    """Every route that changes something which is there: what is asked, and of which row."""
    seat_id, meeting, awaited = ids["seat"], ids["meeting"], ids["awaited"]
    votes = {"in_favour": 1, "against": 0, "abstentions": 0}
    return [
        ("change_committee_rules", {"committee_id": ids["committee"], "facts": RULES}),
        ("end_seat", {"seat_id": seat_id}),
        ("appoint", {"seat_id": seat_id, "facts": {"holder": "A", "from_on": in_days(partners, 0)}}),
        ("end_mandate", {"seat_id": seat_id, "mandate_id": ids["mandate"]}),
        ("give_proxy", {"meeting_id": awaited, "seat_id": seat_id, "to_seat_id": ids["other"]}),
        ("withdraw_proxy", {"meeting_id": awaited, "seat_id": seat_id}),
        ("record_attendance", {"meeting_id": awaited, "present": []}),
        ("open_meeting", {"meeting_id": awaited}),
        ("cancel_meeting", {"meeting_id": awaited, "reason": "r"}),
        ("take_decision", {"meeting_id": meeting, "facts": {"item_id": ids["item"], "text": TEXT, "votes": votes}}),
        ("close_meeting", {"meeting_id": meeting}),
        ("write_minutes", {"meeting_id": meeting, "text": "Autre"}),
        ("approve_minutes", {"meeting_id": meeting, "digest": ids["digest"]}),
        ("complete_decision", {"decision_id": ids["decision"]}),
    ]


def test_another_tenant_sees_and_changes_nothing(partners):
    ids = everything(partners)
    facts = {**RULES, "name": TEXT, "institute_id": ids["institute"]}
    starts_at = f"{in_days(partners, 9)}T09:00:00+00:00"
    called = {"starts_at": starts_at, "place": "Rabat", "agenda": [ITEM]}
    foreign = [
        *changing(partners, ids),
        ("found_committee", {"facts": facts}),
        ("get_committee", {"committee_id": ids["committee"]}),
        ("grant_seat", {"committee_id": ids["committee"], "facts": {"organisation_id": "directorate", "voting": True}}),
        ("list_seats", {"committee_id": ids["committee"]}),
        ("get_seat", {"seat_id": ids["seat"]}),
        ("call_meeting", {"committee_id": ids["committee"], "facts": called}),
        ("get_meeting", {"meeting_id": ids["meeting"]}),
        ("get_minutes", {"meeting_id": ids["meeting"]}),
        ("get_decision", {"decision_id": ids["decision"]}),
    ]
    before = partners.holds()
    for method, arguments in foreign:
        with pytest.raises(NotFound):
            partners.ask(method, tenant=RABAT, **arguments)
    for method in ("list_committees", "list_vacant_seats", "list_meetings", "list_decisions"):
        assert partners.ask(method, tenant=RABAT)["items"] == []
    assert partners.holds() == before


def test_a_change_of_what_has_changed_since_is_refused(partners):
    ids = everything(partners)
    before = partners.holds()
    for method, arguments in changing(partners, ids):
        with pytest.raises(PreconditionFailed):
            partners.ask(method, **arguments, expected_version=99)
    assert partners.holds() == before


def test_answers_have_the_shape_the_door_promises(partners):
    ids = everything(partners)
    answers = [
        (shapes.Committee, partners.ask("get_committee", committee_id=ids["committee"])),
        (shapes.Committee, partners.ask("list_committees", institute_id=ids["institute"])["items"][0]),
        (shapes.Seat, partners.ask("get_seat", seat_id=ids["seat"])),
        (shapes.Seat, partners.ask("list_seats", committee_id=ids["committee"])["items"][0]),
        (shapes.Meeting, partners.ask("get_meeting", meeting_id=ids["meeting"])),
        (shapes.Meeting, partners.ask("list_meetings", committee_id=ids["committee"], state="called")["items"][0]),
        (shapes.Decision, partners.ask("get_decision", decision_id=ids["decision"])),
        (shapes.Minutes, partners.ask("get_minutes", meeting_id=ids["meeting"])),
    ]
    assert [shape().validate(answer) for shape, answer in answers] == [{}] * len(answers)


def test_a_repeated_decision_is_taken_once(partners):
    committee = found(partners)
    meeting = in_session(partners, committee, [held_seat(partners, committee)])
    votes = {"in_favour": 1, "against": 0, "abstentions": 0}
    asked = {
        "meeting_id": meeting["id"],
        "facts": {"item_id": meeting["agenda"][0]["id"], "text": TEXT, "votes": votes},
    }
    first, again = (partners.ask("take_decision", key="k1", **asked) for _ in range(2))
    assert first == again
    assert len(told(partners, DECIDED)) == 1
