"""Reading a mail: hostile bytes in, a plain struct out.

Pure. The largest mails take about a second, so it belongs into the process pool.
"""

import re
from email import message_from_bytes
from email.message import Message
from email.policy import Compat32

from causerie.channels.email.bodies import BodyReader, subparts
from causerie.channels.email.headers import addresses, message_ids, one_line, raw_header, raw_headers, words
from causerie.channels.email.html_body import read_html
from causerie.channels.email.model import FailedRecipient, InboundMail, MailRefused
from causerie.channels.email.new_words import new_words
from causerie.errors import ErrorCode

MAIL_BYTES = 32 * 1024 * 1024
TEXT_CHARACTERS = 100_000
FULL_TEXT_CHARACTERS = 1_000_000
HTML_CHARACTERS = 1_000_000
_HEADER_CHARACTERS = 16_000
_HEADER_BYTES = 256 * 1024
_PARTS = 300
_PARTS_OF_A_LONG_MAIL = 20
_PARSER_STEPS = 400_000
_REPORT_BLOCKS = 2_000
_OPENS_PART = re.compile(rb"boundary[ \t]*=[ \t]*\"?([^\"\s;]{0,70})|message/", re.I)
_SPLIT_BOUNDARY = re.compile(rb"boundary\*[0-9]{0,4}\*?[ \t]*=", re.I)
_SUBJECT_CHARACTERS = 500
_AUTO_PRECEDENCE = {"bulk", "junk", "list", "auto_reply"}
_NO_AUTO_RESPONSE = {"all", "oof", "autoreply"}
_AUTO_HEADERS = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply", "List-Id", "List-Unsubscribe", "Feedback-ID")


class _BoundedHeaders(Compat32):
    """Cuts long headers while reading: the parameters of one are taken apart in quadratic time."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_HEADER_CHARACTERS]


_POLICY = _BoundedHeaders()


def parse(raw: bytes, *, envelope_from: str | None = None) -> InboundMail:
    """Read a mail (RFC 5322, MIME). `envelope_from` is MAIL FROM where known, "" or "<>" for the null sender.

    Raises MailRefused for a mail that is too large, nested too deeply, damaged or from nobody.
    """
    _check_limits(raw)
    try:
        return _read(message_from_bytes(raw, policy=_POLICY), envelope_from)
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError) as error:
        # The standard library's parser trips over some malformed headers; whoever sent them must hear of it.
        raise MailRefused(ErrorCode.INVALID, "The mail is damaged and can't be read.") from error


def _check_limits(raw: bytes) -> None:
    """Refuse what would take the standard library's parser more than linear time."""
    if len(raw) > MAIL_BYTES:
        raise MailRefused(ErrorCode.TOO_LARGE, f"The mail is larger than {MAIL_BYTES // 2**20} MiB.")
    ends = [at for at in (raw.find(b"\n\n"), raw.find(b"\r\n\r\n")) if at >= 0]
    if min(ends, default=len(raw)) > _HEADER_BYTES:
        raise MailRefused(
            ErrorCode.TOO_LARGE, f"The mail's headers are larger than {_HEADER_BYTES // 1024} KiB."
        )
    opened = [match[1] for match in _OPENS_PART.finditer(raw)]
    # Each line is compared with the boundary of each part that it stands in.
    steps = len(opened) * raw.count(b"\n") if len(opened) > _PARTS_OF_A_LONG_MAIL else 0
    if len(opened) > _PARTS or steps > _PARSER_STEPS or _SPLIT_BOUNDARY.search(raw):
        raise MailRefused(ErrorCode.INVALID, "The mail has too many parts within parts.")
    parts = sum(raw.count(b"--" + boundary) for boundary in set(opened) if boundary)
    if parts > _PARTS or (b"delivery-status" in raw.lower() and raw.count(b"\n\r\n") > _REPORT_BLOCKS):
        raise MailRefused(ErrorCode.INVALID, "The mail has too many parts.")


