"""A question with a few short answers below it, which are gone once one was tapped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta

from causerie.content.fields import FormField, Option
from causerie.content.question import Asked, Question, check_ids, choice


class QuickReplies(Question, frozen=True, tag="quick_replies"):
    """Up to 13 answers; one is given."""

    text: Asked
    options: Annotated[list[Option], Meta(min_length=1, max_length=13)]

    def __post_init__(self) -> None:
        check_ids([option.id for option in self.options])

    @property
    def asked(self) -> str:
        """The question in words."""
        return self.text

    def fields(self) -> Sequence[FormField]:
        """One choice."""
        return [choice(self.options, self.text[:200])]
