"""The audit trail shows an edit, a deletion, a reordering and a truncation; files keep to their tenant."""

from datetime import timedelta

import pytest

from multaqa.errors import NotFound, TooLarge
from multaqa.store import audit
from multaqa.store.files import FileStore
from multaqa.store.retention import sweep
from tests.integration.kernel.conftest import Lamp


@pytest.fixture
def trail(works_for, room):
    for number in range(6):
        with works_for()() as work:
            work.audit("lamp.lit", f"lamp {number}", colour="red")
            work.commit()
    assert audit.chain(room.client, room.database) == 6
    return room.database


def test_a_whole_chain_is_content(trail):
    assert audit.verify(trail, "fes-meknes") == []


def test_chaining_again_goes_on_where_it_ended(trail, room, works_for):
    with works_for()() as work:
        work.audit("lamp.broken", "lamp 1")
        work.commit()
    assert audit.chain(room.client, trail) == 1
    assert audit.verify(trail, "fes-meknes") == []


def test_an_edit_shows(trail):
    trail.audit.update_one({"sequence": 3}, {"$set": {"subject": "lamp 9"}})
    assert audit.verify(trail, "fes-meknes")


def test_a_deletion_shows(trail):
    trail.audit.delete_one({"sequence": 3})
    assert audit.verify(trail, "fes-meknes")


def test_a_truncation_shows(trail):
    trail.audit.delete_one({"sequence": 6})
    assert audit.verify(trail, "fes-meknes")


def test_a_reordering_shows(trail):
    trail.audit.update_one({"sequence": 2}, {"$set": {"sequence": 99}})
    trail.audit.update_one({"sequence": 3}, {"$set": {"sequence": 2}})
    trail.audit.update_one({"sequence": 99}, {"$set": {"sequence": 3}})
    assert audit.verify(trail, "fes-meknes")


def test_tenants_have_chains_of_their_own(trail, room, works_for):
    with works_for("rabat-sale-kenitra")() as work:
        work.audit("lamp.lit", "lamp 1")
        work.commit()
    audit.chain(room.client, trail)
    assert trail.audit.find_one({"tenant": "rabat-sale-kenitra"})["sequence"] == 1
    trail.audit.delete_one({"tenant": "fes-meknes", "sequence": 3})
    assert audit.verify(trail, "rabat-sale-kenitra") == []


def test_a_file_comes_back_as_it_went_in(room):
    files = FileStore(room.database, "fes-meknes")
    stored = files.put([b"a" * 300_000, b"b"], "cv.pdf", "application/pdf")
    assert b"".join(files.open(stored["id"])) == b"a" * 300_000 + b"b"
    assert stored["size"] == 300_001


def test_another_tenants_file_does_not_exist(room):
    stored = FileStore(room.database, "fes-meknes").put([b"x"], "cv.pdf", "application/pdf")
    other = FileStore(room.database, "rabat-sale-kenitra")
    for ask in (other.describe, other.remove, lambda id_: list(other.open(id_))):
        with pytest.raises(NotFound):
            ask(stored["id"])


def test_a_file_that_is_too_large_leaves_nothing(room):
    with pytest.raises(TooLarge):
        FileStore(room.database, "fes-meknes").put([b"x" * 20], "cv.pdf", "application/pdf", largest=10)
    assert room.database["fs.files"].count_documents({}) == 0


def test_expired_rows_are_swept_by_the_platforms_clock(works_for, room):
    with works_for(command_id="k")() as work:
        work.lamps.save(Lamp("1", "red"))
        work.commit()
    assert sweep(room.database, room.clock.now() + timedelta(days=29)) == 0
    assert sweep(room.database, room.clock.now() + timedelta(days=31)) == 1
