"""A subscriber's own queue on a real broker: filled, read, limited, and nothing else within its reader's reach."""

import json
import os
import re
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import amqp
import httpx
import pytest
from kombu import Connection, Queue

from multaqa.errors import Invalid, NotFound, Refused
from multaqa.testing.waiting import eventually
from tests.integration.notifications import told
from tests.integration.notifications.hooks import deliveries, of, settled, state_of, subscribe
from tests.integration.running import RABAT

PAGE = (Path(__file__).parents[3] / "docs" / "subscribers.md").read_text(encoding="utf-8")
DENIED = (amqp.AccessRefused, amqp.NotAllowed)


def queued(room, *types, **more):
    return subscribe(room, None, *types, kind="queue", **more)


def connected(made, **changed):
    """A connection as the subscriber makes it: with what the answer told, and nothing else."""
    queue, place = made["queue"], urlsplit(made["queue"]["uri"])
    told = {"userid": queue["user"], "password": made["secret"], "virtual_host": place.path[1:], **changed}
    connection = amqp.Connection(f"{place.hostname}:{place.port}", login_method="PLAIN", **told)
    connection.connect()
    return closing(connection)


def uri_of(made):
    """As the subscriber writes it: the user and the password in what was told."""
    place = urlsplit(made["queue"]["uri"])
    return f"amqp://{made['queue']['user']}:{made['secret']}@{place.netloc}{place.path}"


def read(made, count):
    """The next messages, acknowledged."""
    with connected(made) as connection:
        channel, name = connection.channel(), made["queue"]["name"]

        def one():
            return channel.basic_get(name)

        got = [eventually(one) for _ in range(count)]
        for message in got:
            channel.basic_ack(message.delivery_tag)
        return got


def waiting(made):
    with connected(made) as connection:
        return connection.channel().queue_declare(made["queue"]["name"], passive=True).message_count


def tried(room, made):
    return sum(bool(one["attempts"]) for one in deliveries(room, made))


def lets_in(made):
    try:
        return waiting(made) == 0
    except DENIED:
        return False


def asked(management_url, path, *credentials):
    place = urlsplit(management_url)
    return httpx.get(f"http://{place.hostname}:{place.port}{place.path}{path}", auth=credentials).status_code


# filled


def test_a_hiring_waits_in_the_queue_as_a_cloud_event_in_binary_mode(queueing):
    made = queued(queueing)
    message = told.hired(queueing)
    (got,) = read(made, 1)
    headers = got.headers
    assert (got.properties["message_id"], headers["ce-id"]) == (message.id, message.id)
    assert (headers["ce-specversion"], headers["ce-type"]) == ("1.0", "matching.candidate_hired.v1")
    assert (headers["ce-source"], headers["ce-subject"], headers["ce-tenant"]) == ("/matching", "h1", message.tenant)
    assert headers["ce-aggregateversion"] == "1"
    assert got.properties["content_type"] == "application/json"
    assert json.loads(got.body) == told.HIRING
    (delivery,) = settled(queueing, made)
    assert delivery["state"] == "delivered"
    assert [(one["status"], one["reason"]) for one in delivery["attempts"]] == [(None, None)]


def test_kombu_reads_it_with_nothing_but_what_was_told(queueing):
    made = queued(queueing)
    told.hired(queueing)
    got = []
    with Connection(uri_of(made)) as connection:
        queue = Queue(made["queue"]["name"], no_declare=True)
        with connection.Consumer(queue, callbacks=[lambda body, _: got.append(body)], accept=["json"]):
            connection.drain_events(timeout=10)
    assert got == [told.HIRING]


def test_only_what_was_asked_for_comes_and_each_once(queueing):
    made = queued(queueing, "matching.candidate_hired.v1", filters={"sector": ["industry"]})
    queueing.has_handled(told.hired(queueing, "h2", sector="digital"))
    message = told.hired(queueing)
    queueing.has_handled(message)
    queueing.has_handled(told.hired(queueing, id=message.id))
    settled(queueing, made)
    assert waiting(made) == 1


def test_what_was_missed_and_what_is_asked_for_again_comes_under_the_same_id(queueing):
    began = (datetime.now(UTC) - timedelta(minutes=1)).isoformat()
    missed = told.hired(queueing)
    queueing.has_handled(missed)
    made = queued(queueing)
    queueing.ask("recover_deliveries", subscription_id=made["id"], since=began, what="missed")
    (delivery,) = settled(queueing, made)
    queueing.ask("resend_delivery", subscription_id=made["id"], delivery_id=delivery["id"])
    assert [one.headers["ce-id"] for one in read(made, 2)] == [missed.id] * 2


