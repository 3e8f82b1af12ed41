"""Questions and answers, files and consents: what a registration brings along and what may be said later."""

import csv
import io
from base64 import b64decode, b64encode
from datetime import UTC, datetime

import pytest

from multaqa.errors import Invalid, NotFound, Refused
from multaqa.sharing import is_shared
from multaqa.testing.waiting import eventually
from services.events.store import Sharing
from tests.integration.events import hearing
from tests.integration.events.forum import NAME, opened, register

CV = b"%PDF-1.7 a life on a page"
SHARING = "events.sharing_changed.v1"
TEXT = {"fr": "Votre projet ?", "ar": "ما مشروعكم؟"}
FIELD = {"code": "field", "label": {"fr": "Industrie", "ar": "الصناعة"}}
OTHER = {"code": "other", "label": {"fr": "Autre", "ar": "غير ذلك"}}


def ask_question(events, edition, code, kind, **more):
    return events.ask("ask_question", edition_id=edition, facts={"code": code, "kind": kind, "text": TEXT, **more})


@pytest.fixture
def edition(events):
    """An edition that asks candidates four things and visitors one."""
    edition = opened(events, capacity=5)
    ask_question(events, edition, "project", "text", required=True, most=20, categories=["candidate"])
    ask_question(events, edition, "sector", "choice", options=[FIELD, OTHER])
    ask_question(events, edition, "cv", "file", required=True, categories=["candidate"], most_bytes=1000)
    ask_question(events, edition, "rules", "consent", required=True, purpose="rules", categories=["candidate"])
    return edition


def register_with(events, edition, person, answers, consents=(), category="candidate", **circumstances):
    asked = {"edition_id": edition, "person_id": person, "category": category}
    return events.ask("register", **asked, answers=answers, consents=list(consents), **circumstances)


def faults(wrong):
    return {one["pointer"]: one["code"] for one in wrong.value.errors}


SOUND = {"project": "Un atelier", "rules": True}


def test_answers_are_kept_with_the_revision_they_answer(events, edition):
    registration = register_with(events, edition, "a", {**SOUND, "sector": "field"})
    question = next(
        one for one in events.ask("list_questions", edition_id=edition)["items"] if one["code"] == "project"
    )
    events.ask("revise_question", question_id=question["id"], facts={"text": {"fr": "Un rêve ?", "ar": "حلم؟"}})
    told = events.ask("get_answers", registration_id=registration["id"])
    assert {one["code"]: (one["value"], one["revision"]) for one in told["answers"]} == {
        "project": ("Un atelier", 1), "rules": (True, 1), "sector": ("field", 1),
    }  # fmt: skip
    assert told["missing"] == ["cv"]
    again = events.ask("answer_questions", registration_id=registration["id"], answers={"project": "Un rêve"})
    assert {one["code"]: one["revision"] for one in again["answers"]}["project"] == 2


def test_each_wrong_answer_is_named_by_its_field_and_nothing_is_taken(events, edition):
    before = events.ask("count_registrations", edition_id=edition)
    wrong_answers = {"project": "x" * 21, "sector": "nowhere", "rules": False, "shoe_size": "43", "cv": "no-such-file"}
    with pytest.raises(Invalid) as wrong:
        register_with(events, edition, "a", wrong_answers)
    assert faults(wrong) == {
        "/answers/project": "answer.too_long",
        "/answers/sector": "answer.option_unknown",
        "/answers/rules": "answer.consent_needed",
        "/answers/shoe_size": "answer.question_unknown",
    }
    with pytest.raises(Invalid) as wrong:
        register_with(events, edition, "a", {})
    assert faults(wrong) == {"/answers/project": "answer.missing", "/answers/rules": "answer.missing"}
    with pytest.raises(Invalid) as wrong:
        register_with(events, edition, "a", {**SOUND, "cv": "no-such-file"})
    assert faults(wrong) == {"/answers/cv": "answer.file_unknown"}
    assert events.ask("count_registrations", edition_id=edition) == before


def test_a_question_of_another_category_is_not_answered(events, edition):
    with pytest.raises(Invalid) as wrong:
        register_with(events, edition, "v", {"project": "Visiter"}, category="visitor")
    assert faults(wrong) == {"/answers/project": "answer.question_unknown"}
    assert register_with(events, edition, "v", {}, category="visitor")["state"] == "confirmed"


def test_who_brings_no_answers_is_asked_for_them_later(events, edition):
    registration = register(events, edition, "a")
    told = events.ask("get_answers", registration_id=registration["id"])
    assert (told["answers"], told["missing"]) == ([], ["project", "cv", "rules"])


def test_a_retired_question_is_no_longer_asked_and_its_answers_stay(events, edition):
    registration = register_with(events, edition, "a", SOUND)
    question = events.ask("list_questions", edition_id=edition)["items"][0]
    events.ask("retire_question", question_id=question["id"])
    assert register_with(events, edition, "b", {"rules": True})["state"] == "confirmed"
    told = events.ask("get_answers", registration_id=registration["id"])
    assert "project" in {one["code"] for one in told["answers"]}
    with pytest.raises(Refused, match=r"question\.retired"):
        events.ask("revise_question", question_id=question["id"], facts={"text": TEXT})


