"""A letter speaks the language of its reader, shows Moroccan times, and lets nobody write markup into it."""

import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from html import unescape

import pytest
from jinja2 import meta
from jinja2.exceptions import SecurityError, UndefinedError

from multaqa.messages import catalogue
from services.notifications.domain import Contact, Recipient, Send
from services.notifications.letters import Letters
from services.notifications.writing import TEMPLATES, Known, Writer, house_environment

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
EDITION = {
    "_id": "e1",
    "source_version": 1,
    "series_name": {"fr": "Forum régional de l'emploi", "ar": "الملتقى الجهوي للتشغيل"},
    "number": 2,
    "theme": {"fr": "L'insertion", "ar": "الإدماج"},
    "venue": "Fès",
    "starts_at": datetime(2026, 6, 8, 8, tzinfo=UTC),
    "ends_at": datetime(2026, 6, 8, 15, tzinfo=UTC),
    "rooms": [{"code": "A", "name": {"fr": "Amphithéâtre", "ar": "المدرج"}}],
    "reason": None,
}
OFFERED_UNTIL = datetime(2026, 6, 2, 17, tzinfo=UTC)
REGISTRATION = {"edition_id": "e1", "place": 3, "promoted": False, "offered_until": OFFERED_UNTIL, "reason": None}
INTERVIEW = {
    "organisation_name": {"fr": "Sotherma", "ar": "سوطيرما"},
    "offer_title": {"fr": "Soudeur", "ar": "لحام"},
    "table": "A1-1",
    "starts_at": datetime(2026, 6, 8, 8, 20, tzinfo=UTC),
    "ends_at": datetime(2026, 6, 8, 8, 40, tzinfo=UTC),
}


@pytest.fixture(scope="module")
def letters():
    return Letters(Writer("https://multaqa.example/"), "ne-pas-repondre@multaqa.example")


def write(letters, name, told=REGISTRATION, language="fr", edition=EDITION, **person):
    salma = {"person_id": "p1", "name_latin": "Salma", "name_arabic": "سلمى", "email": "salma@example.org"}
    recipient = Recipient(**{**salma, "language": language, **person})
    send = Send("n1", "p1", "m1", f"events.{name}.v1", told, created_at=NOON)
    return read(letters, send, Known(recipient, edition))


def read(letters, send, known):
    letter, _ = letters.write(send, known)
    return message_from_bytes(letter.as_bytes(), policy=policy.default)


TOKEN = "fes-meknes.c2VjcmV0"
SIGNATURE = {
    "title": {"fr": "Accord-cadre", "ar": "اتفاقية إطار"},
    "expires_at": datetime(2026, 6, 8, 15, tzinfo=UTC),
    "token": TOKEN,
    "code": "042917",
    "delegated_by": None,
    "declined_by": "Driss Alami",
    "reason": "Trop de places",
}
SIGNATURE_LETTERS = ["signature_requested", "signature_code", "signature_reminded", "signature_declined"]


def write_to_contact(letters, name, language="fr", **told):
    contact = Contact("Amal Bennis", "amal@fnbtp.example", language)
    send = Send("n1", None, "m1", f"partners.{name}.v1", {**SIGNATURE, **told}, created_at=NOON, contact=contact)
    return read(letters, send, Known(contact))


def text(letter):
    return letter.get_body(("plain",)).get_content()


def page(letter):
    return letter.get_body(("html",)).get_content()


def test_speaks_french(letters):
    letter = write(letters, "registration_confirmed")
    assert letter["subject"] == "Inscription confirmée : Forum régional de l'emploi, édition n° 2"
    assert "Bonjour Salma" in text(letter)
    assert 'dir="ltr"' in page(letter)


@pytest.mark.parametrize(("language", "said"), [("fr", "Ne plus recevoir"), ("ar", "لعدم تلقي")])
def test_says_in_one_plain_line_how_to_have_no_more_of_these(letters, language, said):
    token = f"rabat-sale-kenitra.{'s' * 43}"
    recipient = Recipient("p1", "Salma", "سلمى", "salma@example.org", language)
    send = Send("n1", "p1", "m1", "events.registration_confirmed.v1", REGISTRATION, created_at=NOON)
    octets = letters.write(send, Known(recipient, EDITION, link=token))[0].as_bytes(policy=policy.SMTP)
    address = f"https://multaqa.example/unsubscribe/{token}"
    assert f"\r\nList-Unsubscribe: <{address}>\r\n".encode() in octets
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in octets
    letter = message_from_bytes(octets, policy=policy.default)
    for form in (text(letter), page(letter)):
        assert said in form
        assert f"{address}?language={language}" in form


