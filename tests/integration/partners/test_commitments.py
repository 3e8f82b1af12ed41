"""Commitments on a real broker: what other rooms tell counts once; what is in doubt waits for a human."""

from functools import partial

import pytest

from multaqa import clock
from multaqa.errors import Invalid, NotFound, Refused
from multaqa.testing.waiting import eventually
from tests.integration.partners.promising import (
    commitments_of,
    hired,
    in_days,
    in_force,
    judged,
    promise,
    register,
    stood,
    the_commitment,
)
from tests.integration.running import RABAT, running


@pytest.fixture
def employer(partners):
    return register(partners)


@pytest.fixture
def agreement(partners, employer):
    return in_force(partners, employer)


def told_of(partners, what):
    return partners.told(f"partners.commitment_{what}.v1")


def evidence(partners, **asked):
    return partners.ask("list_evidence", **asked)["items"]


def test_each_promise_of_an_agreement_in_force_is_a_commitment(partners, employer):
    promises = [promise(employer), promise("directorate", "training_places", 40)]
    agreement = in_force(partners, employer, *promises)
    made = commitments_of(partners, agreement)
    assert {(one["kind"], one["owner"], one["quantity"], one["status"]) for one in made} == {
        ("hires", employer, 3, "planned"),
        ("training_places", "directorate", 40, "planned"),
    }
    assert {told.facts["id"] for told in told_of(partners, "made")} == {one["id"] for one in made}


def test_a_hire_counts_once_however_often_it_is_told(partners, employer, agreement):
    message = hired(partners, employer)
    partners.has_handled(message)
    again = [hired(partners, employer, id=message.id), hired(partners, employer)]
    partners.has_handled(*again)
    commitment = the_commitment(partners, agreement)
    assert (commitment["progress"], commitment["status"]) == (1, "on_track")
    assert len(told_of(partners, "progressed")) == 1
    (kept,) = evidence(partners)
    assert (kept["id"], kept["message_id"], kept["standing"]) == ("h1", message.id, "counted")


def test_hires_that_come_at_the_same_time_all_count(partners, employer):
    agreement = in_force(partners, employer, promise(employer, quantity=25))
    partners.has_handled(*[hired(partners, employer, f"h{number}") for number in range(25)])
    commitment = the_commitment(partners, agreement)
    assert (commitment["progress"], commitment["status"]) == (25, "fulfilled")
    assert sorted(told.facts["progress"] for told in told_of(partners, "progressed")) == list(range(1, 26))
    assert len(told_of(partners, "fulfilled")) == 1


def test_each_juror_who_has_scored_counts_once_for_the_seats_promised_in_juries(partners, employer):
    agreement = in_force(partners, employer, promise(employer, "jury_members", quantity=2))
    told = judged(partners, employer)
    again = [judged(partners, employer, id=told.id), judged(partners, employer), judged(partners, "another", "j9")]
    partners.has_handled(told, *again)
    assert the_commitment(partners, agreement)["progress"] == 1
    partners.has_handled(judged(partners, employer, "j2"), judged(partners, employer, "j3", tenant=RABAT))
    commitment = the_commitment(partners, agreement)
    assert (commitment["progress"], commitment["status"]) == (2, "fulfilled")


@pytest.mark.parametrize("undone", ["declined", "withdrawn"])
@pytest.mark.parametrize("order", [(2, 3), (3, 2)])
def test_a_hire_that_is_undone_does_not_count_in_whichever_order_it_is_told(
    partners, employer, agreement, order, undone
):
    tell = {2: partial(hired, version=2), 3: partial(hired, version=3, state=undone)}
    for version in order:
        partners.has_handled(tell[version](partners, employer))
    assert the_commitment(partners, agreement)["progress"] == 0
    assert [one["standing"] for one in evidence(partners)] == ["undone"]


def test_each_kind_counts_for_its_own(partners, employer):
    promises = [promise(employer, kind) for kind in ("hires", "internships", "stands")]
    agreement = in_force(partners, employer, *promises)
    partners.has_handled(
        hired(partners, employer, "h1"),
        hired(partners, employer, "h2", contract="internship"),
        hired(partners, employer, "h3", contract="internship"),
        stood(partners, employer),
    )
    progress = {one["kind"]: one["progress"] for one in commitments_of(partners, agreement)}
    assert progress == {"hires": 1, "internships": 2, "stands": 1}


def test_a_hire_that_was_told_before_the_signature_counts_from_the_start_on(partners, employer):
    partners.has_handled(hired(partners, employer))
    agreement = in_force(partners, employer, starts_in=-5)
    assert the_commitment(partners, agreement)["progress"] == 1


def test_between_two_agreements_a_human_decides(partners, employer):
    first, second = in_force(partners, employer), in_force(partners, employer)
    partners.has_handled(hired(partners, employer))
    (doubtful,) = evidence(partners, standing="to_confirm")
    assert doubtful["doubt"] == "several_commitments"
    commitment = the_commitment(partners, second)
    assert commitment["id"] in doubtful["candidates"]
    confirmed = partners.ask("confirm_evidence", evidence_id="h1", commitment_id=commitment["id"])
    assert (confirmed["standing"], confirmed["decided_by"]) == ("counted", "key:test")
    assert the_commitment(partners, first)["progress"] == 0
    assert the_commitment(partners, second)["progress"] == 1
    with pytest.raises(Refused, match="evidence.not_in_doubt"):
        partners.ask("confirm_evidence", evidence_id="h1", commitment_id=commitment["id"])


