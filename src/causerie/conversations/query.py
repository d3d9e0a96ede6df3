"""What somebody typed to find something: words, "words one after the other", `key:value`; a `-` before any of them
turns it round. Pure: nothing is looked up here, and nothing typed is refused."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final, Literal, get_args

from msgspec import Struct

from causerie.conversations.model import ChannelKind
from causerie.events import Priority

Key = Literal[
    "from", "assignee", "label", "team", "status", "priority", "channel", "is", "has", "before", "after"
]
# Why something was left out: there is no such key, no such value, nobody and nothing called so, or it can't be refused.
Why = Literal["key", "value", "name", "without"]

# As people write it, and as Gmail does.
ALIASES: Final = {"to": "assignee", "in": "is", "since": "after", "until": "before", "tag": "label"}
# Another word for the same value.
SYNONYMS: Final = {
    "notes": "note",
    "messages": "message",
    "files": "file",
    "images": "image",
    "mail": "email",
}
# Keys whose values are known here; the others' are names, or dates.
VALUES: Final[dict[str, tuple[str, ...]]] = {
    "status": ("open", "snoozed", "bot", "resolved"),
    "priority": (*get_args(Priority), "none"),
    "channel": get_args(ChannelKind),
    "is": ("note", "message"),
    "has": ("file", "image"),
}
DATES: Final = ("before", "after")
# What can't be turned round by a minus: dates have each other for this.
POSITIVE: Final = (*DATES, "assignee", "team", "priority")
MOST_TERMS = 30

_TERM = re.compile(r'(-?)(?:([a-z]+):)?(?:"([^"]*)"?|([^\s"]\S*))', re.IGNORECASE)
_MONTHS = re.compile(r"\d{4}(-\d{2})?")


class Words(Struct, frozen=True, tag=True):
    """A word, or a phrase: words that stand one after the other. From `start` to `end` in what was typed."""

    text: str
    phrase: bool = False
    without: bool = False
    start: int = 0
    end: int = 0


class Condition(Struct, frozen=True, tag=True):
    """What must be so, or must not. `value` is as it was typed where it is a name."""

    key: Key
    value: str
    without: bool = False
    start: int = 0
    end: int = 0


class NotUnderstood(Struct, frozen=True):
    """A part of what was typed that was left out of the search, and why. `start` and `end` count characters."""

    text: str
    start: int
    end: int
    why: Why


class Query(Struct, frozen=True):
    """What was typed, term by term, and what of it makes no sense."""

    terms: list[Words | Condition]
    puzzles: list[NotUnderstood] = []

    @property
    def conditions(self) -> list[Condition]:
        """What must be so beside the words."""
        return [term for term in self.terms if isinstance(term, Condition)]

    def words(self, typed: str) -> str:
        """The words alone. The last one may be a beginning where it was typed last."""
        found = [term for term in self.terms if isinstance(term, Words)]
        begun = bool(found) and found[-1].end == len(typed)
        return " ".join(map(write, found)) + ("" if begun else " ")


def parse(typed: str) -> Query:
    """Reads it from left to right; never raises."""
    terms: list[Words | Condition] = []
    puzzles: list[NotUnderstood] = []
    for match in list(_TERM.finditer(typed))[:MOST_TERMS]:
        minus, key, quoted, bare = match.groups()
        start, end = match.span()
        without, value = bool(minus), bare if quoted is None else quoted
        known = _key(key)
        if not key and _key(value.removesuffix(":")) and value.endswith(":") and quoted is None:
            puzzles.append(NotUnderstood(match[0], start, end, "value"))
            continue
        if key and not known and not value.startswith("//"):
            puzzles.append(NotUnderstood(match[0], start, end, "key"))
            continue
        if known is None:
            text = f"{key}:{value}" if key else value
            terms.append(Words(text, quoted is not None, without, start, end))
            continue
        read = _value(known, value)
        why: Why | None = "value" if read is None else "without" if without and known in POSITIVE else None
        if read is None or why:
            puzzles.append(NotUnderstood(match[0], start, end, why or "value"))
        else:
            terms.append(Condition(known, read, without, start, end))
    return Query(terms, puzzles)


def write(term: Words | Condition) -> str:
    """The term as it is typed."""
    minus = "-" if term.without else ""
    if isinstance(term, Condition):
        return f"{minus}{term.key}:{_quoted(term.value)}"
    return minus + (f'"{term.text}"' if term.phrase else term.text)


def print_query(terms: Sequence[Words | Condition]) -> str:
    """The terms as they are typed: parsing this gives them again."""
    return " ".join(map(write, terms))


def days(value: str) -> tuple[date, date]:
    """The first day of what a date names (a day, a month, a year), and the first one after it."""
    parts = [int(part) for part in value.split("-")]
    year, month, day = (*parts, 1, 1)[:3]
    first = date(year, month, day)
    if len(parts) == 3:
        return first, date.fromordinal(first.toordinal() + 1)
    if len(parts) == 2 and month < 12:
        return first, date(year, month + 1, 1)
    return first, date(year + 1, 1, 1)


def _key(typed: str | None) -> Key | None:
    name = ALIASES.get(typed.lower(), typed.lower()) if typed else ""
    return next((known for known in get_args(Key) if known == name), None)


def _value(key: Key, typed: str) -> str | None:
    """The value as it is kept; None where it makes no sense."""
    if key in VALUES:
        value = SYNONYMS.get(typed.lower(), typed.lower())
        return value if value in VALUES[key] else None
    if key in DATES:
        return _date(typed)
    return typed.strip() or None


def _date(typed: str) -> str | None:
    try:
        if not _MONTHS.fullmatch(typed):
            date.fromisoformat(typed)
        days(typed)
    except (ValueError, OverflowError):
        return None
    return typed


def _quoted(value: str) -> str:
    return f'"{value}"' if re.search(r"\s", value) or not value else value
