"""A picture, re-encoded by us before anyone sees it."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct

from causerie.content.file import Caption, File


class ImageDraft(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="image"):
    """A picture to be sent, uploaded before by the same person."""

    file: UUID
    caption: Caption = ""


class ImageContent(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="image"):
    """A picture that was sent; shown in place."""

    file: File
    caption: Caption = ""

    def as_text(self) -> str:
        """A camera, with the caption or the file's name."""
        return f"📷 {self.caption or self.file.name}"

    def reworded(self, text: str) -> ImageContent:
        """The same picture with another caption."""
        return ImageContent(self.file, text)
