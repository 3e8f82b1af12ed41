"""What other servers report of a mail of ours, in full and as they write it."""

from pathlib import Path

MAIL = "0f0a6d6e-8f1c-5d0e-8d1b-6d756c746171"
"""The id of the mail that all of them are about."""


def sample(name: str) -> bytes:
    return (Path(__file__).parent / f"{name}.eml").read_bytes()
