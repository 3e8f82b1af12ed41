"""An agreement's whole life on a real broker and database: what is told, kept, scheduled, found, and by whom."""

from datetime import UTC, date, datetime, timedelta

import pytest

from multaqa.errors import Invalid, NotFound, PreconditionFailed, Refused
from multaqa.testing.waiting import eventually
from multaqa.zone import start_of
from tests.integration.partners.links import sign
from tests.integration.partners.promising import in_days
from tests.integration.running import FES, RABAT

PURPOSE = {
    "code": "purpose",
    "title": {"fr": "Objet", "ar": "الموضوع"},
    "body": {"fr": "Former ensemble les maçons de demain.", "ar": "تكوين بنائي الغد معا."},
}
LENGTH = {
    "code": "length",
    "title": {"fr": "Durée", "ar": "المدة"},
    "body": {"fr": "Deux ans.", "ar": "سنتان."},
}


@pytest.fixture
def fnbtp(partners):
    return organisation(partners)


def organisation(partners, kind="federation", tenant=FES):
    facts = {"kind": kind, "name": {"fr": "FNBTP", "ar": "الجامعة"}, "sectors": ["building"]}
    return partners.ask("register_organisation", tenant=tenant, facts=facts)["id"]


def draft(partners, party, tenant=FES, **facts):
    promise = {"kind": "hires", "owner": party, "quantity": 20, "unit": "postes", "due_on": "2030-01-01"}
    complete = {
        "kind": "framework",
        "title": {"fr": "Accord-cadre de formation", "ar": "اتفاقية إطار للتكوين"},
        "parties": [{"organisation_id": "directorate"}, {"organisation_id": party}],
        "clauses": [PURPOSE, LENGTH],
        "commitments": [promise],
        "sectors": ["building"],
        "starts_on": in_days(0),
    }
    named = {name: value for name, value in {**complete, **facts}.items() if value is not ...}
    return partners.ask("draft_agreement", tenant=tenant, facts=named)


def do(partners, agreement, *steps, **arguments):
    for step in steps:
        answer = partners.ask(step, agreement_id=agreement["id"], **arguments)
    return answer


def in_force(partners, party, **facts):
    agreement = draft(partners, party, **facts)
    do(partners, agreement, "approve_agreement", "send_for_signature")
    return sign(partners, agreement["id"], "directorate", party)


def kinds_told(partners, agreement):
    asked = {"subject": agreement["id"], "type": {"$regex": r"^partners\.agreement_"}}
    about = partners.database.outbox.find(asked, sort=[("_id", 1)])
    return [row["type"].split(".")[1].removeprefix("agreement_") for row in about]


def turns_of(partners, agreement):
    return [row["due"] for row in partners.database.due.find({"kind": "agreement_turns", "key": agreement["id"]})]


def test_a_whole_negotiation(partners, fnbtp):
    agreement = draft(partners, fnbtp)
    do(partners, agreement, "review_agreement", "negotiate_agreement")
    longer = {**LENGTH, "body": {"fr": "Trois ans.", "ar": "ثلاث سنوات."}}
    proposal = {"clauses": [PURPOSE, longer], "proposed_by": fnbtp, "note": "Deux ans ne suffisent pas."}
    revised = do(partners, agreement, "revise_agreement", facts=proposal)
    assert (revised["state"], revised["text_version"]) == ("negotiation", 2)
    do(partners, agreement, "approve_agreement")
    sent = do(partners, agreement, "send_for_signature", order="sequential")
    signed = sign(partners, agreement["id"], "directorate", fnbtp)
    assert (signed["state"], signed["digest"]) == ("in_force", sent["digest"])
    told = ["drafted", "approved", "sent_for_signature", "party_signed", "party_signed", "in_force"]
    assert kinds_told(partners, agreement) == told
    assert partners.told("partners.agreement_in_force.v1")[0].facts["digest"] == sent["digest"]


def test_no_message_names_anybody_or_quotes_a_clause(partners, fnbtp):
    named = {"organisation_id": "directorate", "signatory": "Signataire", "mandate": "Décret"}
    agreement = in_force(partners, fnbtp, parties=[named, {"organisation_id": fnbtp}])
    told = partners.database.outbox.find({"subject": agreement["id"], "type": {"$regex": r"^partners\.agreement_"}})
    bodies = [bytes(row["body"]).decode() for row in told]
    assert len(bodies) == 6
    assert not [body for body in bodies for word in ("Signataire", "Décret", "maçons") if word in body]


