"""A directorate's template names fields, sets conditions and goes through lists; whatever else it tries is named."""

from datetime import UTC, datetime

import pytest

from services.notifications.domain import LANGUAGES, TOLD, Branding, Recipient, Send, TemplateVersion
from services.notifications.shapes import READER, paths, sample_of, shapes_of
from services.notifications.templating import MOST_RENDERED, UNRENDERABLE, faults_in, rendered
from services.notifications.writing import Known, Writer, own_environment

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
CONFIRMED = "events.registration_confirmed.v1"
CHANGED = "matching.agenda_changed.v1"
GOOD = {
    "subject": "Bienvenue au {{ edition.series_name.fr }}",
    "text": "Bonjour {{ person.name }}, rendez-vous {{ edition.starts_at|day }} à {{ edition.starts_at|hour }}. "
    "{{ site }}/registration/{{ told.token }}",
    "html": None,
}


@pytest.fixture(scope="module")
def environment():
    return own_environment("fr_MA")


@pytest.fixture(scope="module")
def writer():
    return Writer("https://multaqa.example")


def codes(environment, text, type=CONFIRMED, part="text"):
    """What is wrong with a text, but for the link that it lacks."""
    faults = faults_in(environment, {part: text}, shapes_of(type))
    return [(one["pointer"], one["code"]) for one in faults if one["code"] != "template.secret_missing"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{% for one in range(9) %}{% endfor %}", "template.loops"),
        ("{% for one in told.state %}{% endfor %}", "template.loops"),
        ("{% for one in [1, 2] %}{% endfor %}", "template.loops"),
        ("{% for one in told.activity_ids recursive %}{{ loop(one) }}{% endfor %}", "template.loops"),
        ("{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}", "template.not_allowed"),
        ("{% include 'titled.fr.html' %}", "template.not_allowed"),
        ("{% extends 'titled.fr.html' %}", "template.not_allowed"),
        ("{% import 'meeting_words.fr.txt' as words %}", "template.not_allowed"),
        ("{% set one = 'a' %}", "template.not_allowed"),
        ("{{ 'a' * 1000000000 }}", "template.not_allowed"),
        ("{{ 10 ** 10 ** 10 }}", "template.not_allowed"),
        ("{{ person.name.upper() }}", "template.not_allowed"),
        ("{{ cycler('a') }}", "template.not_allowed"),
        ("{{ person.name|center(1000000000) }}", "template.not_allowed"),
        ("{{ person.name is callable }}", "template.not_allowed"),
        ("{{ person.__class__ }}", "template.private"),
        ("{{ told['__class__'] }}", "template.private"),
        ("{{ told.token._x }}", "template.private"),
        ("{{ self }}", "template.unknown_field"),
        ("{{ told.nothing }}", "template.unknown_field"),
        ("{% if false %}{{ told.nothing }}{% endif %}", "template.unknown_field"),
        ("{{ person.email }}", "template.unknown_field"),
        ("{{ edition.series_name.de }}", "template.unknown_field"),
        ("{{ told.addressees }}", "template.unknown_field"),
        ("{{ told.token", "template.syntax"),
        ("{% for one in told.activity_ids %}", "template.syntax"),
        ("{{ person.name|nothing }}", "template.not_allowed"),
    ],
)
def test_what_a_template_may_not_do_is_named_with_its_part_and_line(environment, text, code):
    assert ("/text", code) in codes(environment, text)


def test_a_fault_says_its_line(environment):
    (found,) = faults_in(environment, {"subject": "\n\n{{ told.nothing }}"}, shapes_of(CONFIRMED))
    assert found["text"] == "Line 3: There is no told.nothing."
    assert found["facts"] == {"text": found["text"]}


def test_what_is_nested_without_end_is_refused(environment):
    deep = "{{ " + "(" * 5_000 + "person.name" + ")" * 5_000 + " }}"
    assert codes(environment, deep)


