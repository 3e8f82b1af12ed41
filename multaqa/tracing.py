"""W3C Trace Context (https://www.w3.org/TR/trace-context/): one trace from a request to the last consumer it led to."""

import re
import secrets

_TRACEPARENT = re.compile(r"[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})")


def new_trace() -> str:
    return f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"


def child(traceparent: str | None) -> str:
    """The same trace, a span of its own; a header that is missing or wrong starts a new trace, as the standard asks."""
    match = _TRACEPARENT.fullmatch(traceparent or "")
    if not match:
        return new_trace()
    return f"00-{match[1]}-{secrets.token_hex(8)}-{match[2]}"


def trace_id(traceparent: str | None) -> str:
    match = _TRACEPARENT.fullmatch(traceparent or "")
    return match[1] if match else ""
