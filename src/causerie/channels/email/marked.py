"""A message's marks as the HTML that mail programs show."""

import html

from causerie.content.markdown import Block, Code, Inline, Link, Plain, parse

_MONO = "font-family:ui-monospace,Menlo,Consolas,monospace;font-size:14px;"


def marked(text: str) -> str:
    """The text as HTML: nothing in it is markup but its marks."""
    return "".join(map(_block, parse(text)))


def _block(block: Block) -> str:
    items = ["".join(map(_inline, item)) for item in block.items]
    match block.kind:
        case "text":
            return f"<div>{items[0]}</div>"
        case "quote":
            style = "margin:4px 0;padding-left:10px;border-left:3px solid #9aa1ad;"
            return f'<blockquote style="{style}">{items[0]}</blockquote>'
        case "code":
            return f'<pre style="margin:4px 0;white-space:pre-wrap;{_MONO}">{items[0]}</pre>'
        case "list":
            tag = "ul" if block.numbers[0] is None else "ol"
            lines = [_item(item, number) for item, number in zip(items, block.numbers, strict=True)]
            return f'<{tag} style="margin:0;padding-left:24px;">{"".join(lines)}</{tag}>'


def _item(item: str, number: int | None) -> str:
    return f"<li>{item}</li>" if number is None else f'<li value="{number}">{item}</li>'


def _inline(one: Inline) -> str:
    match one:
        case Plain(text=text):
            return html.escape(text).replace("\n", "<br>\n")
        case Code(text=text):
            return f'<code style="{_MONO}">{html.escape(text)}</code>'
        case Link(text=text, href=href, host=host):
            shown = html.escape(text) + (f" ({html.escape(host)})" if host else "")
            return f'<a class="ink" href="{html.escape(href)}" style="color:#16181d;">{shown}</a>'
    return f"<{one.style}>{''.join(map(_inline, one.children))}</{one.style}>"
