"""What is asked for, and what became of it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from causerie.contacts.model import AttributeName


class Withdrawal(Struct, frozen=True, forbid_unknown_fields=True):
    """A consent that is taken back."""

    purpose: Annotated[str, Meta(min_length=1, max_length=200)]
    channel: Annotated[str, Meta(min_length=1, max_length=50)]


class Export(Struct, frozen=True):
    """A copy of one's data, being made or ready. `done` of `total` steps; `size` in bytes. `url`: where whoever asked
    for it fetches it, until `expires_at`; null before it is done."""

    id: UUID
    state: Literal["waiting", "working", "done"]
    done: int
    total: int
    size: int
    asked_at: datetime
    expires_at: datetime | None
    url: str | None = None


class Erasure(Struct, frozen=True, forbid_unknown_fields=True):
    """That somebody wants to be forgotten, said twice: `conversation` is that of the address once more."""

    conversation: UUID


class VisibleAttributes(Struct, frozen=True, forbid_unknown_fields=True):
    """The facts about contacts that they see themselves."""

    names: Annotated[list[AttributeName], Meta(max_length=100)]
