"""A decision is counted over exactly those who may vote: never over whoever's own business it is."""

from datetime import timedelta

import pytest

from multaqa.errors import Invalid, Refused
from services.partners.domain.governance import Votes
from tests.unit.partners.committee_making import (
    MEETING_AT,
    MEETING_DAY,
    ballots,
    codes,
    decision,
    held_seat,
    held_seats,
    in_session,
    item,
    votes,
)


def own_business():
    return (item(concerns=("sotherma",)),)


def take(session, item_id="i1", **facts):
    return session.decide("d1", decision(item_id, **facts), at=MEETING_AT)


def seats_of_a_company():
    """Three seats, and two of the company the item concerns, one of which has no vote."""
    company = [held_seat("own", "sotherma"), held_seat("observer", "sotherma", voting=False)]
    return [*held_seats("s1", "s2", "s3"), *company]


@pytest.mark.parametrize(
    ("rule", "cast", "adopted"),
    [
        ("simple_majority", (2, 1, 4), True),
        ("simple_majority", (2, 2, 0), False),
        ("simple_majority", (0, 0, 3), False),
        ("absolute_majority", (4, 1, 2), True),
        ("absolute_majority", (3, 0, 3), False),
        ("absolute_majority", (3, 0, 2), True),
        ("two_thirds", (2, 1, 0), True),
        ("two_thirds", (4, 2, 9), True),
        ("two_thirds", (3, 2, 0), False),
        ("two_thirds", (0, 0, 5), False),
        ("unanimity", (3, 0, 1), True),
        ("unanimity", (3, 1, 0), False),
        ("unanimity", (0, 0, 4), False),
    ],
)
def test_a_motion_passes_by_the_rule_of_its_committee(rule, cast, adopted):
    assert Votes(*cast).carry(rule) is adopted


def test_a_decision_keeps_count_owner_and_links():
    agenda = (item(commitment_id="k1", curriculum_change_id="x1"),)
    session = in_session(held_seats("s1", "s2", "s3"), "s1", "s2", agenda=agenda, proxies=[("s3", "s1")])
    taken = take(session, votes=votes(2, 1), owner="directorate", due_on="2026-09-15")
    assert (taken.outcome, taken.votes) == ("adopted", Votes(2, 1, 0))
    assert (taken.commitment_id, taken.curriculum_change_id) == ("k1", "x1")
    assert taken.facts()["due_on"] == "2026-09-15"
    assert session.agenda[0].decision_id == "d1"


def test_a_roll_call_is_counted_seat_by_seat():
    session = in_session(held_seats("s1", "s2", "s3"), "s1", "s2", "s3")
    taken = take(session, ballots=ballots(s1="in_favour", s2="against", s3="in_favour"))
    assert (taken.outcome, taken.votes) == ("adopted", Votes(2, 1, 0))


@pytest.mark.parametrize(
    ("cast", "code"),
    [
        (votes(2), "decision.count_differs"),
        (votes(4), "decision.count_differs"),
        (votes(4, -1), "decision.count_negative"),
    ],
)
def test_the_count_is_that_of_the_seats_present_or_represented(cast, code):
    session = in_session(held_seats("s1", "s2", "s3", "s4"), "s1", "s2", proxies=[("s3", "s1")])
    with pytest.raises(Invalid) as refused:
        take(session, votes=cast)
    assert codes(refused) == [("/votes", code)]
    assert session.agenda[0].decision_id is None


@pytest.mark.parametrize(
    ("cast", "fault"),
    [
        ({"s1": "in_favour", "s2": "in_favour", "absent": "in_favour"}, "decision.ballot_without_vote"),
        ({"s1": "in_favour", "s2": "in_favour", "observer": "in_favour"}, "decision.ballot_without_vote"),
        ({"s1": "in_favour", "s2": "in_favour", "own": "in_favour"}, "decision.ballot_recused"),
    ],
)
def test_a_ballot_of_a_seat_without_a_vote_is_refused_by_its_place(cast, fault):
    seats = [*held_seats("s1", "s2", "absent"), held_seat("own", "sotherma"), held_seat("observer", voting=False)]
    session = in_session(seats, "s1", "s2", "own", "observer", agenda=own_business())
    with pytest.raises(Invalid) as refused:
        take(session, ballots=ballots(**cast))
    assert codes(refused) == [("/ballots/2/seat_id", fault)]


def test_a_seat_votes_once():
    session = in_session(held_seats("s1", "s2"), "s1", "s2")
    with pytest.raises(Invalid) as refused:
        take(session, ballots=[*ballots(s1="in_favour"), *ballots(s1="in_favour")])
    assert codes(refused) == [("/ballots/1/seat_id", "decision.ballot_repeated")]


def test_whoever_does_not_vote_must_be_counted_as_abstaining():
    session = in_session(held_seats("s1", "s2"), "s1", "s2")
    with pytest.raises(Invalid) as refused:
        take(session, ballots=ballots(s1="in_favour"))
    assert codes(refused) == [("/ballots", "decision.count_differs")]


