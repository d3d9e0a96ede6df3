"""The few marks that people know in a text: **bold**, *italic*, ~~struck~~, `code`, ```blocks```, lists, > quotes and
[words](address). Whatever else there is, HTML above all, is text. `web/ui/src/content/markdown.ts` reads the same.

Takes time linear in the text's length.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

Style = Literal["strong", "em", "del"]
STYLES: dict[str, Style] = {"**": "strong", "*": "em", "~~": "del"}

_FENCE = re.compile(r"\s{0,3}```")
_QUOTE = re.compile(r"\s{0,3}>\s?")
_ITEM = re.compile(r"\s{0,3}(?:[-*]|(\d{1,9})\.)\s+(?=\S)")
# No part of these can be matched in two ways, and each ends where the next one may begin.
_LINK = re.compile(r"\[([^\[\]\n]{1,200})\]\((https?://[^\s()\[\]<>\"]{1,2048})\)")
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"]+", re.IGNORECASE)
_MARK = re.compile(r"\*\*|\*|~~")
_TAIL = ".,;:!?…\"'”»>*~`"
_PAIRS = {")": "(", "]": "[", "}": "{"}


class Plain(NamedTuple):
    """Characters."""

    text: str


class Code(NamedTuple):
    """Characters that are shown as they are typed."""

    text: str


class Link(NamedTuple):
    """A link to http or https. `host` is there where its words are not its address."""

    text: str
    href: str
    host: str | None = None


class Styled(NamedTuple):
    """Others in another style."""

    style: Style
    children: list[Inline]


class Block(NamedTuple):
    """Lines that belong together. `items`: one for each line of a list, else one. `numbers`: of a list's items,
    null for a bullet."""

    kind: Literal["text", "code", "quote", "list"]
    items: list[list[Inline]]
    numbers: list[int | None]


Inline = Plain | Code | Link | Styled


class _Open(NamedTuple):
    mark: str
    before: list[Inline]


def parse(text: str) -> list[Block]:
    """The blocks of a text."""
    blocks: list[Block] = []
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        if _FENCE.match(line):
            end = next((i for i in range(at, len(lines)) if _FENCE.match(lines[i])), None)
            if end is None:  # one that is never closed is text, and so are those after it
                _add(blocks, "text", inline("\n".join(lines[at - 1 :])))
                break
            blocks.append(Block("code", [[Code("\n".join(lines[at:end]))]], []))
            at = end + 1
        elif quote := _QUOTE.match(line):
            _add(blocks, "quote", inline(line[quote.end() :]))
        elif item := _ITEM.match(line):
            _add_item(blocks, int(item[1]) if item[1] else None, inline(line[item.end() :]))
        else:
            _add(blocks, "text", inline(line))
    last = len(blocks) - 1
    trimmed = [_trimmed(block, first=not i, last=i == last) for i, block in enumerate(blocks)]
    return [block for block in trimmed if block.kind != "text" or block.items[0]]


def plain(text: str) -> str:
    """The words without their marks, a line each."""
    return "\n".join("".join(map(_words, item)) for block in parse(text) for item in block.items)


def _words(one: Inline) -> str:
    return "".join(map(_words, one.children)) if isinstance(one, Styled) else one.text


def _add(blocks: list[Block], kind: Literal["text", "quote"], children: list[Inline]) -> None:
    """Lines of a kind that follow each other are one block."""
    if blocks and blocks[-1].kind == kind:
        blocks[-1].items[0].extend([Plain("\n"), *children])
    else:
        blocks.append(Block(kind, [children], []))


def _add_item(blocks: list[Block], number: int | None, children: list[Inline]) -> None:
    if blocks and blocks[-1].kind == "list" and (blocks[-1].numbers[0] is None) == (number is None):
        blocks[-1].items.append(children)
        blocks[-1].numbers.append(number)
    else:
        blocks.append(Block("list", [children], [number]))


def _trimmed(block: Block, *, first: bool, last: bool) -> Block:
    """Blocks stand apart by themselves: empty lines about them are not wanted."""
    if block.kind != "text":
        return block
    children = block.items[0]
    start, end = 0, len(children)
    while not first and start < end and _is_empty(children[start]):
        start += 1
    while not last and end > start and _is_empty(children[end - 1]):
        end -= 1
    return Block("text", [children[start:end]], [])


def _is_empty(one: Inline) -> bool:
    return isinstance(one, Plain) and not one.text.strip()


class _Reader:
    """Reads what may stand within a line."""

    def __init__(self, line: str) -> None:
        self.line = line
        self.found: list[Inline] = []
        self.open: list[_Open] = []
        # where the text begins that was not put into `found` yet
        self.plain = 0

    def read(self) -> list[Inline]:
        at = 0
        while at < len(self.line):
            at = self._next(at)
        self._flush(len(self.line))
        while self.open:
            self._drop_innermost()
        return _joined(self.found)

    def _next(self, at: int) -> int:
        """Reads what stands at this place; where to go on."""
        atom = _atom(self.line, at)
        if atom is not None:
            self._flush(at)
            self.found.append(atom[0])
            self.plain = atom[1]
            return atom[1]
        address = _ADDRESS.match(self.line, at)
        if address and _edge(self.line, at - 1):
            return at + (len(_without_tail(address[0])) or 1)
        mark = _MARK.match(self.line, at)
        return at + 1 if mark is None else self._mark(at, mark[0])

    def _mark(self, at: int, mark: str) -> int:
        # Of three stars the innermost takes what is its own.
        if self.open and self.open[-1].mark == "*" and self.line.startswith("***", at):
            mark = "*"
        after = at + len(mark)
        index = next((i for i, one in enumerate(self.open) if one.mark == mark), None)
        before_it = self.line[at - 1] if at else ""
        filled = bool(self.found) or at > self.plain
        if index is not None:
            inner = index < len(self.open) - 1
            if not before_it.isspace() and _edge(self.line, after) and (filled or inner):
                self._flush(at)
                self._close(index)
                self.plain = after
        elif _edge(self.line, at - 1) and after < len(self.line) and not self.line[after].isspace():
            self._flush(at)
            self.open.append(_Open(mark, self.found))
            self.found = []
            self.plain = after
        return after

    def _flush(self, to: int) -> None:
        self.found.extend(linked(self.line[self.plain : to]))

    def _drop_innermost(self) -> None:
        """The innermost mark was never closed: it is text."""
        mark, before = self.open.pop()
        before.append(Plain(mark))
        before.extend(self.found)
        self.found = before

    def _close(self, index: int) -> None:
        while len(self.open) > index + 1:
            self._drop_innermost()
        mark, before = self.open.pop()
        before.append(Styled(STYLES[mark], _joined(self.found)))
        self.found = before


def inline(line: str) -> list[Inline]:
    """What stands within a line."""
    return _Reader(line).read()


def _atom(line: str, at: int) -> tuple[Inline, int] | None:
    """`code` or [words](address) at this place, and where it ends."""
    if line[at] == "`":
        end = line.find("`", at + 1)
        return (Code(line[at + 1 : end]), end + 1) if end > at + 1 else None
    link = _LINK.match(line, at) if line[at] == "[" else None
    host = _host(link[2]) if link else None
    return (Link(link[1], link[2], host), link.end()) if link and host else None


def _edge(line: str, at: int) -> bool:
    """Whether a word ends or begins here: beyond the line, a space, or punctuation."""
    if at < 0 or at >= len(line):
        return True
    return line[at].isspace() or unicodedata.category(line[at])[0] in "PS"


def _host(address: str) -> str | None:
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    # A single word behind the scheme ("http://is") is prose more often than a host.
    labels = (parts.hostname or "").split(".")
    return parts.netloc if len(labels) > 1 and all(labels) and "@" not in parts.netloc else None


def _without_tail(address: str) -> str:
    """Cuts off what belongs to the sentence and not to the address."""
    stray = {close: address.count(close) - address.count(opening) for close, opening in _PAIRS.items()}
    end = len(address)
    while end:
        last = address[end - 1]
        if stray.get(last, 0) > 0:
            stray[last] -= 1
        elif last not in _TAIL:
            break
        end -= 1
    return address[:end]


def linked(text: str) -> list[Inline]:
    """Text with its web addresses."""
    found: list[Inline] = []
    at = 0
    for match in _ADDRESS.finditer(text):
        address = _without_tail(match[0])
        href = address if address.lower().startswith("http") else f"https://{address}"
        if _host(href):
            found += [Plain(text[at : match.start()]), Link(address, href)]
            at = match.start() + len(address)
    return _joined([*found, Plain(text[at:])])


def _joined(inlines: list[Inline]) -> list[Inline]:
    out: list[Inline] = []
    for one in inlines:
        if isinstance(one, Plain) and out and isinstance(out[-1], Plain):
            out[-1] = Plain(out[-1].text + one.text)
        elif one != Plain(""):
            out.append(one)
    return out
