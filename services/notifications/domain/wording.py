"""Times as JSON, and faults that name the field they were found in."""

from datetime import datetime

Fault = dict[str, str]


def fault(pointer: str, code: str, text: str) -> Fault:
    return {"pointer": pointer, "code": code, "text": text}


def moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
