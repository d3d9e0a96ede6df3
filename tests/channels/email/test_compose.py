"""Our mails: they thread, they show everywhere, and nobody's words become markup or headers."""

import re
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causerie.channels.email.adapter import parse
from causerie.channels.email.compose import compose
from causerie.channels.email.model import LinkedFile, MailWorkspace, OutboundMail, UnreadMessage
from causerie.channels.email.phrases import MARKER_BY_LANGUAGE
from tests.channels.email.outbound import MAIL, SENT_AT, outbound


def sent(mail: OutboundMail) -> EmailMessage:
    """Return the mail as its receiver's program reads it from the wire."""
    received = message_from_bytes(compose(mail).as_bytes(), policy=default)
    assert isinstance(received, EmailMessage)
    return received


def html_of(mail: OutboundMail) -> str:
    part = sent(mail).get_body(("html",))
    assert part is not None
    return str(part.get_content())


def plain_of(mail: OutboundMail) -> str:
    part = sent(mail).get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def test_headers_say_who_writes_and_thread_the_mail() -> None:
    mail = sent(MAIL)
    assert mail["From"] == "Anna at Shop <hello@shop.example>"
    assert mail["To"] == "Maria Ionescu <maria@example.net>"
    assert mail["Reply-To"] == "Anna at Shop <reply+k3v5@mail.shop.example>"
    assert mail["Message-ID"] == "<m-2@mail.shop.example>"
    assert mail["In-Reply-To"] == "<c-1@example.net>"
    assert mail["References"] == "<m-0@mail.shop.example> <c-1@example.net>"
    assert mail["Date"] == "Mon, 23 Nov 2026 09:30:00 +0000"
    assert mail["Auto-Submitted"] is None  # a person wrote it


def test_long_message_ids_stay_whole() -> None:
    long_id = f"<{'x' * 120}@eurprd04.prod.outlook.example>"
    raw = compose(outbound(in_reply_to=long_id, references=[long_id] * 3)).as_bytes()
    assert raw.count(long_id.encode()) == 4
    assert b"=?utf-8?" not in raw.lower()


def test_the_newest_references_are_kept() -> None:
    ids = [f"<m-{number}@shop.example>" for number in range(50)]
    assert str(sent(outbound(references=ids))["References"]).split() == ids[-20:]


@pytest.mark.parametrize("language", ["en", "ru", "ro"])
def test_every_language_has_all_of_it(language: str) -> None:
    mail = outbound(language=language)
    for body in (plain_of(mail), html_of(mail)):
        assert MARKER_BY_LANGUAGE[language] in body
        assert "which size do you take?" in body
        assert "sizes.pdf" in body
        assert "https://shop.example/f/1" in body
        assert "https://shop.example/messenger?code=abc" in body
        assert "09:30 (UTC)" in body
        assert "$" not in body
    assert sent(mail)["Content-Language"] == language


def test_an_unknown_language_reads_as_english() -> None:
    assert "Continue the conversation" in plain_of(outbound(language="xx"))


def test_the_plain_text_begins_with_the_marker() -> None:
    assert plain_of(MAIL).startswith(MARKER_BY_LANGUAGE["en"])


class Outline(HTMLParser):
    """Gathers tags and addresses of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.words = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src", "background")]

    def handle_data(self, data: str) -> None:
        self.words += data


PLAIN_TAGS = Outline(html_of(MAIL)).tags
WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=60
)
MARKUP = st.sampled_from(
    [
        "<script>alert(1)</script>",
        "<img src=https://x.example>",
        "</style>",
        "${colour}",
        "$$",
        "&lt;",
        "{agent}",
    ]
)


# What a text's own marks may become: tests/content/test_markdown.py looks at their attributes.
MARKS = {"br", "div", "a", "strong", "em", "del", "code", "pre", "blockquote", "ul", "ol", "li"}


WEB_ADDRESS = re.compile(r"https?://[^\s/]+\.", re.IGNORECASE)


@given(WORDS | MARKUP, WORDS | MARKUP, WORDS | MARKUP)
def test_weakness_40_nobodys_words_become_markup(text: str, name: str, file_name: str) -> None:
    mail = outbound(
        workspace=MailWorkspace(name=name, colour="#0a6e5c"),
        agent_name=name,
        subject=text,
        messages=[
            UnreadMessage(name, "one", SENT_AT),
            UnreadMessage(name, text, SENT_AT, [LinkedFile(file_name, "https://shop.example/f/1", 5)]),
        ],
    )
    outline = Outline(html_of(mail))
    expected = [tag for tag in PLAIN_TAGS if tag not in MARKS]
    assert [tag for tag in outline.tags if tag not in MARKS] == expected
    *written, ours_file, ours = outline.addresses
    assert [ours_file, ours] == ["https://shop.example/f/1", "https://shop.example/messenger?code=abc"]
    assert all(WEB_ADDRESS.match(address) for address in written)
    assert " ".join(text.split()) in " ".join(outline.words.split())


@given(st.text(max_size=50))
def test_nobodys_words_become_headers(text: str) -> None:
    mail = sent(
        outbound(agent_name=f"a\r\nBcc: x@y.example\r\n{text}", to_name=text, subject=f"{text}\nX-Evil: 1")
    )
    assert mail["Bcc"] is None
    assert mail["X-Evil"] is None
    assert len(mail.defects) == 0


def test_nothing_is_loaded_from_elsewhere() -> None:
    page = html_of(MAIL)
    assert not re.search(r"<img|<link|@import|url\(|<script|background=", page)


@pytest.mark.parametrize(
    ("colour", "ink"), [("#ffffff", "#000000"), ("#0a6e5c", "#ffffff"), ("#ffd400", "#000000")]
)
def test_words_on_the_workspaces_colour_can_be_read(colour: str, ink: str) -> None:
    page = html_of(outbound(workspace=MailWorkspace(name="Shop", colour=colour)))
    assert f"color:{ink};text-decoration:none" in page


@pytest.mark.parametrize(
    "changes",
    [
        {"to_address": "not an address"},
        {"to_address": "a@b\r\nBcc: c@d"},
        {"from_address": ""},
        {"message_id": "m-2"},
        {"message_id": "<a b>"},
        {"continue_url": "javascript:alert(1)"},
        {"workspace": MailWorkspace("Shop", "red;background:url(x)")},
        {"messages": [UnreadMessage("Anna", "x", datetime(2026, 1, 1))]},
        {"messages": []},
    ],
)
def test_what_cannot_be_sent_is_an_error(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"(not an? |can't |like #|empty|without a zone)"):
        compose(outbound(**changes))


def test_our_own_mail_can_be_read_by_ourselves() -> None:
    read = parse(compose(MAIL).as_bytes())
    assert read.from_name == "Anna at Shop"
    assert "which size do you take?" in read.full_text
    assert "Continue the conversation" in read.html_sanitised
