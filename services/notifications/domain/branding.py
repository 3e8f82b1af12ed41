"""How a directorate's letters look: its name and signature in both languages, its colour, where answers go."""

from dataclasses import dataclass
from typing import Any

from multaqa.errors import Invalid
from services.notifications.domain.wording import fault

HOUSE_COLOUR = "#1d6b5f"
LEAST_CONTRAST = 4.5
"""Of white letters on a button: level AA of WCAG 2.2, 1.4.3."""


@dataclass
class Branding:
    """One for each directorate; `name` and `signature` are texts in French and Arabic, None where it has none."""

    id: str = ""
    name: dict[str, str] | None = None
    signature: dict[str, str] | None = None
    colour: str = HOUSE_COLOUR
    reply_to: str | None = None
    version: int = 0

    def change(self, facts: dict[str, Any]) -> None:
        """All of it at once; what is not given is the house's."""
        colour = facts.get("colour") or HOUSE_COLOUR
        if contrast_with_white(colour) < LEAST_CONTRAST:
            text = "White letters on a button of this colour could not be read. Choose a darker one."
            faults = [fault("/colour", "branding.colour_too_light", text)]
            raise Invalid("branding.invalid", "Some of this branding cannot be used.", errors=faults)
        self.colour = colour
        self.name, self.signature, self.reply_to = (facts.get(name) for name in ("name", "signature", "reply_to"))

    def facts(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("name", "signature", "colour", "reply_to")}


def contrast_with_white(colour: str) -> float:
    """From 1 to 21, of a colour `#rrggbb`: relative luminance and contrast ratio as WCAG 2.2 defines them."""
    red, green, blue = (_linear(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _linear(channel: float) -> float:
    dark = 0.04045
    return channel / 12.92 if channel <= dark else ((channel + 0.055) / 1.055) ** 2.4
