"""Times as JSON, and faults that name the field they were found in."""

import re
from datetime import datetime

ADDRESS = re.compile(r"""[^\s<>"'(),;:]+@[^\s<>"'(),;:]+""")
Fault = dict[str, str]


def fault(pointer: str, code: str, text: str) -> Fault:
    return {"pointer": pointer, "code": code, "text": text}


def without_addresses(text: str) -> str:
    """What a server said, which often repeats whom it was told to write to."""
    return ADDRESS.sub("…", text)


def moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
