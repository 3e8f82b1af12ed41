"""Public messages at the door: as pages that can be waited for, and as a stream that goes on where it broke off."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager

import httpx
import pytest

from multaqa.bus import topology
from multaqa.bus.envelope import Envelope
from multaqa.bus.publisher import ConfirmingPublisher, Outgoing
from multaqa.clock import SystemClock
from multaqa.ids import new_id
from multaqa.messages import sample
from multaqa.tracing import new_trace
from tests.integration.gateway.conftest import Api, another_gateway

HIRED, OFFERED, GAP = "matching.candidate_hired.v1", "matching.hiring_offered.v1", "matching.demand_gap_found.v1"
RECORDED = "matching.interview_recorded.v1"
LAST = "Last-Event-ID"


@pytest.fixture(scope="module")
def publisher(running):
    one = ConfirmingPublisher.to(running.amqp_uri, name="feeds")
    one.start()
    yield one
    one.stop()


@pytest.fixture
def publish(publisher):
    def put(*types, tenant="fes-meknes", id=None, **facts):
        """Messages of these types, told one after the other; their ids."""
        sent = [_envelope(type, tenant, id or new_id(), facts) for type in types]
        outgoing = [Outgoing(topology.MESSAGES, one.routing_key, one.encode(), one.id, one.type) for one in sent]
        assert len(publisher.publish_batch(outgoing).confirmed) == len(sent)
        return [one.id for one in sent]

    return put


def _envelope(type, tenant, id, facts):
    return Envelope(
        id=id, type=type, tenant=tenant, subject=new_id(), version=1, time=SystemClock().now(), source="/matching",
        traceparent=new_trace(), causation_id=None, facts={**sample(type)["data"], **facts},
    )  # fmt: skip


@pytest.fixture(scope="module")
def reader(fes):
    return fes.with_role("subscriber")


def page(api, **asked):
    return api.get("/v1/messages", params=asked)


def here(api):
    """The cursor behind all there is now."""
    cursor, items = None, True
    while items:
        told = page(api, limit=200, wait_s=1, **({"after": cursor} if cursor else {})).json()
        cursor, items = told["next"], told["items"]
    return cursor


def ids(answer):
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["items"]]


@contextmanager
def listening(api, *, raw=False, **headers):
    """A stream that is open, and what came by it: `(cursor, message)` for each, or its lines."""
    headers = {"Authorization": f"Bearer {api.key}", **headers}
    query = headers.pop("query", {})
    with (
        httpx.Client(timeout=30, trust_env=False) as client,
        client.stream("GET", f"{api.address}/v1/stream", headers=headers, params=query) as response,
    ):
        assert (response.status_code, response.headers["Content-Type"]) == (200, "text/event-stream"), response.read()
        with closing(response.iter_lines() if raw else _frames(response)) as frames:
            yield frames


def _frames(response):
    cursor = None
    for line in response.iter_lines():
        if line.startswith("id: "):
            cursor = line[4:]
        if line.startswith("data: "):
            yield cursor, json.loads(line[6:])


def told_in(line):
    return json.loads(line.removeprefix("data: "))["id"]


def some(frames, count):
    return [next(frames) for _ in range(count)]


def test_messages_are_read_in_pages_from_the_oldest_on_without_gap_or_repeat(reader, publish):
    cursor = here(reader)
    sent = publish(*[HIRED] * 7, OFFERED)
    got, sizes = [], []
    while items := (told := page(reader, after=cursor, limit=3, wait_s=2).json())["items"]:
        got += [one["id"] for one in items]
        sizes.append(len(items))
        cursor = told["next"]
        if len(got) == len(sent):
            break
    assert got == sent
    assert max(sizes) <= 3
    assert set(sent) <= set(ids(page(reader, limit=200)))


def test_a_page_is_a_list_of_cloudevents_as_webhooks_carry_them(reader, publish):
    cursor = here(reader)
    publish(HIRED)
    (one,) = page(reader, after=cursor, wait_s=5).json()["items"]
    assert (one["specversion"], one["type"], one["tenant"]) == ("1.0", HIRED, "fes-meknes")
    assert one["data"]["pseudonym"] == sample(HIRED)["data"]["pseudonym"]


def test_who_waits_is_answered_when_a_message_comes_and_with_a_cursor_when_none_does(reader, publish):
    cursor = here(reader)
    empty = page(reader, after=cursor, wait_s=1).json()
    assert empty["items"] == []
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(page, reader, after=empty["next"], wait_s=15)
        (sent,) = publish(HIRED)
        assert ids(waiting.result(14)) == [sent]


def test_a_tenant_reads_its_own_messages_only_and_anothers_cursor_opens_nothing(reader, rabat, publish):
    theirs = rabat.with_role("subscriber")
    mine, other = here(reader), here(theirs)
    sent = {tenant: publish(HIRED, tenant=tenant) for tenant in ("fes-meknes", "rabat-sale-kenitra")}
    assert ids(page(reader, after=mine, wait_s=5)) == sent["fes-meknes"]
    assert ids(page(theirs, after=other, wait_s=5)) == sent["rabat-sale-kenitra"]
    for foreign in (other, "A" * 22, "AAAA", mine[:-1]):
        refused = page(reader, after=foreign)
        assert refused.status_code == 422, refused.text
        assert [(one["parameter"], one["code"]) for one in refused.json()["errors"]] == [
            ("after", "feed.cursor_unknown")
        ]
    assert mine != other


def test_types_are_chosen_by_name_or_by_room_and_one_that_is_not_public_is_refused(reader, publish):
    cursor = here(reader)
    sent = publish(HIRED, OFFERED, GAP)
    assert ids(page(reader, after=cursor, types=f"{OFFERED},{GAP}", wait_s=5)) == sent[1:]
    assert ids(page(reader, after=cursor, types=[OFFERED, GAP], wait_s=5)) == sent[1:]
    assert ids(page(reader, after=cursor, types="matching.*", wait_s=5)) == sent
    for hidden in ("events.registration_confirmed.v1", "events.*", "matching.candidate_profiled.v1"):
        refused = page(reader, types=f"{HIRED},{hidden}")
        (error,) = refused.json()["errors"]
        assert (refused.status_code, error["parameter"], error["code"]) == (422, "types", "feed.type_unknown")


def test_a_page_is_narrowed_by_the_filters_of_a_subscription(reader, publish):
    cursor = here(reader)
    (first,) = publish(HIRED, organisation_id="o1", sector="building", edition_id="e1", institute_id="i1")
    (second,) = publish(OFFERED, organisation_id="o2", sector="digital", edition_id="e1")
    (gap,) = publish(GAP, sector="digital")
    for asked, found in (
        ({"partner": "o1"}, [first]),
        ({"partner": ["o1", "o2"]}, [first, second]),
        ({"institute": "i1"}, [first]),
        ({"sector": "digital"}, [second, gap]),
        ({"sector": "digital", "types": "matching.*", "edition": "e1"}, [second]),
        ({"sector": ["building", "digital"], "types": [HIRED, GAP]}, [first, gap]),
    ):
        assert ids(page(reader, after=cursor, wait_s=5, **asked)) == found, asked


def test_a_cursor_moves_on_over_what_a_filter_leaves_out(reader, publish):
    cursor = here(reader)
    publish(HIRED, OFFERED, organisation_id="o1")
    empty = page(reader, after=cursor, partner="o2", wait_s=1).json()
    assert empty["items"] == []
    assert ids(page(reader, after=empty["next"])) == []
    publish(HIRED, organisation_id="o1")
    (wanted,) = publish(HIRED, organisation_id="o2")
    told = page(reader, after=empty["next"], partner="o2", wait_s=5, limit=1)
    assert ids(told) == [wanted]
    assert ids(page(reader, after=told.json()["next"])) == []


def test_who_waits_for_one_partner_is_not_woken_by_another_s(reader, publish):
    cursor = here(reader)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(page, reader, after=cursor, partner="o2", wait_s=15)
        publish(HIRED, OFFERED, organisation_id="o1")
        (sent,) = publish(HIRED, organisation_id="o2")
        assert ids(waiting.result(14)) == [sent]


@pytest.mark.parametrize("path", ["/v1/messages", "/v1/stream"])
@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        ({"types": GAP, "partner": "o1"}, [("partner", "subscription.filter_matches_nothing")]),
        ({"types": "notifications.*", "sector": "building"}, [("sector", "subscription.filter_matches_nothing")]),
        ({"partner": ["o1", "o 2"]}, [("partner", "field.not_an_id")]),
        ({"sector": ""}, [("sector", "field.too_short")]),
        ({"partner": ["o1"] * 21}, [("partner", "field.too_long")]),
        ({"region": "north"}, [("region", "field.unknown")]),
    ],
)
def test_a_filter_that_cannot_match_is_refused_by_its_name(reader, path, asked, wrong):
    refused = reader.get(path, params=asked)
    assert refused.status_code == 422, refused.text
    assert [(one["parameter"], one["code"]) for one in refused.json()["errors"]] == wrong


@pytest.mark.parametrize("path", ["/v1/messages", "/v1/stream"])
@pytest.mark.parametrize("role", ["staff", "partner", "portal", "door"])
def test_only_subscribers_and_administrators_read(fes, path, role):
    assert fes.with_role(role).get(path).status_code == 403
    assert Api(fes.address, None).get(path).status_code == 401


def test_a_stream_tells_what_comes_and_goes_on_after_the_last_event_id(reader, publish):
    with listening(reader) as frames:
        sent = publish(HIRED, OFFERED)
        got = some(frames, 2)
    assert [message["id"] for _, message in got] == sent
    missed = publish(HIRED, HIRED)
    with listening(reader, **{LAST: got[0][0]}) as frames:
        assert [message["id"] for _, message in some(frames, 3)] == [sent[1], *missed]
        new = publish(GAP)
        assert next(frames)[1]["id"] == new[0]


def test_a_stream_of_some_types_tells_no_others_and_never_another_tenants(reader, publish):
    with listening(reader, query={"types": OFFERED}) as frames:
        publish(OFFERED, tenant="rabat-sale-kenitra")
        publish(HIRED)
        sent = publish(OFFERED)
        assert next(frames)[1]["id"] == sent[0]


def test_what_came_of_an_interview_is_read_and_streamed_by_its_tenants_subscribers_alone(reader, publish):
    cursor = here(reader)
    with listening(reader, query={"types": RECORDED}) as frames:
        publish(RECORDED, tenant="rabat-sale-kenitra")
        (sent,) = publish(RECORDED)
        _, streamed = next(frames)
    (read,) = page(reader, after=cursor, types=RECORDED, wait_s=5).json()["items"]
    assert (read["id"], read["data"]) == (streamed["id"], streamed["data"]) == (sent, sample(RECORDED)["data"])
    assert page(reader, types="matching.interview_held.v1").status_code == 422


def test_a_stream_is_narrowed_by_filters_and_its_cursor_moves_on_over_the_others(reader, publish, monkeypatch):
    monkeypatch.setattr("gateway.feeds.Feeds.pulse_s", 0.3)
    with listening(reader, query={"sector": ["digital", "offshoring"], "partner": "o1"}, raw=True) as lines:
        (sent,) = publish(HIRED, organisation_id="o1", sector="offshoring")
        assert told_in(next(line for line in lines if line.startswith("data: "))) == sent
        cursor = here(reader)
        publish(HIRED, organisation_id="o1", sector="building")
        publish(HIRED, organisation_id="o2", sector="digital")
        behind = here(reader)
        assert next(line for line in lines if line == f"id: {behind}") != f"id: {cursor}"
    (new,) = publish(HIRED, organisation_id="o1", sector="digital")
    with listening(reader, **{LAST: behind}) as frames:
        assert next(frames)[1]["id"] == new


def test_a_stream_ends_with_its_gateway_and_goes_on_at_the_next_where_a_repeat_keeps_its_id(running, reader, publish):
    with ExitStack() as first_gateway:
        address = first_gateway.enter_context(another_gateway(running))
        with listening(Api(address, reader.key)) as frames:
            (first,) = publish(HIRED)
            cursor, message = next(frames)
            assert message["id"] == first
            first_gateway.close()
            assert list(frames) == []
    sent = publish(HIRED, OFFERED)
    publish(HIRED, id=first)
    with another_gateway(running) as address, listening(Api(address, reader.key), **{LAST: cursor}) as frames:
        assert [message["id"] for _, message in some(frames, 3)] == [*sent, first]


def test_a_key_that_is_revoked_ends_its_stream(running, fes, monkeypatch):
    key = fes.made("/v1/keys", {"role": "subscriber", "label": "gone"})
    monkeypatch.setattr("gateway.feeds.Feeds.pulse_s", 0.3)
    with listening(Api(fes.address, key["key"])) as frames:
        assert fes.delete(f"/v1/keys/{key['id']}").status_code == 204
        assert list(frames) == []


def test_a_slow_reader_does_not_hold_up_others(reader, publish):
    with listening(reader) as slow, listening(reader) as quick:
        sent = publish(*[HIRED] * 100)
        assert [message["id"] for _, message in some(quick, 100)] == sent
        assert [message["id"] for _, message in some(slow, 100)] == sent
