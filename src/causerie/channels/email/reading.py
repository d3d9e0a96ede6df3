"""Reading a mail in a process of its own, and naming it by what it says."""

import hashlib

import msgspec

from causerie.channels.email.adapter import parse
from causerie.channels.email.model import InboundMail, MailRefused
from causerie.errors import ErrorCode


class Refused(msgspec.Struct, frozen=True):
    """Why a mail can't be taken. A value: on its way between processes an exception loses its code."""

    code: ErrorCode
    detail: str


class Read(msgspec.Struct, frozen=True):
    """A mail with a digest of what it says: the same whichever way, and however often, it came."""

    mail: InboundMail
    digest: bytes


def read(raw: bytes, mail_from: str) -> Read | Refused:
    """Reads the mail; `mail_from` is the envelope's sender."""
    try:
        mail = parse(raw, envelope_from=mail_from)
    except MailRefused as refusal:
        return Refused(refusal.code, refusal.detail)
    said = hashlib.sha256()
    said.update(msgspec.msgpack.encode([mail.message_id, mail.from_address, mail.subject, mail.full_text]))
    for attachment in mail.attachments:
        said.update(msgspec.msgpack.encode([attachment.name, len(attachment.data)]))
        said.update(attachment.data)
    return Read(mail, said.digest())