def test_the_rounds_of_a_text_and_what_changed_between_them(partners, fnbtp):
    agreement = draft(partners, fnbtp)
    longer = {**LENGTH, "body": {"fr": "Trois ans.", "ar": "ثلاث سنوات."}}
    do(partners, agreement, "revise_agreement", facts={"clauses": [PURPOSE, longer], "proposed_by": fnbtp})
    do(partners, agreement, "revise_agreement", facts={"notice_days": 30, "note": "préavis"})
    rounds = do(partners, agreement, "list_text_versions")["items"]
    assert [(each["number"], each["proposed_by"], each["note"]) for each in rounds] == [
        (1, None, None),
        (2, fnbtp, None),
        (3, None, "préavis"),
    ]
    assert len({each["digest"] for each in rounds}) == 3
    first = do(partners, agreement, "get_text_version", number="1")
    assert (first["digest"], first["text"]["clauses"]) == (agreement["digest"], [PURPOSE, LENGTH])
    last = do(partners, agreement, "compare_texts")
    assert (last["older"]["number"], last["newer"]["number"]) == (2, 3)
    assert last["terms"] == [{"term": "notice_days", "before": 0, "after": 30}]
    whole = do(partners, agreement, "compare_texts", older=1, newer=3)
    assert [(each["code"], each["change"]) for each in whole["clauses"]] == [("purpose", "kept"), ("length", "changed")]
    for number in ("9", "x"):
        with pytest.raises(NotFound):
            do(partners, agreement, "get_text_version", number=number)


def test_an_amendment_differs_from_its_parent_and_leaves_it_as_signed(partners, fnbtp):
    parent = in_force(partners, fnbtp)
    longer = {**LENGTH, "body": {"fr": "Trois ans.", "ar": "ثلاث سنوات."}}
    amendment = in_force(
        partners,
        fnbtp,
        kind="amendment",
        parent_id=parent["id"],
        parties=...,
        clauses=[PURPOSE, longer],
        commitments=[],
    )
    compared = do(partners, amendment, "compare_texts")
    assert compared["older"]["agreement_id"] == parent["id"]
    assert [each["change"] for each in compared["clauses"]] == ["kept", "changed"]
    after = do(partners, parent, "get_agreement")
    assert (after["digest"], after["clauses"]) == (parent["digest"], parent["clauses"])
    assert after["amended_by"] == [amendment["id"]]
    told = partners.told("partners.agreement_amended.v1")
    assert [(each.subject, each.facts["amendment_id"]) for each in told] == [(parent["id"], amendment["id"])]
    assert [each["id"] for each in do(partners, parent, "list_children")["items"]] == [amendment["id"]]


def test_an_amendment_falls_with_its_parent(partners, fnbtp):
    parent = in_force(partners, fnbtp)
    amending = {"kind": "amendment", "parent_id": parent["id"], "parties": ...}
    amendment = in_force(partners, fnbtp, **amending)
    do(partners, parent, "terminate_agreement", reason="rupture", mutual=True)
    fallen = do(partners, amendment, "get_agreement")
    assert (fallen["state"], fallen["reason"]) == ("terminated", f"{parent['id']}: terminated")
    assert {told.subject for told in partners.told("partners.agreement_ended.v1")} == {parent["id"], amendment["id"]}
    owed = partners.ask("list_commitments", agreement_id=amendment["id"])["items"]
    assert [each["status"] for each in owed] == ["lapsed"]


def test_an_amendment_of_what_ended_meanwhile_does_not_come_into_force(partners, fnbtp):
    parent = in_force(partners, fnbtp)
    amendment = draft(partners, fnbtp, kind="amendment", parent_id=parent["id"], parties=..., commitments=[])
    do(partners, amendment, "approve_agreement", "send_for_signature")
    sign(partners, amendment["id"], "directorate")
    do(partners, parent, "terminate_agreement", reason="rupture", mutual=True)
    with pytest.raises(Refused) as refused:
        sign(partners, amendment["id"], fnbtp)
    assert refused.value.code == "agreement.over"
    assert do(partners, amendment, "get_agreement")["awaited"] == [fnbtp]


# templates