def test_a_sample_says_that_it_is_one(queueing):
    made = queued(queueing)
    queueing.ask("send_sample", subscription_id=made["id"], type="matching.hiring_confirmed.v1")
    (got,) = read(made, 1)
    assert got.headers["ce-sample"] == "true"


def test_a_full_queue_takes_nothing_more_and_loses_nothing(queueing_little):
    """The limit is the broker's, which notices it between two runs: of what waits, the newest are refused."""
    room, made = queueing_little, queued(queueing_little)
    first = [told.hired(room, f"h{number}") for number in range(10)]
    eventually(lambda: tried(room, made) == 10)
    later = [told.hired(room, f"h{number}") for number in range(10, 20)]
    room.has_handled(*first, *later)
    refused = eventually(
        lambda: [one for one in deliveries(room, made) if one["attempts"] and one["state"] == "pending"]
    )
    assert refused[0]["attempts"][0]["reason"] == "not confirmed: the queue is full, or the broker slow"
    assert waiting(made) < 20
    ids = {one.headers["ce-id"] for one in read(made, 20)}
    assert ids == {message.id for message in (*first, *later)}
    assert {one["state"] for one in eventually(lambda: settled(room, made, 20))} == {"delivered"}


def test_a_virtual_host_that_an_operator_made_will_do(queueing, queue_vhost, management_url):
    httpx.put(f"{management_url}/vhosts/{queue_vhost}").raise_for_status()
    httpx.delete(f"{management_url}/permissions/{queue_vhost}/guest").raise_for_status()
    made, message = queued(queueing), told.hired(queueing)
    assert [one.headers["ce-id"] for one in read(made, 1)] == [message.id]


def test_what_somebody_deleted_on_the_broker_is_made_again(queueing, management_url):
    made = queued(queueing)
    vhost, name = urlsplit(made["queue"]["uri"]).path[1:], made["queue"]["name"]
    for path in (f"/queues/{vhost}/{name}", f"/users/{name}"):
        httpx.delete(f"{management_url}{path}").raise_for_status()
    message = told.hired(queueing)
    delivery = settled(queueing, made)[0]
    assert [one["reason"] for one in delivery["attempts"]] == ["the queue was not there, and has been made again", None]
    assert [one.headers["ce-id"] for one in read(made, 1)] == [message.id]


def test_a_broker_that_was_rebuilt_is_mended_and_counts_as_nobodys_failure(queueing, management_url):
    made = queued(queueing)
    told.hired(queueing)
    settled(queueing, made)
    httpx.delete(f"{management_url}/vhosts/{urlsplit(made['queue']['uri']).path[1:]}").raise_for_status()
    message = told.hired(queueing, "h2")
    delivered = eventually(lambda: settled(queueing, made, 2), 30)
    assert [one["reason"] for one in delivered[1]["attempts"]] == [None]
    assert [one.headers["ce-id"] for one in read(made, 1)] == [message.id]


def test_a_queue_nobody_reads_is_disabled_and_what_was_refused_is_recovered(notifying, queue_vhost, management_url):
    little = {"queue_length_most": 5, "webhook_schedule_ms": [100] * 99, "webhook_disable_after_s": 3}
    began = (datetime.now(UTC) - timedelta(minutes=1)).isoformat()
    with notifying(management_url=management_url, queue_vhost=queue_vhost, **little) as room:
        made = queued(room)
        first = [told.hired(room, f"h{number}") for number in range(10)]
        eventually(lambda: tried(room, made) == 10)
        later = [told.hired(room, f"h{number}") for number in range(10, 15)]
        room.has_handled(*later)
        eventually(lambda: state_of(room, made) == "disabled")
        assert {one["state"] for one in settled(room, made, 15)} == {"delivered", "abandoned"}
        taken = read(made, waiting(made))
        room.ask("enable_subscription", subscription_id=made["id"])
        eventually(lambda: state_of(room, made) == "active")
        room.ask("recover_deliveries", subscription_id=made["id"], since=began, what="failed")
        taken += read(made, 15 - len(taken))
        assert sorted(one.headers["ce-id"] for one in taken) == sorted(one.id for one in (*first, *later))


# asked for


def test_the_password_is_told_once_and_kept_nowhere(queueing):
    made = queued(queueing, key="k1")
    again = queued(queueing, key="k1")
    assert (again["id"], again["secret"]) == (made["id"], None)
    assert made["signing_keys"] == []
    assert made["queue"]["overflow"] == "reject-publish"
    assert made["secret"] not in json.dumps(of(queueing, made))
    for name in queueing.database.list_collection_names():
        assert made["secret"] not in repr(list(queueing.database[name].find()))
    (told_of,) = queueing.told("notifications.subscription_created.v1")
    assert (told_of.facts["kind"], told_of.facts["url"]) == ("queue", None)
    assert made["queue"]["name"] not in json.dumps(told_of.facts)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"kind": "queue", "url": "https://x.example/"}, "subscription.url_of_queue"),
        ({"kind": "webhook"}, "subscription.without_url"),
    ],
)
def test_a_queue_has_no_url_and_a_webhook_has_one(queueing, facts, code):
    before = queueing.holds()
    with pytest.raises(Invalid) as refused:
        queueing.ask("subscribe", facts={"types": ["matching.*"], **facts})
    assert [(one["pointer"], one["code"]) for one in refused.value.errors] == [("/url", code)]
    assert queueing.holds() == before


