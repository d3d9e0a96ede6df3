"""The server reads marks as the browser does, and nothing in a text becomes anything else."""

import html
import json
import re
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causerie.channels.email.marked import marked
from causerie.content.markdown import Block, Code, Inline, Link, Plain, parse

CASES = [tuple(case) for case in json.loads(Path(__file__).with_name("markdown.json").read_text("utf-8"))]


def _inline(one: Inline) -> str:
    match one:
        case Plain(text=text):
            return html.escape(text, quote=True).replace("&#x27;", "'")
        case Code(text=text):
            return f"<code>{html.escape(text)}</code>"
        case Link(text=text, href=href, host=host):
            return f'<a href="{html.escape(href)}">{html.escape(text)}</a>' + (f" ({host})" if host else "")
    return f"<{one.style}>{''.join(map(_inline, one.children))}</{one.style}>"


def _block(block: Block) -> str:
    items = ["".join(map(_inline, item)) for item in block.items]
    if block.kind == "code":
        return re.sub(r"^<code>(.*)</code>$", r"<pre>\1</pre>", items[0], flags=re.DOTALL)
    if block.kind != "list":
        tag = "p" if block.kind == "text" else "blockquote"
        return f"<{tag}>{items[0]}</{tag}>"
    tag = "ul" if block.numbers[0] is None else "ol"
    numbered = [
        f"<li>{item}</li>" if number is None else f'<li value="{number}">{item}</li>'
        for item, number in zip(items, block.numbers, strict=True)
    ]
    return f"<{tag}>{''.join(numbered)}</{tag}>"


@pytest.mark.parametrize(("text", "wanted"), CASES)
def test_marks_are_read_as_the_browser_reads_them(text: str, wanted: str) -> None:
    assert "".join(map(_block, parse(text))) == wanted


PARTS = ["**", "*", "~~", "`", "```", "\n", "\n- ", "\n1. ", "\n> ", "[", "](", ")", " ", "a", '"', "&"]
PARTS += ["javascript:", "https://a.example/", "data:", "<img src=x onerror=alert(1)>", "<b>", "'"]


class _Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.links: list[str] = []
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name == "href"]


@given(st.lists(st.sampled_from(PARTS) | st.text(max_size=5), max_size=60).map("".join))
def test_a_mail_holds_no_element_that_is_not_ours(text: str) -> None:
    seen = _Seen()
    seen.feed(marked(text))
    assert seen.elements <= {
        "strong",
        "em",
        "del",
        "code",
        "pre",
        "blockquote",
        "ul",
        "ol",
        "li",
        "a",
        "br",
        "div",
    }
    assert seen.attributes <= {"href", "style", "class", "value"}
    assert all(link.startswith(("https://", "http://")) for link in seen.links)


@pytest.mark.parametrize("part", ["*", "**", "~~", "`", "[", "[a](", "*a", "**a ", "- ", "> ", "*a **b "])
def test_weakness_19_marks_are_read_in_linear_time(part: str) -> None:
    def seconds(length: int) -> float:
        text = part * (length // len(part))
        start = time.process_time()
        parse(text)
        return time.process_time() - start

    assert seconds(100_000) < 50 * seconds(10_000) + 0.2
