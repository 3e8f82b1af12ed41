"""A badge's token is small, says no name, reads back as it was written, and is believed for its signature alone."""

from datetime import UTC, datetime, timedelta

import pytest
import segno
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as some

from multaqa.errors import Invalid
from multaqa.ids import new_id
from services.events.domain.badge import PREFIX, Badge, Token, base45, good_until, unbase45
from services.events.domain.signing_key import SealedKey, current_on
from services.events.keys import verifies
from services.events.snapshots import token_of

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
KEY = Ed25519PrivateKey.generate()
PUBLIC = KEY.public_key().public_bytes_raw()


def a_badge():
    return Badge("0011223344556677", new_id(), new_id(), NOON)


def test_a_token_reads_back_and_its_signature_holds():
    badge = a_badge()
    read = Token.read(token_of(badge, KEY))
    assert read.badge == badge
    assert verifies(PUBLIC, read.signature, read.badge.signed)


def test_the_same_badge_is_the_same_token():
    badge = a_badge()
    assert token_of(badge, KEY) == token_of(badge, KEY)


def test_it_fits_a_small_qr():
    token = token_of(a_badge(), KEY)
    drawn = segno.make_qr(token, error="m", boost_error=False)
    assert (len(token), drawn.version, drawn.mode) == (168, 7, "alphanumeric")


def test_every_changed_octet_is_refused():
    octets = unbase45(token_of(a_badge(), KEY).removeprefix(PREFIX))
    for place in range(1, len(octets)):
        changed = bytes(octet ^ (at == place) for at, octet in enumerate(octets))
        read = Token.read(PREFIX + base45(changed))
        assert not verifies(PUBLIC, read.signature, read.badge.signed)


@given(some.binary(max_size=200))
def test_base45_goes_both_ways(octets):
    assert unbase45(base45(octets)) == octets


def test_base45_is_that_of_the_rfc():
    assert base45(b"Hello!!") == "%69 VD92EX0"
    assert base45(b"ietf!") == "QED8WEX0"


@pytest.mark.parametrize(
    "text", ["", "MQ1:", "MQ2:ABC", "MQ1::::", "MQ1:é", "MQ1:" + "0" * 164, "MQ1:" + "0" * 9999, "MQ1:A"]
)
def test_what_is_no_badge_is_refused(text):
    with pytest.raises(Invalid) as refused:
        Token.read(text)
    assert refused.value.code == "badge.unreadable"


@given(some.text(max_size=250))
def test_any_text_is_read_or_refused(text):
    with pytest.raises(Invalid):
        Token.read(PREFIX + text)


def test_it_is_good_for_a_day_after_the_end():
    assert good_until(NOON) == NOON + timedelta(days=1)


def keys(*days):
    return [SealedKey(f"k{day}", "badge", b"", b"", NOON + timedelta(days=day)) for day in days]


@pytest.mark.parametrize(("day", "key"), [(-5, "k0"), (0, "k0"), (2, "k0"), (3, "k3"), (9, "k7")])
def test_a_badge_keeps_the_key_of_the_day_its_seat_was_confirmed(day, key):
    assert current_on(keys(7, 0, 3), NOON + timedelta(days=day)).id == key
