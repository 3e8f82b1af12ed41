"""A signing key opens with what sealed it, for its tenant and its kind, and for nobody else."""

import os
from base64 import b64encode
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from multaqa.clock import SystemClock
from multaqa.errors import Unavailable
from multaqa.settings import SettingsError, load
from services.events.domain.signing_key import SealedKey
from services.events.keys import Chest, chest_of, read_chest, verifies

OLD, NEW = os.urandom(32), os.urandom(32)


@pytest.fixture
def private():
    return Ed25519PrivateKey.generate()


@pytest.fixture
def key(private):
    made = SealedKey("k1", "badge", private.public_key().public_bytes_raw(), b"", SystemClock().now())
    made.sealed = Chest((OLD,)).seal(private, made, "fes")
    return made


def test_a_sealed_key_opens_and_signs(key):
    signature = Chest((OLD,)).open(key, "fes").sign(b"text")
    assert verifies(key.public, signature, b"text")
    assert not verifies(key.public, signature, b"texts")
    assert not verifies(key.public[:-1], signature, b"text")


def test_what_is_kept_does_not_hold_the_key(key, private):
    assert private.private_bytes_raw() not in key.sealed


def test_a_new_first_line_seals_and_the_old_one_still_opens(key, private):
    chest = Chest((NEW, OLD))
    assert chest.open(key, "fes").private_bytes_raw() == private.private_bytes_raw()
    key.sealed = chest.seal(private, key, "fes")
    assert Chest((NEW,)).open(key, "fes").private_bytes_raw() == private.private_bytes_raw()


@pytest.mark.parametrize(
    ("change", "tenant"),
    [({}, "rabat"), ({"kind": "credential"}, "fes"), ({"id": "k2"}, "fes")],
)
def test_a_row_moved_elsewhere_does_not_open(key, change, tenant):
    with pytest.raises(Unavailable, match="key_file"):
        Chest((OLD,)).open(replace(key, **change), tenant)


def test_another_chest_does_not_open_it(key):
    with pytest.raises(Unavailable):
        Chest((NEW,)).open(key, "fes")


def test_a_key_file_is_lines_of_32_octets(tmp_path):
    path = tmp_path / "keys"
    path.write_bytes(b64encode(NEW) + b"\n" + b64encode(OLD) + b"\n")
    assert read_chest(path).keys == (NEW, OLD)


@pytest.mark.parametrize("content", [b"", b"secret", b64encode(b"short"), "clé".encode()])
def test_another_file_is_refused(tmp_path, content):
    path = tmp_path / "keys"
    path.write_bytes(content)
    with pytest.raises(SettingsError, match="key_file"):
        read_chest(path)


def test_in_production_the_room_does_not_start_without_a_key_file():
    with pytest.raises(SettingsError, match="MULTAQA_KEY_FILE"):
        chest_of(replace(load("events", {}), development=False), room=None)
