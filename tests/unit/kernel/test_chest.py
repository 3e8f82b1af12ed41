"""What a chest seals opens with any of its keys, for what it is about, and for nothing else."""

import os
from base64 import b64encode
from dataclasses import replace

import pytest

from multaqa.errors import Unavailable
from multaqa.settings import SettingsError, load
from multaqa.store.chest import Chest, chest_of, read_chest

OLD, NEW = os.urandom(32), os.urandom(32)
SECRET = b"a secret"


@pytest.fixture
def sealed():
    return Chest((OLD,)).seal(SECRET, "fes/badge/k1")


def test_what_is_sealed_opens(sealed):
    assert Chest((OLD,)).open(sealed, "fes/badge/k1") == SECRET


def test_what_is_kept_does_not_hold_the_secret(sealed):
    assert SECRET not in sealed


def test_a_new_first_line_seals_and_the_old_one_still_opens(sealed):
    chest = Chest((NEW, OLD))
    assert chest.open(sealed, "fes/badge/k1") == SECRET
    assert Chest((NEW,)).open(chest.seal(SECRET, "x"), "x") == SECRET


@pytest.mark.parametrize("about", ["rabat/badge/k1", "fes/credential/k1", "fes/badge/k2"])
def test_a_row_moved_elsewhere_does_not_open(sealed, about):
    with pytest.raises(Unavailable, match="key_file"):
        Chest((OLD,)).open(sealed, about)


def test_another_chest_does_not_open_it(sealed):
    with pytest.raises(Unavailable):
        Chest((NEW,)).open(sealed, "fes/badge/k1")


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


@pytest.mark.parametrize("room", ["events", "notifications"])
def test_in_production_the_room_does_not_start_without_a_key_file(room):
    with pytest.raises(SettingsError, match="MULTAQA_KEY_FILE"):
        chest_of(replace(load(room, {}), development=False), client=None)
