"""From the parts of a mail (RFC 2045, 2046) to its text, its HTML and its attachments."""

import html
import mimetypes
import re
from email.errors import HeaderParseError
from email.message import Message
from email.policy import compat32

import msgspec

from causerie.channels.email.headers import clean, decode_text, one_line, raw_header, words
from causerie.channels.email.model import MailAttachment

_DEPTH = 20
_ATTACHMENTS = 100
_NAME_CHARACTERS = 150
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+_-]{0,60}/[a-z0-9][a-z0-9.+_-]{0,80}\Z")
_REPORT_PARTS = ("message/delivery-status", "text/rfc822-headers", "message/disposition-notification")


class Bodies(msgspec.Struct):
    """What a mail or one of its parts has to say; both empty where it only has attachments."""

    text: str = ""
    html: str = ""


class BodyReader:
    """Reads the parts of one mail; parts nested deeper than 20 or beyond 100 attachments are left out."""

    def __init__(self) -> None:
        self.attachments: list[MailAttachment] = []
        self.left_out = False

    def read(self, part: Message, depth: int = 0) -> Bodies:
        """Return the part's text and HTML, gathering attachments on the way."""
        if depth > _DEPTH:
            self.left_out = True
            return Bodies()
        media_type = part.get_content_type()
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            children = [self.read(child, depth + 1) for child in subparts(part)]
            return _best(children) if media_type == "multipart/alternative" else _joined(children)
        name = _file_name(part)
        is_body = part.get_content_disposition() != "attachment" and not name
        if media_type == "text/plain" and is_body:
            return Bodies(text=_text(part))
        if media_type == "text/html" and is_body:
            return Bodies(html=clean(_decoded(part)))
        if media_type not in _REPORT_PARTS:
            self._attach(part, media_type, name)
        return Bodies()

    def _attach(self, part: Message, media_type: str, name: str) -> None:
        if len(self.attachments) >= _ATTACHMENTS:
            self.left_out = True
            return
        if not _MEDIA_TYPE.match(media_type):
            media_type = "application/octet-stream"
        if not name:
            ending = (
                ".eml" if media_type == "message/rfc822" else mimetypes.guess_extension(media_type) or ".bin"
            )
            name = f"attachment-{len(self.attachments) + 1}{ending}"
        content_id = one_line(raw_header(part, "Content-ID")).strip("<>")[:500]
        self.attachments.append(MailAttachment(name, media_type, _data(part), content_id))


def subparts(part: Message) -> list[Message]:
    """Return the parts of a multipart; empty where it is declared but not there."""
    payload: object = part.get_payload()
    return [child for child in payload if isinstance(child, Message)] if isinstance(payload, list) else []


def _best(alternatives: list[Bodies]) -> Bodies:
    return Bodies(
        text=next((body.text for body in alternatives if body.text.strip()), ""),
        html=next((body.html for body in reversed(alternatives) if body.html.strip()), ""),
    )


def _joined(bodies: list[Bodies]) -> Bodies:
    """Put parts that stand one after another together; each in the form that all of them can take."""
    bodies = [body for body in bodies if body.text.strip() or body.html.strip()]
    if not any(body.html for body in bodies):
        return Bodies(text="\n".join(body.text for body in bodies))
    markup = "\n".join(body.html or f"<pre>{html.escape(body.text, quote=False)}</pre>" for body in bodies)
    # The text of a part that is HTML alone is made from the whole later.
    text = "\n".join(body.text for body in bodies) if all(body.text for body in bodies) else ""
    return Bodies(text=text, html=markup)


def _data(part: Message) -> bytes:
    if part.is_multipart():  # message/rfc822: an attached mail, as it was
        return b"".join(_as_bytes(child) for child in subparts(part))
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _as_bytes(message: Message) -> bytes:
    return message.as_bytes(policy=compat32.clone(max_line_length=None))


def _decoded(part: Message) -> str:
    return decode_text(_data(part), str(part.get_content_charset("")))


def _text(part: Message) -> str:
    text = clean(_decoded(part))
    if _parameter(part, "format").lower() == "flowed":
        return _unflowed(text, deletes_space=_parameter(part, "delsp").lower() == "yes")
    return text


def _unflowed(text: str, *, deletes_space: bool) -> str:
    """Join the soft line breaks of format=flowed (RFC 3676)."""
    paragraphs: list[list[str]] = []
    depth_before, is_soft = 0, False
    for line in text.split("\n"):
        content = line.lstrip(">")
        depth = len(line) - len(content)
        content = content.removeprefix(" ")
        is_signature = content == "-- "
        if is_soft and depth == depth_before and not is_signature:
            paragraphs[-1].append(content)
        else:
            paragraphs.append(["> " * min(depth, 1), content])
        is_soft = content.endswith(" ") and not is_signature
        if is_soft and deletes_space:
            paragraphs[-1][-1] = content[:-1]
        depth_before = depth
    return "\n".join("".join(paragraph) for paragraph in paragraphs)


def _parameter(part: Message, name: str) -> str:
    value = part.get_param(name, "")
    return value if isinstance(value, str) else ""


def _file_name(part: Message) -> str:
    """Return the file's name without folders; its ending survives the limit of 150 characters."""
    try:
        given = part.get_filename("")
    except (HeaderParseError, ValueError, LookupError, TypeError):
        given = "attachment.bin"  # named, but nobody can tell how
    name = words(str(given)[:1_000]).replace("\\", "/").rpartition("/")[2].strip(". ")
    if len(name) <= _NAME_CHARACTERS:
        return name
    stem, _, ending = name.rpartition(".")
    return f"{stem[: _NAME_CHARACTERS - 20]}.{ending[:10]}" if stem else name[:_NAME_CHARACTERS]
