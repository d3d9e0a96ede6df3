"""A video, put by us into a form that browsers play."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct

from causerie.content.duration import clock
from causerie.content.file import Caption, File


class VideoDraft(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="video"):
    """A video to be sent, uploaded before by the same person."""

    file: UUID
    caption: Caption = ""


class VideoContent(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="video"):
    """A video that was sent; played in place when it is asked for. The file's thumbnail is a picture of it."""

    file: File
    duration_ms: int
    caption: Caption = ""

    def as_text(self) -> str:
        """A film camera, with how long it is and the caption or the file's name."""
        return f"🎬 {clock(self.duration_ms)} {self.caption or self.file.name}"

    def reworded(self, text: str) -> VideoContent:
        """The same video with another caption."""
        return VideoContent(self.file, self.duration_ms, text)
