"""A storm of registrations over HTTP while the room is killed twice and the database changes its primary."""

from benchmarks.registrations import EVENTS, door
from benchmarks.storm import CLIENTS, blowing, faults, past, seats
from multaqa.testing.waiting import eventually
from tests.faults.table import Row

SHORT, LONG = 3_000, 18_000
WITHIN_S = 180.0
STRIKES = (0.2, 0.4, 0.6)
"""At which share of the crowd the room is killed, killed again, and the primary steps down."""


def test_a_storm_oversells_no_seat_loses_nobody_and_keeps_the_order(nodes, table, pytestconfig):
    count = LONG if pytestconfig.getoption("--long", default=False) else SHORT
    with door(nodes, EVENTS, seats(count), MULTAQA_WORKERS=str(CLIENTS + 12)) as opened:
        room = opened.programs[2]
        with blowing(opened, count) as crowd, opened.here.mongo as client:
            registered = client["multaqa_events"]["registrations"]
            done = []
            for share, strike in zip(STRIKES, (kill(room), kill(room), nodes.database.step_down), strict=True):
                eventually(lambda share=share: registered.estimated_document_count() >= share * count, WITHIN_S)
                done.append(registered.estimated_document_count())
                strike()
            nodes.database.wait_primary()
            storm = past(opened, crowd, count)
        wrong = faults(opened, storm, seats(count))
    accepted = {answer.id for answer in storm.answers if answer.id}
    slowest = storm.met["slowest_ms"] / 1000
    fault = "storm: room killed twice, primary steps down"
    table.rows.append(Row(fault, count, len(accepted), count - len(accepted), 0, 0, round(slowest, 2), 0.0))
    assert wrong == []
    # Nobody need ask again: what the killed room had not answered stays in its lane for the next process.
    assert max(done) < count, "a strike came after the crowd"


def kill(room):
    """`kill -9`, and a new process at once."""

    def strike():
        room.kill()
        room.start()

    return strike
