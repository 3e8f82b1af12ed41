"""The funnel counts each person once per step, whatever is told twice or late, and hides small groups from partners."""

from base64 import b64decode
from hashlib import sha256

import pytest

from multaqa.errors import NotFound
from multaqa.tables import inspect_table
from multaqa.tenancy import Context
from services.events.figures_table import COLUMNS
from tests.integration.events import hearing
from tests.integration.events.forum import opened, register
from tests.integration.events.test_joining import accept, invite, newest_invitation
from tests.integration.running import FES, RABAT
from tests.integration.told import sampled

SAMPLED = {
    "organisation_id": "o1",
    "offer_id": "f1",
    "sector": "textile",
    "contract": "permanent",
    "starts_on": "2026-09-01",
    "offered_at": hearing.AT,
    "answered_at": hearing.AT,
    "confirmed_months": [],
}


def held(events, edition, person, interview="i1", **circumstances):
    facts = {name: SAMPLED[name] for name in ("organisation_id", "offer_id", "sector")}
    facts |= {"id": interview, "edition_id": edition, "candidate_id": person, "pseudonym": f"x-{person}"}
    facts |= {"held_at": hearing.AT}
    return events.hear("matching.interview_held.v1", interview, facts, **circumstances)


def hired(events, edition, person, hiring="h1", **circumstances):
    facts = {**SAMPLED, "id": hiring, "pseudonym": f"x-{person}", "edition_id": edition, "state": "hired"}
    return events.hear("matching.candidate_hired.v1", hiring, facts, **circumstances)


def undone(events, edition, type, subject, version):
    """That an interview was not held, or a hire withdrawn."""
    facts = sampled(type, id=subject, edition_id=edition)
    return events.hear(type, subject, facts, version=version)


def counts(events, edition, **asked):
    return {step["step"]: step["count"] for step in events.ask("funnel", edition_id=edition, **asked)["total"]}


def as_partner(events, method, **arguments):
    context = Context(FES, "key:partner", role="partner", route=method)
    return events.client.call("events", method, context, arguments, timeout_s=20)


@pytest.fixture
def edition(events):
    hearing.known_organisations(events, "o1")
    return opened(events, capacity=50)


@pytest.fixture
def link(events, edition):
    stand = events.ask("assign_stand", edition_id=edition, facts={"organisation_id": "o1", "label": "A1", "tables": 1})
    token = events.ask("add_representative", stand_id=stand["id"], facts={"name": "Salma"})["token"]
    return sha256(token.partition(".")[2].encode()).hexdigest()


def come(events, edition, *persons):
    ids = [register(events, edition, person)["id"] for person in persons]
    for id in ids:
        events.ask("check_in", registration_id=id)
    return ids


def test_a_person_counts_once_per_step_however_often_it_is_told(events, edition, link):
    first, _ = come(events, edition, "a", "b")
    register(events, edition, "c")
    for _ in range(2):
        events.ask("record_lead", link=link, facts={"badge": first, "consent": True})
        events.ask("check_in", registration_id=first)
    told = [held(events, edition, "a"), held(events, edition, "a", "i2"), held(events, edition, "b", "i3")]
    told += [held(events, edition, "a", version=2), hired(events, edition, "a"), hired(events, edition, "a", "h2")]
    events.has_handled(*told)
    steps = counts(events, edition)
    assert {name: steps[name] for name in ("registered", "came", "met", "interviewed", "hired")} == {
        "registered": 3,
        "came": 2,
        "met": 1,
        "interviewed": 2,
        "hired": 1,
    }
    late = [held(events, edition, "b", "i2", version=1), hired(events, edition, "b", "h1", version=1)]
    repeated = events.hear("matching.interview_held.v1", "i1", told[0].facts, id=told[0].id)
    events.has_handled(*late, repeated)
    assert counts(events, edition) == steps


def test_a_hire_heard_before_its_interview_is_counted_with_who_the_person_was(events, edition):
    come(events, edition, "a")
    events.has_handled(hired(events, edition, "a"))
    assert counts(events, edition)["hired"] == 1
    events.has_handled(held(events, edition, "a"))
    (group,) = events.ask("funnel", edition_id=edition, by="category")["groups"]
    assert (group["value"], group["steps"][5]["count"]) == ("candidate", 1)


