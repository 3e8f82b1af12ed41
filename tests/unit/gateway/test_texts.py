"""Every refusal in the tree can be read in French and in Arabic, and every text belongs to a refusal that exists."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.texts import shared, texts
from multaqa import errors

ROOT = Path(__file__).parents[3]
KINDS = {
    name
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, errors.MultaqaError) and kind is not errors.MalformedMessage
}
BY_CODE = KINDS | {"RequestError", "fault", "_wrong"}
OF_A_REPOSITORY = ("not_found", "stale")


def trees() -> Iterator[ast.Module]:
    for folder in ("multaqa", "services", "gateway"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield ast.parse(path.read_text(encoding="utf-8"))


def codes() -> set[str]:
    found: set[str] = set()
    for tree in trees():
        for node in ast.walk(tree):
            found |= set(codes_of(node))
    return found


def codes_of(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call) and name_of(node.func) in BY_CODE:
        yield from (word for argument in node.args if (word := constant(argument)) and is_code(word))
    if isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if key is not None and constant(key) == "code" and (word := constant(value)) and is_code(word):
                yield word
    if isinstance(node, ast.ClassDef):
        for noun in nouns_of(node):
            yield from (f"{noun}.{reason}" for reason in OF_A_REPOSITORY)


def nouns_of(node: ast.ClassDef) -> Iterator[str]:
    for line in node.body:
        if isinstance(line, ast.Assign) and name_of(line.targets[0]) == "noun" and (noun := constant(line.value)):
            yield noun


def name_of(node: ast.AST) -> str:
    return getattr(node, "id", getattr(node, "attr", ""))


def constant(node: ast.AST) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def is_code(word: str) -> bool:
    noun, _, reason = word.partition(".")
    return all(part.replace("_", "").isalpha() and part.islower() for part in (noun, reason))


def asked_for(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_the_search_finds_codes_of_every_kind():
    assert {"consent.unchanged", "body.duplicate_key", "person.not_found", "key.stale", "page.bad_cursor"} <= codes()


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_refusal_has_its_text(language: str):
    known = texts(language)
    assert [code for code in sorted(codes()) if code not in known and shared(code) not in known] == []


def test_every_english_text_has_the_other_two():
    assert set(texts("en")) <= set(texts("fr"))
    assert set(texts("en")) <= set(texts("ar"))


def test_french_and_arabic_have_the_same_texts():
    assert set(texts("fr")) == set(texts("ar"))


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_languages_fill_in_the_same_facts(language: str):
    shared = set(texts("fr")) & set(texts(language))
    differing = [code for code in shared if asked_for(texts("fr")[code]) != asked_for(texts(language)[code])]
    assert sorted(differing) == []


def test_every_arabic_text_is_arabic():
    letters = {code: sum("\u0600" <= letter <= "\u06ff" for letter in text) for code, text in texts("ar").items()}
    assert [code for code, count in letters.items() if count < 3] == []
