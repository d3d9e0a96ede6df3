"""A mail's HTML, made safe to show and turned into text, in linear time.

nh3 decides what is safe. It builds a browser's tree first, and that tree can grow to a thousand times its
source (28 kB of unclosed tags became 38 MB and 500 MB of memory, docs/decisions/0030-reading-mail.md), so the
mail is first rewritten as a small, balanced document that no tree builder has to mend.
"""

import html
import re
from typing import NamedTuple

import nh3

_BLOCKS = {"p", "div", "blockquote", "pre", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6"}
_INLINE = {"b", "strong", "i", "em", "u", "s", "code", "sub", "sup", "a"}
_SHOWN_AS = {
    **dict.fromkeys(("tr", "center", "section", "article", "header", "footer", "dt", "dd"), "div"),
    **dict.fromkeys(("del", "strike"), "s"),
    "tt": "code",
}
_CLOSES = {"li": ("li",), "a": ("a",)}
_UNSEEN = re.compile(
    r"(script|style|title|noscript|template|iframe|object|svg|math|select|textarea|xmp|noembed|noframes)\b",
    re.I,
)
_MARKUP = re.compile(r"<(?=[a-zA-Z/!?])")
_ANY_TAG = re.compile(r"<[a-zA-Z/!?][^<>]*>")
_NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9:]{0,30}")
_ATTRIBUTE = re.compile(r"(?<![a-zA-Z-])([a-zA-Z-]++)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]++))")
_LONG_REFERENCE = re.compile(r"&#[0-9]{8,};?")  # html.unescape fails on integers of over 4,300 digits
_DEPTH = 32
_ELEMENTS = 5_000  # beyond, only the text is taken
_URL_CHARACTERS = 2_000

_CLEANER = nh3.Cleaner(
    tags=_BLOCKS | _INLINE | {"br", "hr", "img"},
    attributes={"a": {"href"}, "img": {"src", "alt"}},
    # The only pictures shown are the mail's own parts.
    attribute_filter=lambda tag, _name, value: (
        None if tag == "img" and _name == "src" and value[:4] != "cid:" else value
    ),
    url_relative="deny",  # a relative link would lead into our own pages
    url_schemes={"http", "https", "mailto", "tel", "cid"},
    link_rel="noopener noreferrer nofollow",
    set_tag_attribute_values={"a": {"target": "_blank"}},
)


class HtmlBody(NamedTuple):
    """`sanitised` loads nothing and runs nothing; in `text`, lines of a block quote start with "> "."""

    sanitised: str
    text: str


def read_html(source: str) -> HtmlBody:
    """Return the safe form of hostile HTML, and its text."""
    rewriter = _Rewriter()
    rewriter.feed(_LONG_REFERENCE.sub("\ufffd", source))
    return HtmlBody(_CLEANER.clean(rewriter.finish()), rewriter.text())


