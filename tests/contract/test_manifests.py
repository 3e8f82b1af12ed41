"""What a room's manifest says is what its code does: topology is applied from manifests, without importing a room."""

import ast
from pathlib import Path

import pytest
import yaml

from multaqa.messages import catalogue

ROOT = Path(__file__).parents[2]
CATALOGUE = catalogue()
TYPES = {message.__name__: name for name, message in CATALOGUE.items()}
MANIFESTS = sorted([*ROOT.glob("services/*/manifest.yml"), *ROOT.glob("gateway/manifest.yml")])
HEARING = {"subscribe", "keeper_of"}

every_room = pytest.mark.parametrize("manifest", MANIFESTS, ids=lambda manifest: manifest.parent.name)


def names_in(tree):
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id in TYPES}


def is_hearing(node):
    if not isinstance(node, ast.Call):
        return False
    called = node.func
    return (
        isinstance(called, ast.Name | ast.Attribute) and getattr(called, "attr", getattr(called, "id", "")) in HEARING
    )


def is_telling(node):
    return isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "publish" and node.args


def named_by(room):
    """The message types that a room's code subscribes to, and all others it names, or publishes by name."""
    heard, told, published = set(), set(), set()
    for path in room.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        hearing = [node for node in ast.walk(tree) if is_hearing(node)]
        heard |= {name for node in hearing for name in names_in(node)}
        told |= names_in(tree)
        published |= {name for node in ast.walk(tree) if is_telling(node) for name in names_in(node.args[0])}
    return sorted(TYPES[name] for name in heard), sorted(TYPES[name] for name in told - heard | published)


def test_message_names_are_told_apart_by_name():
    assert len(TYPES) == len(CATALOGUE)


def test_there_are_manifests():
    assert MANIFESTS


@every_room
def test_the_manifest_is_what_the_code_does(manifest):
    declared = yaml.safe_load(manifest.read_text(encoding="utf-8"))
    heard, told = named_by(manifest.parent)
    assert (sorted(declared["subscribes"]), sorted(declared["publishes"])) == (heard, told)


@every_room
def test_what_is_public_is_so_in_the_catalogue(manifest):
    declared = yaml.safe_load(manifest.read_text(encoding="utf-8"))
    assert sorted(declared["public"]) == sorted(name for name in declared["publishes"] if CATALOGUE[name].public)


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_a_type_has_one_publisher_at_most(name):
    publishers = [path for path in MANIFESTS if name in yaml.safe_load(path.read_text(encoding="utf-8"))["publishes"]]
    assert len(publishers) <= 1
