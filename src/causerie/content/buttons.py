"""A text with buttons that stay: some answer, some lead to a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar

from msgspec import Meta, Struct

from causerie.content.fields import FieldId, FormField, Label, Option
from causerie.content.question import Asked, Question, check_ids, choice

# A host is named, and nothing before it that could be taken for one.
Address = Annotated[
    str, Meta(max_length=2_000, pattern=r"^https?://[^\s/@?#\\\x00-\x20]+([/?#][^\s\x00]*)?\Z")
]


class ReplyButton(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="reply"):
    """Answers with its label."""

    id: FieldId
    label: Label


class LinkButton(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="link"):
    """Leads to a page; the host is shown beside the label."""

    label: Label
    url: Address


Button = ReplyButton | LinkButton
ButtonList = Annotated[list[Button], Meta(max_length=10)]


class Buttons(Question, frozen=True, tag="buttons"):
    """Up to 10 buttons. They can be tapped again."""

    again: ClassVar[bool] = True

    text: Asked
    buttons: Annotated[list[Button], Meta(min_length=1, max_length=10)]

    def __post_init__(self) -> None:
        check_ids([button.id for button in self.buttons if isinstance(button, ReplyButton)])

    @property
    def asked(self) -> str:
        """The question in words."""
        return self.text

    def fields(self) -> Sequence[FormField]:
        """A choice of what answers; nothing where all lead elsewhere."""
        return buttons_choice(self.buttons, self.text)

    def as_text(self) -> str:
        """With the addresses of what leads elsewhere."""
        return "\n".join([super().as_text(), *links_text(self.buttons)])


def buttons_choice(buttons: Sequence[Button], label: str) -> list[FormField]:
    """The buttons that answer, as a field."""
    options = [Option(button.id, button.label) for button in buttons if isinstance(button, ReplyButton)]
    return [choice(options, label[:200])] if options else []


def links_text(buttons: Sequence[Button]) -> list[str]:
    """The buttons that lead elsewhere, with their addresses."""
    return [f"{button.label}: {button.url}" for button in buttons if isinstance(button, LinkButton)]