def test_what_is_mandatory_has_no_way_out(letters):
    letter = write(letters, "registration_link_sent", {**REGISTRATION, "token": TOKEN})
    assert letter["List-Unsubscribe"] is letter["List-Unsubscribe-Post"] is None
    assert "unsubscribe" not in text(letter) + page(letter)


def test_speaks_arabic_from_right_to_left(letters):
    letter = write(letters, "registration_confirmed", language="ar")
    assert letter["subject"] == "تأكيد التسجيل: الملتقى الجهوي للتشغيل، الدورة 2"
    assert "سلمى" in text(letter)
    assert '<html lang="ar" dir="rtl">' in page(letter)


WHEN = {"fr": "lundi 8 juin 2026, de 09:00 à 16:00", "ar": "الاثنين، 8 يونيو 2026، من 09:00 إلى 16:00"}


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_shows_moroccan_times_in_the_reader_s_words(letters, language):
    assert WHEN[language] in text(write(letters, "registration_confirmed", language=language))


def test_shows_the_times_of_ramadan(letters):
    hours = {"starts_at": datetime(2027, 2, 15, 9, tzinfo=UTC), "ends_at": datetime(2027, 2, 15, 15, tzinfo=UTC)}
    assert "de 09:00 à 15:00" in text(write(letters, "registration_confirmed", edition={**EDITION, **hours}))


def test_says_that_a_seat_became_free(letters):
    assert "Une place s'est libérée" in text(
        write(letters, "registration_confirmed", {**REGISTRATION, "promoted": True})
    )
    assert "Une place s'est libérée" not in text(write(letters, "registration_confirmed"))


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_names_the_place_on_the_waitlist(letters, language):
    letter = write(letters, "registration_waitlisted", language=language)
    assert "3" in text(letter)
    assert "3" in page(letter)


@pytest.mark.parametrize(
    ("language", "until"), [("fr", "mardi 2 juin 2026 à 18:00"), ("ar", "الثلاثاء، 2 يونيو 2026 على الساعة 18:00")]
)
def test_says_until_when_a_seat_is_offered(letters, language, until):
    letter = write(letters, "registration_promoted", language=language)
    assert until in text(letter)
    assert until in page(letter)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_says_why_a_registration_is_cancelled(letters, language):
    reasons = ("person", "staff", "declined", "expired", "refused", "edition_cancelled")
    told = [write(letters, "registration_cancelled", {**REGISTRATION, "reason": one}, language) for one in reasons]
    assert len({text(letter) for letter in told}) == len({page(letter) for letter in told}) == len(reasons)


@pytest.mark.parametrize(("language", "told"), [("fr", "Sotherma : Soudeur"), ("ar", "سوطيرما : لحام")])
def test_lists_interviews(letters, language, told):
    letter = write(letters, "timetable_published", {"edition_id": "e1", "interviews": [INTERVIEW]}, language)
    assert told in text(letter)
    assert "09:20" in text(letter)
    assert "A1-1" in page(letter)


CHANGES = [
    {"change": "moved", "from_starts_at": datetime(2026, 6, 8, 10, tzinfo=UTC), "from_table": "A1-2", "reason": None},
    {"change": "scheduled", "from_starts_at": None, "from_table": None, "reason": None},
    {"change": "cancelled", "from_starts_at": None, "from_table": None, "reason": "no_table"},
]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", ["Vos entretiens ont changé", "déplacé", "auparavant : lundi 8 juin 2026, ", "Nouvel", "plus de table"]),
        ("ar", ["تغيرت مقابلاتكم", "تغير موعدها", "سابقا: ", "جديدة", "لم تعد هناك طاولة"]),
    ],
)
def test_says_what_has_changed_and_lists_what_is_left(letters, language, said):
    told = {
        "edition_id": "e1",
        "interviews": [INTERVIEW],
        "changes": [{**one, "interview": INTERVIEW} for one in CHANGES],
    }
    letter = write(letters, "agenda_changed", told, language)
    for one in [*said, "A1-2", "11:00", "Sotherma" if language == "fr" else "سوطيرما"]:
        assert one in text(letter)
        assert one in page(letter)
    assert not any(mark in text(letter) + page(letter) for mark in ("{{", "{%", "None"))
    assert text(letter).count("09:20") == page(letter).count("09:20") == 4


