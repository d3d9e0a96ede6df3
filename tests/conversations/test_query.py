"""What is typed into the search is understood as far as it can be, and says where it can't."""

from datetime import date
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from causerie.conversations.query import (
    DATES,
    POSITIVE,
    VALUES,
    Condition,
    Key,
    Query,
    Words,
    days,
    parse,
    print_query,
)

TEXTS = st.text(
    st.characters(exclude_categories=("Z", "C"), exclude_characters='":-'), min_size=1, max_size=12
)
PHRASES = st.text(st.characters(exclude_characters='"'), max_size=20)
NAMES = st.lists(TEXTS, min_size=1, max_size=3).map(" ".join)
DAYS = st.dates(date(1000, 1, 1), date(9999, 12, 30)).map(date.isoformat)


@st.composite
def conditions(draw: st.DrawFn) -> Condition:
    key: Key = draw(st.sampled_from(get_args(Key)))
    known = st.sampled_from(VALUES[key]) if key in VALUES else DAYS if key in DATES else NAMES
    value = draw(known)
    return Condition(key, value, key not in POSITIVE and draw(st.booleans()))


WORDS = st.builds(Words, TEXTS, st.just(False), st.booleans()) | st.builds(
    Words, PHRASES, st.just(True), st.booleans()
)


def bare(query: Query) -> list[Words | Condition]:
    return [structs.replace(term, start=0, end=0) for term in query.terms]


@given(st.lists(WORDS | conditions(), max_size=10))
def test_what_is_printed_is_read_as_it_was(terms: list[Words | Condition]) -> None:
    query = parse(print_query(terms))
    assert bare(query) == terms
    assert query.puzzles == []


@given(st.text(max_size=200) | st.text('abfrom:is-" \n\U0001f600', max_size=40))
def test_anything_can_be_typed_and_each_part_knows_its_place(typed: str) -> None:
    query = parse(typed)
    ends = [0]
    for term in sorted(query.terms, key=lambda term: term.start):
        assert ends[-1] <= term.start < term.end <= len(typed)
        ends.append(term.end)
        assert bare(parse(typed[term.start : term.end])) == [structs.replace(term, start=0, end=0)]
    for puzzle in query.puzzles:
        assert typed[puzzle.start : puzzle.end] == puzzle.text


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("in:notes coat", [Condition("is", "note"), Words("coat")]),
        ('to:me label:"Big order"', [Condition("assignee", "me"), Condition("label", "Big order")]),
        ('-status:resolved "blue coat" -red', [
            Condition("status", "resolved", without=True), Words("blue coat", phrase=True), Words("red", without=True),
        ]),
        ("before:2026-11 since:2026", [Condition("before", "2026-11"), Condition("after", "2026")]),
        ("at 12:30 see https://shop.example/a", [
            Words("at"), Words("12:30"), Words("see"), Words("https://shop.example/a"),
        ]),
        ('"still being ty', [Words("still being ty", phrase=True)]),
    ],
)  # fmt: skip
def test_it_is_read_as_people_write_it(typed: str, terms: list[Words | Condition]) -> None:
    query = parse(typed)
    assert bare(query) == terms
    assert query.puzzles == []


@pytest.mark.parametrize(
    ("typed", "text", "why"),
    [
        ("coat status:opened", "status:opened", "value"),
        ("frm:anna coat", "frm:anna", "key"),
        ("before:tomorrow", "before:tomorrow", "value"),
        ("after:2026-02-30", "after:2026-02-30", "value"),
        ("-assignee:anna", "-assignee:anna", "without"),
        ("label: coat", "label:", "value"),
    ],
)
def test_what_makes_no_sense_is_told_with_its_place(typed: str, text: str, why: str) -> None:
    (puzzle,) = parse(typed).puzzles
    assert (puzzle.text, puzzle.why) == (text, why)
    assert typed[puzzle.start : puzzle.end] == text


def test_a_date_names_all_its_days() -> None:
    assert days("2026-11-23") == (date(2026, 11, 23), date(2026, 11, 24))
    assert days("2026-12") == (date(2026, 12, 1), date(2027, 1, 1))
    assert days("2024") == (date(2024, 1, 1), date(2025, 1, 1))


def test_the_last_word_is_a_beginning_only_where_it_was_typed_last() -> None:
    for typed, words in (
        ("blue coa", "blue coa"),
        ("coa ", "coa "),
        ("coa is:note", "coa "),
        ("is:note", " "),
    ):
        assert parse(typed).words(typed) == words
