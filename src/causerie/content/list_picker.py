"""A list to pick from, opened by a button: one or several, in sections."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta

from causerie.content.fields import ChoiceField, FormField, Section, Word
from causerie.content.question import CHOICE, Asked, Question, check_ids


class ListPicker(Question, frozen=True, tag="list_picker"):
    """`button`: what opens the list, in the asker's words."""

    text: Asked
    sections: Annotated[list[Section], Meta(min_length=1, max_length=20)]
    multiple: bool = False
    button: Word = ""

    def __post_init__(self) -> None:
        check_ids([option.id for section in self.sections for option in section.options])

    @property
    def asked(self) -> str:
        """The question in words."""
        return self.text

    def fields(self) -> Sequence[FormField]:
        """One choice."""
        label = self.text[:200]
        return [ChoiceField(CHOICE, label, required=True, sections=self.sections, multiple=self.multiple)]
