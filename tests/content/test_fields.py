"""What an answer to a field may be, and what is said of one that does not fit."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from causerie.content import Buttons, Content, DatePicker, Draft, Form, Poll, Rating
from causerie.content.buttons import LinkButton
from causerie.content.fields import (
    ChoiceField,
    ConsentField,
    DateField,
    EmailField,
    FormField,
    LongTextField,
    MomentField,
    NumberField,
    Option,
    PhoneField,
    Section,
    TextField,
    Value,
    Values,
    taken,
)

SIZES = [Section([Option("s", "Small"), Option("m", "Medium")])]


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        (TextField("f", "F"), "  Maria ", "Maria"),
        (LongTextField("f", "F"), "one\ntwo", "one\ntwo"),
        (NumberField("f", "F", least=0, most=10), 0, 0),
        (NumberField("f", "F"), 2.0, 2),
        (NumberField("f", "F"), 2.5, 2.5),
        (EmailField("f", "F"), "Maria@Mail.Example", "maria@mail.example"),
        (PhoneField("f", "F", region="MD"), "069 123 456", "+37369123456"),
        (PhoneField("f", "F"), "+40 721 234 567", "+40721234567"),
        (DateField("f", "F"), "2027-02-28", "2027-02-28"),
        (MomentField("f", "F"), "2027-02-28T10:30:00+02:00", "2027-02-28T10:30:00+02:00"),
        (ChoiceField("f", "F", sections=SIZES), ["m"], ["m"]),
        (ChoiceField("f", "F", sections=SIZES, multiple=True), ["m", "s"], ["s", "m"]),
        (ConsentField("f", "F"), True, True),
    ],
)
def test_what_fits_is_kept_in_one_form(field: FormField, value: Value, kept: Value) -> None:
    assert taken([field], {"f": value}) == ({"f": kept}, {})


@pytest.mark.parametrize(
    ("field", "value", "flaw"),
    [
        (TextField("f", "F"), "x" * 501, "too_long"),
        (TextField("f", "F"), "a\x00b", "type"),
        (TextField("f", "F"), 5, "type"),
        (NumberField("f", "F"), "5", "number"),
        (NumberField("f", "F"), True, "number"),
        (NumberField("f", "F", whole=True), 1.5, "number"),
        (NumberField("f", "F", least=1), 0, "too_small"),
        (NumberField("f", "F", most=5), 6, "too_large"),
        (EmailField("f", "F"), "maria@", "email"),
        (PhoneField("f", "F"), "069123456", "phone"),
        (PhoneField("f", "F"), "+1 23", "phone"),
        (DateField("f", "F"), "2027-02-30", "date"),
        (DateField("f", "F", earliest=date(2027, 3, 1)), "2027-02-28", "too_small"),
        (DateField("f", "F", latest=date(2027, 2, 1)), "2027-02-28", "too_large"),
        (MomentField("f", "F"), "2027-02-28T10:30:00", "date"),
        (
            MomentField("f", "F", slots=[datetime.fromisoformat("2027-03-01T10:00:00+00:00")]),
            "2027-03-01T11:00:00+00:00",
            "option",
        ),
        (ChoiceField("f", "F", sections=SIZES), ["xl"], "option"),
        (ChoiceField("f", "F", sections=SIZES), ["s", "m"], "option"),
        (ChoiceField("f", "F", sections=SIZES), "s", "type"),
        (ConsentField("f", "F"), "yes", "type"),
    ],
)
def test_what_does_not_fit_is_named(field: FormField, value: Value, flaw: str) -> None:
    assert taken([field], {"f": value})[1] == {"f": flaw}


@pytest.mark.parametrize("empty", [{}, {"f": ""}, {"f": "  "}])
def test_what_is_required_must_be_there(empty: Values) -> None:
    assert taken([TextField("f", "F", required=True)], empty) == ({}, {"f": "required"})
    assert taken([TextField("f", "F")], empty) == ({}, {})


def test_a_consent_that_is_required_is_not_given_by_no() -> None:
    assert taken([ConsentField("f", "I agree", required=True)], {"f": False})[1] == {"f": "required"}


def test_a_field_that_was_not_asked_for_is_refused() -> None:
    assert taken([TextField("f", "F")], {"f": "x", "g": "y"})[1] == {"g": "option"}


def test_the_same_moment_in_another_offset_is_the_slot() -> None:
    slots = [datetime.fromisoformat("2027-03-01T10:00:00+00:00")]
    assert taken(DatePicker("When?", slots=slots).fields(), {"when": "2027-03-01T12:00:00+02:00"})[1] == {}


def test_the_days_of_a_free_moment_are_those_of_who_chooses() -> None:
    fields = DatePicker("When?", time=True, earliest=date(2027, 3, 2)).fields()
    assert taken(fields, {"when": "2027-03-02T00:30:00+02:00"})[1] == {}
    assert taken(fields, {"when": "2027-03-01T23:30:00-02:00"})[1] == {"when": "too_small"}


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_any_number_is_kept_or_named(number: float) -> None:
    kept, flaws = taken([NumberField("f", "F")], {"f": number})
    assert bool(kept) != bool(flaws)
    msgspec.json.decode(msgspec.json.encode(kept), type=Values)


def test_an_id_stands_once_and_a_link_leads_to_the_web() -> None:
    refused = [
        {"kind": "quick_replies", "text": "?", "options": [{"id": "a", "label": "A"}] * 2},
        {"kind": "quick_replies", "text": " ", "options": [{"id": "a", "label": "A"}]},
        {"kind": "form", "text": "?", "items": [{"type": "text", "id": "a", "label": "A"}] * 2},
        {"kind": "poll", "text": "?", "options": [{"id": "a", "label": "A"}]},
        {
            "kind": "carousel",
            "cards": [{"title": "A", "buttons": [{"type": "reply", "id": "a", "label": "A"}] * 2}],
        },
        *(
            {"kind": "buttons", "text": "?", "buttons": [{"type": "link", "label": "A", "url": url}]}
            for url in (
                "javascript:alert(1)",
                "//evil.example",
                "https://shop.example@evil.example",
                "https://",
            )
        ),
    ]
    for draft in refused:
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(draft, Draft)


def test_each_says_itself_in_words() -> None:
    link = LinkButton("Sizes", "https://shop.example/sizes")
    assert Buttons("Look:", [link]).as_text() == "Look:\nSizes: https://shop.example/sizes"
    poll = Poll("Colour?", [Option("r", "Red"), Option("b", "Blue")], multiple=True)
    assert poll.as_text() == "Colour?\n1. Red\n2. Blue"
    assert poll.words({"choice": ["r", "b"]}) == "Red, Blue"
    assert Rating().words({"score": 4, "comment": "Quick"}) == "★★★★☆ Quick"
    form = Form("Who are you?", [TextField("n", "Name"), ConsentField("c", "I agree")])
    assert form.words({"n": "Maria", "c": True}) == "Name: Maria\nI agree: ✓"
    for content in (poll, form, Rating(), DatePicker("When?")):
        assert msgspec.json.decode(msgspec.json.encode(content), type=Content) == content
