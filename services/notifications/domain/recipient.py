"""Whom a mail goes to: a name, an address, a language, and whether they may be written to."""

from dataclasses import dataclass
from typing import ClassVar, Literal

Language = Literal["fr", "ar", "en"]
"""English is for whoever runs the platform."""


@dataclass(frozen=True)
class Recipient:
    """Who takes part is told what concerns their part, unless they withdrew that consent or were erased."""

    person_id: str
    name_latin: str
    name_arabic: str | None
    email: str
    language: Language
    takes_part: bool = True
    erased: bool = False
    phone: str | None = None

    @property
    def name(self) -> str:
        return self.name_arabic if self.language == "ar" and self.name_arabic else self.name_latin

    @property
    def objection(self) -> str | None:
        """Why nothing may be sent to this person; None when it may."""
        if self.erased:
            return "person erased"
        if not self.takes_part:
            return "consent to participation withdrawn"
        return None


@dataclass(frozen=True)
class Contact:
    """Somebody who is no person of the directory, as the message that concerns them names them."""

    name: str
    email: str
    language: Language
    objection: ClassVar[None] = None
