"""Cards side by side: a picture, a title, a price, buttons."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import Meta, Struct

from causerie.content.buttons import Button, ButtonList, ReplyButton, buttons_choice, links_text
from causerie.content.fields import FormField, Label, Words
from causerie.content.file import File
from causerie.content.question import Question, check_ids

# Currencies whose smallest unit is not a hundredth (ISO 4217, list one), by the digits behind the point.
_DIGITS = {
    code: digits
    for digits, codes in (
        (0, "BIFCLPDJFGNFISKJPYKMFKRWPYGRWFUGXVNDVUVXAFXOFXPF"),
        (3, "BHDIQDJODKWDLYDOMRTND"),
    )
    for code in re.findall("...", codes)
}


class Money(Struct, frozen=True, forbid_unknown_fields=True):
    """An amount in the currency's smallest unit; the currency by its code (ISO 4217)."""

    amount: Annotated[int, Meta(ge=0, le=2**53)]
    currency: Annotated[str, Meta(pattern=r"^[A-Z]{3}\Z")]

    def as_text(self) -> str:
        """As every language reads it: 94.00 EUR."""
        digits = _DIGITS.get(self.currency, 2)
        return f"{Decimal(self.amount).scaleb(-digits):.{digits}f} {self.currency}"


class _Card(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    title: Label
    text: Words = ""
    price: Money | None = None
    buttons: ButtonList = []


class CardDraft(_Card, frozen=True):
    """A card to be sent. `picture`: uploaded before by the same person."""

    picture: UUID | None = None


class Card(_Card, frozen=True):
    """A card that was sent."""

    picture: File | None = None

    def as_text(self) -> str:
        """Title, price, text and where its buttons lead."""
        title = f"• {self.title}" + (f", {self.price.as_text()}" if self.price else "")
        return "\n".join(filter(None, [title, self.text, *links_text(self.buttons)]))


class CarouselDraft(
    Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="kind", tag="carousel"
):
    """Cards to be sent. The ids of all their buttons differ."""

    cards: Annotated[list[CardDraft], Meta(min_length=1, max_length=10)]
    text: Words = ""

    def __post_init__(self) -> None:
        _check(self.cards)


class Carousel(Question, frozen=True, tag="carousel"):
    """Up to 10 cards. Their buttons can be tapped again."""

    again: ClassVar[bool] = True

    cards: Annotated[list[Card], Meta(min_length=1, max_length=10)]
    text: Words = ""

    def __post_init__(self) -> None:
        _check(self.cards)

    @property
    def asked(self) -> str:
        """The text above the cards, or their titles."""
        return self.text or ", ".join(card.title for card in self.cards)

    def fields(self) -> Sequence[FormField]:
        """A choice of what answers on all cards."""
        return buttons_choice([button for card in self.cards for button in card.buttons], self.asked)

    def as_text(self) -> str:
        """The text, and the cards below each other."""
        return "\n".join(filter(None, [self.text, *(card.as_text() for card in self.cards)]))


def _check(cards: Sequence[_Card]) -> None:
    buttons: list[Button] = [button for card in cards for button in card.buttons]
    check_ids([button.id for button in buttons if isinstance(button, ReplyButton)])