def test_a_question_without_sense_is_refused(events, edition):
    with pytest.raises(Invalid) as wrong:
        ask_question(events, edition, "one", "choice", options=[FIELD])
    assert faults(wrong) == {"/options": "question.options_missing"}
    with pytest.raises(Invalid) as wrong:
        ask_question(events, edition, "project", "text")
    assert faults(wrong) == {"/code": "question.code_taken"}


def send_file(events, edition, content=CV, media_type="application/pdf", code="cv", **circumstances):
    sent = {"edition_id": edition, "code": code, "content": b64encode(content).decode(), "media_type": media_type}
    return events.ask("send_answer_file", **sent, **circumstances)


def test_a_file_is_sent_first_and_named_as_the_answer(events, edition):
    file = send_file(events, edition)
    registration = register_with(events, edition, "a", {**SOUND, "cv": file["id"]})
    assert events.ask("get_answers", registration_id=registration["id"])["missing"] == []
    assert b64decode(events.ask("get_answer_file", file_id=file["id"])["content"]) == CV
    with pytest.raises(Invalid) as wrong:
        register_with(events, edition, "b", {**SOUND, "cv": file["id"]})
    assert faults(wrong) == {"/answers/cv": "answer.file_unknown"}


@pytest.mark.parametrize(
    ("content", "media_type", "code"),
    [
        (CV + b"x" * 1000, "application/pdf", "answer.file_too_large"),
        (b"MZ not a life", "application/pdf", "answer.not_what_it_says"),
        (CV, "text/html", "answer.type_not_taken"),
    ],
)
def test_a_file_its_question_does_not_take_is_refused(events, edition, content, media_type, code):
    with pytest.raises(Invalid) as wrong:
        send_file(events, edition, content, media_type)
    assert faults(wrong) == {"/answers/cv": code}
    assert events.database["fs.files"].count_documents({}) == 0


def test_a_file_that_nobody_takes_up_goes_after_a_day(events, edition):
    file = send_file(events, edition)
    a_day_later = {"$set": {"due": datetime(2020, 1, 1, tzinfo=UTC)}}
    events.database.due.update_one({"kind": "answer_file_expiry", "key": file["id"]}, a_day_later)
    eventually(lambda: events.database.answer_files.count_documents({}) == 0)
    assert events.database["fs.files"].count_documents({}) == 0
    with pytest.raises(NotFound):
        events.ask("get_answer_file", file_id=file["id"])


def test_a_new_file_replaces_the_one_before(events, edition):
    first, second = send_file(events, edition), send_file(events, edition, CV + b"!")
    registration = register_with(events, edition, "a", {**SOUND, "cv": first["id"]})
    events.ask("answer_questions", registration_id=registration["id"], answers={"cv": second["id"]})
    assert events.database["fs.files"].count_documents({}) == 1


def test_answers_are_exported_without_formulas(events, edition):
    register_with(events, edition, "a", {**SOUND, "project": "=HYPERLINK(1)", "sector": "field"})
    told = events.ask("export_answers", edition_id=edition)
    rows = list(csv.DictReader(io.StringIO(b64decode(told["content"]).decode("utf-8-sig")), delimiter=";"))
    assert [(row["category"], row["project"], row["sector"], row["rules"]) for row in rows] == [
        ("candidate", "'=HYPERLINK(1)", "field", "1")
    ]


# consents


def allows(events, edition, organisation, tenant="fes-meknes"):
    return is_shared(Sharing(events.database, tenant).said([organisation], edition, ["a"]).get("a", ()))


def share(*organisations, given=True):
    return [{"purpose": "sharing", "given": given, "organisation_ids": list(organisations)}]


def test_each_consent_is_a_row_of_its_own_and_dated(events, edition):
    said = [{"purpose": "participation", "given": True}, {"purpose": "photo", "given": False}, *share("org-1", "org-2")]
    registration = register_with(events, edition, "a", SOUND, said)
    rows = events.ask("list_consents", registration_id=registration["id"])["items"]
    assert {(row["purpose"], row["organisation_id"], row["given"], row["text_version"]) for row in rows} == {
        ("participation", None, True, 1), ("photo", None, False, 1),
        ("sharing", "org-1", True, 1), ("sharing", "org-2", True, 1),
    }  # fmt: skip
    assert sorted(told.facts["organisation_id"] for told in events.told(SHARING)) == ["org-1", "org-2"]


