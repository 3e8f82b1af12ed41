"""The partners' trail: a checkpoint a day, told outside, and the other rooms' checkpoints among its rows."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from typer.testing import CliRunner

from multaqa.cli import audit as command
from multaqa.clock import SystemClock
from multaqa.messages import sample
from multaqa.settings import load
from multaqa.store import audit
from multaqa.store.audit.checkpoint import Checkpoints, read_checkpoint
from multaqa.store.audit.keyring import keyring_of, new_key, parse_keyring
from multaqa.store.audit.trail import HEARD, StoredTrail
from multaqa.store.audit.verification import verify
from multaqa.testing.waiting import eventually
from tests.integration.running import FES, RABAT, RunningRoom, running

MADE = "partners.checkpoint_made.v1"


@pytest.fixture
def partners(amqp_uri, mongo_uri, mongo_database):
    with running("partners", amqp_uri, mongo_uri, mongo_database, development=True) as room:
        yield room


def hear_of_events(room: RunningRoom, tenant: str = FES, **circumstances) -> str:
    told = sample("events.checkpoint_made.v1")["data"]
    checkpoint = read_checkpoint(told["line"])
    message = room.hear("events.checkpoint_made.v1", checkpoint.id, told, tenant=tenant, **circumstances)
    room.has_handled(message)
    return told["line"]


def link(room: RunningRoom, at=None) -> int:
    return audit.chain(room.database.client, room.database, at or SystemClock().now())


def test_another_rooms_checkpoint_is_written_down_once(partners):
    line = hear_of_events(partners, id="twice")
    hear_of_events(partners, id="twice")
    (row,) = partners.database.audit.find({"action": HEARD})
    assert (row["tenant"], row["subject"], json.loads(row["facts"])) == (FES, "events", {"line": line})


def test_what_was_heard_vouches_for_that_rooms_trail(partners):
    """The events' database holds nothing at all, and the partners' trail knows that there was something."""
    hear_of_events(partners)
    elsewhere = partners.database.client[f"{partners.database.name}_events"]
    trail = StoredTrail("events", elsewhere, FES, partners.database)
    signed_by_the_sample = parse_keyring(new_key())
    assert [one.kind for one in verify(trail, signed_by_the_sample).troubles] == ["forged"]
    assert [one.room for one in trail.checkpoints()] == ["events"]
    assert StoredTrail("events", elsewhere, RABAT, partners.database).checkpoints() == []


def test_a_checkpoint_is_made_by_itself_signed_and_told_once(partners, mongo_uri):
    hear_of_events(partners)
    assert link(partners) == 1
    (told,) = eventually(lambda: partners.told(MADE))
    made = read_checkpoint(told.facts["line"])
    assert (told.tenant, told.subject, told.version) == (FES, "fes-meknes.partners", 1)
    keyring = keyring_of(settings_in_development(), partners.database.client)
    assert keyring.objection(made) is None
    assert Checkpoints(partners.database, FES).newest() == made
    assert verify(StoredTrail("partners", partners.database, FES, partners.database), keyring).troubles == []


def settings_in_development():
    return replace(load("partners"), development=True)


def test_the_next_one_waits_a_day(partners):
    hear_of_events(partners)
    link(partners)
    eventually(lambda: partners.told(MADE))
    hear_of_events(partners)
    assert link(partners) == 1
    planned = eventually(lambda: partners.database.due.find_one({"kind": "checkpoint"}))
    head = partners.database.audit_heads.find_one({"_id": FES})
    assert planned["due"] == head["checkpoint_at"] + timedelta(days=1)
    assert len(partners.told(MADE)) == 1


def test_a_tenant_gets_a_checkpoint_of_its_own_rows(partners):
    hear_of_events(partners, tenant=RABAT)
    link(partners)
    (told,) = eventually(lambda: partners.told(MADE))
    assert (told.tenant, told.facts["tenant"]) == (RABAT, RABAT)
    assert partners.ask("list_checkpoints")["items"] == []
    assert len(partners.ask("list_checkpoints", tenant=RABAT)["items"]) == 1
    assert partners.ask("list_audit", subject="events")["items"] == []
    assert len(partners.ask("list_audit", tenant=RABAT, subject="events")["items"]) == 1


def test_the_command_line_has_a_room_sign_at_once(partners, amqp_uri, monkeypatch):
    monkeypatch.setattr(command, "settings_of", lambda room: replace(load(room), amqp_uri=amqp_uri))
    assert told_last("checkpoint", "--tenant", FES, "--room", "partners").startswith("# partners: ")
    hear_of_events(partners)
    link(partners)
    made = read_checkpoint(told_last("checkpoint", "--tenant", FES, "--room", "partners"))
    assert made == Checkpoints(partners.database, FES).newest()


def told_last(*arguments: str) -> str:
    """The room logs to the same output before."""
    return CliRunner().invoke(command.app, arguments).output.splitlines()[-1]
