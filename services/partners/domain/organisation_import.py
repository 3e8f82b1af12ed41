"""A table of organisations: read, checked, and only then taken over, all of its lines or none.

requested -> checked -> applying -> applied. A table with a wrong line is refused, whether the check finds it or the
second check just before it is taken over; one that nobody takes over expires. While a table is applied, no other
command changes organisations: 50,000 lines are too many for one transaction, and nothing may contradict those to come.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from multaqa.errors import Refused
from services.partners.domain.organisation import Contact, Organisation, with_contacts
from services.partners.domain.skill_folding import words

MOST_ERRORS = 100


@dataclass(frozen=True)
class StatedLine:
    """What a line says of an organisation; `id` where it names one that is known."""

    number: int
    facts: Mapping[str, Any]
    name_key: str
    id: str | None = None

    @property
    def ice(self) -> str | None:
        ice: str | None = self.facts.get("ice")
        return ice


def name_key(name: str) -> str:
    """What names that read alike have in common: their words without case, accents and articles."""
    return " ".join(words(name))


class Known:
    """The organisations that the lines of a table may speak of."""

    def __init__(self, organisations: Iterable[Organisation]) -> None:
        self.by_id = {one.id: one for one in organisations}
        self.by_ice = {one.ice: one for one in self.by_id.values() if one.ice}
        for one in self.by_id.values():
            if one.ice and not one.merged_into:
                self.by_ice[one.ice] = one
        self.by_name: dict[tuple[str, str], list[Organisation]] = {}
        for one in self.by_id.values():
            if not one.merged_into:
                self.by_name.setdefault((one.kind, name_key(one.name.fr)), []).append(one)

    def meant_by(self, line: StatedLine) -> Organisation | None:
        """The organisation a line speaks of: by its id, else by its ICE, else by kind and name; None for a new one."""
        if line.id:
            return self._named(line, line.id)
        if found := self.by_ice.get(line.ice or ""):
            return self._named(line, found.merged_into or found.id)
        namesakes = self.by_name.get((line.facts["kind"], line.name_key), ())
        alike = [one for one in namesakes if one.ice is None or line.ice is None]
        if len(alike) > 1:
            raise WrongLine("name_fr", "organisation.name_ambiguous", "Several have this name: give the id or the ICE.")
        return alike[0] if alike else None

    def _named(self, line: StatedLine, id: str) -> Organisation:
        found = self.by_id.get(id)
        if found is None:
            raise WrongLine("id", "organisation.id_unknown", "There is no organisation with this id.")
        if found.merged_into:
            raise WrongLine("id", "organisation.already_merged", "This organisation was merged into another one.")
        holder = self.by_ice.get(line.ice or "")
        if holder and found.id not in (holder.id, holder.merged_into):
            raise WrongLine("ice", "organisation.ice_taken", "Another organisation is registered with this ICE.")
        return found


class WrongLine(Exception):
    """A line that is sound by itself and does not fit what is known."""

    def __init__(self, column: str, code: str, text: str, **facts: Any) -> None:
        super().__init__(code)
        self.column, self.code, self.text, self.facts = column, code, text, facts


def refuse_underway(run: "OrganisationImport | None") -> None:
    if run is not None:
        text = "A table of organisations is being taken over: do this when it is done, in a minute."
        raise Refused("organisation_import.underway", text, import_id=run.id)


class Spoken:
    """The organisations that the lines so far spoke of: two lines about one contradict each other."""

    def __init__(self) -> None:
        self._by: dict[tuple[str, ...], int] = {}

    def add(self, line: StatedLine, organisation: Organisation | None) -> None:
        named = (line.facts["kind"], line.name_key)
        ice = [("ice", line.ice)] if line.ice else []
        if organisation:
            self._claim(line, [("id", organisation.id), *ice], [])
        elif ice:
            self._claim(line, [*ice], [("named", *named)], also=[("bare", *named)])
        else:
            self._claim(line, [("bare", *named)], [], also=[("named", *named)])

    def _claim(
        self,
        line: StatedLine,
        claims: Sequence[tuple[str, ...]],
        notes: Sequence[tuple[str, ...]],
        also: Sequence[tuple[str, ...]] = (),
    ) -> None:
        for key in (*claims, *also):
            if key in self._by:
                text = f"Line {self._by[key]} speaks of the same organisation."
                raise WrongLine("name_fr", "organisation.line_repeated", text, earlier=self._by[key])
        self._by |= dict.fromkeys((*claims, *notes), line.number)


def revised(organisation: Organisation, line: StatedLine) -> dict[str, Any]:
    """Take over what a line states; its contacts are added and corrected, and an empty cell says nothing."""
    facts = dict(line.facts)
    if "contacts" in facts:
        stated = tuple(Contact(**contact) for contact in facts["contacts"])
        facts["contacts"] = [asdict(one) for one in with_contacts(organisation.contacts, stated)]
    return organisation.change(facts)


@dataclass
class Figures:
    """What a table changes, or would change; `wrong` counts the faults, of which only the first are listed."""

    lines: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    wrong: int = 0


@dataclass
class OrganisationImport:
    id: str
    file_id: str
    media_type: str
    by: str
    requested_at: datetime
    state: str = "requested"
    figures: Figures = field(default_factory=Figures)
    errors: list[dict[str, Any]] = field(default_factory=list)
    groups: int = 0
    settled_at: datetime | None = None
    version: int = 0

    def check(self, figures: Figures, errors: Sequence[dict[str, Any]], groups: int, at: datetime) -> None:
        """What the table would change, or why it cannot; its lines are kept in so many groups."""
        self.figures, self.groups = figures, groups
        if errors:
            self.refuse(errors, at)
        else:
            self.state = "checked"

    def apply(self, underway: "OrganisationImport | None") -> None:
        if self.state != "checked":
            text = "A table is taken over once it was checked and found right, and once only."
            raise Refused("organisation_import.not_checked", text, state=self.state, missing=["checked"])
        refuse_underway(underway)
        self.state = "applying"

    def note(self, errors: Sequence[dict[str, Any]]) -> None:
        """A command that was under way when the table began came between a line and its check: the line is told."""
        self.figures.wrong += len(errors)
        self.errors = [*self.errors, *errors][:MOST_ERRORS]

    def settle(self, at: datetime) -> None:
        self.state, self.settled_at = "applied", at

    def refuse(self, errors: Sequence[dict[str, Any]], at: datetime) -> None:
        self.state, self.settled_at = "refused", at
        self.figures.wrong, self.errors = len(errors), list(errors[:MOST_ERRORS])

    def expire(self, at: datetime) -> None:
        """Its file is gone: whoever still wants it sends it again."""
        if self.settled_at is None:
            self.state, self.settled_at = "expired", at

    def facts(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "state": self.state,
            "by": self.by,
            "requested_at": self.requested_at.isoformat(),
            "settled_at": self.settled_at.isoformat() if self.settled_at else None,
            "figures": asdict(self.figures),
            "errors": self.errors,
            "version": self.version,
        }
