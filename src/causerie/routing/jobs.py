"""What routing leaves for later."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct


class ApplySla(Struct, frozen=True):
    """Something changed by which the policy for a case is chosen. Doing it twice is doing it once."""

    workspace_id: UUID
    conversation_id: UUID
