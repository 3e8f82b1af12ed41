"""Answers fit their questions, lines of a class name people once, consents say only what is new."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multaqa.errors import Invalid
from multaqa.sharing import Decision
from services.events.domain.answer_sheet import Questionnaire
from services.events.domain.class_list import ClassLine, mark_repeated
from services.events.domain.consent import Choice, Consent
from services.events.domain.question import Question
from services.events.domain.registration import Registration

AT = datetime(2026, 5, 4, 12, tzinfo=UTC)
TEXT = {"fr": "Votre projet ?", "ar": "ما مشروعكم؟"}


def question(kind="text", **more):
    return Question.asked("q1", "e1", {"code": "project", "kind": kind, "text": TEXT, **more}, AT)


def options(*codes):
    return [{"code": code, "label": TEXT} for code in codes]


@pytest.mark.parametrize(
    ("asked", "value", "code"),
    [
        (question(most=3), "four", "answer.too_long"),
        (question(), "  ", "answer.not_text"),
        (question(), ["a"], "answer.not_text"),
        (question("choice", options=options("a", "b")), "c", "answer.option_unknown"),
        (question("choice", options=options("a", "b")), ["a"], "answer.one_option"),
        (question("choice", options=options("a", "b"), multiple=True), ["a", "a"], "answer.option_unknown"),
        (question("choice", options=options("a", "b"), multiple=True), [["a"]], "answer.option_unknown"),
        (question("consent", purpose="p"), "yes", "answer.not_a_choice"),
        (question("consent", purpose="p", required=True), False, "answer.consent_needed"),
        (question("file"), 7, "answer.not_a_file"),
    ],
)
def test_a_wrong_answer_is_named_by_its_field(asked, value, code):
    with pytest.raises(Invalid) as wrong:
        Questionnaire([asked]).filled("candidate", {"project": value}, AT)
    assert [(one["pointer"], one["code"]) for one in wrong.value.errors] == [("/answers/project", code)]


def test_an_answer_is_taken_away_unless_it_is_required():
    earlier = Questionnaire([question()]).filled("candidate", {"project": "x"}, AT)
    assert Questionnaire([question()]).filled("candidate", {"project": None}, AT, earlier=earlier) == {}
    with pytest.raises(Invalid):
        Questionnaire([question(required=True)]).filled("candidate", {"project": None}, AT, earlier=earlier)


def test_a_question_is_asked_of_its_categories_alone():
    asked = Questionnaire([question(categories=["candidate"], required=True)])
    assert asked.missing("candidate", {}) == ["project"]
    assert asked.missing("visitor", {}) == []


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xy"), st.sampled_from(["", "1", "2"])), max_size=30))
def test_of_a_class_each_person_stays_once_at_the_first_line_that_names_them(named):
    told = [{"email": f"{who}@x.test", "name_latin": name, "student_number": number} for who, name, number in named]
    lines = [ClassLine(str(n), "l", n, facts) for n, facts in enumerate(told)]
    repeated = mark_repeated(lines)
    kept = [told[line.number] for line in lines if line.is_open]
    assert repeated + len(kept) == len(lines)
    assert len({(one["email"], one["name_latin"]) for one in kept}) == len(kept)
    numbers = [one["student_number"] for one in kept if one["student_number"]]
    assert len(set(numbers)) == len(numbers)
    assert all(line.same_as < line.number and lines[line.same_as].is_open for line in lines if not line.is_open)


@given(st.lists(st.booleans(), min_size=1, max_size=10))
def test_what_was_said_last_holds_and_nothing_is_said_twice(said):
    registration = Registration("r1", "e1", "p1", "candidate", registered_at=AT)
    consent = Consent.about("c1", registration, Choice("sharing", given=True, organisation_id="o1"))
    told = [consent.decide(given=one, at=AT + timedelta(seconds=n)) for n, one in enumerate(said)]
    assert consent.is_given == said[-1]
    assert sum(told) == len(consent.said)
    assert all(before.given != after.given for before, after in zip(consent.said, consent.said[1:], strict=False))


def test_said_again_it_is_new_where_another_answer_was_given_elsewhere_since():
    registration = Registration("r1", "e1", "p1", "candidate", registered_at=AT)
    consent = Consent.about("c1", registration, Choice("sharing", given=True, organisation_id="o1"))
    later = [AT + timedelta(days=n) for n in range(4)]
    assert consent.decide(given=True, at=later[0])
    withdrawn = [Decision(given=False, at=later[1])]
    assert consent.decide(given=True, at=later[2], elsewhere=withdrawn)
    assert not consent.decide(given=True, at=later[3], elsewhere=withdrawn)
