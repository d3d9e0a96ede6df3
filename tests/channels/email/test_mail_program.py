"""What goes out and is answered comes back as what was typed."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causerie.channels.email.adapter import parse
from causerie.channels.email.compose import compose
from causerie.channels.email.mail_program import answer
from causerie.channels.email.model import MailAttachment
from tests.channels.email.outbound import outbound

NOW = datetime(2026, 11, 23, 10, 15, tzinfo=UTC)
TYPED = st.text(
    st.characters(categories=["L", "N", "P", "S", "Zs"], exclude_characters=">-—_:·\xa0"),
    min_size=1,
    max_size=200,
)


@given(TYPED.filter(str.strip), st.sampled_from(["en", "ru", "ro", "ar"]))
def test_an_answer_comes_back_as_it_was_typed(text: str, language: str) -> None:
    original = compose(outbound(language=language)).as_bytes()
    read = parse(answer(original, text, [], now=NOW).as_bytes())
    assert read.text == text.strip()
    assert read.in_reply_to == "<m-2@mail.shop.example>"
    assert read.references == ["<m-0@mail.shop.example>", "<c-1@example.net>", "<m-2@mail.shop.example>"]
    assert read.to_addresses == ["reply+k3v5@mail.shop.example"]
    assert read.from_address == "maria@example.net"
    assert read.subject == "Re: Your order 1042"
    assert not read.is_auto_reply


@pytest.mark.parametrize("language", ["en", "ru", "ro", "ar"])
def test_an_answer_to_an_answer_comes_back_too(language: str) -> None:
    first = answer(compose(outbound(language=language)).as_bytes(), "M, please", [], now=NOW)
    second = compose(
        outbound(
            language=language, message_id="<m-3@mail.shop.example>", references=[str(first["Message-ID"])]
        )
    )
    assert (
        parse(answer(second.as_bytes(), "Thanks!\n\nAnd in blue?", [], now=NOW).as_bytes()).text
        == "Thanks!\n\nAnd in blue?"
    )


def test_the_html_of_an_answer_alone_says_the_same() -> None:
    mail = answer(compose(outbound()).as_bytes(), "Size <M>\n& blue", [], now=NOW)
    html = mail.get_body(("html",))
    assert html is not None
    del html["From"]
    html["From"] = "maria@example.net"
    assert parse(html.as_bytes()).text == "Size <M>\n& blue"


def test_attachments_arrive_as_they_are() -> None:
    files = [
        MailAttachment("Счёт.pdf", "application/pdf", b"%PDF-\x00\xff"),
        MailAttachment("a.eml", "message/rfc822", b"Subject: x\n\ny"),
    ]
    read = parse(answer(compose(outbound()).as_bytes(), "See these", files, now=NOW).as_bytes())
    assert [(file.name, file.data) for file in read.attachments] == [
        ("Счёт.pdf", b"%PDF-\x00\xff"),
        ("a.eml", b"Subject: x\n\ny"),
    ]
