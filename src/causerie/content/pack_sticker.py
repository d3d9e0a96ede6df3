"""A sticker of a business's own pack: a picture that its owner gave, with words for those who don't see it."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct

from causerie.content.file import File


class PackStickerDraft(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="pack_sticker"):
    """A sticker to be sent, of a pack that the business has now."""

    sticker: UUID


class PackSticker(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="pack_sticker"):
    """Shown large and without a bubble. It stays as it was sent, whatever becomes of its pack."""

    picture: File
    words: str

    def as_text(self) -> str:
        """What it says, as its owner worded it."""
        return self.words
