"""Shapes of the e-mail channel."""

from datetime import datetime

import msgspec

from causerie.errors import AppError


class MailRefused(AppError):
    """A mail that can't be kept; the sender's mail server is told its `detail`."""


class MailAttachment(msgspec.Struct, frozen=True):
    """A file of a mail. `content_id` is without its angle brackets, empty where there is none."""

    name: str
    media_type: str
    data: bytes
    content_id: str = ""


class FailedRecipient(msgspec.Struct, frozen=True):
    """An address that a delivery report (RFC 3464) calls failed, with its status ("5.1.1") and reason."""

    address: str
    status: str
    reason: str


class InboundMail(msgspec.Struct, frozen=True):
    """A mail, read. Ids carry their angle brackets; addresses are in lower case."""

    from_address: str
    from_name: str
    to_addresses: list[str]
    subject: str
    message_id: str
    in_reply_to: str
    references: list[str]
    text: str
    """The new words: without quoted mails and without the signature."""
    full_text: str
    html_sanitised: str
    """Free of scripts, styles and anything that loads from elsewhere; empty for a plain mail."""
    attachments: list[MailAttachment]
    is_auto_reply: bool
    is_bounce: bool
    failed_recipients: list[FailedRecipient]
    bounced_message_id: str
    """Message-ID of our mail that a bounce speaks of."""
    is_truncated: bool
    """True where `text`, `full_text` or `html_sanitised` was cut at its limit."""


class MailWorkspace(msgspec.Struct, frozen=True):
    """What a mail shows of the business; `colour` is "#rrggbb"."""

    name: str
    colour: str


class LinkedFile(msgspec.Struct, frozen=True):
    """An attachment that the mail links to; `size` in bytes."""

    name: str
    url: str
    size: int


class AnswerLink(msgspec.Struct, frozen=True):
    """What can be answered with a tap, and where."""

    label: str
    url: str


class Quote(msgspec.Struct, frozen=True):
    """What a message answers: on one line, by whom where that is known."""

    author: str
    text: str


class UnreadMessage(msgspec.Struct, frozen=True):
    """A message the contact hasn't seen; `sent_at` carries the zone in which it is shown."""

    author: str
    text: str
    sent_at: datetime
    attachments: list[LinkedFile] = []
    answers: list[AnswerLink] = []
    quote: Quote | None = None


class OutboundMail(msgspec.Struct, frozen=True):
    """Unread messages of one conversation, to be sent to one contact.

    `language` is one of "en", "ru", "ro", "ar" (any other reads as "en").
    """

    workspace: MailWorkspace
    agent_name: str
    from_address: str
    reply_to: str
    to_address: str
    to_name: str
    subject: str
    message_id: str
    in_reply_to: str
    references: list[str]
    language: str
    messages: list[UnreadMessage]
    continue_url: str
