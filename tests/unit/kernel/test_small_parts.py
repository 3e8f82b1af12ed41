"""The kernel's small parts: errors on the wire, slugs, cursors, traces, knobs, ids."""

from pathlib import Path

import pytest

from multaqa.errors import Invalid, MultaqaError, NotFound, Refused, Unavailable, from_wire
from multaqa.ids import derived_id, new_id
from multaqa.settings import SettingsError, read
from multaqa.store.repository import decode_cursor, encode_cursor
from multaqa.tenancy import Context, check_slug
from multaqa.tracing import child, new_trace, trace_id


@pytest.mark.parametrize(
    "error",
    [
        Refused("agreement.already_signed", "It is signed.", organisation="x"),
        NotFound("agreement.not_found", "No agreement.", id="1"),
        Unavailable("room.unavailable", "Try again.", retry_after=3.0),
        Invalid("body.invalid", "Wrong.", errors=[{"pointer": "/kind", "code": "kind.unknown", "text": "?"}]),
    ],
)
def test_an_error_crosses_the_bus_as_what_it_is(error):
    arrived = from_wire(error.to_wire())
    assert type(arrived) is type(error)
    assert arrived.to_wire() == error.to_wire()


def test_an_error_of_an_unknown_class_is_a_plain_one():
    assert type(from_wire({"error": "Novelty", "code": "a.b", "text": "t", "facts": {}})) is MultaqaError


@pytest.mark.parametrize("slug", ["fes-meknes", "rabat-sale-kenitra", "a", "r2"])
def test_a_good_slug(slug):
    assert check_slug(slug) == slug


@pytest.mark.parametrize(
    "slug", ["", "Fes", "fes.meknes", "-fes", "fes--meknes", "fes_meknes", "2fes", "f" * 64, "fes#", "fes-*"]
)
def test_a_slug_that_would_break_a_routing_key_is_invalid(slug):
    with pytest.raises(Invalid, match="tenant.bad_slug"):
        check_slug(slug)


def test_a_context_survives_its_headers():
    context = Context(
        "fes-meknes", "key:1", "staff", command_id="k", route="r", fingerprint="f", deadline=1.5, traceparent="t"
    )
    assert Context.from_headers({**context.headers(), "another": "header"}) == context


def test_a_cursor_gives_its_id_back():
    id_ = new_id()
    assert decode_cursor(encode_cursor(id_)) == id_


@pytest.mark.parametrize("cursor", ["é", "not base64!", "////", "a"])
def test_a_forged_cursor_names_its_field(cursor):
    with pytest.raises(Invalid) as wrong:
        decode_cursor(cursor)
    assert wrong.value.errors[0]["pointer"] == "/after"


def test_a_child_span_stays_in_the_trace():
    trace = new_trace()
    assert trace_id(child(trace)) == trace_id(trace)
    assert child(trace) != trace


@pytest.mark.parametrize("header", ["", None, "00-zz-zz-01", f"00-{'0' * 32}-{'1' * 16}-01", "anything"])
def test_a_broken_traceparent_starts_a_new_trace(header):
    assert len(trace_id(child(header))) == 32


def test_ids_sort_by_the_time_they_were_made_and_derived_ones_repeat():
    made = [new_id() for _ in range(100)]
    assert made == sorted(made)
    assert len(set(made)) == 100
    assert derived_id("a", "b") == derived_id("a", "b") != derived_id("ab", "")


GOOD = "room: lab\namqp_uri: ${AMQP_URI:amqp://here/}\nmongo_uri: m\ndatabase: d\ndevelopment: ${DEV:false}\n"


def knobs(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "config.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_knob_takes_its_default_or_the_environments_value(tmp_path):
    path = knobs(tmp_path, GOOD)
    assert read(path, {}).amqp_uri == "amqp://here/"
    assert read(path, {"AMQP_URI": "amqp://there/", "DEV": "true"}).amqp_uri == "amqp://there/"
    assert read(path, {"DEV": "true"}).development is True


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("colour: red\n", "colour"),
        ("workers: 0\n", "workers"),
        ("workers: many\n", "workers"),
        ("ops_host: ${NOWHERE}\n", "NOWHERE"),
    ],
)
def test_a_wrong_knob_is_named(tmp_path, more, said):
    with pytest.raises(SettingsError, match=said):
        read(knobs(tmp_path, GOOD + more), {})


def test_tiers_may_be_a_list_or_a_text(tmp_path):
    assert read(knobs(tmp_path, GOOD + "tiers_ms: [10, 20]\n"), {}).tiers_ms == (10, 20)
    assert read(knobs(tmp_path, GOOD + "tiers_ms: '10,20'\n"), {}).tiers_ms == (10, 20)