NESTED = "{% if person.name %}" * 100 + "x" + "{% endif %}" * 100
PILED = "{{ person.name" + "|upper" * 200 + " }}"
BRANCHED = "{% if person.name %}" + "{% elif person.name %}" * 3_000 + "{% endif %}"


@pytest.mark.parametrize("text", [NESTED, PILED], ids=["conditions", "filters"])
@pytest.mark.parametrize("part", ["subject", "text", "html"])
def test_what_is_too_deep_to_be_run_is_refused_in_its_part(environment, text, part):
    assert codes(environment, text, part=part) == [(f"/{part}", "template.too_deep")]


def test_a_number_that_is_too_long_to_be_read_is_a_fault(environment):
    assert codes(environment, "{{ " + "1" * 5_000 + " }}") == [("/text", "template.syntax")]


def test_lists_are_gone_through_two_deep_and_no_deeper(environment):
    once = "{% for one in told.changes %}{{ one.interview.table }} {{ loop.index }}{% endfor %}"
    assert codes(environment, once, CHANGED) == []
    inner = "{% for a in told.changes %}{% for b in told.interviews %}{{ b.table }}{% endfor %}{% endfor %}"
    assert codes(environment, inner, CHANGED) == []
    deeper = "{% for c in told.changes %}" + inner + "{% endfor %}"
    assert codes(environment, deeper, CHANGED) == [("/text", "template.loops")]


def test_a_message_that_brings_a_link_has_it_in_its_words(environment):
    faults = faults_in(
        environment, {"subject": "Signez", "text": "Signez."}, shapes_of("partners.signature_requested.v1")
    )
    assert [one["code"] for one in faults] == ["template.secret_missing"]


@pytest.mark.parametrize(
    "subject", ["{{ told.token }}", "{{ told['token']|upper }}", "{% if told.token %}!{% endif %}"]
)
def test_the_subject_of_an_inbox_names_no_link_since_it_is_kept(environment, subject):
    words = {"subject": subject, "text": "{{ told.token }}"}
    (found,) = faults_in(environment, words, shapes_of(CONFIRMED), "inbox")
    assert (found["pointer"], found["code"]) == ("/subject", "template.secret_kept")
    assert faults_in(environment, words, shapes_of(CONFIRMED), "mail") == []


def test_a_text_that_grows_without_measure_is_cut_off(environment):
    long = "{% for a in told.changes %}{% for b in told.interviews %}" + "x" * 10_000 + "{% endfor %}{% endfor %}"
    with pytest.raises(UNRENDERABLE, match=str(MOST_RENDERED)):
        rendered(environment, long, {"told": {"changes": [1] * 100, "interviews": [1] * 100}})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("type", sorted(TOLD))
def test_every_type_can_be_written_by_a_directorate(writer, type, language):
    """All its fields may be named; the words come in the house's frame, and lose no way out."""
    shapes = shapes_of(type)
    assert "told.id" in paths(shapes) or type.endswith("interviews_near.v1")
    secret = next((name for name in ("token", "code") if name in shapes["told"]), None)
    text = "Bonjour {{ person.name }}" + (f" {{{{ told.{secret} }}}}" if secret else "")
    wording = {"subject": "Objet", "text": text, "html": f"<p><b>{text}</b></p>"}
    assert writer.faults_in(wording, language, shapes) == []
    sample = sample_of(type)
    recipient = Recipient("p1", READER["fr"], READER["ar"], "salma@example.org", language)
    known = Known(
        recipient, sample["edition"], link="fes-meknes.x", own=TemplateVersion(3, **wording, made_at=NOON, made_by="k")
    )
    written = writer.write(Send("n1", "p1", "m1", type, sample["told"], NOON), known)
    assert (written.template, written.trouble) == ("own 3", None)
    assert recipient.name in written.text
    assert "unsubscribe/fes-meknes.x" in written.html
    assert f'lang="{language}"' in written.html


