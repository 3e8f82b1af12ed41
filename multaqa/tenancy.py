"""On whose behalf something happens: the context that travels with every call and message."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from multaqa.errors import Invalid

PLATFORM = "platform"
"""The reserved tenant of platform administration: onboarding, unreadable messages, messages in a wrong lane."""

_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LONGEST_SLUG = 63


def check_slug(slug: str) -> str:
    """Give the slug back, or Invalid: it is a word of every routing key, so it holds no dot."""
    if len(slug) > _LONGEST_SLUG or not _SLUG.fullmatch(slug):
        raise Invalid(
            "tenant.bad_slug",
            "A slug holds small letters, digits and single hyphens, starts with a letter, has 63 characters at most.",
            errors=[{"pointer": "/slug", "code": "tenant.bad_slug", "text": slug[:80]}],
        )
    return slug


@dataclass(frozen=True, slots=True)
class Context:
    """Who asks, for which tenant, under which command id, until when, and as part of which trace.

    `deadline` is in seconds since the epoch; `fingerprint` is a digest of the command's body; `traceparent` is W3C
    Trace Context; `causation_id` is the id of the message that made this happen.
    """

    tenant: str
    principal: str
    role: str = ""
    command_id: str | None = None
    route: str | None = None
    fingerprint: str | None = None
    deadline: float | None = None
    traceparent: str = ""
    causation_id: str | None = None

    def headers(self) -> dict[str, Any]:
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in values.items() if value not in (None, "")}

    @classmethod
    def from_headers(cls, headers: Mapping[str, Any]) -> "Context":
        return cls(**{field.name: headers[field.name] for field in fields(cls) if field.name in headers})


def platform_context(principal: str) -> Context:
    return Context(tenant=PLATFORM, principal=principal, role=PLATFORM)