def test_a_text_keeps_the_words_of_the_template_it_was_drafted_from(partners, fnbtp):
    facts = {"code": "framework", "name": {"fr": "Accord-cadre", "ar": "اتفاقية إطار"}, "clauses": [PURPOSE]}
    first = partners.ask("publish_clause_template", facts=facts)
    agreement = draft(partners, fnbtp, clauses=..., template={"code": "framework"})
    second = partners.ask("publish_clause_template", facts={**facts, "clauses": [LENGTH]})
    assert (first["number"], second["number"]) == (1, 2)
    kept = do(partners, agreement, "get_agreement")
    assert (kept["clauses"], kept["template"]) == ([PURPOSE], {"code": "framework", "number": 1})
    newest = draft(partners, fnbtp, clauses=..., template={"code": "framework"})
    assert (newest["clauses"], newest["template"]["number"]) == ([LENGTH], 2)
    listed = partners.ask("list_clause_templates", code="framework")["items"]
    assert listed == [partners.ask("get_clause_template", template_id=each["id"]) for each in (first, second)]
    with pytest.raises(NotFound):
        draft(partners, fnbtp, clauses=..., template={"code": "framework", "number": 3})


# the calendar


def test_its_turns_are_scheduled_and_taken_one_by_one(partners, fnbtp):
    term = {"starts_on": "2020-01-01", "ends_on": in_days(20), "renewal_months": 12, "notice_days": 30}
    agreement = in_force(partners, fnbtp, **term)
    eventually(lambda: do(partners, agreement, "get_agreement")["state"] == "expiring")
    assert turns_of(partners, agreement) == [start_of(date.fromisoformat(term["ends_on"]) + timedelta(days=1))]
    assert kinds_told(partners, agreement)[-1] == "expiring"
    make_due(partners, agreement)
    eventually(lambda: turns_of(partners, agreement)[0] > datetime.now(UTC))
    assert do(partners, agreement, "get_agreement")["state"] == "expiring", "a turn before its day does nothing"
    assert kinds_told(partners, agreement).count("expiring") == 1


def make_due(partners, agreement):
    moved = {"$set": {"due": datetime(2020, 1, 1, tzinfo=UTC)}}
    partners.database.due.update_one({"kind": "agreement_turns", "key": agreement["id"]}, moved)


def last_day_is_over(partners, agreement, **more):
    """As if the agreement had been signed two years ago: its rows say so, and its turn is due."""
    long_over = in_days(-2)
    moved = {"text.ends_on": long_over, "found.last_day": long_over, **more}
    partners.database.agreements.update_one({"_id": agreement["id"]}, {"$set": moved})
    make_due(partners, agreement)


TWO_YEARS = {"ends_on": in_days(730)}


def test_it_is_renewed_by_itself_on_its_last_day(partners, fnbtp):
    agreement = in_force(partners, fnbtp, **TWO_YEARS, renewal_months=24)
    last_day_is_over(partners, agreement)
    eventually(lambda: do(partners, agreement, "get_agreement")["state"] == "renewed")
    renewed = do(partners, agreement, "get_agreement")
    assert (renewed["renewals"], renewed["last_day"] > in_days(0)) == (1, True)
    assert kinds_told(partners, agreement)[-2:] == ["expiring", "renewed"]
    assert turns_of(partners, agreement)[0] > datetime.now(UTC)


def test_after_notice_it_expires_and_nothing_of_it_goes_on(partners, fnbtp):
    agreement = in_force(partners, fnbtp, **TWO_YEARS, renewal_months=24)
    do(partners, agreement, "give_notice", organisation_id=fnbtp)
    last_day_is_over(partners, agreement, **{"notice.given_on": "2020-01-01"})
    eventually(lambda: do(partners, agreement, "get_agreement")["state"] == "expired")
    assert kinds_told(partners, agreement)[-2:] == ["expiring", "ended"]
    assert turns_of(partners, agreement) == []
    commitments = partners.ask("list_commitments", agreement_id=agreement["id"])["items"]
    assert [each["status"] for each in commitments] == ["lapsed"]
    assert partners.ask("get_organisation", organisation_id=fnbtp)["partner"] is False


def test_an_end_by_hand_leaves_no_turn(partners, fnbtp):
    agreement = in_force(partners, fnbtp, **TWO_YEARS)
    assert len(turns_of(partners, agreement)) == 1
    do(partners, agreement, "suspend_agreement", reason="grève")
    assert partners.ask("get_organisation", organisation_id=fnbtp)["partner"] is False
    do(partners, agreement, "resume_agreement")
    with pytest.raises(Refused) as refused:
        do(partners, agreement, "conclude_agreement")
    assert refused.value.code == "agreement.commitments_open"
    do(partners, agreement, "terminate_agreement", reason="commun accord", mutual=True)
    assert (turns_of(partners, agreement), kinds_told(partners, agreement)[-1]) == ([], "ended")


