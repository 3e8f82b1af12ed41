"""The audit trail: each way to tamper with it through the database shows, and what is no tampering does not."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from multaqa.errors import Invalid, Refused
from multaqa.ids import new_id
from multaqa.store import audit
from multaqa.store.audit import rows as audit_rows
from multaqa.store.audit.checkpoint import read_checkpoint, read_mark
from multaqa.store.audit.export import lines_of, trails_in
from multaqa.store.audit.keyring import Keyring, new_key, parse_keyring
from multaqa.store.audit.trail import tenants_with_a_trail
from multaqa.store.audit.verification import Findings, verify, verify_all
from multaqa.store.audit.vouching import vouch
from tests.integration.kernel.recorded import FES, RABAT, ROOM, Recorded

SALMA = "0197a1f2-6000-7000-8000-00000000aaaa"


# what is no trouble


def test_a_whole_chain_is_content(trail):
    findings = trail.look()
    assert (findings.troubles, findings.rows, findings.waiting) == ([], 6, 0)


def test_linking_again_goes_on_where_it_ended(trail):
    trail.write("lamp 7")
    assert trail.link() == 1
    assert (trail.look().troubles, trail.look().rows) == ([], 7)


def test_a_row_that_is_not_linked_yet_is_counted_and_no_trouble(trail):
    trail.write("lamp 7")
    findings = trail.look()
    assert (findings.troubles, findings.rows, findings.waiting) == ([], 6, 1)


def test_rows_linked_while_the_trail_is_read_are_no_trouble(trail):
    reading = trail.trail()
    trail.write("lamp 7")
    trail.link()
    findings = verify(reading, trail.keyring)
    assert (findings.troubles, findings.rows, findings.waiting) == ([], 6, 1)


def test_a_trail_holds_with_its_checkpoints_and_their_marks(trail):
    made = trail.vouch()
    assert trail.look(made, read_checkpoint(made.line), read_mark(made.mark)).troubles == []


# tampering inside the chain


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("subject", "lamp 9"),
        ("principal", "key:2"),
        ("at", "2020-01-01T00:00:00.000000+00:00"),
        ("action", "lamp.broken"),
        ("facts", '{"colour": "green"}'),
        ("salt", "0" * 32),
        ("seal", "0" * 64),
        ("digest", "0" * 64),
        ("previous", "0" * 64),
        ("added", "later"),
    ],
)
def test_an_edit_shows(trail, field, value):
    trail.rows.update_one({"sequence": 3}, {"$set": {field: value}})
    troubles = trail.look().troubles
    assert (troubles[0].kind, troubles[0].sequence) == ("changed", 3)


def test_an_edit_with_a_fitting_seal_shows(trail):
    trail.edit(3, colour="green")
    assert trail.kinds() == ["changed"]


def test_a_deletion_shows(trail):
    trail.rows.delete_many({"sequence": {"$in": [3, 4]}})
    (trouble,) = trail.look().troubles
    assert trouble.kind == "missing"
    assert trouble.text.startswith("Rows 3 to 4 are missing")


def test_the_first_row_deleted_shows(trail):
    trail.rows.delete_one({"sequence": 1})
    assert trail.kinds() == ["missing"]


def test_a_deletion_closed_by_linking_a_part_anew_shows(trail):
    """The row's own digest fits its place, but the row after it was linked to another."""
    row = trail.rows.find_one({"sequence": 3})
    changed = {**row, "subject": "lamp 9"}
    changed["digest"] = audit_rows.digest(changed, 3, row["previous"])
    trail.rows.replace_one({"_id": row["_id"]}, changed)
    (trouble,) = trail.look().troubles
    assert (trouble.kind, trouble.sequence) == ("unlinked", 4)


def test_a_reordering_shows(trail):
    for found, put in ((2, 99), (3, 2), (99, 3)):
        trail.rows.update_one({"sequence": found}, {"$set": {"sequence": put}})
    assert trail.kinds() == ["changed", "changed", "unlinked"]


