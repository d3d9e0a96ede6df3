"""What a page says of itself, shown below a message that links to it. Its picture is kept and given out by us."""

from __future__ import annotations

from msgspec import Struct

from causerie.content.file import File
from causerie.content.markdown import Inline, Link, Styled, parse


class LinkCard(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """`url` is the address as the message has it, `site` is who speaks there."""

    url: str
    title: str
    site: str
    description: str = ""
    picture: File | None = None


def first_link(text: str) -> str | None:
    """The address of the first link of a text, as its readers see it."""
    if "://" not in text:
        return None
    for block in parse(text):
        for inlines in block.items:
            if (found := _first(inlines)) is not None:
                return found
    return None


def _first(inlines: list[Inline]) -> str | None:
    for one in inlines:
        found = (
            one.href if isinstance(one, Link) else _first(one.children) if isinstance(one, Styled) else None
        )
        if found is not None and found.startswith(("https://", "http://")):
            return found
    return None
