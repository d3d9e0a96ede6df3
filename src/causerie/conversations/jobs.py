"""What conversations leave for later."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec import Struct


class WakeCase(Struct, frozen=True):
    """A case was snoozed until then. Doing it twice is doing it once."""

    workspace_id: UUID
    conversation_id: UUID
    case: int
    until: datetime