def test_a_row_put_in_between_shows(trail):
    row = trail.rows.find_one({"sequence": 3})
    trail.rows.insert_one({**row, "_id": new_id()})
    assert "doubled" in trail.kinds()


def test_a_row_taken_back_to_those_that_wait_shows(trail):
    trail.rows.update_one({"sequence": 3}, {"$set": {"sequence": None}})
    assert trail.kinds() == ["missing"]
    trail.link()
    assert trail.kinds() == ["missing"]


def test_a_number_that_is_none_shows(trail):
    trail.rows.update_one({"sequence": 3}, {"$set": {"sequence": "3"}})
    assert trail.kinds() == ["missing"]


def test_a_truncation_shows(trail):
    trail.rows.delete_many({"sequence": {"$gt": 4}})
    (trouble,) = trail.look().troubles
    assert (trouble.kind, trouble.sequence) == ("truncated", 6)
    assert "ends at row 4" in trouble.text


def test_a_head_put_back_shows(trail):
    third = trail.rows.find_one({"sequence": 3})
    trail.database.audit_heads.update_one({"_id": FES}, {"$set": {"sequence": 3, "digest": third["digest"]}})
    assert trail.kinds() == ["truncated"]


def test_a_head_taken_away_shows(trail):
    trail.database.audit_heads.delete_one({"_id": FES})
    assert trail.kinds() == ["truncated"]


# tampering that fits the chain: only a checkpoint tells


def test_a_truncation_of_rows_and_head_shows_against_a_checkpoint(trail):
    kept = trail.vouch()
    trail.cut(after=4)
    assert trail.kinds() == []
    for given in (kept, read_mark(kept.mark)):
        (trouble,) = trail.look(given).troubles
        assert (trouble.kind, trouble.sequence) == ("truncated", 6)


def test_a_chain_rewritten_shows_against_the_checkpoints_that_were_left(trail):
    trail.vouch()
    trail.edit(3, colour="green")
    trail.rewrite_from(3)
    assert trail.kinds() == ["rewritten"]


def test_a_chain_and_its_checkpoints_rewritten_shows_against_one_kept_elsewhere(trail):
    kept = trail.vouch()
    trail.edit(3, colour="green")
    trail.rewrite_from(3)
    trail.database.audit_checkpoints.delete_many({})
    trail.vouch()  # whoever holds the key, too
    assert trail.kinds() == []
    for given in (kept, read_checkpoint(kept.line), read_mark(kept.mark)):
        (trouble,) = trail.look(given).troubles
        assert (trouble.kind, trouble.sequence) == ("rewritten", 6)


def test_a_trail_deleted_whole_shows_against_a_checkpoint(trail):
    kept = trail.vouch()
    for name in ("audit", "audit_heads", "audit_checkpoints"):
        trail.database[name].delete_many({})
    assert tenants_with_a_trail(ROOM, trail.database, trail.database) == []
    assert [one.kind for one in verify_all([], trail.keyring, [kept])[0].troubles] == ["truncated"]
    assert trail.kinds(kept) == ["truncated"]


# forged checkpoints


def test_a_checkpoint_of_another_key_is_forged(trail):
    stranger = parse_keyring(new_key())
    made = trail.vouch()
    forged = stranger.sign(replace(made, key_id=stranger.key_id, digest="f" * 64))
    (trouble,) = trail.look(forged).troubles
    assert trouble.kind == "forged"
    assert "none of the platform's" in trouble.text


def test_a_checkpoint_under_a_stolen_name_is_forged(trail):
    forged = parse_keyring(new_key()).sign(trail.vouch())
    assert trail.kinds(forged) == ["forged"]


@pytest.mark.parametrize(
    "changed",
    [{"digest": "0" * 64}, {"sequence": 5}, {"tenant": RABAT}, {"room": "partners"}, {"signature": "not base64!"}],
)
def test_a_checkpoint_altered_is_forged(trail, changed):
    assert trail.kinds(replace(trail.vouch(), **changed)) == ["forged"]


