"""A poll: everybody in the conversation may vote, once each, until its author closes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar

from msgspec import Meta

from causerie.content.fields import FormField, Option
from causerie.content.question import Asked, Question, check_ids, choice


class Poll(Question, frozen=True, tag="poll"):
    """2 to 20 options. `anonymous`: what each voted for is told to nobody."""

    everybody: ClassVar[bool] = True

    text: Asked
    options: Annotated[list[Option], Meta(min_length=2, max_length=20)]
    multiple: bool = False
    anonymous: bool = False

    def __post_init__(self) -> None:
        check_ids([option.id for option in self.options])

    @property
    def asked(self) -> str:
        """The question in words."""
        return self.text

    def fields(self) -> Sequence[FormField]:
        """One choice."""
        return [choice(self.options, self.text[:200], multiple=self.multiple)]