def test_a_hire_from_before_the_start_waits_for_a_human_who_may_say_no(partners, employer):
    agreement = in_force(partners, employer)
    partners.has_handled(hired(partners, employer, day=in_days(-3)))
    (doubtful,) = evidence(partners, standing="to_confirm")
    assert doubtful["doubt"] == "before_start"
    rejected = partners.ask("reject_evidence", evidence_id="h1", reason="It came of another agreement.")
    assert (rejected["standing"], rejected["note"]) == ("rejected", "It came of another agreement.")
    assert the_commitment(partners, agreement)["progress"] == 0


def test_what_no_room_tells_is_brought_by_a_human_and_can_be_taken_back(partners, employer):
    agreement = in_force(partners, employer, promise(employer, "jury_members", 2))
    commitment = the_commitment(partners, agreement)["id"]
    proof = {"quantity": 2, "day": in_days(0), "note": "Two of them sat on the jury.", "file": "pv-7.pdf"}
    brought = partners.ask("bring_evidence", commitment_id=commitment, facts=proof)
    assert the_commitment(partners, agreement)["status"] == "fulfilled"
    listed = partners.ask("evidence_of_commitment", commitment_id=commitment)["items"]
    assert listed == [brought]
    partners.ask("reject_evidence", evidence_id=brought["id"], reason="Only one came.")
    assert the_commitment(partners, agreement)["progress"] == 0
    with pytest.raises(Invalid, match="evidence.invalid"):
        partners.ask("bring_evidence", commitment_id=commitment, facts={**proof, "day": in_days(2)})


def test_what_is_waived_asks_for_nothing_any_more(partners, employer, agreement):
    commitment = the_commitment(partners, agreement)["id"]
    waived = partners.ask("waive_commitment", commitment_id=commitment, reason="The site was closed.")
    assert (waived["status"], waived["waiver"]) == ("waived", "The site was closed.")
    partners.has_handled(hired(partners, employer))
    assert the_commitment(partners, agreement)["progress"] == 0
    assert len(told_of(partners, "waived")) == 1
    with pytest.raises(Refused, match="commitment.settled"):
        partners.ask("waive_commitment", commitment_id=commitment, reason="Again.")


def test_what_is_open_when_the_agreement_ends_has_lapsed(partners, employer, agreement):
    partners.ask("terminate_agreement", agreement_id=agreement, reason="By consent.", mutual=True)
    assert the_commitment(partners, agreement)["status"] == "lapsed"
    assert [told.facts["status"] for told in told_of(partners, "lapsed")] == ["lapsed"]
    assert partners.ask("list_deadlines")["items"] == []


def test_what_is_not_fulfilled_on_its_day_is_late_the_day_after(amqp_uri, mongo_uri, mongo_database, monkeypatch):
    monkeypatch.setattr(clock, "DEVELOPMENT_DATABASE", f"{mongo_database}_clock")
    with running("partners", amqp_uri, mongo_uri, mongo_database, development=True) as partners:
        employer = register(partners)
        agreement = in_force(partners, employer, promise(employer, due_in=2), promise(employer, "stands", 1, due_in=2))
        partners.has_handled(stood(partners, employer))
        clock.move(mongo_uri, days=3)
        eventually(lambda: told_of(partners, "late"))
        statuses = {one["kind"]: one["status"] for one in commitments_of(partners, agreement)}
        assert statuses == {"hires": "late", "stands": "fulfilled"}


def test_of_two_organisations_that_are_one_each_counts_for_the_other(partners, employer, agreement):
    partners.has_handled(hired(partners, duplicate := register(partners)))
    assert the_commitment(partners, agreement)["progress"] == 0
    partners.ask("merge_organisations", organisation_id=duplicate, duplicate_id=employer)
    assert the_commitment(partners, agreement)["progress"] == 1
    partners.has_handled(hired(partners, duplicate, "h2"), hired(partners, employer, "h3"))
    assert the_commitment(partners, agreement)["status"] == "fulfilled"
    assert partners.ask("list_commitments", owner=duplicate)["items"] == commitments_of(partners, agreement)


def test_another_tenant_sees_and_changes_nothing(partners, employer, agreement):
    commitment = the_commitment(partners, agreement)["id"]
    partners.has_handled(hired(partners, employer, day=in_days(-3)))
    for method in ("list_commitments", "list_evidence"):
        assert partners.ask(method, tenant=RABAT)["items"] == []
    proof = {"quantity": 2, "day": in_days(0), "note": "Seen."}
    foreign = [
        ("get_commitment", {"commitment_id": commitment}),
        ("waive_commitment", {"commitment_id": commitment, "reason": "No."}),
        ("evidence_of_commitment", {"commitment_id": commitment}),
        ("bring_evidence", {"commitment_id": commitment, "facts": proof}),
        ("confirm_evidence", {"evidence_id": "h1", "commitment_id": commitment}),
        ("reject_evidence", {"evidence_id": "h1", "reason": "No."}),
    ]
    before = partners.holds()
    for method, arguments in foreign:
        with pytest.raises(NotFound):
            partners.ask(method, tenant=RABAT, **arguments)
    assert partners.holds() == before


def test_a_hire_in_another_tenant_counts_nothing_here(partners, employer, agreement):
    partners.has_handled(hired(partners, employer, "h9", tenant=RABAT))
    assert the_commitment(partners, agreement)["progress"] == 0
    assert evidence(partners) == []
