"""What becomes of an interview: held or not, a job offered, answered, confirmed, and counted."""

from datetime import date, timedelta

import pytest

from multaqa.errors import Invalid, Refused
from services.matching.domain import Candidate, Hiring
from services.matching.domain.insertion import insertion, without_small_groups
from tests.unit.matching.making import MORNING, held, hired, hiring, interview, profile

JUNE = date(2026, 6, 1)


def code(refused):
    return refused.value.code


def test_an_interview_is_held_with_a_rating():
    told = interview()
    told.record({"outcome": "held", "rating": 4, "next_step": "hiring"}, at=MORNING)
    assert (told.state, told.rating, told.next_step) == ("held", 4, "hiring")


def test_an_outcome_is_recorded_once():
    with pytest.raises(Refused) as refused:
        held().record({"outcome": "not_held"}, at=MORNING)
    assert code(refused) == "interview.already_recorded"


@pytest.mark.parametrize(
    ("outcome", "wrong"),
    [
        ({"outcome": "fun"}, "interview.outcome_unknown"),
        ({"outcome": "held", "rating": 6}, "interview.rating_unfit"),
        ({"outcome": "not_held", "rating": 3}, "interview.rating_unfit"),
    ],
)
def test_an_outcome_is_refused(outcome, wrong):
    told = interview()
    with pytest.raises(Invalid) as refused:
        told.record(outcome, at=MORNING)
    assert (code(refused), told.state) == (wrong, "planned")


def test_a_job_is_offered_after_an_interview_that_was_held():
    with pytest.raises(Refused) as refused:
        Hiring.offered("h1", interview(), "pseudonym-1", "permanent", JUNE, at=MORNING)
    assert code(refused) == "hiring.interview_not_held"


def test_a_contract_is_of_a_known_kind():
    with pytest.raises(Invalid):
        Hiring.offered("h1", held(), "pseudonym-1", "handshake", JUNE, at=MORNING)


@pytest.mark.parametrize(("answer", "state"), [(Hiring.accept, "hired"), (Hiring.decline, "declined")])
def test_a_candidate_answers_once(answer, state):
    answered = hiring()
    answer(answered, at=MORNING)
    assert answered.state == state
    with pytest.raises(Refused) as refused:
        answered.accept(at=MORNING)
    assert code(refused) == "hiring.already_answered"


@pytest.mark.parametrize(
    ("starts_on", "months", "due"),
    [
        (date(2026, 6, 1), 3, date(2026, 9, 1)),
        (date(2026, 10, 1), 3, date(2027, 1, 1)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 6, 15), 6, date(2026, 12, 15)),
    ],
)
def test_a_milestone_is_due_on_its_day(starts_on, months, due):
    assert hiring(starts_on=starts_on).due_on(months) == due


def test_is_confirmed_from_its_day_on():
    kept = hired(starts_on=JUNE)
    kept.confirm(3, today=date(2026, 9, 1))
    kept.confirm(6, today=date(2026, 12, 1))
    assert kept.confirmed_months == [3, 6]


@pytest.mark.parametrize(
    ("kept", "months", "today", "wrong"),
    [
        (hired(), 3, date(2026, 8, 31), "hiring.confirmed_too_early"),
        (hiring(), 3, date(2026, 9, 1), "hiring.not_hired"),
        (hired(), 4, date(2026, 12, 1), "hiring.milestone_unknown"),
    ],
)
def test_a_confirmation_is_refused(kept, months, today, wrong):
    with pytest.raises((Refused, Invalid)) as refused:
        kept.confirm(months, today)
    assert (code(refused), kept.confirmed_months) == (wrong, [])


def test_a_milestone_is_confirmed_once():
    kept = hired()
    kept.confirm(3, today=date(2026, 9, 1))
    with pytest.raises(Refused, match="already_confirmed"):
        kept.confirm(3, today=date(2026, 9, 2))


def test_what_the_world_may_know_names_nobody():
    assert not {"candidate_id", "interview_id"} & set(hired().facts())
    assert "c1" not in str(hired().facts())


def test_a_candidate_takes_one_job_an_edition():
    candidate = Candidate("pseudonym-1", "c1", profile())
    candidate.take_job_at("e1")
    with pytest.raises(Refused, match="another job"):
        candidate.take_job_at("e1")


def counted(present, interviews, hirings, today, **institutes):
    return insertion(present, interviews, hirings, today, institutes)


def milestone(months, asked=0, confirmed=0, left=0):
    rate = round((confirmed + left) / asked, 4) if asked else None
    answers = {"responses": confirmed + left, "confirmed": confirmed, "left": left, "response_rate": rate}
    return {"months": months, "asked": asked, **answers}


def test_the_insertion_rate_counts_persons():
    kept = hired()
    kept.confirm(3, today=date(2026, 9, 1))
    met = [held(), held(id="i2", candidate_id="c2")]
    figures = counted(["c1", "c2", "c3"], met, [kept], date(2026, 9, 1), c1="isbtp", c3="ista")
    one = {"hired": 1, "numerator": 1, "milestones": [milestone(3, 1, 1), milestone(6)]}
    none = {"hired": 0, "numerator": 0, "rate": 0.0, "milestones": [milestone(3), milestone(6)]}
    assert figures == {
        **one,
        "denominator": 3,
        "rate": 0.3333,
        "by_sector": [{"sector": "building", **one, "denominator": 2, "rate": 0.5}],
        "by_institute": [
            {"institute_id": "isbtp", **one, "denominator": 1, "rate": 1.0},
            {"institute_id": "ista", **none, "denominator": 1},
            {"institute_id": None, **none, "denominator": 1},
        ],
        "by_organisation": [{"organisation_id": "g1", **one, "denominator": 2, "rate": 0.5}],
    }


