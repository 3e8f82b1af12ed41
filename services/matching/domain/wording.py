"""Texts in two languages, and faults that name the field they were found in."""

from dataclasses import dataclass

Fault = dict[str, str]


@dataclass(frozen=True)
class LocalText:
    fr: str
    ar: str


def fault(pointer: str, code: str, text: str) -> Fault:
    return {"pointer": pointer, "code": code, "text": text}
