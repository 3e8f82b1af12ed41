"""The receivers that subscribers are shown do what they are shown for: agree, verify, and tell repeats."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from multaqa.clock import SystemClock
from multaqa.selection import Selection
from multaqa.settings import load
from multaqa.store.chest import Chest
from multaqa.store.provider import SETTINGS
from multaqa.testing.waiting import eventually
from services.notifications.domain import Subscription
from services.notifications.signing import Signer
from services.notifications.webhook import Post, courier
from tests.integration.notifications.sinks import free_port

PAGE = (Path(__file__).parents[3] / "docs" / "subscribers.md").read_text(encoding="utf-8")
RECEIVERS = {
    "python": ([sys.executable], "receiver.py"),
    "javascript": (["node"], "receiver.mjs"),
    "php": (["php", "-S"], "receiver.php"),
}
BODY = '{"type":"matching.candidate_hired.v1","data":{"sector":"البناء"}}'


class Container:
    def __init__(self):
        self.config = {SETTINGS: replace(load("notifications"), development=True)}


@dataclass
class Running:
    url: str
    process: subprocess.Popen
    signer: Signer
    subscription: Subscription

    def headers(self, at=None, **changed):
        now = SystemClock().now()
        return self.signer.pen(self.subscription, now).headers("m1", BODY, at or now) | changed

    def status(self, body=BODY, **changed):
        return httpx.post(self.url, content=body.encode(), headers=self.headers(**changed)).status_code


@pytest.fixture(params=RECEIVERS)
def receiver(request, tmp_path):
    command, name = RECEIVERS[request.param]
    if not shutil.which(command[0]) and not (
        command[0] == "php" and shutil.which("apt-get")
    ):  # `make test` installs it
        pytest.skip(f"{command[0]} is not installed")
    code, *_ = re.findall(rf"```{request.param}\n(.*?)```", PAGE, re.DOTALL)
    path, port = tmp_path / name, free_port()
    path.write_text(code, encoding="utf-8")
    signer, url = Signer(Chest((bytes(32),)), "fes"), f"http://127.0.0.1:{port}"
    secret, sealed = signer.make("s1", SystemClock().now())
    subscription = Subscription("s1", url, Selection(("matching.*",)), "", "", "key:1", [sealed], SystemClock().now())
    arguments = [f"127.0.0.1:{port}"] if request.param == "php" else []
    process = subprocess.Popen(
        [*command, *arguments, path],
        env={**os.environ, "SECRET": secret, "PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield Running(url, process, signer, subscription)
    finally:
        process.kill()
        process.communicate()


def test_a_receiver_agrees_verifies_and_tells_repeats(receiver):
    container = Container()
    post = courier().bind(container, "courier")
    post.setup()
    eventually(lambda: post.handshake(receiver.url).agreed)
    pen = receiver.signer.pen(receiver.subscription, SystemClock().now())
    attempts = [post.post(receiver.url, Post("d1", "m1", BODY), pen) for _ in range(2)]
    assert [attempt.status for attempt in attempts] == [204, 204]
    assert receiver.status() == 204
    assert receiver.status(body=BODY.replace("hired", "fired")) == 401
    assert receiver.status(**{"webhook-id": "m2"}) == 401
    assert receiver.status(**{"webhook-signature": "v1,AAAA v1a,BBBB"}) == 401
    receiver.process.terminate()
    if receiver.process.args[0] != "php":
        assert receiver.process.communicate(timeout=10)[0].split() == ["matching.candidate_hired.v1"]


def test_a_receiver_refuses_an_old_post(receiver):
    eventually(lambda: answers(receiver.url))
    assert receiver.status(at=SystemClock().now() - timedelta(minutes=6)) == 401


def answers(url):
    try:
        return httpx.options(url, headers={"webhook-request-origin": "x"}).is_success
    except httpx.TransportError:
        return False
