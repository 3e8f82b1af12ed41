"""Organisations as a table that people fill in and read in a spreadsheet."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from multaqa.errors import Invalid
from multaqa.tables import Column, Columns, Fault, Line, fault, inspect_table, write_csv
from services.partners.domain import Organisation
from services.partners.domain.organisation_import import StatedLine, name_key

PHONE = re.compile(r"\+?[0-9][0-9 .-]{5,24}")
SEPARATORS = re.compile(r"[|,;]")
CONTACTS = ("contact", "contact2", "contact3")
CONTACT_FIELDS = ("name", "role", "email", "phone", "language")
SEPARATOR = "|"
COLUMNS = Columns(
    (
        Column("id", labels=("identifiant", "المعرف"), most=64),
        Column("kind", labels=("type", "النوع"), required=True, most=20),
        Column("name_fr", labels=("nom", "nom_fr", "dénomination"), required=True, most=200),
        Column("name_ar", labels=("nom_ar", "الاسم"), required=True, most=200),
        Column("ice", labels=("التعريف_الموحد_للمقاولة",), most=40),
        Column("sectors", labels=("secteurs", "القطاعات"), most=500),
        *(
            Column(f"{contact}_{name}", most=254, form=PHONE if name == "phone" else None)
            for contact in CONTACTS
            for name in CONTACT_FIELDS
        ),
    )
)


def read_organisations(
    content: bytes, media_type: str, sectors: frozenset[str]
) -> tuple[list[StatedLine], list[Fault], int]:
    """The lines that are sound by themselves, the faults of the others, and how many lines there are.

    A function of its own arguments: it runs in another process, since 50,000 lines take seconds.
    """
    table = inspect_table(content, media_type, COLUMNS)
    faults, lines = list(table.faults), []
    for line in table.lines:
        stated = _stated(line)
        wrong = list(_faults(stated, sectors))
        faults += wrong
        if not wrong:
            lines.append(stated)
    count = len(table.lines) + len({one["facts"]["line"] for one in table.faults})
    return lines, sorted(faults, key=lambda one: int(one["facts"]["line"])), count


def _stated(line: Line) -> StatedLine:
    facts = _facts(line.cells)
    return StatedLine(line.number, facts, name_key(facts["name"]["fr"]), line.cells.get("id"))


def _facts(cells: Mapping[str, str | None]) -> dict[str, Any]:
    facts: dict[str, Any] = {"kind": cells["kind"], "name": {"fr": cells["name_fr"], "ar": cells["name_ar"]}}
    if ice := cells.get("ice"):
        facts["ice"] = ice
    if sectors := cells.get("sectors"):
        facts["sectors"] = [sector.strip() for sector in SEPARATORS.split(sectors) if sector.strip()]
    if contacts := [contact for place in CONTACTS if (contact := _contact(place, cells))]:
        facts["contacts"] = contacts
    return facts


def _contact(place: str, cells: Mapping[str, str | None]) -> dict[str, str] | None:
    stated = {name: cell for name in CONTACT_FIELDS if (cell := cells.get(f"{place}_{name}"))}
    return {"name": "", **stated} if stated else None


def _faults(line: StatedLine, sectors: frozenset[str]) -> Iterator[Fault]:
    try:
        Organisation.registered("", line.facts)
    except Invalid as refused:
        for wrong in refused.errors:
            yield fault(line.number, _column(wrong["pointer"]), wrong["code"], wrong["text"])
    for sector in line.facts.get("sectors", ()):
        if sector not in sectors:
            text = f"The sector {sector} is not in the tenant's list."
            yield fault(line.number, "sectors", "sector.unknown", text, sector=sector)


def _column(pointer: str) -> str:
    """`/contacts/1/email` is the column contact2_email, `/name/fr` is name_fr."""
    match pointer.strip("/").split("/"):
        case ["contacts", place, name]:
            return f"{CONTACTS[int(place)]}_{name}"
        case ["contacts"]:
            return f"{CONTACTS[0]}_name"
        case ["name", language]:
            return f"name_{language}"
        case [name, *_]:
            return name
    raise ValueError(f"no column is at {pointer!r}")


def written(organisations: Iterable[Organisation]) -> bytes:
    """A CSV that can be filled in and imported again."""
    return write_csv(COLUMNS, (_cells(organisation) for organisation in organisations))


def _cells(organisation: Organisation) -> dict[str, Any]:
    cells = {
        "id": organisation.id,
        "kind": organisation.kind,
        "name_fr": organisation.name.fr,
        "name_ar": organisation.name.ar,
        "ice": organisation.ice,
        "sectors": SEPARATOR.join(organisation.sectors),
    }
    for place, contact in zip(CONTACTS, organisation.contacts, strict=False):
        facts = asdict(contact)
        cells |= {f"{place}_{name}": facts[name] for name in CONTACT_FIELDS}
    return cells
