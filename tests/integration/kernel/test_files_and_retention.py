"""Files keep to their tenant, and expired rows go."""

from datetime import timedelta

import pytest

from multaqa.errors import NotFound, TooLarge
from multaqa.store.files import FileStore
from multaqa.store.retention import sweep
from tests.integration.kernel.conftest import Lamp


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