@pytest.mark.parametrize("late", [False, True])
def test_what_was_taken_back_is_not_counted_in_whichever_order_it_is_told(events, edition, late):
    come(events, edition, "a")
    tell = [
        lambda: (held(events, edition, "a", version=2), hired(events, edition, "a", version=2)),
        lambda: (
            undone(events, edition, "matching.interview_not_held.v1", "i1", 3),
            undone(events, edition, "matching.hiring_withdrawn.v1", "h1", 3),
        ),
    ]
    for step in reversed(tell) if late else tell:
        events.has_handled(*step())
    told = counts(events, edition)
    assert (told["interviewed"], told["hired"]) == (0, 0)
    events.has_handled(held(events, edition, "a", version=4))
    assert counts(events, edition)["interviewed"] == 1


def test_who_cancelled_is_not_registered_and_who_came_back_is_once(events, edition):
    registration = register(events, edition, "a")["id"]
    events.ask("cancel_registration", registration_id=registration)
    assert counts(events, edition)["registered"] == 0
    register(events, edition, "a")
    assert counts(events, edition)["registered"] == 1


def test_an_invitation_counts_unless_it_was_taken_back_and_whoever_used_two_is_invited_once(events, edition):
    waiting = invite(events, edition, category="candidate", to=to("b@example.org"))
    assert counts(events, edition)["invited"] == 1
    for _ in range(2):
        invite(events, edition, category="candidate")
        used = accept(events, newest_invitation(events), person="a")
        events.ask("cancel_registration", registration_id=used["id"])
    assert counts(events, edition)["invited"] == 2
    events.ask("revoke_invitation", invitation_id=waiting["id"])
    assert counts(events, edition)["invited"] == 1
    assert counts(events, opened(events, capacity=5))["invited"] == 0


def to(email):
    return {"name": "Salma", "email": email, "language": "fr"}


def test_an_address_that_was_written_to_twice_is_invited_once_and_is_kept_nowhere(events, edition):
    for email in ("a@example.org", " A@Example.org", "b@example.org"):
        invite(events, edition, category="candidate", to=to(email.strip()))
    assert counts(events, edition)["invited"] == 2
    assert events.ask("count_invitations", edition_id=edition) == {"candidate": {"invited": 2, "registered": 0}}
    kept = str(list(events.database.invitations.find())).casefold()
    assert "example.org" not in kept
    digests = events.database.invitations.distinct("addressee")
    assert not {sha256(f"{one}@example.org".encode()).hexdigest() for one in "ab"} & set(digests)


def test_one_address_has_another_digest_with_another_tenant(events, edition):
    elsewhere = opened(events, tenant=RABAT)
    invite(events, edition, to=to("a@example.org"))
    facts = {"to": to("a@example.org"), "category": "visitor"}
    events.ask("invite", edition_id=elsewhere, facts=facts, tenant=RABAT)
    assert len(events.database.invitations.distinct("addressee")) == 2
    assert counts(events, edition)["invited"] == counts(events, elsewhere, tenant=RABAT)["invited"] == 1


def test_whoever_is_erased_is_invited_as_often_as_before_and_their_address_is_no_longer_known(events, edition):
    events.has_handled(hearing.person(events, "a"))
    for email in ("a@stagiaires.example", "a.autre@example.org"):
        invite(events, edition, category="candidate", to=to(email))
        used = accept(events, newest_invitation(events), person="a")
        events.ask("cancel_registration", registration_id=used["id"])
    for email in ("a@stagiaires.example", "a.autre@example.org", "b@example.org"):
        invite(events, edition, category="candidate", to=to(email))
    later = opened(events, capacity=5)
    for _ in range(2):
        invite(events, later, to=to("a@stagiaires.example"))
    addressees = set(events.database.invitations.distinct("addressee"))
    assert (counts(events, edition)["invited"], counts(events, later)["invited"]) == (2, 1)
    events.has_handled(hearing.erased(events, "a"))
    assert (counts(events, edition)["invited"], counts(events, later)["invited"]) == (2, 1)
    left = addressees & set(events.database.invitations.distinct("addressee"))
    assert len(left) == 1
    invite(events, edition, category="candidate", to=to("b@example.org"))
    assert counts(events, edition)["invited"] == 2


