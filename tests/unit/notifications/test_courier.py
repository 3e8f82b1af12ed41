"""The courier connects to the address it has checked, under the endpoint's own name, and nowhere else."""

import socket
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from multaqa.settings import load
from multaqa.store.provider import SETTINGS
from services.notifications.pen import Pen
from services.notifications.webhook import Handshake, Post, courier

POST = Post("d1", "m1", "{}")


class Container:
    def __init__(self, **changed):
        self.config = {SETTINGS: replace(load("notifications"), **changed)}


class Network:
    """What names resolve to, each time they are asked, and what is then sent where."""

    def __init__(self, *answers):
        self.answers, self.asked, self.sent = list(answers), [], []
        self.status, self.says = 200, {"webhook-allowed-origin": "*"}

    def resolve(self, host, port, **_):
        self.asked.append(host)
        found = self.answers[min(len(self.asked), len(self.answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in found]

    def answer(self, request):
        self.sent.append(request)
        return httpx.Response(self.status, headers=self.says, content=iter([b"ok"]))


@pytest.fixture
def posting(monkeypatch):
    def start(*answers):
        network = Network(*answers)
        monkeypatch.setattr(socket, "getaddrinfo", network.resolve)
        network.container = Container(development=False)  # the courier holds it weakly
        post = courier().bind(network.container, "courier")
        post.setup()
        post._transport.close()
        post._transport = httpx.MockTransport(network.answer)
        return post, network

    return start


def test_it_connects_to_the_address_that_was_checked_under_the_endpoints_name(posting):
    post, network = posting(["93.184.216.34"], ["127.0.0.1"])
    assert post.post("https://agency.example/hooks?x=1", POST, Pen([])).status == 200
    assert network.asked == ["agency.example"]
    (sent,) = network.sent
    assert str(sent.url) == "https://93.184.216.34/hooks?x=1"
    assert sent.headers["host"] == "agency.example"
    assert sent.extensions["sni_hostname"] == "agency.example"


@pytest.mark.parametrize("found", [["127.0.0.1"], ["93.184.216.34", "10.0.0.1"], ["::ffff:0:7f00:1"], []])
def test_a_name_that_leads_inside_is_not_connected_to(posting, found):
    post, network = posting(found)
    attempt = post.post("https://agency.example/", POST, Pen([]))
    assert (attempt.status, attempt.reason) == (None, "PermissionError: the address of this host is not public")
    assert not post.handshake("https://agency.example/").agreed
    assert network.sent == []


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("localhost", "127.0.0.1"),
        ("localhost.", "127.0.0.1"),
        ("ip6-localhost", "::1"),
        ("ⓛocalhost", "127.0.0.1"),
        ("127.0.0.1.nip.example", "127.0.0.1"),
        ("metadata.google.internal", "169.254.169.254"),
        ("instance-data.ec2.internal", "fd00:ec2::254"),
        ("rabbitmq.multaqa.svc.cluster.local", "10.96.0.17"),
        ("xn--nxasmq6b.example", "64:ff9b::a00:1"),
        ("شغل.example", "2002:a00:1::"),
    ],
)
def test_a_name_nobody_can_refuse_as_it_is_spelled_is_refused_when_resolved(posting, name, found):
    post, network = posting([found])
    post.require_url(f"https://{name}/")
    assert post.handshake(f"https://{name}/").reason == "PermissionError: the address of this host is not public"
    assert network.sent == []


@pytest.mark.parametrize("spelled", [str.lower, str.upper, str.title])
def test_the_case_of_a_header_says_nothing(posting, spelled):
    post, network = posting(["93.184.216.34"])
    network.says = {spelled("webhook-allowed-origin"): "*", spelled("webhook-allowed-rate"): "7"}
    assert post.handshake("https://agency.example/") == Handshake(agreed=True, rate=7)
    network.says, network.status = {spelled("retry-after"): "9"}, 429
    assert post.post("https://agency.example/", POST, Pen([])).retry_after == timedelta(seconds=9)


@pytest.mark.parametrize("host", ["a..example", f"{'a' * 64}.example", "xn--\u0080.example"])
def test_a_name_that_is_none_is_a_failed_attempt(host):
    container = Container(development=False)
    post = courier().bind(container, "courier")
    post.setup()
    attempt = post.post(f"https://{host}/", POST, Pen([]))
    assert attempt.status is None
    assert attempt.reason


def test_a_name_that_is_public_first_and_inside_later_is_checked_at_each_attempt(posting):
    post, network = posting(["93.184.216.34"], ["169.254.169.254"])
    assert post.post("https://agency.example/", POST, Pen([])).succeeded
    assert not post.post("https://agency.example/", POST, Pen([])).succeeded
    assert len(network.sent) == 1


@pytest.mark.parametrize(
    ("status", "origin", "agreed"),
    [
        (200, "*", True),
        (204, "127.0.0.1", True),
        (200, "somebody.example", False),
        (200, "", False),
        (307, "*", False),
        (404, "*", False),
    ],
)
def test_an_endpoint_agrees_by_name_or_to_all_and_with_a_success(posting, status, origin, agreed):
    post, network = posting(["93.184.216.34"])
    network.status, network.says = status, {"webhook-allowed-origin": origin}
    assert post.handshake("https://agency.example/").agreed is agreed


@pytest.mark.parametrize(("told", "rate"), [("120", 120), ("0", 1), ("*", 60_000), ("", 60_000), ("999999999", 60_000)])
def test_the_rate_is_what_the_endpoint_allows_and_no_more_than_was_asked_for(posting, told, rate):
    post, network = posting(["93.184.216.34"])
    network.says["webhook-allowed-rate"] = told
    assert post.handshake("https://agency.example/").rate == rate
    assert network.sent[0].headers["webhook-request-rate"] == "60000"
