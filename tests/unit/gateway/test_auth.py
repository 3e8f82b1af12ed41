import pytest

from gateway import auth
from multaqa.errors import Unauthenticated
from multaqa.links import secret_digest

KEY_ID = "0" * 32


def test_a_key_is_read_back_as_it_was_written():
    secret = auth.new_secret()
    shown = auth.presented(f"Bearer {auth.written(KEY_ID, secret)}")
    assert (shown.id, shown.secret) == (KEY_ID, secret)
    assert auth.opens(secret, secret_digest(secret))


def test_another_secret_does_not_open():
    assert not auth.opens(auth.new_secret(), secret_digest(auth.new_secret()))


def test_a_secret_is_256_random_bits_and_its_hash_is_not_it():
    secrets = {auth.new_secret() for _ in range(100)}
    assert len(secrets) == 100
    assert all(len(secret) == 43 and secret not in secret_digest(secret) for secret in secrets)


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        "Bearer mq_",
        f"Basic mq_{KEY_ID}_{'a' * 43}",
        f"Bearer mq_{KEY_ID}_{'a' * 42}",
        "Bearer " + "a" * 9999,
    ],
)
def test_what_is_no_key_is_unauthenticated(authorization):
    with pytest.raises(Unauthenticated):
        auth.presented(authorization)
