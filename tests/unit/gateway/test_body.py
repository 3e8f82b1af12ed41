import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.body import MAX_BODY_BYTES, canonical, fingerprint, parse_json, read_bounded
from gateway.problems import RequestError
from multaqa.errors import TooLarge


def refused(body: bytes) -> RequestError:
    with pytest.raises(RequestError) as caught:
        canonical(parse_json(body))
    assert caught.value.status == 400
    return caught.value


def test_a_body_of_the_limit_is_read_and_one_octet_more_is_not():
    assert len(read_bounded(io.BytesIO(b"x" * MAX_BODY_BYTES), None)) == MAX_BODY_BYTES
    with pytest.raises(TooLarge):
        read_bounded(io.BytesIO(b"x" * (MAX_BODY_BYTES + 1)), None)


def test_a_declared_length_over_the_limit_is_refused_unread():
    stream = io.BytesIO(b"x" * 10)
    with pytest.raises(TooLarge):
        read_bounded(stream, MAX_BODY_BYTES + 1)
    assert stream.tell() == 0


def test_bad_utf8_names_the_octet():
    assert refused(b'{"a": "\xff"}').facts == {"at": 7}


def test_a_repeated_key_is_named_wherever_it_is():
    assert refused(b'{"a": [{"name": 1, "name": 2}]}').facts == {"key": "name"}


@pytest.mark.parametrize("literal", [b"NaN", b"Infinity", b"-Infinity"])
def test_what_is_no_json_number_is_refused(literal: bytes):
    assert refused(b'{"a": ' + literal + b"}").code == "body.not_a_number"


def test_a_number_beyond_json_is_refused():
    assert refused(b'{"a": 1e999}').code == "body.not_text"


def test_half_a_character_is_refused():
    assert refused(rb'{"a": "\ud800"}').code == "body.not_text"


@pytest.mark.parametrize("body", [b"", b"{", b'{"a": 1,}', b"[" * 200_000, b"9" * 5_000], ids=lambda body: body[:8])
def test_what_is_not_json_is_refused(body: bytes):
    assert refused(body).code == "body.not_json"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
)


@given(JSON)
def test_reading_the_canonical_spelling_gives_the_value_again(value):
    assert parse_json(canonical(value)) == value


def test_a_fingerprint_forgets_order_and_spaces_but_not_the_path():
    one, other = parse_json(b'{"a": 1, "b": 2}'), parse_json(b'{ "b":2,"a":1 }')
    assert fingerprint("/v1/x/1", canonical(one)) == fingerprint("/v1/x/1", canonical(other))
    assert fingerprint("/v1/x/1", canonical(one)) != fingerprint("/v1/x/2", canonical(one))
