"""The look of our mails: one card that mail programs show alike, by day and night."""

import html
import re
from importlib.resources import files
from string import Template

import msgspec

from causerie.channels.email.headers import one_line

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\Z")
_TEMPLATES = files(__package__) / "templates"


def template(name: str) -> Template:
    """Return one of the templates in `templates/`; what it is given must be HTML already."""
    return Template((_TEMPLATES / name).read_text("utf-8"))


_MAIL = template("mail.html")


class Letter(msgspec.Struct, frozen=True):
    """What stands in the card. All of it is plain text but `content`, which is HTML; `colour` is "#rrggbb"."""

    language: str
    title: str
    preview: str
    sender: str
    heading: str
    colour: str
    content: str
    url: str
    button: str
    hint: str
    marker: str = ""


def render(letter: Letter) -> str:
    """Return the letter as HTML. Raises ValueError for a colour or a link that can't be used."""
    if not _COLOUR.match(letter.colour):
        raise ValueError(f"a colour is like #1a2b3c, not {letter.colour!r}")
    return _MAIL.substitute(
        language=letter.language,
        direction=direction(letter.language),
        marker=html.escape(letter.marker),
        title=html.escape(one_line(letter.title)),
        preview=html.escape(one_line(letter.preview)[:140]),
        workspace=html.escape(one_line(letter.heading)),
        initial=html.escape(one_line(letter.heading)[:1].upper()),
        colour=letter.colour,
        on_colour=_readable_on(letter.colour),
        messages=letter.content,
        continue_url=html.escape(link(letter.url)),
        continue_conversation=html.escape(letter.button),
        reply_hint=html.escape(letter.hint),
        sender=html.escape(letter.sender),
    )


def direction(language: str) -> str:
    """Return which way lines of the language run, as HTML's `dir` says it."""
    return "rtl" if language == "ar" else "ltr"


def link(url: str) -> str:
    """Return the link as it is. Raises ValueError for anything but http and https."""
    if not url.startswith(("https://", "http://")):
        raise ValueError(f"a mail can't link to {url!r}")
    return url


def _readable_on(colour: str) -> str:
    """Return black or white, whichever stands out more (WCAG 2.2 relative luminance)."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return "#000000" if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 else "#ffffff"