def test_a_checkpoint_with_another_date_is_forged(trail):
    made = trail.vouch()
    assert trail.kinds(replace(made, at=made.at - timedelta(days=1))) == ["forged"]


def test_a_checkpoint_altered_in_the_database_is_forged(trail):
    trail.vouch()
    trail.database.audit_checkpoints.update_one({}, {"$set": {"digest": "0" * 64}})
    assert trail.kinds() == ["forged"]


@pytest.mark.parametrize(
    "line",
    ["", "nonsense", "a/b/c/d/e/f/g", "fes/lab/0/aa/2026-01-01T00:00:00+00:00/k/s", "fes/lab/1/zz/2026-01-01/k/s"],
)
def test_a_text_that_is_no_checkpoint_is_refused(line):
    with pytest.raises(Invalid, match="checkpoint.unreadable"):
        read_checkpoint(line)


@pytest.mark.parametrize("mark", ["fes/lab/6/abc", "fes/lab/six/" + "a" * 20, "fes/lab/6/" + "z" * 20])
def test_a_mark_too_short_to_prove_anything_is_refused(mark):
    with pytest.raises(Invalid, match="checkpoint.unreadable"):
        read_mark(mark)


# making checkpoints


def test_nothing_new_makes_no_checkpoint(trail):
    trail.vouch()
    assert vouch(trail.database, ROOM, FES, trail.keyring, trail.room.clock.now()) is None


def test_a_trail_that_does_not_hold_is_not_vouched_for(trail):
    trail.vouch()
    for number in (7, 8):
        trail.write(f"lamp {number}")
    trail.link()
    trail.rows.update_one({"sequence": 7}, {"$set": {"subject": "lamp 9"}})
    with pytest.raises(Refused, match="audit.broken"):
        trail.vouch()


def test_a_chain_rewritten_is_not_vouched_for(trail):
    """The rows after the last checkpoint must follow the row it vouched for."""
    trail.vouch()
    trail.edit(3, colour="green")
    trail.rewrite_from(3)
    trail.write("lamp 7")
    trail.link()
    with pytest.raises(Refused, match="audit.broken"):
        trail.vouch()


def test_without_a_key_no_checkpoint_is_made(trail):
    with pytest.raises(Refused, match="audit.no_key"):
        vouch(trail.database, ROOM, FES, Keyring(), trail.room.clock.now())


def test_a_checkpoint_is_planned_once_and_a_day_after_the_last(trail):
    planned = trail.database.due.find_one({"kind": "checkpoint"})
    assert planned["due"] == trail.room.clock.now()
    trail.write("lamp 7")
    trail.link()
    assert trail.database.due.find_one({"kind": "checkpoint"}) == planned
    made_at = trail.room.clock.now()
    trail.database.due.delete_many({})
    noted = {"checkpoint_planned": False, "checkpoint_at": made_at}
    trail.database.audit_heads.update_one({"_id": FES}, {"$set": noted})
    trail.write("lamp 8")
    trail.link()
    assert trail.database.due.find_one({"kind": "checkpoint"})["due"] == made_at + timedelta(days=1)


# tenants


def test_tenants_have_chains_of_their_own(trail):
    trail.write("lamp 1", tenant=RABAT)
    trail.link()
    assert trail.rows.find_one({"tenant": RABAT})["sequence"] == 1
    trail.rows.delete_one({"tenant": FES, "sequence": 3})
    assert trail.look(tenant=RABAT).troubles == []


def test_another_tenants_checkpoint_says_nothing_of_this_trail(trail):
    trail.write("lamp 1", tenant=RABAT)
    trail.link()
    trail.vouch(RABAT)
    assert trail.look().anchors == 0


# erasure


def erase(trail: Recorded, about: str, tenant: str = FES) -> None:
    with trail.works_for(tenant)() as work:
        work.forget(about)
        work.commit()


