"""Plain text. Readers recognise links in it; nothing in it is markup."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

MAX_TEXT = 10_000


class Text(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="kind", tag="text"):
    """Up to 10,000 characters; at least one that is not white space; no NUL. `card`: whether a link in it may be shown
    with a card, for which its page is fetched."""

    text: Annotated[str, Meta(min_length=1, max_length=MAX_TEXT, pattern=r"^(?=\s*\S)[^\x00]*\Z")]
    card: bool = True

    def as_text(self) -> str:
        """The text itself."""
        return self.text

    def reworded(self, text: str) -> Text:
        """The same with another text."""
        return Text(text, self.card)
