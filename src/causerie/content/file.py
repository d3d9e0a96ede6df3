"""A file that a person sent."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

Caption = Annotated[str, Meta(max_length=1_000, pattern=r"^[^\x00]*\Z")]


class File(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What everyone may know of a stored file. `url` is relative to the installation's base URL; whoever has it may
    read the file. `size` is in bytes, `width` and `height` in pixels. `thumbnail_url` is there for pictures and videos.
    `animated`: a picture that moves; its thumbnail does not."""

    id: UUID
    name: str
    media_type: str
    size: int
    url: str
    thumbnail_url: str | None = None
    width: int | None = None
    height: int | None = None
    animated: bool = False


class FileDraft(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="file"):
    """A file to be sent, uploaded before by the same person."""

    file: UUID
    caption: Caption = ""


class FileContent(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="file"):
    """A file that was sent; offered as a download."""

    file: File
    caption: Caption = ""

    def as_text(self) -> str:
        """The file's name, with the caption."""
        return f"📎 {self.file.name}" + (f": {self.caption}" if self.caption else "")

    def reworded(self, text: str) -> FileContent:
        """The same file with another caption."""
        return FileContent(self.file, text)
