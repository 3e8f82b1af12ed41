"""Facts as the rooms tell them, after the frozen samples: a test states only what it is about."""

import json
from typing import Any

from multaqa.messages import SAMPLES


def sampled(type: str, **facts: Any) -> dict[str, Any]:
    """The sample's facts of this type, with these instead."""
    sample = json.loads((SAMPLES / f"{type}.json").read_text(encoding="utf-8"))
    return {**sample["data"], **facts}
