"""What signs does it as the specification's own examples do, and opens for its tenant and subscription alone."""

import os
from base64 import b64decode
from datetime import UTC, datetime, timedelta, timezone

import pytest
from standardwebhooks.webhooks import Webhook

from multaqa.errors import Unavailable
from multaqa.selection import Selection
from multaqa.store.chest import Chest
from services.notifications.domain import Subscription
from services.notifications.signing import Signer

AT = datetime.fromtimestamp(1614265330, UTC)
ID, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", '{"test": 2432232314}'
SHARED = b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
SEED = b64decode("6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbc=")
V1 = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
V1A = "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg=="


@pytest.fixture
def chest():
    return Chest((os.urandom(32),))


def subscription(*secrets):
    return Subscription("s1", "https://a.example/", Selection(("matching.*",)), "", "", "key:1", list(secrets), AT)


@pytest.fixture
def published(chest):
    """A subscription whose keys are those of the published examples: Standard Webhooks' for v1, Svix's for v1a."""
    _, secret = Signer(chest, "fes").make("s1", AT)
    secret.sealed = chest.seal(SEED + SHARED, f"fes/subscription/s1/{secret.id}")
    return subscription(secret)


def signatures(chest, one, at=AT, tenant="fes"):
    return Signer(chest, tenant).pen(one, at).headers(ID, BODY, at)["webhook-signature"].split()


def test_the_published_examples_are_reproduced(chest, published):
    assert signatures(chest, published) == [V1, V1A]


def test_a_time_in_another_zone_is_the_same_time(chest, published):
    assert signatures(chest, published, AT.astimezone(timezone(timedelta(hours=5)))) == [V1, V1A]


def test_what_is_told_verifies_what_is_signed(chest):
    told, secret = Signer(chest, "fes").make("s1", AT)
    now = datetime.now(UTC)
    headers = Signer(chest, "fes").pen(subscription(secret), now).headers(ID, BODY, now)
    assert Webhook(told).verify(BODY, headers) == {"test": 2432232314}


def test_two_secrets_sign_side_by_side(chest):
    told, secret = Signer(chest, "fes").make("s1", AT)
    new, renewed = Signer(chest, "fes").make("s1", AT)
    one = subscription(secret)
    one.rotate(renewed, timedelta(days=400_000), AT)
    now = datetime.now(UTC)
    headers = Signer(chest, "fes").pen(one, now).headers(ID, BODY, now)
    assert [given.partition(",")[0] for given in headers["webhook-signature"].split()] == ["v1", "v1a", "v1", "v1a"]
    for each in (told, new):
        assert Webhook(each).verify(BODY, headers)


def test_another_tenants_signer_does_not_open_it(chest, published):
    with pytest.raises(Unavailable):
        signatures(chest, published, tenant="rabat")