@pytest.mark.parametrize("given", [{}, {"votes": votes(2), "ballots": []}])
def test_a_vote_is_told_as_a_count_or_as_ballots(given):
    with pytest.raises(Invalid) as refused:
        take(in_session(held_seats("s1", "s2"), "s1", "s2"), **given)
    assert codes(refused) == [("/votes", "decision.one_count")]


# recusal


def test_a_company_does_not_vote_on_its_own_business():
    seats = seats_of_a_company()
    session = in_session(seats, "s1", "s2", "s3", "own", "observer", agenda=own_business())
    taken = take(session, votes=votes(2, 1))
    assert (taken.votes.total, taken.recused) == (3, ("observer", "own"))


def test_a_count_that_includes_a_recused_seat_is_refused():
    session = in_session(seats_of_a_company(), "s1", "s2", "s3", "own", agenda=own_business())
    with pytest.raises(Invalid) as refused:
        take(session, votes=votes(4))
    assert codes(refused) == [("/votes", "decision.counts_recused")]


def test_a_company_votes_on_what_is_not_its_own_business():
    agenda = (*own_business(), item("i2"))
    session = in_session(seats_of_a_company(), "s1", "s2", "s3", "own", agenda=agenda)
    assert take(session, "i2", votes=votes(4)).recused == ()


def test_a_recused_seat_votes_through_nobody():
    proxies = [("own", "s1")]
    session = in_session(seats_of_a_company(), "s1", "s2", "s3", agenda=own_business(), proxies=proxies)
    with pytest.raises(Invalid):
        take(session, votes=votes(4))
    assert take(session, votes=votes(3)).recused == ("observer", "own")


def test_nobody_votes_through_a_recused_seat():
    session = in_session(seats_of_a_company(), "s2", "s3", "own", agenda=own_business(), proxies=[("s1", "own")])
    with pytest.raises(Invalid):
        take(session, votes=votes(3))
    assert take(session, votes=votes(2)).recused == ("observer", "own", "s1")


def test_a_company_is_recused_under_each_of_its_names():
    session = in_session(seats_of_a_company(), "s1", "s2", "own", agenda=(item(concerns=("a-duplicate",)),))
    assert session.concerned_by("i1") == ("a-duplicate",)
    taken = session.decide("d1", decision(votes=votes(2)), at=MEETING_AT, also_known_as={"sotherma"})
    assert taken.recused == ("observer", "own")


def test_a_seat_may_declare_a_conflict_of_its_own():
    session = in_session(held_seats("s1", "s2", "s3"), "s1", "s2", "s3")
    taken = take(session, votes=votes(2), recusals=["s3"])
    assert (taken.recused, taken.votes.total) == (("s3",), 2)


def test_only_a_seat_on_the_roll_declares_a_conflict():
    with pytest.raises(Invalid) as refused:
        take(in_session(held_seats("s1", "s2"), "s1", "s2"), votes=votes(2), recusals=["s1", "s9"])
    assert codes(refused) == [("/recusals/1", "decision.recusal_unknown")]


def test_where_everybody_is_recused_nobody_decides():
    seats = [held_seat("a", "sotherma"), held_seat("b", "sotherma")]
    with pytest.raises(Refused) as refused:
        take(in_session(seats, "a", "b", agenda=own_business()), votes=votes())
    assert refused.value.code == "decision.nobody_votes"


# items, owners, what follows


def test_only_what_is_on_the_agenda_is_decided_and_once():
    session = in_session(held_seats("s1", "s2"), "s1", "s2")
    with pytest.raises(Invalid) as unknown:
        take(session, "i9", votes=votes(2))
    take(session, votes=votes(2))
    with pytest.raises(Refused) as repeated:
        take(session, votes=votes(2))
    assert (unknown.value.code, repeated.value.code) == ("meeting.item_unknown", "meeting.item_decided")


@pytest.mark.parametrize(
    ("facts", "fault"),
    [
        ({"due_on": (MEETING_DAY - timedelta(days=1)).isoformat(), "owner": "o"},
         ("/due_on", "decision.due_before_meeting")),
        ({"due_on": MEETING_DAY.isoformat()}, ("/owner", "decision.due_without_owner")),
    ],
)  # fmt: skip
def test_a_due_date_follows_the_meeting_and_has_an_owner(facts, fault):
    with pytest.raises(Invalid) as refused:
        take(in_session(held_seats("s1", "s2"), "s1", "s2"), votes=votes(2), **facts)
    assert codes(refused) == [fault]


def test_a_decision_is_carried_out_once():
    taken = take(in_session(held_seats("s1", "s2"), "s1", "s2"), votes=votes(2))
    taken.complete(at=MEETING_AT)
    with pytest.raises(Refused) as refused:
        taken.complete(at=MEETING_AT)
    assert (taken.done_at, refused.value.code) == (MEETING_AT, "decision.done")


def test_what_was_rejected_is_not_carried_out():
    taken = take(in_session(held_seats("s1", "s2"), "s1", "s2"), votes=votes(1, 1))
    with pytest.raises(Refused) as refused:
        taken.complete(at=MEETING_AT)
    assert (taken.outcome, refused.value.code) == ("rejected", "decision.rejected")