def test_figures_stay_when_a_person_is_erased_and_lead_to_nobody(events, edition, link):
    (badge,) = come(events, edition, "a")
    events.ask("record_lead", link=link, facts={"badge": badge, "consent": True})
    events.has_handled(held(events, edition, "a"), hired(events, edition, "a"))
    before = counts(events, edition)
    assert len(events.ask("export_person", person_id="a")["interviews_held"]) == 1
    events.has_handled(hearing.erased(events, "a"))
    events.has_handled(held(events, edition, "a", "i9"))
    after = counts(events, edition)
    assert {**after, "interviewed": 1} == before
    assert not any(events.ask("export_person", person_id="a").values())
    for collection in ("registrations", "leads", "interviews_held"):
        assert events.database[collection].count_documents({"person_id": "a"}) == 0


def test_a_partner_sees_no_small_group_and_staff_do(events, edition):
    come(events, edition, *(f"p{n}" for n in range(8)))
    register(events, edition, "v1", category="visitor")
    staff = events.ask("funnel", edition_id=edition)
    partner = as_partner(events, "funnel", edition_id=edition)
    assert {group["value"]: group["steps"][1]["count"] for group in staff["groups"]} == {"candidate": 8, "visitor": 1}
    assert [group["steps"][1]["count"] for group in partner["groups"]] == [None, None]
    assert (partner["total"][1]["count"], partner["hidden_below"]) == (9, 5)
    content = b64decode(as_partner(events, "export_funnel", edition_id=edition)["content"]).decode()
    assert "visitor;registered;<5" in content
    assert "visitor;registered;1" in b64decode(events.ask("export_funnel", edition_id=edition)["content"]).decode()


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_a_table_tells_what_the_funnel_tells(events, edition, format):
    come(events, edition, "a", "b")
    told = events.ask("export_funnel", edition_id=edition, format=format)
    lines = inspect_table(b64decode(told["content"]), told["media_type"], COLUMNS).lines
    total = {line.cells["step"]: line.cells["count"] for line in lines if line.cells["by"] == "total"}
    assert total == {step: str(count) for step, count in counts(events, edition).items()}


def test_editions_of_a_series_are_compared(events, edition):
    series = events.ask("get_edition", edition_id=edition)["series_id"]
    told = events.ask("get_edition", edition_id=edition)
    names = ("series_id", "theme", "sectors", "venue", "starts_at", "ends_at", "quotas")
    second = events.ask("plan_edition", facts={**{name: told[name] for name in names}, "number": 3})["id"]
    events.ask("open_edition", edition_id=second)
    come(events, edition, "a", "b", "c")
    come(events, second, "a")
    first, last = events.ask("compare_funnels", series_id=series)["items"]
    assert (first["number"], last["number"]) == (2, 3)
    assert [step["difference"] for step in last["steps"]][1:3] == [-2, -2]
    assert {step["difference"] for step in first["steps"]} == {None}
    content = b64decode(events.ask("export_funnels", series_id=series)["content"]).decode()
    assert "2;total;;registered;3" in content
    assert "3;total;;registered;1" in content


def test_another_tenants_figures_are_its_own(events, edition):
    come(events, edition, "a")
    series = events.ask("get_edition", edition_id=edition)["series_id"]
    events.has_handled(held(events, edition, "a", tenant=RABAT), hired(events, edition, "a", tenant=RABAT))
    assert counts(events, edition)["interviewed"] == counts(events, edition)["hired"] == 0
    for method, asked in (
        ("funnel", {"edition_id": edition}),
        ("export_funnel", {"edition_id": edition}),
        ("compare_funnels", {"series_id": series}),
        ("export_funnels", {"series_id": series}),
    ):
        with pytest.raises(NotFound):
            events.ask(method, tenant=RABAT, **asked)
