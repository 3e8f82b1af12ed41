"""The grammar every HTTP shape is written in: strict fields whose refusals are codes, not sentences.

Marshmallow's own messages are English prose. Here each one is a code with its facts (`field.too_long max=200`), and
the sentence is looked up in `gateway/texts` in the language of the person who asked.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from types import MappingProxyType
from typing import Any, ClassVar

from marshmallow import RAISE, Schema, ValidationError, fields, validate
from marshmallow.types import UnknownOption

PRINTABLE = re.compile(r"[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*")
PHONE = re.compile(r"\+?[0-9][0-9 .-]{5,24}")
URL = re.compile(r"https?://[^\s/?#]+([/?#]\S*)?")
IDENTIFIER = re.compile(r"[A-Za-z0-9_-]{1,64}")
CURSOR = re.compile(r"[A-Za-z0-9_=-]+")
LARGEST = 2**53 - 1
LONGEST_ADDRESS = 254

CODES = {"required": "field.required", "null": "field.null", "validator_failed": "field.invalid"}
WRONG_TYPE = {
    fields.String: "field.not_text",
    fields.Integer: "field.not_an_integer",
    fields.Float: "field.not_a_number",
    fields.Boolean: "field.not_a_boolean",
    fields.List: "field.not_a_list",
    fields.Nested: "field.not_an_object",
}


class Shape(Schema):
    """An HTTP body, query or answer: unknown fields are refused, and each refusal carries a code."""

    EACH: ClassVar["type[Shape] | None"] = None
    """For an answer whose keys are the tenant's own words: the shape of each value."""

    class Meta:
        unknown: UnknownOption = RAISE

    error_messages = {"unknown": "field.unknown", "type": "field.not_an_object", "string_collection": "field.invalid"}

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:  # noqa: ARG002 -- its signature
        speak_in_codes(field_obj)


def speak_in_codes(field: fields.Field[Any]) -> None:
    """Replace a field's English messages, and those of what it contains, by codes."""
    kinds = [code for kind, code in WRONG_TYPE.items() if isinstance(field, kind)]
    wrong_type = kinds[-1] if kinds else "field.invalid"
    field.error_messages = {key: CODES.get(key, wrong_type) for key in field.error_messages}
    if isinstance(field, fields.List):
        speak_in_codes(field.inner)


class Flag(fields.Boolean):
    """A JSON true or false; marshmallow's own field also takes "yes", "on" and 1."""

    def _deserialize(self, value: Any, *rest: Any, **named: Any) -> bool:  # noqa: ARG002 -- marshmallow's signature
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


def moment(*, metadata: Mapping[str, str] = MappingProxyType({}), **declared: Any) -> fields.String:
    """An RFC 3339 time with its offset, handed on as it was written."""
    return fields.String(validate=is_moment, metadata={"format": "date-time", **metadata}, **declared)


def day(*, metadata: Mapping[str, str] = MappingProxyType({}), **declared: Any) -> fields.String:
    """A calendar day, `2026-11-23`, handed on as it was written."""
    return fields.String(validate=is_day, metadata={"format": "date", **metadata}, **declared)


def is_moment(value: str) -> None:
    try:
        aware = datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        aware = False
    if not aware:
        raise ValidationError("field.not_a_time")


def is_day(value: str) -> None:
    try:
        date.fromisoformat(value)
    except ValueError:
        raise ValidationError("field.not_a_date") from None


def printable(value: str) -> None:
    if not PRINTABLE.fullmatch(value):
        raise ValidationError("field.control_characters")


class Bounds(validate.Length):
    """A length whose refusal tells which bound was crossed."""

    def __call__(self, value: Any) -> Any:
        if self.min is not None and len(value) < self.min:
            raise ValidationError(f"field.too_short min={self.min}")
        if self.max is not None and len(value) > self.max:
            raise ValidationError(f"field.too_long max={self.max}")
        return value