def test_until_it_is_made_a_subscription_says_so_and_nothing_comes(notifying, queue_vhost):
    """The management API does not answer."""
    with notifying(management_url="http://127.0.0.1:1/api#/", queue_vhost=queue_vhost) as room:
        made = room.ask("subscribe", facts={"kind": "queue", "types": ["matching.*"]})
        eventually(lambda: room.database.due.count_documents({"kind": "keep_queue", "trouble": {"$ne": None}}))
        assert (state_of(room, made), of(room, made)["reason"]) == ("unproven", "the queue is being made")
        room.has_handled(told.hired(room))
        assert deliveries(room, made) == []
        trouble = room.database.due.find_one({"kind": "keep_queue"})["trouble"]
        assert trouble.startswith("ConnectError")


def test_a_queue_is_in_binary_mode_and_in_no_other(queueing):
    with pytest.raises(Invalid) as refused:
        queueing.ask("subscribe", facts={"kind": "queue", "types": ["matching.*"], "content_mode": "structured"})
    code = "subscription.queue_is_binary"
    assert [(one["pointer"], one["code"]) for one in refused.value.errors] == [("/content_mode", code)]
    assert queued(queueing)["content_mode"] == "binary"


def test_a_directorate_has_so_many_queues_and_no_more(queueing_little, agency):
    made = queued(queueing_little)
    with pytest.raises(Refused, match=r"subscription\.too_many"):
        queued(queueing_little)
    subscribe(queueing_little, agency.url)
    queued(queueing_little, tenant=RABAT)
    queueing_little.ask("end_subscription", subscription_id=made["id"])
    queued(queueing_little)


def test_a_house_whose_broker_it_cannot_administer_offers_none(notifications):
    with pytest.raises(Refused, match=r"subscription\.no_queues"):
        queued(notifications)


def test_a_new_password_ends_the_one_before_and_who_is_connected_with_it(queueing):
    made = queued(queueing)
    with connected(made) as before:
        renewed = queueing.ask("rotate_secret", subscription_id=made["id"])
        with pytest.raises(amqp.ConnectionForced):
            before.drain_events(timeout=10)
    eventually(lambda: lets_in(renewed))
    with pytest.raises(DENIED):
        waiting(made)
    with pytest.raises(Invalid, match=r"subscription\.no_overlap") as refused:
        queueing.ask("rotate_secret", subscription_id=made["id"], overlap_hours=1)
    assert refused.value.errors[0]["pointer"] == "/overlap_hours"


def test_with_its_subscription_a_queue_and_its_user_end(queueing, management_url):
    made = queued(queueing)
    vhost, name = urlsplit(made["queue"]["uri"]).path[1:], made["queue"]["name"]
    with connected(made) as connection:
        queueing.ask("end_subscription", subscription_id=made["id"])
        with pytest.raises(amqp.ConnectionForced):
            connection.drain_events(timeout=10)
    for path in (f"/queues/{vhost}/{name}", f"/users/{name}"):
        eventually(lambda path=path: httpx.get(f"{management_url}{path}").status_code == 404)
    queueing.has_handled(told.hired(queueing))
    assert deliveries(queueing, made) == []
    assert httpx.get(f"{management_url}/users/{name}").status_code == 404


# nothing else within reach


@pytest.fixture
def two(queueing):
    return queued(queueing), queued(queueing, tenant=RABAT)


def published(channel, exchange, key):
    channel.confirm_select()
    channel.basic_publish_confirm(amqp.Message("{}"), exchange, key)