@pytest.mark.parametrize(("language", "word"), [("fr", "provisoire"), ("ar", "برنامج مؤقت")])
def test_says_that_a_timetable_is_preliminary(letters, language, word):
    agenda = {"edition_id": "e1", "interviews": [INTERVIEW]}
    preliminary = write(letters, "timetable_published", {**agenda, "preliminary": True}, language)
    final = write(letters, "timetable_published", {**agenda, "preliminary": False}, language)
    assert word in text(preliminary)
    assert word in page(preliminary)
    assert word not in text(final) + page(final)


REQUEST = {
    "edition_id": "e1",
    "kind": "interview",
    "state": "accepted",
    "offer_title": INTERVIEW["offer_title"],
    "organisation_name": INTERVIEW["organisation_name"],
    "table": None,
    "starts_at": None,
    "ends_at": None,
}
TAG = re.compile("<[^>]*>")
BOOKED = {name: INTERVIEW[name] for name in ("table", "starts_at", "ends_at")}


@pytest.mark.parametrize(
    ("language", "name", "told", "said"),
    [
        ("fr", "interview_requested", {"state": "open"}, "Sotherma vous propose : entretien, « Soudeur »."),
        ("ar", "interview_requested", {"state": "open"}, "سوطيرما تقترح عليكم: مقابلة، «لحام»."),
        ("fr", "interview_request_answered", BOOKED, "09:20–09:40, table A1-1."),
        ("ar", "interview_request_answered", BOOKED, "09:20–09:40، الطاولة A1-1."),
        ("fr", "interview_request_answered", {}, "Sotherma vous rencontrera : entretien, « Soudeur »."),
        ("ar", "interview_request_answered", {}, "ستلتقي بكم سوطيرما: مقابلة، «لحام»."),
        ("fr", "interview_request_answered", {"state": "declined"}, "Sotherma ne donne pas suite à votre demande"),
        ("ar", "interview_request_answered", {"state": "declined"}, "لم تستجب سوطيرما لطلبكم"),
        ("fr", "interview_request_answered", {"state": "cancelled"}, "Sotherma annule : entretien"),
        ("ar", "interview_request_answered", {"state": "cancelled"}, "ألغت سوطيرما: مقابلة"),
    ],
)
def test_tells_of_requests_for_interviews(letters, language, name, told, said):
    letter = write(letters, name, {**REQUEST, **told}, language)
    assert said in text(letter)
    assert said in unescape(TAG.sub("", page(letter)))
    assert "{{" not in text(letter)
    nameless = write(letters, name, {**REQUEST, **told, "organisation_name": None}, language)
    assert len(nameless["subject"]) > 10


@pytest.mark.parametrize(
    ("language", "word", "title"),
    [
        ("fr", "rencontre créateurs-entreprises", "Vos rencontres avec les entreprises :"),
        ("ar", "لقاء المصممين والمقاولات", "لقاءاتكم مع المقاولات:"),
    ],
)
def test_says_what_kind_of_meeting_it_is(letters, language, word, title):
    meeting = {"edition_id": "e1", "interviews": [{**INTERVIEW, "kind": "creators_meeting"}]}
    letter = write(letters, "timetable_published", meeting, language)
    assert word in text(letter)
    assert word in page(letter)
    assert letter["subject"].startswith(title)


def test_an_interview_may_come_before_the_organisation_s_name(letters):
    nameless = {"edition_id": "e1", "interviews": [{**INTERVIEW, "organisation_name": None}]}
    assert "Soudeur" in text(write(letters, "timetable_published", nameless))


@pytest.mark.parametrize(
    "name",
    [
        "registration_received",
        "registration_confirmed",
        "registration_waitlisted",
        "registration_promoted",
        "registration_cancelled",
        "timetable_published",
        "agenda_changed",
    ],
)
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_letter_has_a_subject_and_both_forms(letters, name, language):
    letter = write(letters, name, {**REGISTRATION, "interviews": [], "changes": []}, language)
    assert len(letter["subject"]) > 10
    assert letter.get_content_type() == "multipart/alternative"
    assert letter["content-language"] == language
    assert "{{" not in text(letter) + page(letter)


