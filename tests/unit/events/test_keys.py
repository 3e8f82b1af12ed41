"""Whether a signature is by the key it is said to be by."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.events.keys import SigningKey, verifies


def test_a_signature_is_verified_by_its_key_alone():
    key = SigningKey("k1", Ed25519PrivateKey.generate())
    signature = key.sign(b"text")
    assert verifies(key.public, signature, b"text")
    assert not verifies(key.public, signature, b"texts")
    assert not verifies(key.public[:-1], signature, b"text")
