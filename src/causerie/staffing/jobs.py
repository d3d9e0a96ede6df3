"""What is done after somebody left."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct


class ReleaseCases(Struct, frozen=True):
    """Whoever left has no case any more. Doing it twice is doing it once."""

    workspace_id: UUID
    account_id: UUID
