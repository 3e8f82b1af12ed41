"""Templates as a directorate may write them: fields, conditions, and one list within another; nothing that computes.

What a template may hold is a list of nodes, not of what is forbidden: no call, no import, no macro, no assignment and
no arithmetic. So it ends, and is as long as itself times the lists that the message has.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from jinja2 import Template, TemplateError, TemplateRuntimeError, TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

from services.notifications.domain.wording import Fault, fault
from services.notifications.shapes import ANYTHING, Shape

ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Getattr, nodes.Getitem,
    nodes.Filter, nodes.Test, nodes.If, nodes.For, nodes.CondExpr, nodes.And, nodes.Or, nodes.Not, nodes.Compare,
    nodes.Operand, nodes.Concat, nodes.Keyword, nodes.Dict, nodes.Pair,
)  # fmt: skip
FILTERS = frozenset({"day", "date", "hour", "plural", "default", "capitalize", "upper", "lower", "length", "join"})
TESTS = frozenset({"defined", "undefined", "none"})
DEEPEST_LOOP = 2
MOST_RENDERED = 200_000  # characters
LOOP = dict.fromkeys(("index", "index0", "first", "last", "length"))
SECRETS = ("token", "code")
"""What a mail is for, where its message has one: a link or a code that its reader waits for."""
TOO_DEEP = (SyntaxError, RecursionError, MemoryError)
"""What Python raises at what Jinja makes of a template that is nested deeper than Python's own words may be."""
UNRENDERABLE = (TemplateError, TypeError, ValueError, AttributeError, NameError, OverflowError, *TOO_DEEP)
"""What a template raises at values that its sample did not have, or whatever the values are."""


def told_fault(pointer: str, code: str, text: str) -> Fault:
    """With its text as a fact, for what is said of it in another language."""
    return {**fault(pointer, code, text), "facts": {"text": text}}  # type: ignore[dict-item]


@dataclass
class _Reading:
    """One walk through a template: what is wrong in it, and which fields it names."""

    pointer: str
    faults: list[Fault] = field(default_factory=list)
    named: set[str] = field(default_factory=set)

    def complain(self, code: str, text: str, node: nodes.Node) -> None:
        self.faults.append(told_fault(self.pointer, code, f"Line {node.lineno}: {text}"))


def faults_in(
    environment: SandboxedEnvironment,
    wording: Mapping[str, str | None],
    shapes: Mapping[str, Shape],
    channel: str = "mail",
) -> list[Fault]:
    """Everything that is wrong with a template's parts (subject, text, html), each fault with its part and line.

    `shapes` are what it may name. A message that brings a link or a code must have it in each part but the subject;
    the subject of an inbox, which is kept, must not.
    """
    found: list[Fault] = []
    for part, source in wording.items():
        if source is None:
            continue
        reading = _Reading(f"/{part}")
        try:
            _read(environment.parse(source), dict(shapes), 0, reading)
            if not reading.faults:
                compiled(environment, source)
        except TemplateSyntaxError as error:
            text = f"Line {error.lineno}: {error.message}"
            reading.faults.append(told_fault(reading.pointer, "template.syntax", text))
        except ValueError as error:  # a number of thousands of digits
            reading.faults.append(told_fault(reading.pointer, "template.syntax", str(error)))
        except TOO_DEEP:
            reading.faults.append(fault(reading.pointer, "template.too_deep", "This is nested too deep."))
        found += reading.faults or _of_its_secret(part, channel, reading, shapes)
    return found


@lru_cache(maxsize=256)
def compiled(environment: SandboxedEnvironment, source: str) -> Template:
    """Once for all letters that it is used for."""
    return environment.from_string(source)


def rendered(environment: SandboxedEnvironment, source: str, known: Mapping[str, Any]) -> str:
    """TemplateError and its like (UNRENDERABLE) where the facts do not fit, or the text becomes too long."""
    pieces, length = [], 0
    for piece in compiled(environment, source).generate(**known):
        pieces.append(piece)
        length += len(piece)
        if length > MOST_RENDERED:
            raise TemplateRuntimeError(f"the text becomes longer than {MOST_RENDERED} characters")
    return "".join(pieces)