@pytest.mark.parametrize(("language", "why"), [("fr", "Motif : Grève"), ("ar", "السبب: Grève")])
def test_says_why_an_edition_is_cancelled(letters, language, why):
    told = {**REGISTRATION, "reason": "edition_cancelled"}
    letter = write(letters, "registration_cancelled", told, language, edition={**EDITION, "reason": "Grève"})
    assert why in text(letter)
    assert why in page(letter)
    assert "Grève" not in text(write(letters, "registration_cancelled", told, language))


POSTPONED = {
    "edition_id": "e1",
    "starts_at": datetime(2027, 2, 15, 9, tzinfo=UTC),
    "ends_at": datetime(2027, 2, 15, 15, tzinfo=UTC),
    "postponements": [{"starts_at": EDITION["starts_at"], "reason": "Travaux <b>"}],
}
ACTIVITY = {
    "title": {"fr": "L'IA & la sécurité", "ar": "الذكاء الاصطناعي"},
    "room": "A",
    "starts_at": datetime(2026, 6, 8, 10, tzinfo=UTC),
    "ends_at": datetime(2026, 6, 8, 11, tzinfo=UTC),
    "reason": "Intervenante empêchée",
}


@pytest.mark.parametrize(
    ("name", "language", "told", "subject", "said"),
    [
        (
            "edition_postponed",
            "fr",
            POSTPONED,
            "Édition reportée : Forum régional de l'emploi, édition n° 2",
            ["lundi 8 juin 2026 est reportée", "lundi 15 février 2027, de 09:00 à 15:00", "Travaux"],
        ),
        (
            "edition_postponed",
            "ar",
            POSTPONED,
            "تأجيل الدورة: الملتقى الجهوي للتشغيل، الدورة 2",
            ["من 09:00 إلى 15:00"],
        ),
        (
            "activity_changed",
            "fr",
            ACTIVITY,
            "Changement au programme : L'IA & la sécurité",
            ["de 11:00 à 12:00, Amphithéâtre"],
        ),
        ("activity_changed", "ar", ACTIVITY, "تغيير في البرنامج: الذكاء الاصطناعي", ["12:00، المدرج"]),
        ("activity_cancelled", "fr", ACTIVITY, "Activité annulée : L'IA & la sécurité", ["Intervenante empêchée"]),
        ("activity_cancelled", "ar", ACTIVITY, "إلغاء نشاط: الذكاء الاصطناعي", ["Intervenante empêchée"]),
    ],
)
def test_tells_what_changes_at_a_gathering(letters, name, language, told, subject, said):
    letter = write(letters, name, told, language)
    assert letter["subject"] == subject
    for one in said:
        assert one in text(letter)
        assert one in page(letter)
    assert "<b>" not in page(letter)


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("name", ["edition_postponed", "activity_changed", "activity_cancelled"])
def test_who_contributes_is_not_written_to_as_somebody_registered(letters, name, language):
    told = POSTPONED if name == "edition_postponed" else ACTIVITY
    here, elsewhere = (write(letters, name, {**told, **part}, language) for part in ({"contributes": True}, {}))
    registered = {"fr": ("inscrit", "inscription"), "ar": ("سجل", "تسجيل")}[language]
    for form in (text, page):
        assert not any(word in form(here) for word in registered)
        assert any(word in form(elsewhere) for word in registered)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_cancelled_edition_says_why_to_who_contributes(letters, language):
    letter = write(letters, "edition_cancelled", {"edition_id": "e1", "reason": "Grève", "contributes": True}, language)
    assert all("Grève" in form(letter) for form in (text, page))


@pytest.mark.parametrize(
    ("language", "named", "said"),
    [
        ("fr", True, "de 11:00 à 12:00, Amphithéâtre"),
        ("fr", False, "n'êtes plus au programme"),
        ("ar", True, "12:00، المدرج"),
        ("ar", False, "لم تعودوا ضمن المتدخلين"),
    ],
)
def test_speakers_read_that_they_are_on_the_programme_or_no_longer(letters, language, named, said):
    letter = write(letters, "speakers_changed", {**ACTIVITY, "named": named, "contributes": True}, language)
    assert all(said in form(letter) for form in (text, page))
    assert "{%" not in text(letter) + page(letter)