def _read(message: Message, envelope_from: str | None) -> InboundMail:
    failed, bounced_message_id = _delivery_report(message)
    is_bounce = bool(failed)
    senders = addresses(message, "From") or addresses(message, "Sender", "Reply-To")
    if not senders and not is_bounce:
        raise MailRefused(ErrorCode.INVALID, "The mail has no sender's address.")
    name, address = next(iter(senders), ("", ""))
    reader = BodyReader()
    bodies = reader.read(message)
    markup = read_html(bodies.html[:HTML_CHARACTERS]) if bodies.html.strip() else None
    full_text = bodies.text.strip("\n")
    if markup is not None and not full_text.strip():
        full_text = markup.text
    full_text = full_text.strip()
    text = new_words(full_text[:FULL_TEXT_CHARACTERS])
    return InboundMail(
        from_address=address,
        from_name=name[:200],
        to_addresses=[to for _, to in addresses(message, "To", "Cc", "Delivered-To", "X-Original-To")],
        subject=words(raw_header(message, "Subject"))[:_SUBJECT_CHARACTERS],
        message_id=next(iter(message_ids(message, "Message-ID")), ""),
        in_reply_to=next(iter(message_ids(message, "In-Reply-To")), ""),
        references=message_ids(message, "References"),
        text=text[:TEXT_CHARACTERS],
        full_text=full_text[:FULL_TEXT_CHARACTERS],
        html_sanitised=markup.sanitised if markup else "",
        attachments=reader.attachments,
        is_auto_reply=is_bounce or _is_auto_reply(message, envelope_from),
        is_bounce=is_bounce,
        failed_recipients=failed,
        bounced_message_id=bounced_message_id,
        is_truncated=reader.left_out
        or len(text) > TEXT_CHARACTERS
        or len(full_text) > FULL_TEXT_CHARACTERS
        or len(bodies.html) > HTML_CHARACTERS,
    )


def _is_auto_reply(message: Message, envelope_from: str | None) -> bool:
    """Tell whether a machine wrote it (RFC 3834, and what Exchange and older programs send)."""
    submitted = one_line(raw_header(message, "Auto-Submitted")).lower()
    if submitted and submitted.partition(";")[0].strip() != "no":
        return True
    if one_line(raw_header(message, "Precedence")).lower() in _AUTO_PRECEDENCE:
        return True
    suppressed = {word.strip().lower() for word in raw_header(message, "X-Auto-Response-Suppress").split(",")}
    if suppressed & _NO_AUTO_RESPONSE or any(raw_header(message, name) for name in _AUTO_HEADERS):
        return True
    if envelope_from is not None:
        return envelope_from in ("", "<>")
    return any(value.strip() == "<>" for value in raw_headers(message, "Return-Path"))


def _delivery_report(message: Message) -> tuple[list[FailedRecipient], str]:
    """Return whom a delivery report (RFC 3464) calls not reached, and the Message-ID of our mail."""
    if message.get_content_type() != "multipart/report":
        return [], ""
    failed: list[FailedRecipient] = []
    message_id = ""
    for part in subparts(message):
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            failed += [recipient for block in subparts(part) if (recipient := _failed_recipient(block))]
        elif kind == "message/rfc822":
            message_id = next(
                (found for mail in subparts(part) for found in message_ids(mail, "Message-ID")), ""
            )
        elif kind == "text/rfc822-headers":
            original = message_from_bytes(_payload(part), policy=_POLICY)
            message_id = next(iter(message_ids(original, "Message-ID")), "")
    return failed[:100], message_id


def _failed_recipient(block: Message) -> FailedRecipient | None:
    if one_line(raw_header(block, "Action")).lower() != "failed":
        return None
    address = one_line(raw_header(block, "Final-Recipient") or raw_header(block, "Original-Recipient"))
    return FailedRecipient(
        address=address.rpartition(";")[2].strip(" <>").lower()[:320],
        status=one_line(raw_header(block, "Status"))[:20],
        reason=one_line(raw_header(block, "Diagnostic-Code"))[:500],
    )


def _payload(part: Message) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""