def _of_its_secret(part: str, channel: str, reading: _Reading, shapes: Mapping[str, Shape]) -> Iterable[Fault]:
    if part != "subject":
        return _without_its_secret(reading, shapes)
    return _with_a_secret(reading) if channel == "inbox" else ()


def _without_its_secret(reading: _Reading, shapes: Mapping[str, Shape]) -> Iterator[Fault]:
    for name in SECRETS:
        if name in shapes["told"] and f"told.{name}" not in reading.named:
            text = f"Whoever gets this needs what is in told.{name}: name it."
            yield told_fault(reading.pointer, "template.secret_missing", text)


def _with_a_secret(reading: _Reading) -> Iterator[Fault]:
    for name in SECRETS:
        if f"told.{name}" in reading.named:
            text = f"An inbox keeps its subjects: leave told.{name} out."
            yield told_fault(reading.pointer, "template.secret_kept", text)


def _read(node: nodes.Node, scope: Mapping[str, Shape], depth: int, reading: _Reading) -> None:
    if not isinstance(node, ALLOWED):
        reading.complain("template.not_allowed", f"{type(node).__name__} cannot be used here.", node)
        return
    if isinstance(node, nodes.For):
        _read_loop(node, scope, depth, reading)
        return
    if isinstance(node, nodes.Filter) and node.name not in FILTERS:
        reading.complain("template.not_allowed", f"There is no filter {node.name}.", node)
    if isinstance(node, nodes.Test) and node.name not in TESTS:
        reading.complain("template.not_allowed", f"There is no test {node.name}.", node)
    if isinstance(node, nodes.Name | nodes.Getattr | nodes.Getitem):
        _shape_of(node, scope, reading)
        return
    for child in node.iter_child_nodes():
        _read(child, scope, depth, reading)


def _read_loop(loop: nodes.For, scope: Mapping[str, Shape], depth: int, reading: _Reading) -> None:
    """Only over a list of the message, into one name."""
    listed = isinstance(loop.iter, nodes.Name | nodes.Getattr | nodes.Getitem)
    shape = _shape_of(loop.iter, scope, reading) if listed else None
    if depth >= DEEPEST_LOOP or loop.recursive or not isinstance(loop.target, nodes.Name):
        reading.complain("template.loops", "Loops can hold one other, and one name for each item.", loop)
    elif shape is ANYTHING or not isinstance(shape, list):
        reading.complain("template.loops", "Only a list of the message can be gone through.", loop)
    else:
        inner = {**scope, loop.target.name: shape[0], "loop": LOOP}
        for child in (*loop.body, *loop.else_, *([loop.test] if loop.test else ())):
            _read(child, inner, depth + 1, reading)


def _shape_of(node: nodes.Node, scope: Mapping[str, Shape], reading: _Reading) -> Shape:
    """Of what a path leads to; it is told once where it leads nowhere."""
    if isinstance(node, nodes.Name):
        if node.name in scope:
            return scope[node.name]
        reading.complain("template.unknown_field", f"There is no {node.name}.", node)
        return ANYTHING
    if isinstance(node, nodes.Getattr):
        return _within(_shape_of(node.node, scope, reading), node.attr, node, reading)
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        return _within(_shape_of(node.node, scope, reading), node.arg.value, node, reading)
    for child in node.iter_child_nodes():
        _read(child, scope, 0, reading)
    return ANYTHING


def _within(shape: Shape, name: Any, node: nodes.Node, reading: _Reading) -> Shape:
    if str(name).startswith("_"):
        reading.complain("template.private", f"{name} is private.", node)
        return ANYTHING
    if shape is ANYTHING:
        return ANYTHING
    if isinstance(shape, list) and isinstance(name, int):
        return shape[0]
    if not isinstance(shape, dict) or name not in shape:
        reading.complain("template.unknown_field", f"There is no {_path(node)}.", node)
        return ANYTHING
    reading.named.add(_path(node))
    return shape[name]


def _path(node: nodes.Node) -> str:
    if isinstance(node, nodes.Getattr):
        return f"{_path(node.node)}.{node.attr}"
    if isinstance(node, nodes.Getitem):
        name = getattr(node.arg, "value", "")
        return f"{_path(node.node)}.{name}" if isinstance(name, str) else f"{_path(node.node)}[{name}]"
    return node.name if isinstance(node, nodes.Name) else type(node).__name__
