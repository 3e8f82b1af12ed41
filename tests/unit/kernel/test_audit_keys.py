"""The platform's audit keys: one signs, those before it still vouch, and a file that holds anything else is refused."""

from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from multaqa.errors import Refused
from multaqa.settings import SettingsError
from multaqa.store.audit.checkpoint import Checkpoint, read_checkpoint, read_mark
from multaqa.store.audit.keyring import Keyring, new_key, parse_keyring, read_keyring


def checkpoint(keyring: Keyring) -> Checkpoint:
    at = datetime(2026, 5, 4, 12, tzinfo=UTC)
    return keyring.sign(Checkpoint("fes-meknes", "partners", 7, "a" * 64, at, keyring.key_id))


def test_what_is_signed_is_believed_and_comes_back_from_its_line():
    keyring = parse_keyring(new_key())
    signed = checkpoint(keyring)
    assert keyring.objection(signed) is None
    assert read_checkpoint(signed.line) == signed


def test_a_key_that_served_before_still_vouches_and_the_new_one_signs():
    before, now = parse_keyring(new_key()), new_key()
    both = parse_keyring(now + before.published().encode())
    assert both.objection(checkpoint(before)) is None
    assert both.key_id == parse_keyring(now).key_id


def test_public_keys_check_and_do_not_sign():
    signing = parse_keyring(new_key())
    checking = parse_keyring(signing.published().encode())
    assert checking.objection(checkpoint(signing)) is None
    with pytest.raises(Refused, match="audit.no_key"):
        checkpoint(checking)


def test_a_mark_says_the_row_and_how_its_digest_begins():
    anchor = read_mark(checkpoint(parse_keyring(new_key())).mark)
    assert (anchor.tenant, anchor.room, anchor.sequence, anchor.digest) == ("fes-meknes", "partners", 7, "a" * 20)


def of_another_kind() -> bytes:
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return generate_private_key(SECP256R1()).private_bytes(*form)


@pytest.mark.parametrize("pem", [b"", b"no key", new_key() + new_key(), new_key()[:60], of_another_kind()])
def test_a_file_that_holds_no_such_keys_is_refused_by_its_name(tmp_path, pem):
    file = tmp_path / "audit.pem"
    file.write_bytes(pem)
    with pytest.raises(SettingsError, match="audit.pem"):
        read_keyring(file)


def test_a_file_that_is_not_there_is_refused_by_its_name(tmp_path):
    with pytest.raises(SettingsError, match="gone.pem"):
        read_keyring(tmp_path / "gone.pem")