def test_who_left_has_answered_and_counts_in_no_numerator():
    gone = hired()
    gone.confirm(3, today=date(2026, 9, 1), still=False)
    figures = counted(["c1"], [held()], [gone], date(2026, 12, 1))
    assert (figures["hired"], figures["numerator"], figures["denominator"]) == (1, 0, 1)
    assert figures["milestones"] == [milestone(3, 1, left=1), milestone(6, 1, left=1)]


@pytest.mark.parametrize("end", ["declined", "withdrawn", "expired"])
def test_a_job_that_came_to_nothing_is_nobody_hired(end):
    ended = hiring()
    ended.state = end
    figures = counted(["c1"], [held()], [ended], date(2027, 1, 1))
    assert (figures["hired"], figures["numerator"], figures["milestones"][0]["asked"]) == (0, 0, 0)


def test_an_edition_without_anyone_has_figures_of_zero():
    figures = counted([], [], [], JUNE)
    assert (figures["numerator"], figures["denominator"], figures["rate"], figures["by_sector"]) == (0, 0, None, [])


def people(count, sector, first=0, confirmed=0):
    met = [held(id=f"i{one}", candidate_id=f"c{one}", sector=sector) for one in range(first, first + count)]
    hires = [hired(id=f"i{one}", candidate_id=f"c{one}", sector=sector) for one in range(first, first + confirmed)]
    for one in hires:
        one.confirm(3, today=date(2026, 9, 1))
    return met, hires


def test_outside_of_the_directorate_no_group_of_fewer_than_five_is_told_nor_follows_from_the_others():
    (met, hires), (few, fewer), (many, most) = (
        people(20, "building", confirmed=8),
        people(4, "textile", 20, 2),
        people(30, "digital", 30, 10),
    )
    everyone = [one.candidate_id for one in (*met, *few, *many)]
    whole = counted(everyone, [*met, *few, *many], [*hires, *fewer, *most], date(2026, 9, 1))
    shown = without_small_groups(whole)
    by = {line["sector"]: line for line in shown["by_sector"]}
    assert (by["textile"]["denominator"], by["textile"]["numerator"], by["textile"]["rate"]) == (None, None, None)
    assert [by["building"]["denominator"], by["digital"]["denominator"]] == [None, 30]
    assert (shown["denominator"], shown["numerator"], shown["by_organisation"]) == (54, 20, [])
    assert shown["milestones"][0]["asked"] == 20
    assert [shown["milestones"][0][name] for name in ("responses", "confirmed", "left")] == [None] * 3
    assert whole["by_sector"][0]["denominator"] == 20


# what may come after


def test_an_outcome_is_corrected_and_what_is_not_said_again_is_gone():
    met = interview()
    with pytest.raises(Refused, match="not_recorded"):
        met.correct({"outcome": "held"}, at=MORNING)
    met.record({"outcome": "held", "rating": 4}, at=MORNING)
    met.correct({"outcome": "not_held"}, at=MORNING)
    assert (met.state, met.rating, met.corrections) == ("not_held", None, 1)
    with pytest.raises(Invalid):
        met.correct({"outcome": "not_held", "rating": 3}, at=MORNING)


@pytest.mark.parametrize(("made", "was_hired"), [(hiring, False), (hired, True)])
def test_a_job_offer_is_taken_back_once(made, was_hired):
    offered = made()
    assert offered.withdraw("Budget", at=MORNING) is was_hired
    assert offered.state == "withdrawn"
    for again in (lambda: offered.withdraw("x", at=MORNING), lambda: offered.accept(at=MORNING)):
        with pytest.raises(Refused, match="not offered any more"):
            again()


def test_who_has_been_in_the_job_is_not_unhired():
    kept = hired()
    kept.confirm(3, today=date(2026, 9, 1), still=False)
    with pytest.raises(Refused, match="has been"):
        kept.withdraw("x", at=MORNING)


def test_a_job_offer_runs_out_unless_it_was_answered_in_time():
    until = MORNING + timedelta(days=7)
    late, answered = hiring(), hiring()
    late.answer_by = answered.answer_by = until
    answered.accept(at=MORNING)
    assert (answered.expire(at=until), answered.state) == (False, "hired")
    assert not late.expire(at=MORNING)
    with pytest.raises(Refused, match="not offered any more"):
        late.accept(at=until)
    assert (late.expire(at=until), late.state, late.expire(at=until)) == (True, "expired", False)


def test_an_answer_is_wanted_by_a_time_to_come():
    with pytest.raises(Invalid) as refused:
        Hiring.offered("h1", held(), "pseudonym-1", "permanent", JUNE, at=MORNING, answer_by=MORNING)
    assert refused.value.errors[0]["pointer"] == "/answer_by"


def test_who_left_is_recorded_and_not_asked_again():
    gone = hired(starts_on=JUNE)
    gone.confirm(3, today=date(2026, 9, 1), still=False)
    assert (gone.said(3), gone.said(6), gone.left_months, gone.confirmed_months) == (False, False, [3], [])
    assert not gone.may_be_asked(6, date(2026, 12, 1))
    with pytest.raises(Refused, match="already_confirmed"):
        gone.confirm(6, today=date(2026, 12, 1))


@pytest.mark.parametrize(
    ("today", "months"),
    [(date(2026, 8, 31), []), (date(2026, 9, 1), [3]), (date(2026, 11, 30), [3]), (date(2026, 12, 1), [6])],
)
def test_who_is_asked_is_asked_of_the_newest_milestone_and_never_before_its_day(today, months):
    assert [one for one in (3, 6) if hired(starts_on=JUNE).may_be_asked(one, today)] == months
    assert not any(hiring(starts_on=JUNE).may_be_asked(one, today) for one in (3, 6))
