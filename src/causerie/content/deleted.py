"""What stands in the place of a message that was deleted: nothing of what it said."""

from __future__ import annotations

from msgspec import Struct


class DeletedContent(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="deleted"):
    """The mark that something was here. The reader words it in its own language."""

    def as_text(self) -> str:
        """The mark in English, for places that have no words of their own."""
        return "This message was deleted."
