"""Writing a mail of unread messages: plain text, and HTML that mail programs show alike, by day and night."""

import html
import re
from datetime import datetime
from email.generator import BytesGenerator
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from io import BytesIO

from causerie.channels.email.headers import clean, one_line
from causerie.channels.email.letter import Letter, link, render, template
from causerie.channels.email.marked import marked
from causerie.channels.email.model import AnswerLink, LinkedFile, OutboundMail, Quote, UnreadMessage
from causerie.channels.email.phrases import MARKER_BY_LANGUAGE
from causerie.channels.email.wording import WORDING, Wording

_REFERENCES = 20
_ID_HEADERS = ("message-id", "in-reply-to", "references")
_MESSAGE = template("message.html")
_FILE = template("file.html")
_ANSWER = template("answer.html")
_QUOTE = template("quote.html")


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
    sender = _sender(mail, words)
    message = EmailMessage(policy=MAIL_POLICY)
    message["From"] = address(sender, mail.from_address)
    message["To"] = address(one_line(mail.to_name), mail.to_address)
    message["Reply-To"] = address(sender, mail.reply_to)
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


def _sender(mail: OutboundMail, words: Wording) -> str:
    """Who writes, and for whom; the business alone where nobody of it is named."""
    agent, workspace = one_line(mail.agent_name), one_line(mail.workspace.name)
    return workspace if agent == workspace else words.sender.format(agent=agent, workspace=workspace)


def written(mail: OutboundMail) -> bytes:
    """Return the mail as it goes over the wire. A long one takes a while: it belongs into the process pool."""
    return as_bytes(compose(mail))


def as_bytes(message: EmailMessage) -> bytes:
    """Return a mail of ours as it goes over the wire."""
    buffer = BytesIO()
    BytesGenerator(buffer, policy=MAIL_POLICY).flatten(message)
    return buffer.getvalue()


def address(name: str, spec: str) -> Address:
    """Return a header's address. Raises ValueError where `spec` is none."""
    try:
        return Address(display_name=clean(name)[:150], addr_spec=spec)
    except (ValueError, IndexError, AttributeError) as error:
        raise ValueError(f"not an e-mail address: {spec!r}") from error


def _id(message_id: str) -> str:
    if not re.fullmatch(r"<[!-~]{1,900}>", message_id):
        raise ValueError(f"not a message id: {message_id!r}")
    return message_id


def _plain(mail: OutboundMail, words: Wording) -> str:
    blocks = [MARKER_BY_LANGUAGE[words.language]]
    for message in mail.messages:
        linked = [f"{file.name} ({words.size(file.size)}): {file.url}" for file in message.attachments]
        linked += [f"{one_line(answer.label)}: {answer.url}" for answer in message.answers]
        head = f"{one_line(message.author)}, {words.time(_zoned(message.sent_at))}"
        quoted = [f"> {_by(message.quote)}{message.quote.text}"] if message.quote else []
        blocks.append("\n".join([head, *quoted, *([clean(message.text)] if message.text else []), *linked]))
    blocks.append(f"{words.continue_conversation}: {mail.continue_url}\n{words.reply_hint}")
    return "\n\n".join(blocks) + "\n"


def _html(mail: OutboundMail, words: Wording, sender: str) -> str:
    return render(
        Letter(
            language=words.language,
            marker=MARKER_BY_LANGUAGE[words.language],
            title=mail.subject,
            preview=mail.messages[-1].text,
            sender=sender,
            heading=mail.workspace.name,
            colour=mail.workspace.colour,
            content="".join(_message(message, words) for message in mail.messages),
            url=mail.continue_url,
            button=words.continue_conversation,
            hint=words.reply_hint,
        )
    )


def _message(message: UnreadMessage, words: Wording) -> str:
    return _MESSAGE.substitute(
        author=html.escape(one_line(message.author)),
        time=html.escape(words.time(_zoned(message.sent_at))),
        text=_quote(message.quote) + marked(clean(message.text)),
        files="".join(_file(file, words) for file in message.attachments),
        answers="".join(_answer(answer) for answer in message.answers),
    )


def _quote(quote: Quote | None) -> str:
    if quote is None:
        return ""
    by = f'<strong class="ink" style="color:#16181d;">{html.escape(_by(quote))}</strong>'
    return _QUOTE.substitute(words=by + html.escape(quote.text))


def _by(quote: Quote) -> str:
    return f"{one_line(quote.author)}: " if quote.author else ""


def _answer(answer: AnswerLink) -> str:
    return _ANSWER.substitute(label=html.escape(one_line(answer.label)), url=html.escape(link(answer.url)))


def _file(file: LinkedFile, words: Wording) -> str:
    return _FILE.substitute(
        name=html.escape(one_line(file.name)),
        url=html.escape(link(file.url)),
        size=html.escape(words.size(file.size)),
    )


def _zoned(time: datetime) -> datetime:
    if time.utcoffset() is None:
        raise ValueError("a time without a zone can't be shown")
    return time
