"""Any mail, however hostile or broken, is read or refused with a reason; nothing else happens."""

import base64
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causerie.channels.email.adapter import parse
from causerie.channels.email.model import FailedRecipient, MailAttachment, MailRefused
from tests.channels.email.budget import cpu_seconds

MAILS = [path.read_bytes() for path in sorted((Path(__file__).parent / "mails").glob("*.eml"))]


def mail(headers: str = "", body: str = "Hello", sender: str = "Maria <maria@example.net>") -> bytes:
    return f"From: {sender}\r\n{headers}\r\n{body}".encode()


@st.composite
def damaged_mails(draw: st.DrawFn) -> bytes:
    """Real mails with pieces cut out, doubled, swapped and overwritten."""
    raw = bytearray(draw(st.sampled_from(MAILS)))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(raw)))
        end = draw(st.integers(start, min(len(raw), start + 200)))
        pieces = st.sampled_from(
            [b"", b"\x00", b"\r\n", b"\xff\xfe", b"=?utf-8?b?", b'";', b"--b1\r\n", b"boundary=", b"<", b":"]
        )
        raw[start:end] = draw(st.one_of(st.binary(max_size=20), pieces, st.just(bytes(raw[start:end]) * 2)))
    return bytes(raw)


@given(st.one_of(st.binary(max_size=2000), damaged_mails()))
def test_weakness_3_any_bytes_are_read_or_refused(raw: bytes) -> None:
    try:
        read = parse(raw)
    except MailRefused:
        return
    assert len(read.text) <= len(raw)
    for value in (
        read.text,
        read.full_text,
        read.subject,
        read.from_name,
        *(file.name for file in read.attachments),
    ):
        value.encode()  # no lone surrogate
        assert "\x00" not in value
    for value in (read.subject, read.from_name, read.from_address, *read.to_addresses, *read.references):
        assert "\n" not in value
        assert "\r" not in value


def test_weakness_3_headers_cannot_bring_further_headers() -> None:
    subject = base64.b64encode(b"Hi\r\nBcc: all@example.com\r\n\r\nbody").decode()
    name = base64.b64encode(b'x" <boss@shop.example>, "y\r\nTo: a').decode()
    read = parse(
        mail(f"Subject: =?utf-8?b?{subject}?=\r\n", sender=f"=?utf-8?b?{name}?= <maria@example.net>")
    )
    assert read.subject == "Hi Bcc: all@example.com body"
    assert read.from_address == "maria@example.net"
    assert read.to_addresses == []


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("=?utf-8?B?0JjQstCw0L0g0J/QtdGC0YDQvtCy?= <i@example.ru>", "Иван Петров"),
        ("=?koi8-r?B?6dfBziDwxdTSz9c=?= <i@example.ru>", "Иван Петров"),
        (
            "=?windows-1251?Q?=C8=E2=E0=ED?= =?windows-1251?Q?_=CF=E5=F2=F0=EE=E2?= <i@example.ru>",
            "Иван Петров",
        ),
        ('"Ionescu, Maria" <i@example.ru>', "Ionescu, Maria"),
        ("=?nonsense?b?!!!?= <i@example.ru>", "=?nonsense?b?!!!?="),
        ("I@EXAMPLE.RU", ""),
    ],
)
def test_names_are_decoded(header: str, name: str) -> None:
    read = parse(mail(sender=header))
    assert (read.from_name, read.from_address) == (name, "i@example.ru")


def test_a_name_in_bare_8_bit_bytes_is_guessed() -> None:
    for charset in ("utf-8", "cp1251"):
        raw = "From: Иван Петров <i@example.ru>\r\n\r\nda".encode(charset)
        assert parse(raw).from_name == "Иван Петров"


def test_attachments_keep_their_names_but_no_paths() -> None:
    message = EmailMessage()
    message["From"] = "maria@example.net"
    message.set_content("See attached")
    message.add_attachment(
        b"%PDF-1.7", maintype="application", subtype="pdf", filename="../../etc/Счёт №5.pdf"
    )
    message.add_attachment(
        b"\x89PNG", maintype="image", subtype="png", filename="C:\\temp\\a.png", cid="<logo@x>"
    )
    message.add_attachment(EmailMessage())
    read = parse(message.as_bytes())
    assert read.text == "See attached"
    assert read.attachments[:2] == [
        MailAttachment("Счёт №5.pdf", "application/pdf", b"%PDF-1.7"),
        MailAttachment("a.png", "image/png", b"\x89PNG", "logo@x"),
    ]
    assert (read.attachments[2].name, read.attachments[2].media_type) == (
        "attachment-3.eml",
        "message/rfc822",
    )


