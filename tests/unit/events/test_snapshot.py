"""A snapshot opens with a badge in the hand, and tells nothing to whoever has none."""

import json
import random
from base64 import urlsafe_b64decode
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from multaqa.ids import new_id
from services.events.domain.badge import Badge, Token
from services.events.domain.registration import Registration
from services.events.domain.snapshot import PURPOSE, Entry, Sheet, digest, shown
from services.events.keys import verifies
from services.events.snapshots import NONCE, opening, seal, token_of

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
KEY = Ed25519PrivateKey.generate()
KEY_ID = "0011223344556677"
EDITION = new_id()
FIRST = ("Fatima-Zahra", "Youssef", "Aïcha", "Mehdi", "Salma", "Ali")
LAST = ("El Idrissi", "Benjelloun", "Aït Ouarab", "Tazi", "Ou")


def person(n):
    return {"name_latin": f"{FIRST[n % 6]} {LAST[n % 5]} {n}", "name_arabic": f"فاطمة الزهراء الإدريسي {n}"}


def sheet(many):
    entries = []
    for n in range(many):
        seated = Registration(new_id(), EDITION, f"p{n}", "candidate", NOON, state="confirmed", confirmed_at=NOON)
        badge = Badge(KEY_ID, seated.id, EDITION, NOON + timedelta(days=2))
        entries.append(Entry(badge, shown(seated, person(n))))
    return Sheet.of(EDITION, entries, ends=NOON + timedelta(days=2), at=NOON)


def sealed(of):
    return seal(of, {KEY_ID: KEY.private_bytes_raw()}, KEY_ID)


def octets(spelled):
    return urlsafe_b64decode(spelled + "=" * (-len(spelled) % 4))


@pytest.fixture(scope="module")
def fifty():
    return sheet(50)


def test_each_badge_opens_its_own_record(fifty):
    snapshot = sealed(fifty)
    records = {octets(lookup): record for lookup, record in snapshot["records"]}
    for n, entry in enumerate(fifty.entries):
        signature = Token.read(token_of(entry.badge, KEY)).signature
        lookup, key = opening(signature, octets(snapshot["salt"]))
        record = json.loads(AESGCM(key).decrypt(NONCE, octets(records[lookup]), None))
        assert (record["n"], record["a"]) == (person(n)["name_latin"], person(n)["name_arabic"])


def test_another_badge_opens_nothing(fifty):
    snapshot = sealed(fifty)
    stranger = Badge(KEY_ID, new_id(), EDITION, NOON)
    lookup, key = opening(KEY.sign(stranger.signed), octets(snapshot["salt"]))
    assert lookup not in {octets(line[0]) for line in snapshot["records"]}
    for _, record in snapshot["records"]:
        with pytest.raises(InvalidTag):
            AESGCM(key).decrypt(NONCE, octets(record), None)


def test_a_stolen_snapshot_reveals_no_name_and_no_length(fifty):
    snapshot = sealed(fifty)
    text = json.dumps(snapshot, ensure_ascii=False).encode()
    stolen = [text, *(octets(part) for line in snapshot["records"] for part in line)]
    words = {word for n in range(50) for name in person(n).values() for word in name.split() if len(word) > 3}
    assert len(words) > 10
    for word in words | {"candidate"}:
        for spelled in (word.encode(), word.encode("utf-16-le"), word.lower().encode()):
            assert not any(spelled in part for part in stolen)
    assert not any(entry.badge.registration_id.encode() in part for entry in fifty.entries for part in stolen)
    assert len(Counter(len(record) for _, record in snapshot["records"])) == 1


def test_neither_public_key_nor_ids_open_a_record(fifty):
    """What a thief may know or guess: the public key, ids of registrations and of the edition, the salt."""
    snapshot, public = sealed(fifty), KEY.public_key().public_bytes_raw()
    guesses = [public, octets(snapshot["salt"]), *(entry.badge.octets for entry in fifty.entries)]
    lookups = {octets(line[0]) for line in snapshot["records"]}
    assert not any(opening(guess, octets(snapshot["salt"]))[0] in lookups for guess in guesses)


def test_two_snapshots_of_the_same_people_share_nothing(fifty):
    first, second = sealed(fifty), sealed(fifty)
    assert not {part for line in first["records"] for part in line} & {
        part for line in second["records"] for part in line
    }


def test_its_order_is_that_of_chance(fifty):
    snapshot = sealed(fifty)
    assert [line[0] for line in snapshot["records"]] == sorted(line[0] for line in snapshot["records"])


def test_its_digest_and_signature_are_over_all_of_it(fifty):
    snapshot = sealed(fifty)

    def told(of):
        parts = (of["edition_id"], of["made_at"], of["expires_at"], octets(of["salt"]), of["records"])
        return digest(*parts)

    public, signature = KEY.public_key().public_bytes_raw(), octets(snapshot["signature"])
    assert told(snapshot).hex() == snapshot["digest"]
    assert verifies(public, signature, PURPOSE + told(snapshot))
    for changed in ({"edition_id": new_id()}, {"expires_at": "2030"}, {"records": snapshot["records"][1:]}):
        assert not verifies(public, signature, PURPOSE + told({**snapshot, **changed}))


def test_its_version_changes_with_what_is_in_it_and_not_with_the_hour(fifty):
    assert replace(fifty, made_at=NOON + timedelta(hours=1)).version == fifty.version
    assert replace(fifty, entries=fifty.entries[1:]).version != fifty.version
    came = replace(fifty.entries[0], shown=fifty.entries[0].shown.replace("null", '"x"'))
    assert replace(fifty, entries=(came, *fifty.entries[1:])).version != fifty.version
    shuffled = list(fifty.entries)
    random.Random(1).shuffle(shuffled)
    assert replace(fifty, entries=tuple(shuffled)).version == fifty.version


def test_fifteen_hundred_badges_are_less_than_a_megabyte():
    snapshot = json.dumps(sealed(sheet(1500)), ensure_ascii=False, separators=(",", ":")).encode()
    assert len(snapshot) < 1_000_000


def test_even_the_longest_names_stay_below_a_megabyte():
    seated = Registration(new_id(), EDITION, "p", "candidate" * 3, NOON, state="confirmed", confirmed_at=NOON)
    longest = shown(seated, {"name_latin": "é" * 160, "name_arabic": "ف" * 160})
    badges = [Badge(KEY_ID, new_id(), EDITION, NOON) for _ in range(1500)]
    snapshot = sealed(Sheet.of(EDITION, [Entry(badge, longest) for badge in badges], NOON, NOON))
    assert len(json.dumps(snapshot, separators=(",", ":"))) < 1_000_000


def test_nobody_confirmed_is_an_empty_snapshot():
    assert sealed(sheet(0))["records"] == []
