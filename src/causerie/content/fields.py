"""What a question may ask for, field by field, and whether what was answered fits. `web/ui/src/ask/check.ts` judges the
same in the browser."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Literal, TypeVar

import msgspec
import phonenumbers
from msgspec import Meta, Struct

FieldId = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,64}\Z")]
Label = Annotated[str, Meta(max_length=200, pattern=r"^(?=\s*\S)[^\x00]*\Z")]
Words = Annotated[str, Meta(max_length=2_000, pattern=r"^[^\x00]*\Z")]
Word = Annotated[str, Meta(max_length=60, pattern=r"^[^\x00]*\Z")]
Moment = Annotated[datetime, Meta(tz=True)]

# What somebody answers to one field: a choice by the ids of its options, a date as YYYY-MM-DD, a moment as RFC 3339.
# One constraint on the text and no more: beside a list of constrained texts, msgspec 0.22 breaks its memory at two.
Value = Annotated[str, Meta(max_length=10_000)] | bool | int | float | list[FieldId]
Values = Annotated[dict[FieldId, Value], Meta(max_length=50)]

# What is wrong with the answer to a field, for programs; each screen says it in its reader's language.
Flaw = Literal[
    "required", "too_long", "too_small", "too_large", "number", "email", "phone", "date", "option", "type"
]
SHORT, LONG, MANY = 500, 5_000, 50
Slots = Annotated[list[Moment], Meta(max_length=MANY)]
_EMAIL = re.compile(r"[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f]{1,250}\.[^@\s.\x00-\x1f]{2,63}\Z")


class Flawed(Exception):
    """The answer to a field does not fit."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw)
        self.flaw = flaw


