"""What somebody answered to a question."""

from __future__ import annotations

from msgspec import Struct

from causerie.content.fields import Values


class AnswerDraft(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="answered"):
    """The answer to the question that stands at `of`, by the ids of its fields: `choice` of what has options, `when` of
    a date picker, `score` and `comment` of a rating, those of its own of a form."""

    of: int
    values: Values


class Answered(
    Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="kind", tag="answered"
):
    """The answer as it was taken. `question`: that one's kind; `text`: the answer in words. Who voted in an anonymous
    poll is told without both: `secret`."""

    of: int
    question: str
    values: Values
    text: str = ""
    secret: bool = False

    def as_text(self) -> str:
        """What was answered."""
        return self.text or "✓"

    def shown(self) -> Answered:
        """As readers get it."""
        return Answered(self.of, self.question, {}, secret=True) if self.secret else self
