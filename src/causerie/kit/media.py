"""What kind of file some bytes are, by their content alone: a name or a claim of the sender's is not
believed.
"""

import codecs
import re

import puremagic

SNIFFED = 4096  # bytes from the start of the file that are looked at
UNKNOWN = "application/octet-stream"

PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
PLAYABLE = frozenset(
    {"audio/mpeg", "audio/ogg", "audio/mp4", "audio/wav", "video/mp4", "video/webm", "video/quicktime"}
)
"""What a browser only plays. Whatever is in neither set is served as an attachment, and a picture once it is
re-encoded.
"""

_KNOWN = {
    **{name: name for name in (*PICTURES, *PLAYABLE)},
    "application/pdf": "application/pdf",
    "audio/wave": "audio/wav",
    "audio/x-wav": "audio/wav",
    "image/heif": "image/heic",
    "image/heic": "image/heic",
    "video/x-matroska": "video/x-matroska",
}
_MARKUP = re.compile(r"\s*<\s*(?P<tag>[?!]?[a-z]*)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def sniff(data: bytes) -> str:
    """The media type of a file that begins with `data`: one of a few known ones, `text/plain`, or UNKNOWN.

    Markup of any kind is said to be what it is (`text/html`, `image/svg+xml`, `application/xml`) and is never
    among PICTURES or PLAYABLE; scripts are `text/plain`, which is in neither either.
    """
    head = data[:SNIFFED]
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "application/zip"
    text = _text(head)
    if text is not None and (markup := _MARKUP.match(text)):
        return _markup_type(markup["tag"].lower(), text.lower())
    if head.startswith(b"OggS"):
        return "audio/ogg" if re.search(rb"OpusHead|\x01vorbis|Speex|FLAC", head) else "application/ogg"
    if (known := _by_signature(head)) is not None:
        return known
    return UNKNOWN if text is None else "text/plain"


def _by_signature(head: bytes) -> str | None:
    try:
        matches = [match for match in puremagic.magic_string(head) if match.mime_type]
    except (puremagic.PureError, ValueError):
        return None
    best = max((match.confidence for match in matches), default=0)
    return next(
        (_KNOWN[m.mime_type] for m in matches if m.confidence == best and m.mime_type in _KNOWN), None
    )


def _text(head: bytes) -> str | None:
    """The bytes as text, where they are UTF-8 or marked UTF-16; the last character may be cut."""
    encoding = "utf-16" if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(head)
    except UnicodeDecodeError:
        return None
    return None if _CONTROL.search(text) else text


def _markup_type(tag: str, text: str) -> str:
    if "<svg" in text:
        return "image/svg+xml"
    return "application/xml" if tag == "?xml" else "text/html"
