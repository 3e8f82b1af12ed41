"""A company's day behind its link: its own interviews, names only with consent, outcomes and jobs."""

import pytest

from multaqa.errors import NotFound, Refused
from multaqa.links import secret_digest
from tests.integration.matching.conftest import Forum
from tests.integration.running import RABAT
from tests.integration.told import sampled

FAR = "2126-05-04T18:00:00+00:00"


def opened(forum, organisation="g1"):
    told = forum.ask("open_reception", edition_id="e1", organisation_id=organisation)
    return secret_digest(told["token"].partition(".")[2])


@pytest.fixture
def link(forum):
    facts = sampled("events.edition_opened.v1", id="e1", starts_at="2026-05-04T08:00:00+00:00", ends_at=FAR)
    forum.hear("events.edition_opened.v1", "e1", facts, version=3)
    forum.shares("p1", "g1")
    forum.settle()
    forum.timetable()
    return opened(forum)


def read(forum, link):
    return forum.ask("read_reception_by_link", role="link", link=link)


def note(forum, link, interview, **facts):
    asked = {"outcome": "held", **facts}
    return forum.ask("note_outcome_by_link", role="link", link=link, interview_id=interview, facts=asked)


def job(forum, link, interview):
    facts = {"starts_on": "2126-06-01"}
    return forum.ask("offer_job_by_link", role="link", link=link, interview_id=interview, facts=facts)


def test_it_shows_the_companys_own_interviews_in_order_and_by_name_only_who_shares(forum, link):
    day = read(forum, link)
    assert (day["day"], day["organisation_name"]["fr"]) == ("2026-05-04", "Atlas Bâtiment")
    own = [one["id"] for one in forum.interviews() if one["organisation_id"] == "g1"]
    assert sorted(one["id"] for one in day["interviews"]) == sorted(own)
    times = [one["starts_at"] for one in day["interviews"]]
    assert times == sorted(times)
    assert [one["candidate_id"] for one in day["interviews"] if one["candidate_id"]] == ["p1"]
    forum.shares("p1", "g1", given=False, at="2026-05-05T08:00:00+00:00", version=2)
    forum.settle()
    assert {one["candidate_id"] for one in read(forum, link)["interviews"]} == {None}


def test_an_outcome_is_noted_corrected_and_followed_by_a_job(forum, link):
    first = read(forum, link)["interviews"][0]["id"]
    assert note(forum, link, first, rating=4, next_step="call")["rating"] == 4
    assert note(forum, link, first, outcome="not_held")["state"] == "not_held"
    with pytest.raises(Refused) as refused:
        job(forum, link, first)
    assert refused.value.code == "hiring.interview_not_held"
    note(forum, link, first, rating=5)
    assert job(forum, link, first)["job"] == "offered"
    assert read(forum, link)["interviews"][0]["job"] == "offered"
    with pytest.raises(Refused) as refused:
        note(forum, link, first, outcome="not_held")
    assert refused.value.code == "interview.job_offered"
    recorded = forum.room.told("matching.interview_recorded.v1")
    assert [(one.version, one.facts["state"]) for one in recorded] == [(2, "held"), (3, "not_held"), (4, "held")]
    (hiring,) = forum.ask("list_hirings")["items"]
    assert (hiring["contract"], hiring["interview_id"]) == ("permanent", first)


def test_another_company_tenant_or_link_reaches_nothing(forum, link):
    foreign = next(one["id"] for one in forum.interviews() if one["organisation_id"] == "g2")
    own = read(forum, link)["interviews"][0]["id"]
    elsewhere = Forum(forum.room, tenant=RABAT)
    before = forum.room.holds()
    for step in (
        lambda: note(forum, link, foreign),
        lambda: job(forum, link, foreign),
        lambda: note(forum, "0" * 64, own),
        lambda: read(elsewhere, link),
        lambda: note(elsewhere, link, own),
        lambda: job(elsewhere, link, own),
        lambda: elsewhere.ask("open_reception", edition_id="e1", organisation_id="g1"),
    ):
        with pytest.raises(NotFound):
            step()
    assert forum.room.holds() == before


def test_a_new_link_ends_the_one_before_and_a_long_past_edition_ends_all(forum, link):
    newer = opened(forum)
    with pytest.raises(NotFound) as refused:
        read(forum, link)
    assert refused.value.code == "link.not_found"
    assert read(forum, newer)["interviews"]
    past = sampled("events.edition_opened.v1", id="e1", ends_at="2026-05-04T18:00:00+00:00")
    forum.hear("events.edition_opened.v1", "e1", past, version=4)
    forum.settle()
    with pytest.raises(NotFound):
        read(forum, newer)


def test_a_repeated_command_gives_no_second_token(forum, link):
    again = [forum.ask("open_reception", key="k1", edition_id="e1", organisation_id="g2")["token"] for _ in range(2)]
    assert again[0]
    assert again[1] is None
