"""Every relative link in the documents leads somewhere."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

from scripts.rules import sources
from tests.house.parsing import ROOT


def broken_links(root: Path) -> list[str]:
    """Links to files or headings that don't exist, as `file: link`."""
    documents = [path for path in sources.listed(root) if path.suffix == ".md"]
    return [
        f"{path}: {link}"
        for path in documents
        for link in _links(root / path)
        if not _resolves(root, path, link)
    ]


def _links(path: Path) -> Iterator[str]:
    for token in _tokens(path):
        target = token.attrGet("href") or token.attrGet("src")
        if target:
            yield str(target)
        if token.type in {"html_inline", "html_block"}:
            yield from re.findall(r"""(?:href|src|srcset)=["']([^"']+)["']""", token.content)


def _resolves(root: Path, document: Path, link: str) -> bool:
    url = urlsplit(link)
    if url.scheme or url.netloc:
        return True
    if url.path.startswith("/"):
        return False
    target = root / document.parent / unquote(url.path) if url.path else root / document
    if not target.exists():
        return False
    return not url.fragment or target.suffix != ".md" or url.fragment in _anchors(target)


def _anchors(path: Path) -> set[str]:
    headings = (after for token, after in pairwise(_tokens(path)) if token.type == "heading_open")
    return {re.sub(r"[^\w\- ]", "", heading.content.lower()).replace(" ", "-") for heading in headings}


def _tokens(path: Path) -> Iterator[Token]:
    for token in MarkdownIt("commonmark").enable("table").parse(path.read_text(encoding="utf-8")):
        yield token
        yield from token.children or ()


def test_every_relative_link_resolves() -> None:
    assert broken_links(ROOT) == []


def test_a_broken_link_is_found(repository: Path) -> None:
    (repository / "b.md").write_text("# A Title, here\n")
    (repository / "a.md").write_text(
        "[ok](b.md) [ok](b.md#a-title-here) [ok](https://example.com/x) `[no](link.md)`\n"
        "[gone](c.md) [gone](b.md#nowhere) ![gone](x.png) [gone](/b.md)\n"
    )
    assert broken_links(repository) == ["a.md: c.md", "a.md: b.md#nowhere", "a.md: x.png", "a.md: /b.md"]
