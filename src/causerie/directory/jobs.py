"""What is done with many people after it was asked for."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct


class BringIn(Struct, frozen=True):
    """Take the rows of a file in, from where the last batch ended."""

    workspace_id: UUID
    import_id: UUID


class TakeBack(Struct, frozen=True):
    """Remove whom an import made and nobody touched since. Doing it twice is doing it once."""

    workspace_id: UUID
    import_id: UUID


class WriteOut(Struct, frozen=True):
    """Write contacts into a file. Doing it twice is doing it once."""

    workspace_id: UUID
    export_id: UUID


class DropFile(Struct, frozen=True):
    """A file's time is over."""

    workspace_id: UUID
    key: str
