"""What a person said instead of writing it; encoded by us before anyone hears it."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from causerie.content.duration import clock
from causerie.content.file import Caption, File

Peak = Annotated[int, Meta(ge=0, le=100)]


class VoiceDraft(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="voice"):
    """A recording to be sent, uploaded before by the same person as a voice message."""

    file: UUID
    caption: Caption = ""


class VoiceContent(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="voice"):
    """A recording that was sent; played in place. `peaks`: how loud each part is, of as many as are to be shown."""

    file: File
    duration_ms: int
    peaks: list[Peak]
    caption: Caption = ""

    def as_text(self) -> str:
        """A microphone, with how long it is and the caption."""
        return f"🎤 {clock(self.duration_ms)}" + (f": {self.caption}" if self.caption else "")

    def reworded(self, text: str) -> VoiceContent:
        """The same recording with another caption."""
        return VoiceContent(self.file, self.duration_ms, self.peaks, text)