class Option(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What can be chosen. `detail`: a line below its label."""

    id: FieldId
    label: Label
    detail: Words = ""


class Section(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Options under a heading of their own."""

    options: Annotated[list[Option], Meta(min_length=1, max_length=MANY)]
    title: Words = ""


class Field(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="type"):
    """One thing that is asked for."""

    id: FieldId
    label: Label
    required: bool = False
    hint: Words = ""

    def taken(self, value: Value) -> Value:
        """The value as it is kept. Raises Flawed."""
        raise NotImplementedError

    def words(self, value: Value) -> str:
        """What was answered, for people."""
        return str(value)


class TextField(Field, frozen=True, tag="text"):
    """A line."""

    def taken(self, value: Value) -> Value:
        """Without the spaces around it."""
        return _text(value, SHORT)


class LongTextField(Field, frozen=True, tag="long_text"):
    """Several lines."""

    def taken(self, value: Value) -> Value:
        """Without the spaces around it."""
        return _text(value, LONG)


class NumberField(Field, frozen=True, tag="number"):
    """A number from `least` to `most`."""

    least: float | None = None
    most: float | None = None
    whole: bool = False

    def taken(self, value: Value) -> Value:
        """An int where it is whole."""
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= 2**53:
            raise Flawed("number")
        if self.whole and value != int(value):
            raise Flawed("number")
        if self.least is not None and value < self.least:
            raise Flawed("too_small")
        if self.most is not None and value > self.most:
            raise Flawed("too_large")
        return int(value) if value == int(value) else value


class EmailField(Field, frozen=True, tag="email"):
    """An e-mail address. It is a claim, as any address that a visitor leaves."""

    def taken(self, value: Value) -> Value:
        """In lower case."""
        text = _text(value, 254).lower()
        if text and not _EMAIL.match(text):
            raise Flawed("email")
        return text


class PhoneField(Field, frozen=True, tag="phone"):
    """A telephone number. `region`: the country (ISO 3166) of a number that names none."""

    region: Annotated[str, Meta(pattern=r"^[A-Z]{2}\Z")] | None = None

    def taken(self, value: Value) -> Value:
        """As E.164."""
        text = _text(value, 40)
        if not text:
            return text
        try:
            number = phonenumbers.parse(text, self.region)
        except phonenumbers.NumberParseException as error:
            raise Flawed("phone") from error
        if not phonenumbers.is_valid_number(number):
            raise Flawed("phone")
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class DateField(Field, frozen=True, tag="date"):
    """A day."""

    earliest: date | None = None
    latest: date | None = None

    def taken(self, value: Value) -> Value:
        """As YYYY-MM-DD."""
        day = _as(date, value)
        if self.earliest is not None and day < self.earliest:
            raise Flawed("too_small")
        if self.latest is not None and day > self.latest:
            raise Flawed("too_large")
        return day.isoformat()


class MomentField(Field, frozen=True, tag="moment"):
    """A day and a time: one of `slots` where there are any."""

    earliest: Moment | None = None
    latest: Moment | None = None
    slots: Slots = []

    def taken(self, value: Value) -> Value:
        """As RFC 3339; a free moment keeps the offset in which it was chosen."""
        moment = _as(datetime, value)
        if moment.utcoffset() is None:
            raise Flawed("date")
        if self.slots and moment not in self.slots:
            raise Flawed("option")
        if self.earliest is not None and moment < self.earliest:
            raise Flawed("too_small")
        if self.latest is not None and moment > self.latest:
            raise Flawed("too_large")
        return moment.isoformat()

    def words(self, value: Value) -> str:
        """Day, time and offset."""
        return f"{datetime.fromisoformat(str(value)):%Y-%m-%d %H:%M (UTC%z)}"


class ChoiceField(Field, frozen=True, tag="choice"):
    """One of the options, or several."""

    sections: Annotated[list[Section], Meta(min_length=1, max_length=20)] = []
    multiple: bool = False

    @property
    def options(self) -> list[Option]:
        """Those of all sections."""
        return [option for section in self.sections for option in section.options]

    def taken(self, value: Value) -> Value:
        """The ids, in the order of the options."""
        if not isinstance(value, list):
            raise Flawed("type")
        known = [option.id for option in self.options]
        if not set(value) <= set(known):
            raise Flawed("option")
        if len(set(value)) > 1 and not self.multiple:
            raise Flawed("option")
        return [one for one in known if one in value]

    def words(self, value: Value) -> str:
        """The labels of what was chosen."""
        assert isinstance(value, list)
        return ", ".join(option.label for option in self.options if option.id in value)


class ConsentField(Field, frozen=True, tag="consent"):
    """Agrees to what its label says. What was agreed to is kept with the text and the time."""

    def taken(self, value: Value) -> Value:
        """True or false."""
        if not isinstance(value, bool):
            raise Flawed("type")
        return value

    def words(self, value: Value) -> str:
        """A mark."""
        return "✓" if value else "✗"


FormField = (
    TextField
    | LongTextField
    | NumberField
    | EmailField
    | PhoneField
    | DateField
    | MomentField
    | ChoiceField
    | ConsentField
)


def taken(fields: Sequence[FormField], values: Values) -> tuple[Values, dict[str, Flaw]]:
    """The values as they are kept, without what was left empty; and what is wrong, by field. A value of a field that
    was not asked for is an `option` that there is not."""
    kept: Values = {}
    flaws: dict[str, Flaw] = dict.fromkeys(values.keys() - {field.id for field in fields}, "option")
    for field in fields:
        try:
            value = field.taken(values[field.id]) if field.id in values else ""
        except Flawed as flawed:
            flaws[field.id] = flawed.flaw
            continue
        if value is not False and value not in ("", []):
            kept[field.id] = value
        elif field.required:
            flaws[field.id] = "required"
    return kept, flaws


def _text(value: Value, most: int) -> str:
    if not isinstance(value, str) or "\x00" in value:
        raise Flawed("type")
    if len(value.strip()) > most:
        raise Flawed("too_long")
    return value.strip()


_Day = TypeVar("_Day", date, datetime)


def _as(kind: type[_Day], value: Value) -> _Day:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise Flawed("date") from error
