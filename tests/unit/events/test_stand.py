"""An organisation has one stand at an edition, and a label names one stand."""

from datetime import UTC, datetime

import pytest

from multaqa.errors import Invalid, Refused
from services.events.domain import Edition, LocalText, Stand

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
EVENING = datetime(2026, 5, 4, 20, tzinfo=UTC)


def edition(state="planned"):
    return Edition("e1", "s1", LocalText("Forum", "ملتقى"), 2, None, (), "Fès", NOON, EVENING, NOON, {}, state)


def stand(id="t1", organisation_id="o1", label="A1", tables=2, state="planned"):
    facts = {"organisation_id": organisation_id, "label": label, "tables": tables}
    return Stand.assigned(id, edition(state), facts, at=NOON)


def test_is_assigned_before_the_edition_opens():
    assert stand().facts()["tables"] == 2


def test_has_a_table():
    with pytest.raises(Invalid):
        stand(tables=0)


def test_is_assigned_while_registration_is_closed():
    assert stand(state="closed").label == "A1"


@pytest.mark.parametrize(("state", "code"), [("held", "edition.over"), ("cancelled", "edition.cancelled")])
def test_is_not_assigned_where_nothing_is_to_come(state, code):
    with pytest.raises(Refused) as refused:
        stand(state=state)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"label": "A1", "organisation_id": "o2"}, "stand.label_taken"),
        ({"label": "B1", "organisation_id": "o1"}, "stand.already_assigned"),
    ],
)
def test_is_refused_where_another_stands(other, code):
    with pytest.raises(Refused) as refused:
        stand().refuse_taken(by=stand("t2", **other))
    assert refused.value.code == code
