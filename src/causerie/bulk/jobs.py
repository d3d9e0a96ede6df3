"""What doing things with many conversations leaves for later."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct


class RunBulk(Struct, frozen=True):
    """Something is to be done with many conversations. Doing it twice is doing it once."""

    workspace_id: UUID
    bulk_id: UUID
