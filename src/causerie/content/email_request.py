"""Asks an unknown visitor, in the thread, for an address to answer to when the page is closed."""

from __future__ import annotations

from msgspec import Struct


class EmailRequest(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="email_request"):
    """Shown as a small form; the answer is the event `email_given`. The reader words it in its own language."""

    def as_text(self) -> str:
        """The request in English, for places that can't show the form."""
        return "Leave your e-mail address to get the answer even after you close this page."
