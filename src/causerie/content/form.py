"""A form: several fields, sent once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta

from causerie.content.fields import ChoiceField, FormField, Word
from causerie.content.question import Asked, Question, Tap, check_ids


class Form(Question, frozen=True, tag="form"):
    """Up to 20 fields. `submit`: what the button says; empty: the reader's language's own word."""

    text: Asked
    items: Annotated[list[FormField], Meta(min_length=1, max_length=20)]
    submit: Word = ""

    def __post_init__(self) -> None:
        check_ids([field.id for field in self.items])
        for field in self.items:
            if isinstance(field, ChoiceField):
                check_ids([option.id for option in field.options])

    @property
    def asked(self) -> str:
        """The form's title."""
        return self.text

    def fields(self) -> Sequence[FormField]:
        """Those of the form."""
        return self.items

    def taps(self) -> list[Tap]:
        """None: a form is filled."""
        return []

    def as_text(self) -> str:
        """The title, with what is asked for."""
        return "\n".join([self.text, *(f"- {field.label}" for field in self.items)])
