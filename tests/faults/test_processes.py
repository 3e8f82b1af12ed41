"""`kill -9` of every room and relay in turn."""

import pytest

from multaqa.testing.waiting import eventually


@pytest.mark.parametrize("name", ["source", "source.relay", "middle", "middle.relay", "sink", "sink.relay"])
def test_a_process_is_killed(house, window, name):
    with window(f"kill -9 {name}") as opened:
        for _ in opened.strikes():
            before = house.restarts(name)
            with opened.fault_lasts():
                house[name].kill()
                eventually(lambda before=before: house.restarts(name) > before)
