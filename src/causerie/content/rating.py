"""How content the customer is, from 1 to 5: asked after a case, or by an agent."""

from __future__ import annotations

from collections.abc import Sequence

from causerie.content.fields import FormField, LongTextField, NumberField, Values, Words
from causerie.content.question import Question, Tap

SCORE, COMMENT = "score", "comment"
_STARS = 5


class Rating(Question, frozen=True, tag="rating"):
    """`text`: the question in the asker's words; empty: the reader's language's own."""

    text: Words = ""

    @property
    def asked(self) -> str:
        """The question in words; English where it has none of its own."""
        return self.text or "How did we do?"

    def fields(self) -> Sequence[FormField]:
        """Stars, and a comment."""
        return [
            NumberField(SCORE, "1-5", required=True, least=1, most=_STARS, whole=True),
            LongTextField(COMMENT, "…"),
        ]

    def taps(self) -> list[Tap]:
        """One for each number of stars, the best first."""
        return [Tap("★" * stars, {SCORE: stars}) for stars in range(_STARS, 0, -1)]

    def as_text(self) -> str:
        """The question."""
        return f"{self.asked} (1-5)"

    def words(self, values: Values) -> str:
        """The stars, with the comment."""
        score, comment = int(str(values[SCORE])), values.get(COMMENT)
        stars = f"{'★' * score}{'☆' * (_STARS - score)}"
        return f"{stars} {comment}" if comment else stars
