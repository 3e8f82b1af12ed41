"""What docker-compose.yml and the Dockerfile say, against the rooms there are and the knobs they have."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from multaqa.settings import GATEWAY, ROOMS, load, package_of

ROOT = Path(__file__).parents[3]
COMPOSE_TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
DOCKERFILE = (ROOT / "deploy/Dockerfile").read_text(encoding="utf-8")
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE_TEXT)["services"]
EVERY_ROOM = (*ROOMS, GATEWAY)
VARIABLE = re.compile(r"\$\{?([A-Za-z_]\w*)(:-)?")


def folder(room: str) -> str:
    return package_of(room).replace(".", "/")


def image_of(service: str) -> str:
    return str(SERVICES[service]["image"]).partition(":")[0]


def seconds(duration: str) -> int:
    return int(re.fullmatch(r"(\d+)s", duration)[1])  # type: ignore[index]


def stages() -> dict[str, str]:
    """Each stage of the Dockerfile by name, with its instructions."""
    parts = re.split(r"^FROM \S+ AS (\S+)$", DOCKERFILE, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def image_environment() -> dict[str, str]:
    line = re.search(r"^ENV ROOM=(.*)$", stages()["room"], flags=re.MULTILINE)
    assert line is not None
    return dict(setting.split("=") for setting in line[1].split()[1:])


@pytest.mark.parametrize("room", EVERY_ROOM)
def test_a_room_and_its_relay_are_services_of_one_image(room: str) -> None:
    assert SERVICES[room]["build"]["args"]["ROOM"] == room
    assert image_of(room) == image_of(f"{room}-relay") == f"multaqa/{room}"
    assert SERVICES[f"{room}-relay"]["command"] == ["python", "-m", "multaqa", "relay", room]


@pytest.mark.parametrize("room", EVERY_ROOM)
def test_nothing_of_a_room_starts_before_topology_and_replica_set_are_there(room: str) -> None:
    for service in (room, f"{room}-relay"):
        assert SERVICES[service]["depends_on"] == {"init": {"condition": "service_completed_successfully"}}


@pytest.mark.parametrize("room", EVERY_ROOM)
def test_a_room_may_drain_before_it_is_killed(room: str) -> None:
    for service in (room, f"{room}-relay"):
        assert seconds(SERVICES[service]["stop_grace_period"]) > load(room, {}).drain_s


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_can_be_scaled(room: str) -> None:
    assert not {"container_name", "ports", "hostname"} & set(SERVICES[room])


def test_every_variable_has_a_default() -> None:
    variables = VARIABLE.findall(COMPOSE_TEXT)
    assert variables
    assert [name for name, default in variables if not default] == []


def test_every_variable_is_explained() -> None:
    explained = set(re.findall(r"^\| `(\w+)`", (ROOT / "deploy/README.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert explained == {name for name, _ in VARIABLE.findall(COMPOSE_TEXT)}


@pytest.mark.parametrize("room", EVERY_ROOM)
def test_what_a_container_is_told_is_a_knob_of_its_room(room: str) -> None:
    config = (ROOT / folder(room) / "config.yml").read_text(encoding="utf-8")
    told = set(SERVICES[room]["environment"]) - {"MANAGEMENT_URL"}  # for the command line, wherever it runs
    assert [name for name in told if f"${{{name}:" not in config] == []


@pytest.mark.parametrize("room", EVERY_ROOM)
def test_an_image_makes_its_room_listen_to_the_network(room: str) -> None:
    settings = load(room, image_environment())
    assert (settings.ops_host, settings.ops_port) == ("0.0.0.0", 9100)


def test_the_gateway_listens_where_compose_publishes_it() -> None:
    settings = load(GATEWAY, image_environment())
    assert settings.http_host == "0.0.0.0"
    assert SERVICES[GATEWAY]["ports"][0].endswith(f":{settings.http_port}")


@pytest.mark.parametrize("room", EVERY_ROOM)
def test_every_image_holds_the_declarations_of_every_room(room: str) -> None:
    at = folder(room)
    assert f"COPY {at}/config.yml {at}/manifest.yml {at}/\n" in stages()["kernel"]


@pytest.mark.parametrize("room", EVERY_ROOM)
def test_a_room_has_its_stage_and_no_other_room_in_it(room: str) -> None:
    assert stages()[room].split() == ["COPY", folder(room), folder(room)]


def test_the_command_line_works_in_images_without_the_season() -> None:
    without = "import sys; sys.modules['scenarios'] = None; import multaqa.cli"
    subprocess.run([sys.executable, "-W", "ignore", "-c", without], cwd=ROOT, check=True, timeout=60)


def test_images_come_from_one_chosen_image() -> None:
    bases = re.findall(r"^FROM (\S+)", DOCKERFILE, flags=re.MULTILINE)
    assert set(bases) - set(stages()) == {"${PYTHON_IMAGE}", "${ROOM}"}


def test_an_image_does_not_run_as_root() -> None:
    assert re.search(r"^USER multaqa$", stages()["room"], flags=re.MULTILINE)