def test_a_consent_is_withdrawn_as_easily_and_at_once(events, edition):
    registration = register_with(events, edition, "a", SOUND, share("org-1", "org-2"))
    assert allows(events, edition, "org-1")
    events.ask("decide_consents", registration_id=registration["id"], consents=share("org-1", given=False))
    assert not allows(events, edition, "org-1")
    assert allows(events, edition, "org-2")
    assert [told.facts["given"] for told in events.told(SHARING)] == [True, True, False]
    row = next(
        one for one in events.ask("list_consents", registration_id=registration["id"])["items"]
        if one["organisation_id"] == "org-1"
    )  # fmt: skip
    assert ([one["given"] for one in row["earlier"]], row["given"]) == ([True], False)


def test_saying_the_same_again_says_nothing_new(events, edition):
    registration = register_with(events, edition, "a", SOUND, share("org-1"))
    events.ask("decide_consents", registration_id=registration["id"], consents=share("org-1"))
    assert len(events.told(SHARING)) == 1


def test_a_yes_to_a_company_counts_after_a_no_in_general_though_it_was_said_before(events, edition):
    registration = register_with(events, edition, "a", SOUND, share("org-1"))
    now = datetime.now(UTC)
    events.has_handled(hearing.person(events, "a", 2, consents=[("share_cv", False, now.isoformat())]))
    events.ask("decide_consents", registration_id=registration["id"], consents=share("org-1"))
    assert [told.facts["given"] for told in events.told(SHARING)] == [True, True]


def test_what_was_said_to_a_duplicate_is_one_answer_with_what_was_said_to_the_survivor(events, edition):
    hearing.known_organisations(events, "org-1", "org-2")
    registration = register_with(events, edition, "a", SOUND, share("org-1", "org-2"))
    mine = {"registration_id": registration["id"]}
    events.ask("decide_consents", **mine, consents=share("org-2", given=False))
    events.has_handled(hearing.merged(events, "org-1", "org-2"))
    (row,) = events.ask("list_consents", **mine)["items"]
    assert (row["organisation_id"], row["given"], len(row["earlier"])) == ("org-1", False, 2)
    (row,) = events.ask("decide_consents", **mine, consents=share("org-2"))["items"]
    assert (row["organisation_id"], row["given"]) == ("org-1", True)


def test_who_no_longer_agrees_to_take_part_gives_back_the_seat(events, edition):
    registration = register_with(events, edition, "a", SOUND, [{"purpose": "participation", "given": True}])
    leaving = [{"purpose": "participation", "given": False}]
    events.ask("decide_consents", registration_id=registration["id"], consents=leaving)
    assert events.ask("get_registration", registration_id=registration["id"])["state"] == "cancelled"
    assert events.ask("reconcile", edition_id=edition)["drift"] == 0


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ([{"purpose": "sharing", "given": True}], "consent.companies_missing"),
        ([{"purpose": "photo", "given": True, "organisation_ids": ["x"]}], "consent.companies_unexpected"),
    ],
)
def test_a_consent_that_does_not_say_whom_it_concerns_is_refused(events, edition, said, code):
    with pytest.raises(Invalid) as wrong:
        register_with(events, edition, "a", SOUND, said)
    assert faults(wrong) == {"/consents/0/organisation_ids": code}


# a person's rights, and a tenant's


def test_a_person_sees_all_of_it_and_is_forgotten_with_it(events, edition):
    file = send_file(events, edition)
    register_with(events, edition, "a", {**SOUND, "cv": file["id"]}, share("org-1"))
    told = events.ask("export_person", person_id="a")
    assert told["answers"][0]["answers"]
    assert told["consents"][0]["organisation_id"] == "org-1"
    events.has_handled(events.hear("directory.person_erased.v1", "a", {"person_id": "a"}, version=2))
    for collection in ("answer_sheets", "answer_files", "consents", "registration_links", "fs.files"):
        assert events.database[collection].count_documents({}) == 0, collection


def test_another_tenant_finds_nothing(events, edition):
    registration = register_with(events, edition, "a", SOUND, share("org-1"))
    file = send_file(events, edition)
    question = events.ask("list_questions", edition_id=edition)["items"][0]["id"]
    mine = {"registration_id": registration["id"]}
    asked = [
        ("list_questions", {"edition_id": edition}),
        ("ask_question", {"edition_id": edition, "facts": {"code": "x", "kind": "text", "text": NAME}}),
        ("revise_question", {"question_id": question, "facts": {"text": TEXT}}),
        ("retire_question", {"question_id": question}),
        ("get_answers", mine),
        ("answer_questions", {**mine, "answers": {}}),
        ("list_answers", {"edition_id": edition}),
        ("export_answers", {"edition_id": edition}),
        ("send_answer_file", {"edition_id": edition, "code": "cv", "content": "", "media_type": "application/pdf"}),
        ("get_answer_file", {"file_id": file["id"]}),
        ("decide_consents", {**mine, "consents": share("org-1")}),
        ("list_consents", mine),
        ("send_registration_link", mine),
    ]
    for procedure, arguments in asked:
        with pytest.raises(NotFound):
            events.ask(procedure, **arguments, tenant="rabat-sale-kenitra")
    assert not allows(events, edition, "org-1", tenant="rabat-sale-kenitra")
