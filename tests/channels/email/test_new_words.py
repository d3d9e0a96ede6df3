"""Only the new words of an answer stand in the conversation, whatever mail program quoted the rest."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causerie.channels.email.adapter import parse
from causerie.channels.email.new_words import new_words
from tests.channels.email.budget import cpu_seconds, repeated

MAILS = sorted((Path(__file__).parent / "mails").glob("*.eml"))


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_the_new_words_of_a_real_mail(path: Path) -> None:
    mail = parse(path.read_bytes())
    assert mail.text == path.with_suffix(".txt").read_text().rstrip("\n")
    assert mail.message_id == f"<{path.stem}@example.net>"
    assert mail.in_reply_to == "<m-1@mail.shop.example>"
    assert mail.references == ["<m-0@mail.shop.example>", "<m-1@mail.shop.example>"]


def test_there_are_enough_mails_to_trust_this() -> None:
    assert len(MAILS) >= 40


FRAGMENTS = [
    "",
    "M please",
    "> quoted",
    "On Mon, Nov 23, 2026 at 9:30 AM Anna <a@b.example> wrote:",
    "-----Original Message-----",
    "From: Anna <a@b.example>",
    "Subject: hello",
    "To: me",
    "Sent: 23.11.2026",
    "-- ",
    "Sent from my iPhone",
    "··· Please answer above this line ···",
    "---------- Forwarded message ---------",
    "________________________________",
    "Anna пишет:",
]


@given(st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=40), max_size=12).map("\n".join))
def test_cutting_never_invents_and_never_loses_everything(text: str) -> None:
    words = new_words(text)
    assert len(words) <= len(text)
    assert bool(words) == bool(text.strip())
    lines = [line.strip() for line in text.split("\n")]
    assert all(line.strip() in lines for line in words.split("\n") if line)


@pytest.mark.parametrize(
    "pattern",
    [
        "\n",
        "> ",
        ">\n",
        "On a ",
        "On \n",
        "From:\n",
        "From: a@b\nSubject:\n",
        ":\n",
        "a:\n",
        "12:30 <a@b>:\n",
        "wrote:\n",
        "____________\n",
        "-- \n",
        "Sent from my iPhone\n",
        "On 1 2026 a@b <a@b> \n",
        "a\nb\n12:30:\n> \n",
        "x@",
        "1.1.11 ",
        "···\n",
        " ",
        "\t\n",
        "From: x\nTo: y\n",
        "On 10:10 2026\nx\ny\nwrote:\n\n",
        "a@",
        "<",
        "23.11.2026 <a@b> \n",
    ],
)
def test_weakness_19_cutting_takes_linear_time(pattern: str) -> None:
    text = repeated(pattern)
    assert cpu_seconds(lambda: new_words(text)) < 0.05
