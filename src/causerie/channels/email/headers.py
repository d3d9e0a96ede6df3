"""Mail headers as hostile input: bounded, decoded, one line each.

The standard library's structured header parser is not used: on crafted headers it raises at random and takes
quadratic time. Ours are read with its older, simpler functions, behind length limits.
"""

import re
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses
from itertools import pairwise

_HEADER_CHARACTERS = 4_000
_ADDRESSES = 100
_IDS = 50
_ADDRESS = re.compile(r"[^\s<>()\[\]\\,;:\"@\x00-\x1f\x7f]{1,64}@[^\s<>()\\,;:\"@\x00-\x1f\x7f]{1,255}\Z")
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,990}>")
_CONTROL = {code: None for code in (*range(32), *range(0x7F, 0xA0), 0x2028, 0x2029) if code not in (9, 10)}
# Names begin so, without their punctuation.
_TEXT_CODECS = (
    "utf",
    "iso",
    "cp",
    "koi8",
    "mac",
    "gb",
    "big5",
    "euc",
    "shift",
    "ascii",
    "usascii",
    "latin",
    "ksc",
)


def raw_header(message: Message, name: str) -> str:
    """Return the header as it stands, its bytes beyond ASCII decoded, at most 4,000 characters."""
    return next(iter(raw_headers(message, name)), "")


def raw_headers(message: Message, name: str) -> list[str]:
    """Return every header of that name, as `raw_header` does."""
    wanted = name.lower()
    return [
        decode_text(value[:_HEADER_CHARACTERS].encode("ascii", "surrogateescape"), "")
        for key, value in message.raw_items()
        if key.lower() == wanted
    ]


def words(value: str) -> str:
    """Decode RFC 2047 encoded words into one clean line; what can't be decoded stays as it is."""
    try:
        chunks = decode_header(value)
    except (HeaderParseError, ValueError):
        return one_line(value)
    decoded = (
        chunk if isinstance(chunk, str) else decode_text(chunk, charset or "") for chunk, charset in chunks
    )
    return one_line("".join(decoded)) or one_line(value)


def addresses(message: Message, *names: str) -> list[tuple[str, str]]:
    """Return (name, address) of each valid address of those headers, in order, once each."""
    values = [value for name in names for value in raw_headers(message, name)]
    found: dict[str, str] = {}
    # Parsed before decoding: an encoded word must not be able to bring its own comma or bracket.
    for name, address in getaddresses(values[:_ADDRESSES]):
        if is_address(address):
            found.setdefault(address.lower(), words(name))
    return [(name, address) for address, name in found.items()][:_ADDRESSES]


def is_address(text: str) -> bool:
    """Tell whether this is one e-mail address and nothing else."""
    return _ADDRESS.match(text) is not None


def message_ids(message: Message, name: str) -> list[str]:
    """Return the message ids of a header such as References, the last 50, in order."""
    wanted = name.lower()
    values = [value for key, value in message.raw_items() if key.lower() == wanted]
    ids = _MESSAGE_ID.findall(" ".join(values[:10]))
    return [found.encode("ascii", "replace").decode() for found in ids[-_IDS:]]


def one_line(text: str) -> str:
    """Return the text on one line, without control characters."""
    return " ".join(clean(text).split())


def clean(text: str) -> str:
    """Drop control characters (PostgreSQL refuses NUL) but tab and newline, and lone surrogates."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROL)
    return plain.encode("utf-8", "replace").decode()


def decode_text(data: bytes, charset: str) -> str:
    """Decode by the named charset where that fits, else by UTF-8, else by the likelier 8-bit charset."""
    named = charset if _is_text_codec(charset) else "utf-8"
    for name in (named, "utf-8"):
        try:
            return data.decode(name)
        except (LookupError, ValueError):
            continue
    mended = data.decode("utf-8", "replace")
    if mended.count("\ufffd") * 10 < len(mended):  # a few broken bytes, as a cut-off mail has them
        return mended
    # Letters above 127 stand side by side in Cyrillic, and alone in Romanian or French.
    start = data[:4096]
    high = sum(byte > 0xBF for byte in start)
    pairs = sum(one > 0xBF and next_one > 0xBF for one, next_one in pairwise(start))
    return data.decode("cp1251" if pairs * 2 > high else "cp1252", "replace")


def _is_text_codec(name: str) -> bool:
    # An allow-list: Python also has codecs that take quadratic time (punycode) or aren't charsets.
    simple = re.sub(r"[^a-z0-9]", "", name[:40].lower()).removeprefix("x").removeprefix("windows")
    if simple.isdigit() and len(simple) <= 4:  # "windows-1251", "866"
        return True
    return simple.startswith(_TEXT_CODECS)
