"""A credential as an image: an SVG with who issued it, what it proves and at which level, and no name of its holder.

It is shown on its page, in wallets and in mail programs, so it brings everything with it: no script, no style sheet, no
font, no address of anything else.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import wrap
from xml.sax.saxutils import escape, quoteattr

from services.events.domain.credential import LEVELS, Credential
from services.events.domain.wording import LocalText

SVG = "http://www.w3.org/2000/svg"
SVG_TYPE = "image/svg+xml"
WIDTH = 480
LINE = 26
LETTERS_A_LINE = 40
MOST_LINES = 3
MOST_SKILLS = 4
INK, SOFT, PAPER, GREEN, GREY, RED = "#1d2a2a", "#5c6b68", "#ffffff", "#1d6b5f", "#c9d1ce", "#a32020"
REVOKED = LocalText("Révoquée", "ملغاة")
MORE = LocalText("et d'autres compétences", "وكفاءات أخرى")


@dataclass(frozen=True)
class _Line:
    """A line of text, or the dots of a level, in the middle of the image."""

    text: str = ""
    size: int = 18
    colour: str = INK
    is_arabic: bool = False
    level: int = 0


def drawn(credential: Credential, issuer: LocalText) -> str:
    """The same for the same facts, so that copies of it can be kept."""
    lines = list(_lines(credential, issuer))
    height = LINE * (len(lines) + 3)
    edge = GREEN if credential.is_valid else RED
    name = f"{credential.title.fr} / {credential.title.ar}"
    size = f'width="{WIDTH}" height="{height}"'
    frame = f'x="4" y="4" width="{WIDTH - 8}" height="{height - 8}" rx="24"'
    parts = [
        f'<svg xmlns="{SVG}" {size} viewBox="0 0 {WIDTH} {height}" role="img" aria-label={quoteattr(name)}>',
        f"<title>{escape(name)}</title>",
        f'<rect {frame} fill="{PAPER}" stroke="{edge}" stroke-width="8"/>',
        *(_drawn(line, LINE * (number + 2)) for number, line in enumerate(lines)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _lines(credential: Credential, issuer: LocalText) -> Iterator[_Line]:
    yield from _both(issuer, size=15, colour=SOFT)
    yield _Line()
    yield from _both(credential.title, size=22)
    yield _Line()
    if not credential.is_valid:
        yield from _both(REVOKED, size=22, colour=RED)
        return
    for skill in credential.skills[:MOST_SKILLS]:
        yield from _both(skill.label, size=17)
        yield _Line(level=skill.level)
    if len(credential.skills) > MOST_SKILLS:
        yield from _both(MORE, size=15, colour=SOFT)


def _both(text: LocalText, size: int, colour: str = INK) -> Iterator[_Line]:
    for line in _wrapped(text.fr):
        yield _Line(line, size, colour)
    for line in _wrapped(text.ar) if text.ar != text.fr else ():
        yield _Line(line, size, colour, is_arabic=True)


def _wrapped(text: str) -> list[str]:
    return wrap(text, LETTERS_A_LINE, max_lines=MOST_LINES, placeholder=" …")


def _drawn(line: _Line, bottom: int) -> str:
    if line.level:
        return "".join(
            f'<circle cx="{WIDTH // 2 + 22 * (2 * level - len(LEVELS) - 1) // 2}" cy="{bottom - 6}" r="7" '
            f'fill="{GREEN if level <= line.level else GREY}"/>'
            for level in LEVELS
        )
    way = ' direction="rtl" xml:lang="ar"' if line.is_arabic else ' xml:lang="fr"'
    return (
        f'<text x="{WIDTH // 2}" y="{bottom}" text-anchor="middle" font-family="Tahoma, Arial, sans-serif" '
        f'font-size="{line.size}" fill="{line.colour}"{way}>{escape(line.text)}</text>'
    )
