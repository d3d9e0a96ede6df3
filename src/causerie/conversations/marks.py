"""What stands among an entry's words beside them: what it is, who said it, by which way, on which day. Pure.

A mark begins with `#`, which no word does, and holds no workspace: a search asks for that of its workspace's own too.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from causerie.accounts.model import PersonKind
from causerie.content import Content, ImageContent, WithFile

NOTE = "#note"
# What an entry may bring with it.
BROUGHT = {"file": "#has.file", "image": "#has.image"}


def of(
    *, kind: str, by: PersonKind, author: UUID | None, channel: str, at: datetime, content: Content
) -> list[str]:
    """All marks of an entry."""
    marks = [NOTE if kind == "note" else side(by), way(channel), month(at.date()), day(at.date())]
    if by == "staff" and author:
        marks.append(member(author))
    if isinstance(content, WithFile):
        marks.append(BROUGHT["file"])
    if isinstance(content, ImageContent):
        marks.append(BROUGHT["image"])
    return marks


def side(by: PersonKind) -> str:
    """Of a message: which side said it."""
    return f"#{by}"


def member(account: UUID) -> str:
    """Which of the staff said it. Another may by chance have the same."""
    return f"#by.{account.hex[-8:]}"


def way(channel: str) -> str:
    """By which way it came."""
    return f"#via.{channel}"


def month(on: date) -> str:
    """The month in which it was said, in UTC."""
    return f"#m.{on:%Y-%m}"


def day(on: date) -> str:
    """The day on which it was said, in UTC."""
    return f"#d.{on:%Y-%m-%d}"


def between(first: date, end: date) -> Iterator[str]:
    """The fewest marks of all days from the first to the one before the end: whole months, and days at both ends."""
    while first < end:
        following = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
        if first.day == 1 and following <= end:
            yield month(first)
            first = following
        else:
            yield day(first)
            first += timedelta(days=1)