def test_what_is_declined_or_withdrawn_has_ended(partners, fnbtp):
    declined, withdrawn = draft(partners, fnbtp), draft(partners, fnbtp)
    do(partners, declined, "approve_agreement", "send_for_signature")
    do(partners, declined, "decline_agreement", organisation_id=fnbtp, reason="non")
    do(partners, withdrawn, "withdraw_agreement", reason="erreur")
    told = [(each.subject, each.facts["state"]) for each in partners.told("partners.agreement_ended.v1")]
    assert told == [(declined["id"], "declined"), (withdrawn["id"], "withdrawn")]


# who was faster


CHANGING = {
    "revise_agreement": {"facts": {"notice_days": 5}},
    "review_agreement": {},
    "negotiate_agreement": {},
    "approve_agreement": {},
    "withdraw_agreement": {"reason": "erreur"},
}


@pytest.mark.parametrize("step", CHANGING)
def test_a_step_on_an_old_version_is_refused(partners, fnbtp, step):
    agreement = draft(partners, fnbtp)
    do(partners, agreement, "revise_agreement", facts={"notice_days": 10})
    with pytest.raises(PreconditionFailed):
        do(partners, agreement, step, expected_version=agreement["version"], **CHANGING[step])
    assert do(partners, agreement, step, expected_version=agreement["version"] + 1, **CHANGING[step])["version"] == 3


def test_whom_the_tenant_does_not_know_is_pointed_at(partners, fnbtp):
    elsewhere = organisation(partners, "institute", tenant=RABAT)
    with pytest.raises(Invalid) as refused:
        draft(partners, elsewhere, institutes=[fnbtp, elsewhere])
    pointers = [fault["pointer"] for fault in refused.value.errors]
    assert pointers == ["/parties/1/organisation_id", "/institutes/0", "/institutes/1"]
    institute = organisation(partners, "institute")
    assert draft(partners, fnbtp, institutes=[institute])["institutes"] == [institute]


# lists


def found(partners, tenant=FES, **asked):
    return [each["id"] for each in partners.ask("list_agreements", tenant=tenant, **asked)["items"]]


def test_a_list_is_narrowed_by_what_is_asked(partners, fnbtp):
    other = organisation(partners)
    ends = {"ends_on": "2027-06-30", "starts_on": "2026-01-01"}
    first = in_force(partners, fnbtp, **ends)["id"]
    second = draft(partners, other, kind="convention", sectors=["digital"], ends_on="2029-06-30")["id"]
    third = draft(partners, fnbtp, kind="convention", parent_id=first, territory=["Taza"])["id"]
    assert found(partners) == [first, second, third]
    assert found(partners, state="draft") == [second, third]
    assert found(partners, kind="framework") == [first]
    assert found(partners, sector="digital") == [second]
    assert found(partners, organisation_id=fnbtp) == [first, third]
    assert found(partners, parent_id=first) == [third]
    assert found(partners, ends_after="2027-06-30") == [first, second]
    assert found(partners, ends_before="2027-06-30") == [first]
    assert found(partners, ends_after="2027-07-01", ends_before="2030-01-01") == [second]
    assert found(partners, organisation_id=fnbtp, state="draft", kind="convention") == [third]
    assert found(partners, words="taza") == [third]
    assert found(partners, words="MACONS formations") == [first, second, third]
    assert found(partners, words="تكوين الاطار") == [first, second, third]
    assert found(partners, words="maçons boulangers") == []


def test_a_list_goes_on_where_the_page_before_ended(partners, fnbtp):
    ids = [draft(partners, fnbtp)["id"] for _ in range(5)]
    seen, after = [], None
    while True:
        page = partners.ask("list_agreements", after=after, limit=2, words="formation")
        seen += [each["id"] for each in page["items"]]
        if (after := page["next"]) is None:
            break
    assert seen == ids


def test_a_list_shows_no_words_of_clauses_and_the_version_to_go_on_from(partners, fnbtp):
    agreement = draft(partners, fnbtp)
    (listed,) = partners.ask("list_agreements")["items"]
    assert listed["version"] == agreement["version"]
    assert "clauses" not in listed
    assert listed["commitments"] == agreement["commitments"]


QUERIES = {
    "all": {},
    "state": {"state": "draft"},
    "kind": {"kind": "framework"},
    "sector": {"found.sectors": "building"},
    "organisation": {"found.organisations": "o1"},
    "parent": {"parent_id": "a0"},
    "words": {"found.words": {"$all": ["macon", "formation"]}},
    "later pages": {"state": "draft", "_id": {"$gt": "0"}},
}


