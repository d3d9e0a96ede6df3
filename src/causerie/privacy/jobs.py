"""What is done after it was asked for."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct


class MakeExport(Struct, frozen=True):
    """Put all that is known of a contact into a ZIP file. Doing it twice is doing it once."""

    workspace_id: UUID
    request_id: UUID


class EraseContact(Struct, frozen=True):
    """Forget a contact and what it said. Doing it twice is doing it once."""

    workspace_id: UUID
    request_id: UUID


class DropExport(Struct, frozen=True):
    """Its time is over."""

    workspace_id: UUID
    request_id: UUID