def test_erasure_takes_the_facts_and_the_chain_holds(trail):
    trail.write("lamp 7", holder=SALMA, name="Salma Idrissi")
    trail.write(SALMA, name="Salma Idrissi")
    trail.link()
    kept = trail.vouch()
    erase(trail, SALMA)
    stored = list(trail.rows.find({"sequence": {"$in": [7, 8]}}))
    assert [(row["facts"], row["salt"]) for row in stored] == [(None, None), (None, None)]
    assert trail.rows.count_documents({"facts": {"$regex": "Salma"}}) == 0
    assert (trail.look(kept).troubles, trail.look(kept).erased) == ([], 2)
    trail.link()
    assert trail.look(kept).troubles == []
    assert trail.rows.find_one({"action": audit.ERASED})["subject"] == SALMA


def test_an_erasure_is_said_once_and_kept(trail):
    trail.write("lamp 7", holder=SALMA)
    erase(trail, SALMA)
    erase(trail, SALMA)
    trail.link()
    assert trail.rows.count_documents({"action": audit.ERASED}) == 1
    assert trail.look().troubles == []


def test_erasure_leaves_other_facts_and_other_tenants_alone(trail):
    trail.write("lamp 7", tenant=RABAT, holder=SALMA)
    erase(trail, SALMA)
    assert trail.rows.count_documents({"facts": None}) == 0
    assert trail.rows.count_documents({"action": audit.ERASED}) == 0


def test_facts_taken_away_by_hand_show(trail):
    trail.rows.update_one({"sequence": 3}, {"$set": {"facts": None, "salt": None}})
    (trouble,) = trail.look().troubles
    assert (trouble.kind, trouble.sequence) == ("erased", 3)


def test_an_erased_row_edited_still_shows(trail):
    trail.write("lamp 7", holder=SALMA)
    trail.link()
    erase(trail, SALMA)
    trail.rows.update_one({"sequence": 7}, {"$set": {"subject": "lamp 9"}})
    assert trail.kinds() == ["changed"]


# files


def exported(trail: Recorded) -> list[str]:
    return list(lines_of(trail.trail(), trail.room.clock.now()))


def read(lines: list[str], keyring: Keyring, *given: Any) -> list[Findings]:
    return [verify(written, keyring, given) for written in trails_in(lines)]


def test_an_export_is_verified_without_the_database(trail):
    trail.vouch()
    trail.write("lamp 7")
    lines = exported(trail)
    trail.rows.delete_many({})
    (findings,) = read(lines, trail.keyring)
    assert (findings.troubles, findings.rows, findings.waiting, findings.anchors) == ([], 6, 1, 1)


def test_several_trails_stand_in_one_file(trail):
    lines = exported(trail)
    assert [findings.rows for findings in read(lines + lines, trail.keyring)] == [6, 6]


@pytest.mark.parametrize(
    ("tamper", "kind"),
    [
        (lambda lines: [line.replace("lamp 3", "lamp 9") for line in lines], "changed"),
        (lambda lines: lines[:4] + lines[5:], "missing"),
        (lambda lines: lines[:-1], "truncated"),
        (lambda lines: [*lines[:3], lines[4], lines[3], *lines[5:]], "missing"),
    ],
)
def test_an_export_tampered_with_shows(trail, tamper, kind):
    (findings,) = read(tamper(exported(trail)), trail.keyring)
    assert kind in [trouble.kind for trouble in findings.troubles]


@pytest.mark.parametrize("line", ["no json", "[]", '{"kind": "row"}', '{"kind": "trail"}', '{"kind": "other"}'])
def test_a_file_that_is_no_export_is_refused_with_its_line(trail, line):
    lines = exported(trail)
    with pytest.raises(Invalid, match="Line 3 of this file"):
        read([*lines[:2], line, *lines[2:]], trail.keyring)


def test_many_troubles_are_counted_and_not_all_told(trail):
    for number in range(100):
        trail.write(f"lamp {number + 7}")
    trail.link()
    trail.rows.update_many({"tenant": FES}, {"$set": {"principal": "key:2"}})
    findings = trail.look()
    assert (len(findings.troubles), findings.untold) == (50, 56)
