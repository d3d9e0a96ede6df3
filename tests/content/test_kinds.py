"""What each kind of content says of itself in plain words, and what is no such content."""

from typing import get_args

import msgspec
import pytest

from causerie.content import Draft, Place, Sticker, Text
from causerie.content.carousel import Money
from causerie.content.duration import clock
from causerie.content.link_card import first_link
from causerie.content.sticker import WORDS, StickerName


def test_a_sticker_says_the_same_in_each_language() -> None:
    assert Sticker("thanks").as_text() == "🙏 Thank you!"
    assert Sticker("thanks").words("ru") == "🙏 Спасибо!"
    assert Sticker("thanks").words("ro") == "🙏 Mulțumesc!"
    assert set(WORDS) == set(get_args(StickerName))


def test_a_place_says_where_it_is_and_what_is_known_of_it() -> None:
    assert Place(46.4825, 30.7233).as_text() == "📍 46.48250,30.72330"
    place = Place(46.4825, 30.7233, name="The pier", address="1 Sea Street")
    assert place.as_text() == "📍 The pier, 1 Sea Street (46.48250,30.72330)"


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        (9400, "EUR", "94.00 EUR"),
        (5, "USD", "0.05 USD"),
        (1200, "JPY", "1200 JPY"),
        (2**53, "KWD", "9007199254740.992 KWD"),
    ],
)
def test_an_amount_is_said_in_the_units_of_its_currency(amount: int, currency: str, shown: str) -> None:
    assert Money(amount, currency).as_text() == shown


@pytest.mark.parametrize(
    ("milliseconds", "shown"), [(0, "0:01"), (7_400, "0:07"), (60_000, "1:00"), (754_000, "12:34")]
)
def test_a_length_is_shown_as_clocks_do(milliseconds: int, shown: str) -> None:
    assert clock(milliseconds) == shown


@pytest.mark.parametrize(
    "draft",
    [
        {"kind": "sticker", "name": "../../etc/passwd"},
        {"kind": "place", "latitude": 91, "longitude": 0},
        {"kind": "place", "latitude": 0, "longitude": -181},
        {"kind": "place", "latitude": "NaN", "longitude": 0},
        {"kind": "place", "latitude": 0, "longitude": 0, "name": "two\nlines"},
        {"kind": "voice", "file": "not-an-id"},
    ],
)
def test_weakness_39_what_is_no_such_content_is_refused(draft: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(draft, Draft)


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("none", None),
        ("see https://a.example/x?y=1, or https://b.example", "https://a.example/x?y=1"),
        ("**[here](https://a.example)**", "https://a.example"),
        ("`https://a.example`", None),
        ("ftp://a.example", None),
    ],
)
def test_the_first_link_of_a_text_is_the_one_that_readers_see_first(text: str, link: str | None) -> None:
    assert first_link(text) == link


def test_a_text_is_as_long_as_before_where_nothing_was_switched_off() -> None:
    assert msgspec.json.encode(Text("x")) == b'{"kind":"text","text":"x"}'