def test_has_the_same_message_id_each_time_it_is_written(letters):
    assert {write(letters, "registration_cancelled")["message-id"] for _ in range(2)} == {"<n1@multaqa.example>"}


def test_markup_in_a_name_is_text(letters):
    assert "<script>" not in page(write(letters, "registration_confirmed", name_latin="<script>alert(1)</script>"))


def test_a_line_break_in_a_name_makes_no_header(letters):
    with pytest.raises(ValueError):
        write(letters, "registration_confirmed", name_latin="Salma\r\nBcc: all@example.org")


def test_a_template_reads_nothing_private():
    with pytest.raises(SecurityError):
        house_environment("fr_MA").from_string("{{ person.__class__.__mro__ }}").render(
            person=Recipient("p", "n", None, "e", "fr")
        )


def test_a_template_names_no_unknown_field():
    with pytest.raises(UndefinedError):
        house_environment("fr_MA").from_string("{{ edition.nothing }}").render(edition=EDITION)


# letters to contacts


@pytest.mark.parametrize("name", SIGNATURE_LETTERS)
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_letter_about_a_signature_has_both_forms_and_names_the_agreement(letters, name, language):
    letter = write_to_contact(letters, name, language)
    assert letter["to"] == "Amal Bennis <amal@fnbtp.example>"
    assert letter["content-language"] == language
    assert SIGNATURE["title"][language] in page(letter)
    assert "Amal Bennis" in text(letter)
    assert "{{" not in text(letter) + page(letter)


@pytest.mark.parametrize("name", ["signature_requested", "signature_reminded"])
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_link_leads_to_the_public_door_and_says_how_long(letters, name, language):
    letter = write_to_contact(letters, name, language)
    assert f"https://multaqa.example/sign/{TOKEN}\n" in text(letter)
    assert f'href="https://multaqa.example/sign/{TOKEN}"' in page(letter)
    assert "16:00" in text(letter)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_code_can_be_read_without_opening_the_mail(letters, language):
    letter = write_to_contact(letters, "signature_code", language)
    assert "042917" in letter["subject"]
    assert "042917" in text(letter)
    assert "042917" in page(letter)


def test_a_delegate_is_told_by_whom(letters):
    assert "Driss Alami vous a délégué" in text(
        write_to_contact(letters, "signature_requested", delegated_by="Driss Alami")
    )


def test_markup_in_a_reason_is_text(letters):
    assert "<b>" not in page(write_to_contact(letters, "signature_declined", reason="<b>Non</b>"))


DEADLINE = {
    "days": 30,
    "on": "2027-05-03",
    "title": {"fr": "Accord-cadre <FNBTP>", "ar": "اتفاقية إطار"},
    "commitment": {"kind": "hires", "quantity": 20, "unit": "embauches", "progress": 7},
}


@pytest.mark.parametrize(
    ("language", "kind", "subject", "said"),
    [
        ("fr", "expiry", "D'ici 30 jours, fin de l'accord : Accord-cadre <FNBTP>", "lundi 3 mai 2027"),
        ("fr", "notice", "D'ici 30 jours, dernier jour pour donner préavis : Accord-cadre <FNBTP>", "sauf préavis"),
        ("fr", "commitment", "D'ici 30 jours, échéance d'un engagement : Accord-cadre <FNBTP>", "7 sur 20"),
        ("ar", "expiry", "في غضون 30 يوما، انتهاء الاتفاقية: اتفاقية إطار", "2027"),
        ("ar", "notice", "في غضون 30 يوما، آخر يوم للإشعار بعدم التجديد: اتفاقية إطار", "تتجدد"),
        ("ar", "commitment", "في غضون 30 يوما، حلول أجل التزام: اتفاقية إطار", "7 من أصل 20"),
    ],
)
def test_a_reminder_names_the_agreement_the_day_and_how_far_one_has_come(letters, language, kind, subject, said):
    letter = write_to_contact(letters, "deadline_near", language, **DEADLINE, kind=kind)
    assert letter["Subject"] == subject
    for form in ("plain", "html"):
        text = letter.get_body((form,)).get_content()
        assert said in text
        assert "<FNBTP>" not in text or form == "plain"


def test_seven_days_are_counted_as_arabic_counts_them(letters):
    letter = write_to_contact(letters, "deadline_near", "ar", **{**DEADLINE, "days": 7, "kind": "expiry"})
    assert letter["Subject"].startswith("في غضون 7 أيام،")


