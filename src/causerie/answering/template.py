"""Texts with places that are filled when the text is used: `{{contact.name | there}}`. Pure.

A place names one thing that is known, and behind `|` what stands there where nothing is. There is no more to it:
nothing is computed, and what is put in is not looked at for places again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct

from causerie.errors import AppError, ErrorCode

KNOWN = frozenset(
    {
        "contact.name",
        "contact.first_name",
        "contact.email",
        "agent.name",
        "agent.first_name",
        "workspace.name",
    }
)
# As `contacts.model.AttributeName`.
_ATTRIBUTE = re.compile(r"contact\.attributes\.[A-Za-z0-9_][A-Za-z0-9_ .-]{0,49}")
_PLACE = re.compile(r"\{\{([^{}]*)\}\}")
# What customers say of themselves must not become a link or a mark in an agent's words.
_MARKS = re.compile(r"[*~`\[\]<>]")
_LONGEST = 200


class Filled(Struct, frozen=True):
    """A text as it may be sent. `missing`: the places for which nothing was known, and nothing stood behind."""

    text: str
    missing: list[str]


def check(text: str) -> None:
    """Raises invalid for a place that names nothing that can be known, and for braces that are no place."""
    for inner in _PLACE.findall(text):
        name = _name(inner)
        if name not in KNOWN and not _ATTRIBUTE.fullmatch(name):
            raise AppError(ErrorCode.INVALID, f"There is no {name!r} that could be filled in.")
    rest = _PLACE.sub("", text)
    if "{{" in rest or "}}" in rest:
        raise AppError(ErrorCode.INVALID, "A place begins with {{ and ends with }}, with a name between.")


def fill(text: str, values: Mapping[str, str]) -> Filled:
    """The text with what is known in its places."""
    missing: list[str] = []

    def put(place: re.Match[str]) -> str:
        name, known = _name(place[1]), ""
        if value := values.get(name):
            known = " ".join(_MARKS.sub("", value).split())[:_LONGEST]
        fallback = place[1].partition("|")[2].strip()
        if not known and not fallback:
            missing.append(name)
        return known or fallback

    return Filled(_PLACE.sub(put, text), missing)


def _name(inner: str) -> str:
    return inner.partition("|")[0].strip()
