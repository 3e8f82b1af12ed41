"""The room that tells people and systems is killed while it tells many: who was told what, how often?"""

from collections.abc import Iterator
from typing import Any

from benchmarks.bursts import REGION, burst, notifying, tell
from multaqa.bus.envelope import Envelope
from multaqa.clock import SystemClock
from multaqa.ids import new_id
from multaqa.messages import sample
from multaqa.testing.waiting import eventually
from multaqa.tracing import new_trace
from services.notifications.service.sending import AT_ONCE
from tests.faults.table import Row
from tests.faults.test_storm import kill
from tests.integration.notifications.sinks import mail_sink

SHORT, LONG = 300, 5_000
WITHIN_S = 240.0
STRIKES = (0.2, 0.6)
"""At which share of what is told the room is killed. Its endpoints are served again once their leases end."""
EDITION = "e1"


def test_each_subscriber_gets_every_message_under_its_id_though_the_room_is_killed(nodes, table, pytestconfig):
    count = LONG if pytestconfig.getoption("--long", default=False) else SHORT
    paths = [f"s{number}" for number in range(6)]
    with burst(nodes, [*paths, "gone"], dead=["gone"]) as opened:
        ids = opened.tell(count)
        for share in STRIKES:
            wanted = share * count * len(paths)
            eventually(lambda wanted=wanted: sum(opened.receiver.counts().values()) >= wanted, WITHIN_S)
            kill(opened.room)()
            before = sum(opened.receiver.counts().values())
            assert before < count * len(paths), "a strike came after the burst"
        got = opened.wait(paths, ids)
    posts = sum(one["posts"] for one in got.values())
    found = sum(len(one["ids"]) for one in got.values())
    fault = f"webhooks: room killed twice, {posts - found} posts repeated under their ids"
    table.rows.append(Row(fault, count * len(paths), found, count * len(paths) - found, 0, 0, 0, 0))
    assert found == count * len(paths)


def test_nobody_gets_a_mail_twice_nor_misses_it_in_the_inbox_though_the_room_is_killed(nodes, table, pytestconfig):
    count = LONG if pytestconfig.getoption("--long", default=False) else SHORT
    smtp = nodes.ports.free("smtp")
    with mail_sink(smtp) as mails, notifying(nodes, "mails", MULTAQA_SMTP_PORT=str(smtp)) as (here, room):
        tell(here.nodes, _registrations(count))
        for share in STRIKES:
            eventually(lambda share=share: mails.got()["count"] >= share * count, WITHIN_S)
            kill(room)()
            assert mails.got()["count"] < count, "a strike came after the last mail"
        with here.mongo as client:
            sends = client["multaqa_notifications"]["sends"]
            settled = {"channel": "mail", "state": {"$in": ["sent", "unconfirmed"]}}
            eventually(lambda: sends.count_documents(settled) == count, WITHIN_S)
            unconfirmed = {row["_id"] for row in sends.find({"channel": "mail", "state": "unconfirmed"})}
            eventually(lambda: sends.count_documents({"channel": "inbox", "state": "sent"}) == count, WITHIN_S)
            assert len({row["person_id"] for row in sends.find({"channel": "inbox"})}) == count
        got = mails.got()
    served = {id.strip("<>").partition("@")[0] for id in got["message_ids"]}
    lost = count - len(served | unconfirmed)
    fault = f"mails: room killed twice, {len(unconfirmed)} were in flight, {len(unconfirmed - served)} of them not sent"
    table.rows.append(Row(fault, count, len(served), lost, got["repeated"], 0, 0, 0))
    assert (lost, got["repeated"]) == (0, 0)
    assert set(got["recipients"].values()) == {1}
    assert len(unconfirmed) <= AT_ONCE * len(STRIKES)


def _registrations(count: int) -> Iterator[Envelope]:
    """An edition, persons, and that each is registered for it."""
    yield _told("events.edition_opened.v1", EDITION, 2, id=EDITION)
    for number in range(count):
        person = {"person_id": f"p{number}", "email": f"p{number}@example.org", "consents": []}
        yield _told("directory.person_registered.v1", f"p{number}", 1, **person)
    for number in range(count):
        registration = {"id": f"r{number}", "edition_id": EDITION, "person_id": f"p{number}"}
        yield _told("events.registration_confirmed.v1", f"r{number}", 1, **registration)


def _told(type: str, subject: str, version: int, **facts: Any) -> Envelope:
    return Envelope(
        id=new_id(), type=type, tenant=REGION, subject=subject, version=version, time=SystemClock().now(),
        source=f"/{type.partition('.')[0]}", traceparent=new_trace(), causation_id=None,
        facts={**sample(type)["data"], **facts},
    )  # fmt: skip
