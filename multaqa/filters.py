"""By what public messages can be narrowed: each filter reads one field of them."""

from collections.abc import Collection

FIELDS = {"partner": "organisation_id", "edition": "edition_id", "institute": "institute_id", "sector": "sector"}
"""The field that each filter reads; the one that leaves least goes first."""


def filters_of(fields: Collection[str]) -> list[str]:
    """The filters by which a type with these fields can be narrowed."""
    return sorted(name for name, read in FIELDS.items() if read in fields)