NEEDS = {
    "organisation_name": {"fr": "Sotherma", "ar": "سوطيرما"},
    "token": TOKEN,
    "expires_at": datetime(2026, 6, 8, 15, tzinfo=UTC),
}


@pytest.mark.parametrize(
    ("language", "subject"),
    [("fr", "Vos besoins en compétences : Sotherma"), ("ar", "حاجاتكم من الكفاءات: سوطيرما")],
)
def test_an_organisation_is_asked_for_its_needs_by_link(letters, language, subject):
    letter = write_to_contact(letters, "skill_needs_asked", language, **NEEDS)
    assert letter["subject"] == subject
    assert all(f"https://multaqa.example/needs/{TOKEN}" in form(letter) for form in (text, page))
    assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in page(letter)


GOVERNANCE = {
    "committee_name": {"fr": "Comité <de gestion>", "ar": "لجنة التدبير"},
    "since": "2027-05-03",
    "state": "called",
    "starts_at": datetime(2026, 6, 8, 8, tzinfo=UTC),
    "place": "ISBTP Fès",
    "agenda": [{"title": {"fr": "Stages & trainers", "ar": "التداريب"}}],
}


@pytest.mark.parametrize(
    ("name", "language", "state", "subject", "said"),
    [
        ("seat_left_vacant", "fr", "vacant", "Siège vacant : Comité <de gestion>", "lundi 3 mai 2027"),
        ("seat_left_vacant", "ar", "vacant", "مقعد شاغر: لجنة التدبير", "2027"),
        ("meeting_notice_given", "fr", "called", "Convocation : Comité <de gestion>", "09:00"),
        ("meeting_notice_given", "ar", "called", "استدعاء لاجتماع: لجنة التدبير", "التداريب"),
        ("meeting_notice_given", "fr", "cancelled", "Réunion annulée : Comité <de gestion>", "n'aura pas lieu"),
        ("meeting_notice_given", "ar", "cancelled", "إلغاء اجتماع: لجنة التدبير", "لن ينعقد"),
    ],
)
def test_organisations_on_a_committee_are_told_of_seats_and_meetings(letters, name, language, state, subject, said):
    letter = write_to_contact(letters, name, language, **{**GOVERNANCE, "state": state})
    assert letter["subject"] == subject
    assert said in text(letter)
    assert said in page(letter).replace("&#39;", "'")
    assert "<de gestion>" not in page(letter)


# the mark of the audit trail

MARK = {"mark": "fes-meknes/partners/1204/9f86d081884c7d659a2f", "at": NOON}
TO_CONTACTS = sorted(kind.split(".")[1] for kind, message in catalogue().items() if "addressees" in message().fields)


@pytest.mark.parametrize(("language", "day"), [("fr", "lundi 4 mai 2026"), ("ar", "الاثنين، 4 ماي 2026")])
def test_a_letter_to_a_contact_carries_the_newest_mark_and_its_day(letters, language, day):
    contact = Contact("Amal Bennis", "amal@fnbtp.example", language)
    send = Send("n1", None, "m1", "partners.signature_requested.v1", SIGNATURE, created_at=NOON, contact=contact)
    letter = read(letters, send, Known(contact, mark=MARK))
    for body in (text(letter), page(letter)):
        assert MARK["mark"] in body
        assert day in body


def test_before_the_first_checkpoint_a_letter_says_nothing_of_it(letters):
    assert "registre" not in text(write_to_contact(letters, "signature_requested"))


@pytest.mark.parametrize("form", ["txt", "html"])
@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("name", TO_CONTACTS)
def test_no_letter_to_a_contact_forgets_the_mark(name, language, form):
    assert f"mark.{language}.{form}" in drawn_on(f"{name}.{language}.{form}")


def drawn_on(template: str) -> set[str]:
    """All templates that this one extends or includes, and theirs."""
    source = (TEMPLATES / template).read_text(encoding="utf-8")
    named = set(meta.find_referenced_templates(house_environment("fr_MA").parse(source))) - {None}
    return named.union(*(drawn_on(one) for one in named))


