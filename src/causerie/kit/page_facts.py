"""What a web page says of itself in its head: the Open Graph properties (ogp.me), and the plain ones where they lack.

Nothing is executed and no tree is built; the time is linear in what is looked at.
"""

from __future__ import annotations

import html
import re
from urllib.parse import urljoin, urlsplit

from msgspec import Struct

LOOKED_AT = 256 * 1024  # characters from the page's start
MOST_TAGS = 500

_TAG = re.compile(r"<(meta|title|body)\b([^<>]{0,3000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([a-z:-]{1,30})\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]++))", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s*+=\s*+[\"']?([a-zA-Z0-9_-]{1,40})")
_SPACE = re.compile(r"[\s\x00-\x1f\x7f]+")


class PageFacts(Struct, frozen=True):
    """In plain words, cut to what a card shows. `picture` is an absolute http(s) address."""

    title: str
    description: str
    site: str
    picture: str | None


def page_facts(body: bytes, media_type: str, url: str) -> PageFacts | None:
    """What the page at `url` says of itself; None where it is no HTML or has no title."""
    if media_type.partition(";")[0].strip().lower() not in ("text/html", "application/xhtml+xml"):
        return None
    said = _said(_text(body, media_type))
    title = _words(said.get("og:title") or said.get("twitter:title") or said.get("title") or "", 200)
    if not title:
        return None
    return PageFacts(
        title,
        _words(said.get("og:description") or said.get("description") or "", 300),
        _words(said.get("og:site_name") or (urlsplit(url).hostname or "").removeprefix("www."), 100),
        _address(url, said.get("og:image:secure_url") or said.get("og:image") or said.get("twitter:image")),
    )


def _text(body: bytes, media_type: str) -> str:
    named = _CHARSET.search(media_type.encode("latin-1", "replace")) or _CHARSET.search(body[:2048])
    encoding = named[1].decode() if named else "utf-8"
    try:
        return body[: 4 * LOOKED_AT].decode(encoding, "replace")[:LOOKED_AT]
    except LookupError:
        return body[:LOOKED_AT].decode("utf-8", "replace")


def _said(text: str) -> dict[str, str]:
    """By property; the first of each counts."""
    said: dict[str, str] = {}
    for count, tag in enumerate(_TAG.finditer(text)):
        if tag[1].lower() == "body" or count > MOST_TAGS:
            break
        if tag[1].lower() == "title":
            said.setdefault("title", text[tag.end() : tag.end() + 1000].partition("<")[0])
            continue
        values = {name.lower(): a or b or c for name, a, b, c in _ATTRIBUTE.findall(tag[2])}
        name = (values.get("property") or values.get("name") or "").lower()
        if name and values.get("content"):
            said.setdefault(name, values["content"])
    return said


def _words(text: str, most: int) -> str:
    words = _SPACE.sub(" ", html.unescape(text)).strip()
    words = "".join(char for char in words if char.isprintable())
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def _address(base: str, given: str | None) -> str | None:
    if not given:
        return None
    try:
        address = urljoin(base, html.unescape(given).strip())
    except ValueError:
        return None
    return address if address.startswith(("https://", "http://")) else None