def test_words_are_shown_as_they_are_and_not_run(writer):
    """What somebody is called stays text, in whatever the directorate wrote as HTML."""
    own = TemplateVersion(1, "Objet", "{{ told.token }}", "<p>{{ person.name }}{{ told.token }}</p>", NOON, "k")
    recipient = Recipient("p1", "<script>x</script>", None, "s@example.org", "fr")
    sample = sample_of(CONFIRMED)
    known = Known(recipient, sample["edition"], own=own)
    written = writer.write(Send("n1", "p1", "m1", CONFIRMED, sample["told"], NOON), known)
    assert "&lt;script&gt;" in written.html
    assert "<script" not in written.html


def test_without_html_the_text_becomes_paragraphs_with_links(writer):
    own = TemplateVersion(1, "Objet", "Un & deux\n\n{{ site }}/x/{{ told.token }}", None, NOON, "k")
    sample = sample_of(CONFIRMED)
    known = Known(Recipient("p1", "S", None, "s@example.org", "fr"), sample["edition"], own=own)
    html = writer.write(Send("n1", "p1", "m1", CONFIRMED, {**sample["told"], "token": "t"}, NOON), known).html
    assert "<p>Un &amp; deux</p>" in html
    assert 'href="https://multaqa.example/x/t"' in html


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("{{ told.offered_until|hour }} {{ told.token }}", "AttributeError"),
        (NESTED, "IndentationError"),
        (PILED, "SyntaxError"),
        (BRANCHED, "RecursionError"),
        ("{{ 1e999|plural('x') }}", "NameError"),
    ],
    ids=["fields", "conditions", "filters", "branches", "numbers"],
)
def test_what_a_template_cannot_say_for_somebody_is_said_by_the_house(writer, text, trouble):
    own = TemplateVersion(2, "Objet", text, None, NOON, "k")
    sample = sample_of(CONFIRMED)
    known = Known(Recipient("p1", "S", None, "s@example.org", "fr"), sample["edition"], own=own)
    written = writer.write(Send("n1", "p1", "m1", CONFIRMED, {**sample["told"], "offered_until": None}, NOON), known)
    assert written.subject.startswith("Inscription confirmée")
    assert written.template.startswith("house ")
    assert written.trouble.startswith(trouble)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "صفر"),
        (1, "يوم واحد"),
        (2, "يومان"),
        (3, "3 أيام"),
        (10, "10 أيام"),
        (11, "11 يوما"),
        (99, "99 يوما"),
        (100, "100 يوم"),
    ],
)
def test_arabic_has_six_forms_of_a_number(number, words):
    forms = 'zero="صفر", one="يوم واحد", two="يومان", few="# أيام", many="# يوما", other="# يوم"'
    text = "{{ n|plural(" + forms + ") }}"
    assert rendered(own_environment("ar_MA"), text, {"n": number}) == words


@pytest.mark.parametrize(("number", "words"), [(0, "0 jour"), (1, "1 jour"), (2, "2 jours")])
def test_french_has_its_own(number, words):
    assert rendered(own_environment("fr_MA"), '{{ n|plural(one="# jour", other="# jours") }}', {"n": number}) == words


def test_a_branding_colours_buttons_and_signs(writer):
    branding = Branding(
        "b", {"fr": "DR Fès-Meknès", "ar": "فاس مكناس"}, {"fr": "À bientôt", "ar": "إلى اللقاء"}, "#7a1f3d"
    )
    sample = sample_of(CONFIRMED)
    known = Known(Recipient("p1", "S", None, "s@example.org", "fr"), sample["edition"], branding=branding)
    html = writer.write(Send("n1", "p1", "m1", CONFIRMED, sample["told"], NOON), known).html
    assert "#7a1f3d" in html
    assert "#1d6b5f" not in html
    assert "DR Fès-Meknès" in html
    assert "À bientôt" in html
    assert "<style" not in html