@pytest.mark.parametrize("query", QUERIES)
def test_a_list_is_answered_by_an_index_in_its_order(partners, fnbtp, query):
    draft(partners, fnbtp)
    rows = partners.database.agreements
    plan = (
        rows.find({"tenant": FES, **QUERIES[query]}).sort("_id", 1).limit(51).explain()["queryPlanner"]["winningPlan"]
    )
    stages = set(stages_of(plan))
    assert "IXSCAN" in stages
    assert not stages & {"COLLSCAN", "SORT"}


def stages_of(plan):
    plan = plan.get("queryPlan", plan)
    yield plan["stage"]
    for below in [plan["inputStage"]] if "inputStage" in plan else plan.get("inputStages", []):
        yield from stages_of(below)


def test_a_search_reads_what_its_rarest_word_finds(partners, fnbtp):
    """`convention` and `formation` stand in every text and sort before the one word that narrows."""
    for place in ("Fès", "Fès", "Fès", "Taza"):
        draft(partners, fnbtp, title={"fr": f"Convention de formation, {place}", "ar": "اتفاقية"})
    partners.database.command("profile", 2)
    assert len(found(partners, words="convention formation taza")) == 1
    partners.database.command("profile", 0)
    searched = {"ns": {"$regex": "agreements$"}, "op": "query", "command.sort": {"_id": 1}}
    (search,) = partners.database["system.profile"].find(searched)
    assert search["docsExamined"] == 1


def test_partners_are_told_from_the_index(partners, fnbtp):
    in_force(partners, fnbtp)
    asked = {"tenant": FES, "found.organisations": {"$in": [fnbtp]}, "state": {"$in": ["in_force", "renewed"]}}
    explained = partners.database.agreements.find(asked, {"found.organisations": 1}).explain()
    assert explained["executionStats"]["totalDocsExamined"] == 1
    assert "COLLSCAN" not in set(stages_of(explained["queryPlanner"]["winningPlan"]))


# tenants


def test_another_tenant_sees_and_changes_nothing(partners, fnbtp):
    agreement = in_force(partners, fnbtp)
    facts = {"code": "framework", "name": {"fr": "Accord-cadre", "ar": "اتفاقية إطار"}, "clauses": [PURPOSE]}
    template = partners.ask("publish_clause_template", facts=facts)
    theirs = organisation(partners, tenant=RABAT)
    before, shown = partners.holds(), do(partners, agreement, "get_agreement")
    named = {"agreement_id": agreement["id"]}
    reading = ("get_agreement", "list_children", "list_text_versions", "compare_texts")
    writing = ("review", "negotiate", "approve", "resume", "conclude")
    with_reason = ("return", "reopen", "withdraw", "suspend", "terminate")
    foreign = {
        **{method: {} for method in reading},
        **{f"{step}_agreement": {} for step in writing},
        **{f"{step}_agreement": {"reason": "r"} for step in with_reason},
        "send_for_signature": {},
        "get_text_version": {"number": "1"},
        "revise_agreement": {"facts": {"notice_days": 1}},
        "decline_agreement": {"organisation_id": fnbtp, "reason": "r"},
        "give_notice": {"organisation_id": fnbtp},
    }
    for step, arguments in foreign.items():
        with pytest.raises(NotFound):
            partners.ask(step, tenant=RABAT, **named, **arguments)
    with pytest.raises(NotFound):
        partners.ask("get_clause_template", tenant=RABAT, template_id=template["id"])
    assert partners.ask("list_clause_templates", tenant=RABAT)["items"] == []
    assert found(partners, tenant=RABAT, words="maçons") == []
    with pytest.raises(NotFound):
        draft(partners, theirs, tenant=RABAT, kind="convention", parent_id=agreement["id"])
    with pytest.raises(NotFound):
        draft(partners, theirs, tenant=RABAT, clauses=..., template={"code": "framework"})
    assert (do(partners, agreement, "get_agreement"), partners.holds()) == (shown, before)


def test_two_tenants_number_their_templates_apart(partners):
    facts = {"code": "framework", "name": {"fr": "Accord-cadre", "ar": "اتفاقية إطار"}, "clauses": [PURPOSE]}
    assert [partners.ask("publish_clause_template", tenant=one, facts=facts)["number"] for one in (FES, RABAT)] == [
        1,
        1,
    ]