class Form(validate.Regexp):
    """A whole text of one form; a text longer than `most` is not tried, its length is refused elsewhere."""

    def __init__(self, pattern: re.Pattern[str], most: int, code: str) -> None:
        super().__init__(f"^(?:{pattern.pattern})$", error=code)
        self.most = most

    def __call__(self, value: Any) -> Any:
        if len(value) <= self.most and not self.regex.fullmatch(value):
            raise ValidationError(self.error)
        return value


class Address(validate.Email):
    """An email address; one too long for any server is not tried."""

    def __call__(self, value: str) -> str:
        return super().__call__(value) if len(value) <= LONGEST_ADDRESS else value


def between(least: int, most: int) -> validate.Length:
    return Bounds(min=least, max=most)


def within(least: int, most: int) -> validate.Range:
    return validate.Range(min=least, max=most, error=f"field.out_of_range min={least} max={most}")


def text(most: int, *, least: int = 1, **declared: Any) -> fields.String:
    """Text a person wrote: at least one character, no control characters."""
    return fields.String(validate=[between(least, most), printable], **declared)


def matching(pattern: re.Pattern[str], code: str, most: int, **declared: Any) -> fields.String:
    return fields.String(validate=[between(1, most), Form(pattern, most, code)], **declared)


def identifier(**declared: Any) -> fields.String:
    return matching(IDENTIFIER, "field.not_an_id", 64, **declared)


def email(**declared: Any) -> fields.String:
    return fields.String(validate=[between(3, LONGEST_ADDRESS), Address(error="field.not_an_email")], **declared)


def phone(**declared: Any) -> fields.String:
    return matching(PHONE, "field.not_a_phone", 26, **declared)


def url(**declared: Any) -> fields.String:
    return matching(URL, "field.not_a_url", 2000, **declared)


def one_of(*choices: str, **declared: Any) -> fields.String:
    listed = ",".join(choices)
    return fields.String(validate=validate.OneOf(choices, error=f"field.not_one_of choices={listed}"), **declared)


def number(least: int, most: int = LARGEST, **declared: Any) -> fields.Integer:
    return fields.Integer(strict=True, validate=within(least, most), **declared)


def asked_number(least: int, most: int, **declared: Any) -> fields.Integer:
    """A whole number of a query, which is spelled as text."""
    return fields.Integer(validate=within(least, most), **declared)


def one_number_of(*choices: int, **declared: Any) -> fields.Integer:
    listed = ",".join(str(choice) for choice in choices)
    one = validate.OneOf(choices, error=f"field.not_one_of choices={listed}")
    return fields.Integer(strict=True, validate=one, **declared)


def ratio(**declared: Any) -> fields.Float:
    """A number of an answer; nothing that is asked for has a fraction."""
    return fields.Float(**declared)


def list_of(inner: Any, most: int, *, least: int = 0, **declared: Any) -> fields.List[Any]:
    """A list of fields or of shapes, never without a bound."""
    if isinstance(inner, type) and issubclass(inner, Shape):
        inner = fields.Nested(inner)
    return fields.List(inner, validate=between(least, most), **declared)


def nested(shape: type[Shape], **declared: Any) -> fields.Nested:
    return fields.Nested(shape, **declared)


class LocalText(Shape):
    """A text in the two languages of the screens."""

    fr = text(200, required=True)
    ar = text(200, required=True)


def page_size() -> fields.Integer:
    return asked_number(1, 200, load_default=50, metadata={"description": "Rows of a page."})


class PageQuery(Shape):
    """What every list takes."""

    after = matching(
        CURSOR,
        "field.not_a_cursor",
        512,
        metadata={"description": "The `next` of the page before; absent for the first page."},
    )
    limit = page_size()


@cache
def page_of(shape: type[Shape]) -> type[Shape]:
    """The answer of a list: a page of `shape` and the cursor of the next one."""
    declared = {
        "items": fields.List(fields.Nested(shape), required=True),
        "next": fields.String(required=True, allow_none=True),
        "__doc__": f"A page of {shape.__name__}.",
    }
    return type(f"{shape.__name__}Page", (Shape,), declared)