JURY = {"title": {"fr": "Défilé Amazigh Fashion", "ar": "عرض الموضة الأمازيغية"}, "token": TOKEN}
JUROR_SUBJECTS = {
    ("score", "fr"): "Jury : Défilé Amazigh Fashion",
    ("deliberate", "fr"): "Délibération : Défilé Amazigh Fashion",
    ("sign", "fr"): "Procès-verbal à signer : Défilé Amazigh Fashion",
    ("score", "ar"): "لجنة التحكيم: عرض الموضة الأمازيغية",
    ("deliberate", "ar"): "المداولة: عرض الموضة الأمازيغية",
    ("sign", "ar"): "محضر للتوقيع: عرض الموضة الأمازيغية",
}


@pytest.mark.parametrize(("purpose", "language"), JUROR_SUBJECTS)
def test_a_juror_is_told_what_for_and_given_the_link(letters, purpose, language):
    letter = write_to_contact(letters, "juror_invited", language, purpose=purpose, **JURY)
    assert letter["subject"] == JUROR_SUBJECTS[purpose, language]
    assert all(f"/jury/{TOKEN}" in part for part in (text(letter), page(letter)))


EDITION_NOTICE = {**POSTPONED, "series_name": EDITION["series_name"], "number": 2, "venue": "Fès", "reason": "Travaux"}


@pytest.mark.parametrize(
    ("language", "change", "subject", "said"),
    [
        ("fr", "postponed", "Édition reportée : Forum régional de l'emploi, édition n° 2", "lundi 15 février 2027"),
        ("fr", "cancelled", "Édition annulée : Forum régional de l'emploi, édition n° 2", "n'aura pas lieu"),
        ("ar", "postponed", "تأجيل الدورة: الملتقى الجهوي للتشغيل، الدورة 2", "رواقكم وتسجيلاتكم محفوظة"),
        ("ar", "cancelled", "إلغاء الدورة: الملتقى الجهوي للتشغيل، الدورة 2", "لن تنظم الدورة"),
    ],
)
def test_whoever_has_a_stand_is_told_that_the_edition_lost_its_day(letters, language, change, subject, said):
    letter = write_to_contact(letters, "edition_notice_given", language, **{**EDITION_NOTICE, "change": change})
    assert letter["subject"] == subject
    for form in (text, page):
        assert said in form(letter)
        assert "Travaux" in form(letter)


CREDENTIAL = {"title": {"fr": "Premier prix <b>", "ar": "الجائزة الأولى"}, "token": TOKEN, "reason": None}


@pytest.mark.parametrize(
    ("language", "outcome", "reason", "subject", "said"),
    [
        ("fr", "valid", None, "Votre attestation : Premier prix <b>", "vous est délivrée"),
        ("fr", "revoked", "Par erreur", "Attestation révoquée : Premier prix <b>", "Motif : Par erreur"),
        ("fr", "superseded", None, "Attestation révoquée : Premier prix <b>", "procès-verbal postérieur"),
        ("ar", "valid", None, "شهادتكم: الجائزة الأولى", "سُلمت لكم"),
        ("ar", "revoked", "Par erreur", "شهادة ملغاة: الجائزة الأولى", "السبب: Par erreur"),
        ("ar", "superseded", None, "شهادة ملغاة: الجائزة الأولى", "محضر لاحق"),
    ],
)
def test_a_holder_reads_what_became_of_their_credential_and_where_it_is_verified(
    letters, language, outcome, reason, subject, said
):
    told = {**CREDENTIAL, "outcome": outcome, "reason": reason}
    letter = write(letters, "credential_notice_given", told, language, edition=None)
    assert letter["Subject"] == subject
    for form in (text(letter), page(letter)):
        assert said in form
        assert f"https://multaqa.example/credentials/{TOKEN}?language={language}" in form
    assert "<b>" not in page(letter)


@pytest.mark.parametrize(("language", "said"), [("fr", "annulé"), ("ar", "أُلغيت")])
def test_entrants_and_jurors_read_why_a_contest_is_cancelled(letters, language, said):
    told = {"id": "k1", "title": {"fr": "Défilé", "ar": "عرض"}, "reason": "Salle <b>fermée"}
    entrant = write(letters, "contest_cancelled", told, language, edition=None)
    juror = write_to_contact(letters, "contest_cancelled", language, **told)
    for letter in (entrant, juror):
        assert said in text(letter)
        assert "Salle <b>fermée" in text(letter)
        assert "<b>" not in page(letter)


