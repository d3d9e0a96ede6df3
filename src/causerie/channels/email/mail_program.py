"""What a customer's mail program sends when its user answers a mail: for the demo's mailbox.

In the manner of Gmail: the new words, who wrote when, and the quoted mail, as text and as HTML.
"""

import html
from datetime import datetime
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import compat32
from email.utils import format_datetime, make_msgid

from causerie.channels.email.adapter import parse
from causerie.channels.email.compose import MAIL_POLICY
from causerie.channels.email.headers import addresses, one_line, raw_header
from causerie.channels.email.model import InboundMail, MailAttachment

_INTRODUCTIONS = {
    "en": "On {when:%d.%m.%Y} at {when:%H:%M} {name} <{address}> wrote:",
    "ru": "{when:%d.%m.%Y} в {when:%H:%M}, {name} <{address}> пишет:",
    "ro": "În {when:%d.%m.%Y}, la {when:%H:%M}, {name} <{address}> a scris:",
    "ar": "في {when:%d.%m.%Y}، الساعة {when:%H:%M}، كتب {name} <{address}>:",
}
_FILE_KINDS = ("application", "audio", "image", "text", "video")


def answer(original: bytes, text: str, attachments: list[MailAttachment], *, now: datetime) -> EmailMessage:
    """Return the answer to `original` by the person it was sent to, signed with that person's name.

    Raises MailRefused where the original can't be read.
    """
    received = parse(original)
    headers = message_from_bytes(original, policy=compat32)
    reply_to = next((address for _, address in addresses(headers, "Reply-To")), received.from_address)
    name, address = addresses(headers, "To")[0]
    wording = _INTRODUCTIONS.get(one_line(raw_header(headers, "Content-Language")), _INTRODUCTIONS["en"])
    introduction = wording.format(when=now, name=received.from_name, address=reply_to)

    reply = EmailMessage(policy=MAIL_POLICY)
    reply["From"] = Address(display_name=name, addr_spec=address)
    reply["To"] = reply_to
    reply["Subject"] = f"Re: {received.subject.removeprefix('Re: ')}"
    reply["Date"] = format_datetime(now)
    reply["Message-ID"] = make_msgid(domain=address.rpartition("@")[2])
    reply["In-Reply-To"] = received.message_id
    reply["References"] = " ".join([*received.references, received.message_id])
    written = f"{text}\n\n-- \n{name or address}"
    quote = "\n".join(f"> {line}".rstrip() for line in received.full_text.split("\n"))
    reply.set_content(f"{written}\n\n{introduction}\n\n{quote}\n", cte="quoted-printable")
    reply.add_alternative(_html(received, written, introduction), subtype="html", cte="quoted-printable")
    for attachment in attachments:
        kind, _, subtype = attachment.media_type.partition("/")
        if kind not in _FILE_KINDS or not subtype:
            kind, subtype = "application", "octet-stream"
        reply.add_attachment(attachment.data, maintype=kind, subtype=subtype, filename=attachment.name)
    return reply


def _html(received: InboundMail, written: str, introduction: str) -> str:
    lines = "".join(f"<div>{html.escape(line) or '<br>'}</div>" for line in written.split("\n"))
    return (
        f'<div dir="auto">{lines}</div><br>'
        f'<div class="gmail_quote"><div class="gmail_attr">{html.escape(introduction)}<br></div>'
        f'<blockquote class="gmail_quote">{received.html_sanitised}</blockquote></div>'
    )
