"""What answering leaves for later."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct


class SendScheduled(Struct, frozen=True):
    """A message's time has come. Doing it twice is doing it once."""

    workspace_id: UUID
    message_id: UUID
