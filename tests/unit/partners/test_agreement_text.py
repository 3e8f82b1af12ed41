"""What a digest covers, what changed between two texts, and by which words a text is found."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multaqa.errors import Invalid, Refused
from services.partners.domain import ClauseTemplate, difference
from services.partners.domain.agreement import canonical, digest_of
from services.partners.domain.agreement.difference import runs
from services.partners.domain.agreement.words import words_in
from tests.unit.partners.agreement_making import (
    COMPLETE,
    FNBTP,
    LENGTH,
    MONDAY,
    PURPOSE,
    amendment_of,
    draft,
    in_force,
    standing,
)

# the digest


def test_the_canonical_spelling_of_rfc_8785():
    document = {"b": [2, None, True], "a": "é\u20ac\n\u0628", "literals": {"z": False}}
    spelled = '{"a":"é€\\nب","b":[2,null,true],"literals":{"z":false}}'
    assert canonical(document) == spelled.encode()
    assert digest_of(document) == hashlib.sha256(spelled.encode()).hexdigest()


def test_a_fraction_has_no_canonical_spelling():
    with pytest.raises(TypeError):
        canonical({"a": [{"b": 0.1}]})


CHANGES = {
    "kind": "convention",
    "title": {"fr": "Autre", "ar": "آخر"},
    "parties": [{"organisation_id": "directorate"}, {"organisation_id": FNBTP, "mandate": "Statuts, article 12"}],
    "clauses": [LENGTH, PURPOSE],
    "commitments": [],
    "seats": [{"committee_id": "c1", "organisation_id": FNBTP, "voting": False}],
    "sectors": ["digital"],
    "institutes": ["isbtp"],
    "territory": ["Fès"],
    "starts_on": "2026-05-05",
    "ends_on": "2028-05-03",
    "notice_days": 30,
}


@pytest.mark.parametrize("changed", CHANGES)
def test_the_digest_covers_all_that_is_agreed(changed):
    assert draft(**{changed: CHANGES[changed]}).digest != draft().digest


def test_two_agreements_with_the_same_words_are_signed_apart():
    assert draft("a1").digest != draft("a2").digest


def test_what_happens_to_an_agreement_is_no_part_of_its_text():
    agreement = standing("renewed")
    assert agreement.digest == draft(ends_on="2028-05-03", renewal_months=12, notice_days=60).digest


def test_its_document_is_json():
    assert json.loads(canonical(draft().document())) == draft().document()


# versions


def test_a_revision_is_the_next_text_and_keeps_what_it_does_not_name():
    agreement = draft()
    first = agreement.text
    agreement.revise({"notice_days": 30})
    assert (agreement.text.number, agreement.text.term.notice_days) == (2, 30)
    assert agreement.text.clauses == first.clauses
    assert first.term.notice_days == 0


def test_a_wrong_revision_changes_nothing():
    agreement = draft()
    before = agreement.shown()
    with pytest.raises(Invalid):
        agreement.revise({"clauses": [PURPOSE, PURPOSE]})
    assert agreement.shown() == before


def test_a_round_says_who_proposed_it_and_why():
    agreement = draft()
    agreement.revise({"notice_days": 30})
    proposed = agreement.written("v2", MONDAY, FNBTP, "Un préavis plus long.")
    assert proposed.facts() == {
        "number": 2,
        "digest": agreement.digest,
        "written_at": MONDAY.isoformat(),
        "proposed_by": FNBTP,
        "note": "Un préavis plus long.",
    }
    with pytest.raises(Refused, match="not_a_party"):
        agreement.written("v2", MONDAY, "sotherma", None)


# templates


def template(*clauses, number=1):
    facts = {"code": "framework", "name": COMPLETE["title"], "clauses": list(clauses)}
    return ClauseTemplate.published(f"t{number}", facts, number, MONDAY)


def test_a_text_copies_the_words_of_its_template():
    agreement = draft(template=template(PURPOSE, number=3), clauses=...)
    assert [clause.facts() for clause in agreement.text.clauses] == [PURPOSE]
    assert agreement.shown()["template"] == {"code": "framework", "number": 3}


def test_words_of_its_own_replace_those_of_the_template():
    agreement = draft(template=template(PURPOSE), clauses=[LENGTH])
    assert [clause.code for clause in agreement.text.clauses] == ["length"]
    assert agreement.shown()["template"] == {"code": "framework", "number": 1}


def test_a_revision_may_start_again_from_a_newer_template():
    agreement = draft(template=template(PURPOSE), clauses=...)
    agreement.revise({"template": {"code": "framework"}}, template=template(LENGTH, number=2))
    assert [clause.code for clause in agreement.text.clauses] == ["length"]
    assert agreement.shown()["template"] == {"code": "framework", "number": 2}


def test_a_template_with_a_code_twice_is_not_published():
    with pytest.raises(Invalid) as refused:
        template(PURPOSE, PURPOSE)
    assert [fault["pointer"] for fault in refused.value.errors] == ["/clauses/1/code"]


# differences


def test_a_difference_tells_clause_by_clause_what_changed():
    longer = {**LENGTH, "body": {"fr": "Trois ans à compter de la signature.", "ar": LENGTH["body"]["ar"]}}
    seats = {"code": "seats", "title": {"fr": "Sièges", "ar": "المقاعد"}, "body": {"fr": "Un.", "ar": "واحد."}}
    parent = in_force()
    amendment = amendment_of(parent, clauses=[longer, seats], commitments=[])
    told = difference(parent.text, amendment.text).facts()
    assert [(clause["code"], clause["change"]) for clause in told["clauses"]] == [
        ("length", "changed"),
        ("seats", "added"),
        ("purpose", "removed"),
    ]
    assert told["clauses"][0]["body"]["fr"] == [
        {"change": "removed", "words": "Deux"},
        {"change": "added", "words": "Trois"},
        {"change": "kept", "words": "ans à compter de la signature."},
    ]
    assert told["clauses"][0]["body"]["ar"] == [{"change": "kept", "words": LENGTH["body"]["ar"]}]
    assert [change["term"] for change in told["terms"]] == ["commitments"]


def test_a_text_does_not_differ_from_itself():
    told = difference(draft().text, draft().text)
    assert {clause.change for clause in told.clauses} == {"kept"}
    assert told.terms == []


WORDS = st.lists(st.sampled_from(["la", "partie", "forme", "les", "stagiaires", "تلتزم", "بتكوين"]), max_size=30)


@given(WORDS, WORDS)
def test_a_difference_holds_both_texts_whole(older, newer):
    found = list(runs(older, newer))

    def read(*changes):
        return [word for run in found if run.change in changes for word in run.words.split()]

    assert (read("kept", "removed"), read("kept", "added")) == (older, newer)


def test_a_long_clause_of_few_words_is_compared_whole():
    older, newer = ["la", "partie"] * 1500, ["partie", "la", "les"] * 1000
    found = list(runs(older, newer))
    assert " ".join(run.words for run in found if run.change != "added").split() == older
    assert " ".join(run.words for run in found if run.change != "removed").split() == newer


# words


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("Conventions signées", "CONVENTION signee"),
        ("Œuvres", "oeuvre"),
        ("الاتفاقية الإطار", "اتفاقية إطار"),
        ("للتكوينات", "التكوينات"),
        ("التَّكوين", "تكوين"),
        ("Fès-Meknès", "fes meknes"),
    ],
)
def test_words_are_found_however_they_are_written(written, asked):
    assert words_in([asked]) <= words_in([written])


def test_a_text_is_found_by_its_title_clauses_promises_and_places():
    found = draft(territory=["Taza"]).text.words
    assert words_in(["accord maçons signature place taza بنائي الإطار"]) <= found
    assert words_in(["sotherma"]).isdisjoint(found)
