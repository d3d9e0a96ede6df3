"""Whom a segment names: conditions as they are kept, and as one SQL expression. No value ever stands in its text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Annotated, Literal

import phonenumbers
from msgspec import Meta, Struct

from causerie.contacts.attributes import AttributeDefinition, AttributeType, misfit
from causerie.contacts.model import Attribute, AttributeDate, AttributeName
from causerie.errors import AppError, ErrorCode

MOST_CONDITIONS = 40

Match = Literal["all", "any"]
Sought = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^(?=\s*\S)[^\x00-\x1f]*\Z")]
_Choice = Annotated[str, Meta(max_length=100, pattern=r"^[^\x00]*\Z")]
Chosen = Annotated[list[_Choice], Meta(min_length=1, max_length=50)]


class ByText(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="text"):
    """What is in a name, in an address, in a number, or in the address of a page they saw, in any case of letters."""

    field: Literal["name", "email", "phone", "page"]
    how: Literal["contains", "lacks"]
    text: Sought


class ByChoice(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="choice"):
    """One of these, or none of them. `status`: of the present case (`none`: no case); `country`: two letters, by the
    country's code of a telephone number, so countries that share one count as one; `known_by`: browser, email, phone,
    user (the business's own customer number), messenger."""

    field: Literal["label", "status", "language", "country", "timezone", "known_by"]
    how: Literal["any", "none"]
    values: Chosen


class ByAge(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="age"):
    """When they were seen last or first, counted in days back from now."""

    field: Literal["seen", "made"]
    how: Literal["within", "before"]
    days: Annotated[int, Meta(ge=1, le=36_500)]


class ByMoment(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="moment"):
    """When they were seen last or first, beside a moment that stays."""

    field: Literal["seen", "made"]
    how: Literal["since", "before"]
    at: Annotated[datetime, Meta(tz=True)]


class ByCount(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="count"):
    """How many pages they saw, or how many cases they had."""

    field: Literal["visits", "cases"]
    how: Literal["at_least", "at_most"]
    number: Annotated[int, Meta(ge=0, le=10_000)]


class ByAnswer(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="answer"):
    """Yes or no. `verified`: an address or number of theirs is proven; `mail`: they agree to be written to by mail."""

    field: Literal["verified", "blocked", "mail"]
    yes: bool


class ByAttribute(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="attribute"):
    """What the business itself knows of them. `from`: at least, or since; `below`: less than, or before."""

    key: AttributeName
    how: Literal["is", "is_not", "contains", "lacks", "from", "below", "known", "unknown"]
    value: Attribute | None = None


Condition = ByText | ByChoice | ByAge | ByMoment | ByCount | ByAnswer | ByAttribute


class ByGroup(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="group"):
    """All of these, or any of these. A group has no groups in it."""

    match: Match
    of: Annotated[list[Condition], Meta(min_length=1, max_length=20)]


class SegmentFilter(Struct, frozen=True, forbid_unknown_fields=True):
    """Whom a segment names: who fits all of these, or any of these. Forty conditions at most, those in groups too."""

    match: Match
    of: Annotated[list[Condition | ByGroup], Meta(min_length=1, max_length=20)]


# What can be asked of an attribute, by its type.
ASKED: dict[AttributeType, frozenset[str]] = {
    "text": frozenset({"is", "is_not", "contains", "lacks", "known", "unknown"}),
    "number": frozenset({"is", "is_not", "from", "below", "known", "unknown"}),
    "boolean": frozenset({"is", "is_not", "known", "unknown"}),
    "date": frozenset({"from", "below", "known", "unknown"}),
    "choice": frozenset({"is", "is_not", "known", "unknown"}),
    "link": frozenset({"contains", "lacks", "known", "unknown"}),
}


class Compiled(Struct, frozen=True):
    """An expression over a contact `t`, and the values of its parameters, in their order."""

    text: str
    values: list[object]


def conditions(wanted: SegmentFilter) -> Iterator[Condition]:
    """Every condition, those in groups too."""
    for part in wanted.of:
        if isinstance(part, ByGroup):
            yield from part.of
        else:
            yield part


def check(wanted: SegmentFilter, definitions: list[AttributeDefinition]) -> None:
    """Raises invalid for too many conditions, for a country that is none, and for what can't be asked of an attribute.
    One that is not defined any more is asked for as long as somebody has it."""
    every = list(conditions(wanted))
    if len(every) > MOST_CONDITIONS:
        raise AppError(ErrorCode.INVALID, f"A segment has at most {MOST_CONDITIONS} conditions.")
    known = {one.key: one for one in definitions if one.of == "contact"}
    for one in every:
        if isinstance(one, ByChoice) and one.field == "country":
            for country in one.values:
                if country not in phonenumbers.SUPPORTED_REGIONS:
                    raise AppError(ErrorCode.INVALID, f"{country!r} is no country; give its two letters.")
        elif isinstance(one, ByAttribute):
            wrong = _wrong(one, known.get(one.key))
            if wrong:
                raise AppError(ErrorCode.INVALID, f"{one.key}: {wrong}", errors={one.key: wrong})


def _wrong(asked: ByAttribute, definition: AttributeDefinition | None) -> str | None:
    value = asked.value
    if asked.how in ("known", "unknown"):
        return None if value is None else "This takes no value."
    if value is None:
        return "Give a value."
    ordered = isinstance(value, AttributeDate) or (
        isinstance(value, int | float) and not isinstance(value, bool)
    )
    if asked.how in ("from", "below") and not ordered:
        return "Give a number or a date."
    if asked.how in ("contains", "lacks") and not (isinstance(value, str) and value.strip()):
        return "Give some letters."
    if asked.how in ("is", "is_not") and isinstance(value, AttributeDate):
        return "Ask of a date whether it is from a day on, or before it."
    if definition is None:
        return None
    if asked.how not in ASKED[definition.type]:
        return f"This can't be asked of the type {definition.type!r}."
    # Part of a link is none, and a choice may have been taken away since.
    if definition.type in ("link", "choice"):
        return None if isinstance(value, str) else "This is no text."
    return misfit(definition, value)


def compiled(wanted: SegmentFilter, now: datetime, *, taken: int) -> Compiled:
    """The filter as an expression over a contact `t`, never null; `taken`: so many parameters stand before its own.
    Days are counted back from `now`."""
    compiler = _Compiler(now, taken)
    text = compiler.joined(wanted.match, [compiler.part(part) for part in wanted.of])
    return Compiled(text, compiler.values)


_CONVERSATION = """from conversation c where c.workspace_id = t.workspace_id and c.contact_id = t.id
  and c.kind = 'customer' and c.merged_into is null"""
_IDENTITY = "select from identity i where i.workspace_id = t.workspace_id and i.contact_id = t.id"
_MAIL = """select from (select distinct on (purpose) given from consent o
  where o.workspace_id = t.workspace_id and o.contact_id = t.id and o.channel = 'email'
  order by purpose, at desc, id desc) p where p.given"""
_MOMENTS = {"seen": "t.seen_at", "made": "t.created_at"}


class _Compiler:
    """Writes expressions, and puts every value among the parameters."""

    def __init__(self, now: datetime, taken: int) -> None:
        self.values: list[object] = []
        self._now = now
        self._taken = taken

    def joined(self, match: Match, parts: list[str]) -> str:
        return "(" + (" and " if match == "all" else " or ").join(parts) + ")"

    def part(self, part: Condition | ByGroup) -> str:
        match part:
            case ByGroup():
                return self.joined(part.match, [self.part(one) for one in part.of])
            case ByText():
                return _unless(part.how == "lacks", self._text(part))
            case ByChoice():
                return _unless(part.how == "none", self._choice(part))
            case ByAge():
                at = self._value(self._now - timedelta(days=part.days), "timestamptz")
                return f"{_MOMENTS[part.field]} {'>=' if part.how == 'within' else '<'} {at}"
            case ByMoment():
                at = self._value(part.at, "timestamptz")
                return f"{_MOMENTS[part.field]} {'>=' if part.how == 'since' else '<'} {at}"
            case ByCount():
                return self._count(part)
            case ByAnswer():
                return _unless(not part.yes, self._answer(part))
            case ByAttribute():
                return self._attribute(part)

    def _value(self, value: object, kind: str) -> str:
        self.values.append(value)
        return f"${self._taken + len(self.values)}::{kind}"

    def _text(self, asked: ByText) -> str:
        text = self._value(asked.text.strip(), "text")
        match asked.field:
            case "name":
                return f"strpos(lower(t.name), lower({text})) > 0"
            case "page":
                return (
                    "exists (select from visit v where v.workspace_id = t.workspace_id and v.contact_id = t.id"
                    f" and strpos(lower(v.url), lower({text})) > 0)"
                )
            case "email" | "phone":
                kind = self._value(asked.field, "text")
                return (
                    f"exists ({_IDENTITY} and i.kind = {kind} and strpos(lower(i.value), lower({text})) > 0)"
                )

    def _choice(self, asked: ByChoice) -> str:
        if asked.field == "country":
            codes = {phonenumbers.country_code_for_region(country) for country in asked.values}
            prefixes = self._value([f"+{code}%" for code in sorted(codes) if code], "text[]")
            return f"exists ({_IDENTITY} and i.kind = 'phone' and i.value like any ({prefixes}))"
        values = self._value(asked.values, "text[]")
        match asked.field:
            case "label":
                return f"exists (select {_CONVERSATION} and c.labels && {values})"
            case "status":
                return f"coalesce((select c.status {_CONVERSATION}), 'none') = any ({values})"
            case "language":
                return f"t.locale = any ({values})"
            case "timezone":
                return f"coalesce(t.timezone = any ({values}), false)"
            case "known_by":
                return (
                    f"(exists ({_IDENTITY} and i.kind = any ({values}))"
                    f" or t.account_id is not null and 'messenger' = any ({values}))"
                )

    def _count(self, asked: ByCount) -> str:
        sign = ">=" if asked.how == "at_least" else "<="
        number = self._value(asked.number, "bigint")
        if asked.field == "cases":
            return f"coalesce((select c.case_number {_CONVERSATION}), 0) {sign} {number}"
        # Whoever saw many pages is counted no further than is asked.
        return (
            "(select count(*) from (select from visit v where v.workspace_id = t.workspace_id and v.contact_id = t.id"
            f" limit {number} + 1) n) {sign} {number}"
        )

    def _answer(self, asked: ByAnswer) -> str:
        match asked.field:
            case "verified":
                return f"exists ({_IDENTITY} and i.kind <> 'browser' and i.verified_at is not null)"
            case "blocked":
                return f"exists (select {_CONVERSATION} and c.blocked)"
            case "mail":
                return f"exists ({_MAIL})"

    def _attribute(self, asked: ByAttribute) -> str:
        key = self._value(asked.key, "text")
        match asked.how:
            case "known" | "unknown":
                return _unless(asked.how == "unknown", f"t.verified_facts ? {key}")
            case "is" | "is_not":
                same = f"t.verified_facts -> {key} = {self._value(asked.value, 'jsonb')}"
                return _unless(asked.how == "is_not", f"coalesce({same}, false)")
            case "contains" | "lacks":
                text = self._value(str(asked.value).strip(), "text")
                holds = self._typed(
                    "string",
                    f"t.verified_facts -> {key}",
                    f"strpos(lower(t.verified_facts ->> {key}), lower({text})) > 0",
                )
                return _unless(asked.how == "lacks", holds)
            case "from" | "below":
                return self._ordered(asked, key)

    def _ordered(self, asked: ByAttribute, key: str) -> str:
        sign = ">=" if asked.how == "from" else "<"
        if isinstance(asked.value, AttributeDate):
            at = self._value(asked.value.date, "timestamptz")
            kept = f"t.verified_facts -> {key} -> 'date'"
            said = f"(t.verified_facts -> {key} ->> 'date')::timestamptz {sign} {at}"
            return self._typed("string", kept, said)
        assert isinstance(asked.value, int | float)
        number = self._value(float(asked.value), "float8")
        return self._typed(
            "number", f"t.verified_facts -> {key}", f"(t.verified_facts ->> {key})::float8 {sign} {number}"
        )

    @staticmethod
    def _typed(kind: str, value: str, said: str) -> str:
        """What holds only of a value of this type: an attribute that pages named may be of any."""
        return f"case when jsonb_typeof({value}) = '{kind}' then {said} else false end"


def _unless(turned: bool, text: str) -> str:
    return f"not ({text})" if turned else text
