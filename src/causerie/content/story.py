"""An answer to a story of the business, with the story in it: it is gone a day later, and what was said stays."""

from __future__ import annotations

from msgspec import Struct

from causerie.content.file import File


class StoryAnswer(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="story_answer"):
    """What a customer says to a story. `file`: a small copy of its picture; `alt`: what that shows, in words."""

    file: File
    alt: str
    text: str

    def as_text(self) -> str:
        """The words, and what the story showed."""
        return f"{self.text} (↩ {self.alt})"