@pytest.mark.parametrize(
    ("language", "moved", "gone"), [("fr", "nouveaux horaires", "annulée"), ("ar", "توقيت", "ألغي")]
)
def test_a_juror_reads_when_and_where_their_contest_is_now_or_why_it_is_not(letters, language, moved, gone):
    at = datetime(2026, 5, 20, 15, tzinfo=UTC)
    told = {
        "id": "k1",
        "title": {"fr": "Défilé", "ar": "عرض"},
        "activity_title": {"fr": "Finale <b>", "ar": "نهائي <b>"},
    }
    told |= {"room": {"fr": "Grand hall", "ar": "القاعة"}, "starts_at": at, "ends_at": at + timedelta(hours=2)}
    letter = write_to_contact(letters, "contest_moved", language, **told, cancelled_because=None)
    for form in (text(letter), page(letter)):
        assert moved in form
        assert told["room"][language] in form
    letter = write_to_contact(letters, "contest_moved", language, **told, cancelled_because="Salle <b>fermée")
    assert gone in text(letter)
    assert "Salle <b>fermée" in text(letter)
    assert "<b>" not in page(letter)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_an_entrant_reads_what_there_is_to_know_with_a_link_of_their_own(letters, language):
    known = {"title": {"fr": "Défilé", "ar": "عرض"}, "entry_title": {"fr": "Robe <b>", "ar": "فستان"}, "token": TOKEN}
    until = datetime(2026, 5, 18, 12, tzinfo=UTC)
    purposes = ("entered", "appeal", "published")
    told = [{**known, "purpose": one, "appeals_until": until if one == "appeal" else None} for one in purposes]
    written = [write(letters, "entrant_link_sent", one, language, edition=None) for one in told]
    assert len({text(letter) for letter in written}) == len({letter["Subject"] for letter in written}) == 3
    for letter in written:
        assert f"https://multaqa.example/entry/{TOKEN}?language={language}" in text(letter)
        assert f"https://multaqa.example/entry/{TOKEN}?language={language}" in page(letter)
        assert "<b>" not in page(letter)
    assert "13:00" in text(written[1])


JOB = {
    "organisation_name": {"fr": "Sotherma", "ar": "سوطيرما"},
    "offer_title": {"fr": "Soudeur", "ar": "لحام"},
    "starts_on": "2026-06-15",
    "months": 3,
    "token": TOKEN,
}


@pytest.mark.parametrize(("language", "title"), [("fr", "Soudeur"), ("ar", "لحام")])
@pytest.mark.parametrize("reminder", [False, True])
@pytest.mark.parametrize("organisation_name", [JOB["organisation_name"], None])
def test_whoever_was_hired_is_asked_with_a_link_of_their_own(letters, language, title, reminder, organisation_name):
    told = {**JOB, "organisation_name": organisation_name, "reminder": reminder}
    letter = write(letters, "confirmation_asked", told, language, edition=None)
    for form in (text(letter), page(letter)):
        assert title in form
        assert f"https://multaqa.example/job/{TOKEN}?language={language}" in form
        assert ("Sotherma" in form or "سوطيرما" in form) is (organisation_name is not None)
    assert letter["subject"].startswith(("Rappel", "تذكير")) is reminder


DISABLED = {"subscription_id": "s1", "subscriber": "ANAPEC <b>", "failing_since": NOON, "disabled_at": NOON}


@pytest.mark.parametrize(
    ("language", "days", "gone"),
    [("en", "since Monday", "gone (410)"), ("fr", "depuis lundi", "(410)"), ("ar", "منذ الاثنين", "(410)")],
)
def test_whoever_runs_it_reads_why_an_endpoint_is_disabled(letters, language, days, gone):
    for cause, said, unsaid in (
        ({}, days, gone),
        ({"cause": "failed_for_days"}, days, gone),
        ({"cause": "gone"}, gone, days),
    ):
        contact = Contact("Operations", "operations@multaqa.example", language)
        told = {**DISABLED, **cause}
        send = Send("n1", None, "m1", "notifications.endpoint_disabled.v1", told, created_at=NOON, contact=contact)
        letter = read(letters, send, Known(contact))
        for form in (text(letter), page(letter)):
            assert said in form
            assert unsaid not in form
            assert "/v1/subscriptions/s1/enable" in form
        assert "<b>" not in page(letter)