class _Rewriter:
    """Copies known tags, balanced, with the attributes of links and pictures alone, and gathers the text."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._open: list[str] = []
        self._lines: list[str] = []
        self._line: list[str] = []
        self._quotes = 0
        self._elements = 0
        self._href = ""
        self._link_text_from = 0

    def feed(self, source: str) -> None:
        at = 0
        while self._elements < _ELEMENTS and (markup := _MARKUP.search(source, at)):
            self._text(source[at : markup.start()])
            at = self._markup(source, markup.start())
        self._text(_ANY_TAG.sub(" ", source[at:]))

    def finish(self) -> str:
        self._close_to(0)
        self._break()
        return "".join(self._out)

    def text(self) -> str:
        return "\n".join(self._lines)

    def _markup(self, source: str, start: int) -> int:
        """Take the markup at `start`; return where to go on."""
        if source.startswith("<!--", start):
            end = source.find("-->", start + 4)
            return len(source) if end < 0 else end + 3
        name = _NAME.match(source, start + (2 if source.startswith("</", start) else 1))
        end = source.find(">", start)
        if end < 0:
            return len(source)
        if name is None:
            return end + 1
        if source[start + 1] == "/":
            self._end(name[0].lower())
        elif unseen := _UNSEEN.match(name[0]):
            closing = re.compile(f"</{unseen[1]}", re.I).search(source, end)
            return closing.start() if closing else len(source)
        else:
            self._start(name[0].lower(), source[name.end() : end])
        return end + 1

    def _start(self, tag: str, attributes: str) -> None:
        tag = _SHOWN_AS.get(tag, tag)
        if tag == "br":
            self._out.append("<br>")
            self._break(always=True)
        elif tag == "hr":
            self._block_begins("hr")
            self._out.append("<hr>")
        elif tag == "img":
            self._picture(_attributes(attributes))
        elif tag in ("td", "th"):
            self._text(" ")
        elif len(self._open) >= _DEPTH:
            return
        elif tag in _BLOCKS:
            self._elements += 1
            self._block_begins(tag)
            self._open.append(tag)
            self._out.append(f"<{tag}>")
        elif tag in _INLINE:
            self._inline_begins(tag, attributes)

    def _block_begins(self, tag: str) -> None:
        # What a browser would close by itself; left open it would be repeated in every later block.
        for closed in ("p", *_CLOSES.get(tag, ())):
            if closed in self._open and not (tag == "li" and self._nearest_list() > self._rindex(closed)):
                self._close_to(self._rindex(closed))
        self._break()
        if tag == "p" and self._lines and self._lines[-1].strip("> "):
            self._break(always=True)
        if tag == "blockquote":
            self._quotes += 1
        if tag == "li":
            self._line.append("- ")

    def _inline_begins(self, tag: str, attributes: str) -> None:
        self._elements += 1
        if tag == "a":
            if "a" in self._open:
                self._close_to(self._rindex("a"))
            href = html.unescape(_attributes(attributes).get("href", "")).strip()
            self._href = href if len(href) <= _URL_CHARACTERS else ""
            self._link_text_from = len(self._line)
            self._out.append(f'<a href="{html.escape(self._href)}">' if self._href else "<a>")
        else:
            self._out.append(f"<{tag}>")
        self._open.append(tag)

    def _end(self, tag: str) -> None:
        tag = _SHOWN_AS.get(tag, tag)
        if tag in self._open:
            self._close_to(self._rindex(tag))

    def _close_to(self, depth: int) -> None:
        while len(self._open) > depth:
            tag = self._open.pop()
            self._out.append(f"</{tag}>")
            if tag in _BLOCKS:
                self._break()
                if tag == "p":
                    self._break(always=True)
            if tag == "blockquote":
                self._quotes -= 1
            if tag == "a":
                self._link_ends()

    def _link_ends(self) -> None:
        # Text alone would lose where a link leads.
        shown = "".join(self._line[self._link_text_from :]).strip()
        if self._href.startswith(("http://", "https://")) and shown and shown not in self._href:
            self._line.append(f" ({self._href})")
        self._href = ""

    def _picture(self, attributes: dict[str, str]) -> None:
        source = html.unescape(attributes.get("src", ""))
        if source.startswith("cid:") and len(source) <= _URL_CHARACTERS:
            alt = html.unescape(attributes.get("alt", ""))[:200]
            self._out.append(f'<img src="{html.escape(source)}" alt="{html.escape(alt)}">')

    def _text(self, chunk: str) -> None:
        if not chunk:
            return
        text = html.unescape(chunk)
        self._out.append(html.escape(text, quote=False))
        if "pre" in self._open:
            first, *more = text.replace("\r", "").split("\n")
            self._line.append(first)
            for line in more:
                self._break(always=True)
                self._line.append(line)
            return
        words = " ".join(text.split())
        before = " " if text[0].isspace() else ""
        after = " " if words and text[-1].isspace() else ""
        self._line.append(f"{before}{words}{after}")

    def _break(self, *, always: bool = False) -> None:
        """End the line of text; an empty one counts only where it is meant (`always`)."""
        line = (
            "".join(self._line) if "pre" in self._open else re.sub(r" {2,}", " ", "".join(self._line)).strip()
        )
        self._line.clear()
        self._link_text_from = 0
        if line or always:
            self._lines.append(f"> {line}" if self._quotes else line)

    def _rindex(self, tag: str) -> int:
        return len(self._open) - 1 - self._open[::-1].index(tag)

    def _nearest_list(self) -> int:
        return max((at for at, tag in enumerate(self._open) if tag in ("ul", "ol")), default=-1)


def _attributes(source: str) -> dict[str, str]:
    """Return the attributes of a start tag by lower-case name, the first of each name."""
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(source[:8_000]):
        found.setdefault(name.lower(), double or single or bare)
    return found
