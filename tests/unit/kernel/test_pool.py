"""CPU work in another process: results and refusals come back, and the event loop never waits for them."""

import os
import signal
import time

import eventlet
import pytest

from multaqa.errors import NotFound, Unavailable
from multaqa.pool import Pool


@pytest.fixture
def pool():
    one = Pool()
    yield one
    one.stop()


def refuse(id):
    raise NotFound("thing.not_found", "There is no such thing.", id=id)


def test_a_function_runs_in_another_process(pool):
    assert pool.run(os.getpid) != os.getpid()


def test_the_process_is_kept_for_the_next_function(pool):
    assert pool.run(os.getpid) == pool.run(os.getpid)


def test_values_larger_than_any_pipe_go_both_ways(pool):
    assert pool.run(len, b"x" * 8_000_000) == 8_000_000
    assert pool.run(bytes, 8_000_000) == bytes(8_000_000)


def longest_pause_while(function, *arguments):
    """Seconds: the longest time in which a green thread that only wants to tick could not."""
    pauses, running = [], True

    def tick():
        last = time.monotonic()
        while running:
            eventlet.sleep(0.005)
            pauses.append(time.monotonic() - last)
            last = time.monotonic()

    ticking = eventlet.spawn(tick)
    eventlet.sleep(0)
    function(*arguments)
    running = False
    ticking.wait()
    return max(pauses)


def test_the_event_loop_goes_on_while_a_function_runs(pool):
    pool.run(os.getpid)
    assert longest_pause_while(pool.run, time.sleep, 0.8) < 0.4


def test_a_kernel_error_arrives_as_itself(pool):
    with pytest.raises(NotFound) as refused:
        pool.run(refuse, "t1")
    assert (refused.value.code, refused.value.facts) == ("thing.not_found", {"id": "t1"})


def test_any_other_error_arrives_with_its_traceback(pool):
    with pytest.raises(RuntimeError, match="invalid literal for int"):
        pool.run(int, "many")
    assert pool.run(int, "1") == 1


def test_what_bursts_memory_bursts_its_own_only(pool):
    with pytest.raises(RuntimeError, match="MemoryError"):
        pool.run(bytes, 1 << 40)
    assert pool.run(len, "abc") == 3


def test_what_takes_too_long_is_ended_and_the_next_function_runs(pool):
    with pytest.raises(Unavailable) as late:
        pool.run(time.sleep, 60, within_s=0.5)
    assert late.value.code == "pool.no_answer"
    assert pool.run(len, "abc") == 3


def test_a_process_that_dies_is_replaced(pool):
    with pytest.raises(Unavailable):
        pool.run(signal.raise_signal, signal.SIGKILL)
    assert pool.run(len, "abc") == 3


def test_more_callers_than_processes_wait_for_their_turn(pool):
    waiting = [eventlet.spawn(pool.run, len, "x" * size) for size in range(5)]
    assert [one.wait() for one in waiting] == [0, 1, 2, 3, 4]
