"""What all kinds of content that can be answered with a tap have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar, NamedTuple

from msgspec import Meta, Struct

from causerie.content.fields import ChoiceField, FormField, Option, Section, Values

Asked = Annotated[str, Meta(max_length=2_000, pattern=r"^(?=\s*\S)[^\x00]*\Z")]
CHOICE = "choice"


class Tap(NamedTuple):
    """An answer that one tap gives."""

    label: str
    values: Values


class Question(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="kind"):
    """Asks whom it was sent to. Every kind of it is a few fields to fill."""

    # Whether somebody may answer it more than once.
    again: ClassVar[bool] = False
    # Whether everybody in the conversation may answer, and not only whom the other side asked.
    everybody: ClassVar[bool] = False

    @property
    def asked(self) -> str:
        """The question in words."""
        raise NotImplementedError

    def fields(self) -> Sequence[FormField]:
        """What is to be filled."""
        raise NotImplementedError

    def taps(self) -> list[Tap]:
        """The answers to choose from, where one tap does."""
        (field,) = self.fields() if len(self.fields()) == 1 else (None,)
        if not isinstance(field, ChoiceField) or field.multiple:
            return []
        return [Tap(option.label, {field.id: [option.id]}) for option in field.options]

    def as_text(self) -> str:
        """The question, with its answers by number where there are some to choose from."""
        options = [
            option.label
            for field in self.fields()
            if isinstance(field, ChoiceField)
            for option in field.options
        ]
        return "\n".join([self.asked, *(f"{number}. {label}" for number, label in enumerate(options, 1))])

    def words(self, values: Values) -> str:
        """What was answered, for people: without the labels where there is one field."""
        fields = [field for field in self.fields() if field.id in values]
        if len(self.fields()) == 1:
            return "".join(field.words(values[field.id]) for field in fields)
        return "\n".join(f"{field.label}: {field.words(values[field.id])}" for field in fields)


def choice(options: Sequence[Option], label: str, *, multiple: bool = False) -> ChoiceField:
    """The one field of a question with options."""
    return ChoiceField(CHOICE, label, required=True, sections=[Section(list(options))], multiple=multiple)


def check_ids(ids: Sequence[str]) -> None:
    """Raises ValueError for an id that stands twice."""
    if len(set(ids)) < len(ids):
        raise ValueError("each id stands once")