@pytest.mark.parametrize(
    ("headers", "is_auto"),
    [
        ("Auto-Submitted: auto-replied (vacation)\r\n", True),
        ("Auto-Submitted: auto-generated; x=y\r\n", True),
        ("Auto-Submitted: no\r\n", False),
        ("Precedence: Bulk\r\n", True),
        ("X-Auto-Response-Suppress: OOF, AutoReply\r\n", True),
        ("X-Auto-Response-Suppress: RN, NRN\r\n", False),
        ("List-Id: <news.example>\r\n", True),
        ("Return-Path: <>\r\n", True),
        ("Return-Path: <maria@example.net>\r\n", False),
        ("", False),
    ],
)
def test_weakness_50_machines_are_told_from_people(headers: str, is_auto: bool) -> None:
    assert parse(mail(headers)).is_auto_reply is is_auto


def test_weakness_50_the_null_sender_of_the_envelope_is_a_machine() -> None:
    assert parse(mail(), envelope_from="").is_auto_reply
    assert not parse(mail("Return-Path: <>\r\n"), envelope_from="maria@example.net").is_auto_reply


BOUNCE = b"""\
From: Mail Delivery System <MAILER-DAEMON@mx.example.net>
To: bounces@mail.shop.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="r"

--r
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.
--r
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; Gone@Example.com
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user

Final-Recipient: rfc822; slow@example.com
Action: delayed
Status: 4.4.1
--r
Content-Type: text/rfc822-headers

Message-ID: <m-7@mail.shop.example>
Subject: Your order
--r--
"""


def test_a_bounce_names_who_was_not_reached() -> None:
    read = parse(BOUNCE)
    assert read.is_bounce
    assert read.is_auto_reply
    assert read.failed_recipients == [
        FailedRecipient("gone@example.com", "5.1.1", "smtp; 550 5.1.1 no such user")
    ]
    assert read.bounced_message_id == "<m-7@mail.shop.example>"
    assert read.attachments == []


def test_a_delay_is_no_bounce() -> None:
    assert not parse(BOUNCE.replace(b"Action: failed", b"Action: delayed")).is_bounce


def nested(depth: int) -> bytes:
    opening = "".join(
        f'Content-Type: multipart/mixed; boundary="b{at}"\r\n\r\n--b{at}\r\n' for at in range(depth)
    )
    return mail(opening + "\r\n", "deep down")


REFUSED: dict[str, Callable[[], bytes]] = {
    "nobody": lambda: b"Subject: hi\r\n\r\nhello",
    "a sender without address": lambda: mail(sender="Maria"),
    "250 levels": lambda: nested(250),
    "3,000 mails in mails": lambda: mail("Content-Type: message/rfc822\r\n\r\n" * 3000),
    "10,000 parts": lambda: mail(
        "Content-Type: multipart/mixed; boundary=a\r\n", "--a\r\n\r\nx\r\n" * 10_000
    ),
    "many levels and lines": lambda: nested(100) + b"\n" * 50_000,
    "a megabyte of headers": lambda: mail("X-Fill: y\r\n" * 100_000),
    "33 MiB": lambda: mail("", "x" * (33 * 2**20)),
    "a hidden boundary": lambda: mail("Content-Type: multipart/mixed; boundary*=utf-8''%61\r\n", "--a\r\n"),
}


@pytest.mark.parametrize("make", REFUSED.values(), ids=REFUSED)
def test_weakness_3_bombs_are_refused_at_once(make: Callable[[], bytes]) -> None:
    raw = make()
    with pytest.raises(MailRefused):
        parse(raw)

    def refused() -> None:
        with pytest.raises(MailRefused):
            parse(raw)

    assert cpu_seconds(refused) < 0.1


SLOW: dict[str, str] = {
    "encoded words": "Subject: " + "=?a?q?" * 16_000,
    "references": "References: " + "<a@b> " * 16_000,
    "open brackets": "References: " + "<" * 100_000,
    "recipients": "To: " + "a@b.example," * 8_000,
    "quotes": "To: " + '"' * 100_000,
    "parameters": "Content-Type: text/plain" + "; a=b" * 20_000,
    "continued parameters": "Content-Type: text/plain" + "; a*0=b" * 14_000,
    "semicolons": "Content-Disposition: attachment" + ";" * 100_000,
    "backslashes": 'Content-Disposition: attachment; filename="' + "\\" * 100_000,
    "folds": "X: " + "\r\n " * 33_000,
    "charset": "Content-Type: text/plain; charset=" + "x" * 100_000,
    "punycode": "Content-Type: text/plain; charset=punycode",
}


@pytest.mark.parametrize("header", SLOW.values(), ids=SLOW)
def test_weakness_19_long_headers_take_linear_time(header: str) -> None:
    raw = mail(f"{header}\r\n", "a-" + "b" * 100_000)
    assert cpu_seconds(lambda: parse(raw)) < 0.05


def test_a_huge_text_is_cut_and_says_so() -> None:
    read = parse(mail("", "word " * 300_000))
    assert read.is_truncated
    assert len(read.text) == 100_000
    assert len(read.full_text) == 1_000_000
