"""Writing a mail of unread messages: plain text, and HTML that mail programs show alike, by day and night."""

import html
import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from importlib.resources import files
from string import Template

from causerie.channels.email.headers import clean, one_line
from causerie.channels.email.model import LinkedFile, OutboundMail, UnreadMessage
from causerie.channels.email.phrases import MARKER_BY_LANGUAGE
from causerie.channels.email.wording import WORDING, Wording

_REFERENCES = 20
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\Z")
_ID_HEADERS = ("message-id", "in-reply-to", "references")
_templates = files(__package__) / "templates"
_MAIL = Template((_templates / "mail.html").read_text("utf-8"))
_MESSAGE = Template((_templates / "message.html").read_text("utf-8"))
_FILE = Template((_templates / "file.html").read_text("utf-8"))


class _Policy(EmailPolicy):
    """Keeps message ids whole: the standard policy turns one of over 77 characters into encoded words."""

    def fold(self, name: str, value: str) -> str:
        if name.lower() in _ID_HEADERS:
            return f"{name}: " + f"{self.linesep} ".join(str(value).split()) + self.linesep
        folded: str = super().fold(name, value)
        return folded

    def fold_binary(self, name: str, value: str) -> bytes:
        if name.lower() in _ID_HEADERS:
            return self.fold(name, value).encode("ascii", "replace")
        binary: bytes = super().fold_binary(name, value)
        return binary


MAIL_POLICY = _Policy(linesep=SMTP.linesep, raise_on_defect=False)


def compose(mail: OutboundMail) -> EmailMessage:
    """Return the mail, ready to send, in the workspace's name and the contact's language.

    A person wrote these words, so it is not marked auto-generated (RFC 3834, section 5). Raises ValueError
    for an address, a colour, a link or a time without zone that can't be used.
    """
    words = WORDING.get(mail.language, WORDING["en"])
    sender = words.sender.format(agent=one_line(mail.agent_name), workspace=one_line(mail.workspace.name))
    message = EmailMessage(policy=MAIL_POLICY)
    message["From"] = _address(sender, mail.from_address)
    message["To"] = _address(one_line(mail.to_name), mail.to_address)
    message["Reply-To"] = _address(sender, mail.reply_to)
    message["Subject"] = one_line(mail.subject)[:200]
    message["Date"] = format_datetime(max(unread.sent_at for unread in mail.messages))
    message["Message-ID"] = _id(mail.message_id)
    if mail.in_reply_to:
        message["In-Reply-To"] = _id(mail.in_reply_to)
    if references := [_id(reference) for reference in mail.references[-_REFERENCES:]]:
        message["References"] = " ".join(references)
    # Out-of-office answers to it would only come back into the conversation.
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    message.set_content(_plain(mail, words), cte="quoted-printable")
    message.add_alternative(_html(mail, words, sender), subtype="html", cte="quoted-printable")
    message["Content-Language"] = words.language
    return message


def _address(name: str, address: str) -> Address:
    try:
        return Address(display_name=clean(name)[:150], addr_spec=address)
    except (ValueError, IndexError, AttributeError) as error:
        raise ValueError(f"not an e-mail address: {address!r}") from error


def _id(message_id: str) -> str:
    if not re.fullmatch(r"<[!-~]{1,900}>", message_id):
        raise ValueError(f"not a message id: {message_id!r}")
    return message_id


def _plain(mail: OutboundMail, words: Wording) -> str:
    blocks = [MARKER_BY_LANGUAGE[words.language]]
    for message in mail.messages:
        linked = [f"{file.name} ({words.size(file.size)}): {file.url}" for file in message.attachments]
        head = f"{one_line(message.author)}, {words.time(_zoned(message.sent_at))}"
        blocks.append("\n".join([head, *([clean(message.text)] if message.text else []), *linked]))
    blocks.append(f"{words.continue_conversation}: {mail.continue_url}\n{words.reply_hint}")
    return "\n\n".join(blocks) + "\n"


def _html(mail: OutboundMail, words: Wording, sender: str) -> str:
    if not _COLOUR.match(mail.workspace.colour):
        raise ValueError(f"a colour is like #1a2b3c, not {mail.workspace.colour!r}")
    return _MAIL.substitute(
        language=words.language,
        marker=html.escape(MARKER_BY_LANGUAGE[words.language]),
        title=html.escape(one_line(mail.subject)),
        preview=html.escape(one_line(mail.messages[-1].text)[:140]),
        workspace=html.escape(one_line(mail.workspace.name)),
        initial=html.escape(one_line(mail.workspace.name)[:1].upper()),
        colour=mail.workspace.colour,
        on_colour=_readable_on(mail.workspace.colour),
        messages="".join(_message(message, words) for message in mail.messages),
        continue_url=html.escape(_link(mail.continue_url)),
        continue_conversation=html.escape(words.continue_conversation),
        reply_hint=html.escape(words.reply_hint),
        sender=html.escape(sender),
    )


def _message(message: UnreadMessage, words: Wording) -> str:
    return _MESSAGE.substitute(
        author=html.escape(one_line(message.author)),
        time=html.escape(words.time(_zoned(message.sent_at))),
        text=html.escape(clean(message.text)).replace("\n", "<br>\n"),
        files="".join(_file(file, words) for file in message.attachments),
    )


def _file(file: LinkedFile, words: Wording) -> str:
    return _FILE.substitute(
        name=html.escape(one_line(file.name)),
        url=html.escape(_link(file.url)),
        size=html.escape(words.size(file.size)),
    )


def _link(url: str) -> str:
    if not url.startswith(("https://", "http://")):
        raise ValueError(f"a mail can't link to {url!r}")
    return url


def _zoned(time: datetime) -> datetime:
    if time.utcoffset() is None:
        raise ValueError("a time without a zone can't be shown")
    return time


def _readable_on(colour: str) -> str:
    """Return black or white, whichever stands out more (WCAG 2.2 relative luminance)."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return "#000000" if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 else "#ffffff"