REACHES = {
    "another's queue, got": lambda channel, own, other: channel.basic_get(other),
    "another's queue, consumed": lambda channel, own, other: channel.basic_consume(other),
    "another's queue, purged": lambda channel, own, other: channel.queue_purge(other),
    "another's queue, deleted": lambda channel, own, other: channel.queue_delete(other),
    "another's queue, bound by #": lambda channel, own, other: channel.queue_bind(other, "amq.topic", "#"),
    "another's queue, published to": lambda channel, own, other: published(channel, "", other),
    "its own, bound by #": lambda channel, own, other: channel.queue_bind(own, "amq.topic", "#"),
    "its own, bound by another's key": lambda channel, own, other: channel.queue_bind(own, "amq.direct", other),
    "its own, bound to all that passes": lambda channel, own, other: channel.queue_bind(own, "amq.rabbitmq.trace", "#"),
    "its own, published to": lambda channel, own, other: published(channel, "", own),
    "its own, deleted": lambda channel, own, other: channel.queue_delete(own),
    "its own, declared longer": lambda channel, own, other: channel.queue_declare(
        own, durable=True, auto_delete=False, arguments={"x-queue-type": "quorum"}
    ),
    "a new queue": lambda channel, own, other: channel.queue_declare("mine"),
    "an unnamed queue": lambda channel, own, other: channel.queue_declare("", exclusive=True),
    "a new exchange": lambda channel, own, other: channel.exchange_declare("mine", "topic"),
    "an exchange, published to": lambda channel, own, other: published(channel, "amq.topic", "matching.hired"),
    "exchanges, bound to one another": lambda channel, own, other: channel.exchange_bind(
        "amq.topic", "amq.fanout", "#"
    ),
}


@pytest.mark.parametrize("reach", REACHES)
def test_a_reader_may_read_its_own_queue_and_do_nothing_else(two, reach):
    mine, theirs = two
    with connected(mine) as connection, pytest.raises(DENIED):
        REACHES[reach](connection.channel(), mine["queue"]["name"], theirs["queue"]["name"])


def test_to_another_tenant_and_another_key_there_is_no_queue(queueing, two):
    mine, _ = two
    named = {"subscription_id": mine["id"]}
    for stranger in ({"tenant": RABAT}, {"role": "subscriber", "principal": "key:other"}):
        assert mine["id"] not in [one["id"] for one in queueing.ask("list_subscriptions", **stranger)["items"]]
        for method in ("get_subscription", "rotate_secret", "enable_subscription", "end_subscription"):
            with pytest.raises(NotFound):
                queueing.ask(method, **named, **stranger)
    assert lets_in(mine)


def test_another_tenants_hirings_are_not_in_it(queueing, two):
    mine, theirs = two
    told.hired(queueing, "h2", tenant=RABAT)
    settled(queueing, theirs, tenant=RABAT)
    message = told.hired(queueing)
    settled(queueing, mine)
    assert (waiting(mine), waiting(theirs)) == (1, 1)
    assert [one.headers["ce-id"] for one in read(mine, 1)] == [message.id]


def test_a_queues_name_follows_from_nothing_that_others_see(two):
    """A passive declaration asks for no permission (RabbitMQ 3.10): who knew a name would see how many wait."""
    mine, theirs = two
    with connected(mine) as connection, pytest.raises(amqp.NotFound):
        connection.channel().queue_declare(f"subscriber-{theirs['id']}", passive=True)
    assert theirs["id"] not in theirs["queue"]["name"]
    assert len(theirs["queue"]["name"].removeprefix("subscriber-")) == 32


def test_neither_the_houses_own_virtual_host_nor_another_password_lets_a_reader_in(two, amqp_uri):
    mine, theirs = two
    for changed in (
        {"virtual_host": urlsplit(amqp_uri).path[1:]},
        {"virtual_host": "/"},
        {"userid": theirs["queue"]["user"]},
    ):
        with pytest.raises(DENIED):
            connected(mine, **changed)


@pytest.mark.parametrize(
    "path", ["/overview", "/whoami", "/queues", "/users", "/connections", "/vhosts", "/definitions"]
)
def test_the_management_api_knows_no_reader(two, management_url, path):
    mine, _ = two
    assert asked(management_url, path, mine["queue"]["user"], mine["secret"]) == 401


def test_a_reader_has_a_handful_of_connections(two):
    mine, theirs = two
    held = [connected(mine) for _ in range(5)]
    with pytest.raises(DENIED):
        connected(mine)
    with connected(theirs, password=theirs["secret"]) as other:
        assert other.connected
    for one in held:
        one.thing.close()


def test_the_reader_that_subscribers_are_shown_tells_repeats(queueing, tmp_path):
    made = queued(queueing)
    *_, code = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "reader.py").write_text(code, encoding="utf-8")
    variables = {**os.environ, "AMQP_URI": uri_of(made), "QUEUE": made["queue"]["name"]}
    command = [sys.executable, tmp_path / "reader.py"]
    with subprocess.Popen(command, env=variables, stdout=subprocess.PIPE, text=True) as reader:
        try:
            told.hired(queueing)
            (delivery,) = settled(queueing, made)
            queueing.ask("resend_delivery", subscription_id=made["id"], delivery_id=delivery["id"])
            told.hired(queueing, "h2")
            assert [reader.stdout.readline().split() for _ in range(2)] == [
                ["matching.candidate_hired.v1", "h1"],
                ["matching.candidate_hired.v1", "h2"],
            ]
        finally:
            reader.kill()
