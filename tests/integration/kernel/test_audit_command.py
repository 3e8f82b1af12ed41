"""`multaqa audit` against databases that somebody tampered with: what it says, and the exit code an alarm hangs on."""

import stat
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from multaqa.cli import audit as command
from multaqa.settings import load
from multaqa.store.audit.checkpoint import Checkpoint
from multaqa.store.audit.keyring import keyring_of, read_keyring
from tests.integration.kernel.recorded import FES, RABAT, ROOM, Recorded


@pytest.fixture
def house(monkeypatch, mongo_uri, mongo_database, trail) -> Recorded:
    """The trail as that of a house in development, whose other rooms have none."""

    def settings_of(room: str):
        own = mongo_database if room == ROOM else f"{mongo_database}_{room}"
        return replace(load(room), mongo_uri=mongo_uri, database=own, development=True)

    monkeypatch.setattr(command, "settings_of", settings_of)
    return replace(trail, keyring=keyring_of(settings_of(ROOM), trail.room.client))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command.app, arguments)


def file_of(folder: Path, *lines: str) -> str:
    path = folder / "kept.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    return str(path)


def test_a_trail_that_holds_is_said_to(house):
    house.vouch()
    house.write("lamp 7")
    told = run("verify")
    assert told.exit_code == 0, told.output
    assert "✓ fes-meknes in events: 6 rows linked, 1 checkpoints compared, 1 written and not linked yet" in told.output


def test_each_tenant_and_room_can_be_asked_for_alone(house):
    house.write("lamp 1", tenant=RABAT)
    house.link()
    assert RABAT not in run("verify", "--tenant", FES).output
    assert run("verify", "--tenant", RABAT, "--room", ROOM).output.startswith(f"✓ {RABAT} in {ROOM}: 1 rows")


@pytest.mark.parametrize(
    ("tamper", "kind"),
    [
        (lambda house: house.edit(3, colour="green"), "changed"),
        (lambda house: house.rows.delete_one({"sequence": 3}), "missing"),
        (lambda house: house.rows.delete_one({"sequence": 6}), "truncated"),
    ],
)
def test_tampering_is_told_and_ends_in_1(house, tamper, kind):
    tamper(house)
    told = run("verify")
    assert told.exit_code == 1
    assert f"    {kind} " in told.output
    assert "✗ fes-meknes in events" in told.output


def test_a_chain_rewritten_whole_is_found_by_what_a_partner_kept(house, tmp_path):
    kept = house.vouch()
    house.edit(3, colour="green")
    house.rewrite_from(3)
    house.database.audit_checkpoints.delete_many({})
    assert run("verify").exit_code == 0
    for given in (
        kept.line,
        kept.mark,
        f"\u2066{kept.mark}\u2069.",
        file_of(tmp_path, "# from the mail of Monday", "", kept.mark),
    ):
        told = run("verify", "--checkpoint", given)
        assert told.exit_code == 1
        assert "rewritten" in told.output


def test_a_forged_checkpoint_is_told(house):
    forged: Checkpoint = replace(house.vouch(), digest="0" * 64)
    told = run("verify", "--checkpoint", forged.line)
    assert told.exit_code == 1
    assert "forged" in told.output


def test_a_trail_deleted_whole_is_found_by_what_a_partner_kept(house):
    kept = house.vouch()
    for name in ("audit", "audit_heads", "audit_checkpoints"):
        house.database[name].delete_many({})
    told = run("verify", "--checkpoint", kept.mark)
    assert told.exit_code == 1
    assert "no such trail" in told.output


def test_a_house_without_any_trail_is_not_said_to_be_well(house):
    told = run("verify", "--tenant", "nobody")
    assert (told.exit_code, "no trail" in told.output) == (1, True)


def test_an_export_is_verified_offline(house, tmp_path):
    house.vouch()
    exported = run("export", "--tenant", FES)
    assert exported.exit_code == 0
    keys = file_of(tmp_path, run("public-keys").output)
    file = tmp_path / "trail.jsonl"
    file.write_text(exported.output, encoding="utf-8")
    house.rows.delete_many({})
    told = run("verify", "--file", str(file), "--keys", keys)
    assert told.exit_code == 0, told.output
    assert "6 rows linked, 1 checkpoints compared" in told.output
    file.write_text(exported.output.replace("lamp 3", "lamp 9"), encoding="utf-8")
    assert run("verify", "--file", str(file), "--keys", keys).exit_code == 1


def test_an_export_holds_one_tenant(house):
    house.write("lamp 1", tenant=RABAT)
    house.link()
    assert RABAT not in run("export", "--tenant", FES).output


def test_without_keys_it_says_that_signatures_were_not_checked(house, tmp_path):
    file = tmp_path / "trail.jsonl"
    file.write_text(run("export", "--tenant", FES).output, encoding="utf-8")
    assert "signatures were not checked" in run("verify", "--file", str(file)).output


def test_a_key_is_made_for_its_owner_alone_and_never_over_another(tmp_path):
    file = tmp_path / "audit.pem"
    assert run("make-key", str(file)).exit_code == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    made = read_keyring(file)
    assert run("make-key", str(file)).exit_code == 1
    assert read_keyring(file).key_id == made.key_id


def test_an_unknown_room_is_told(house):
    told = run("verify", "--room", "kitchen")
    assert (told.exit_code, "There is no room named kitchen" in told.output) == (1, True)
