"""Where a customer came from, as a message-us link (`/m/<workspace>?ref=…`) says it. Pure."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from typing import Annotated
from urllib.parse import parse_qs, urlsplit

from msgspec import Meta

from causerie.contacts.model import Page

# What a link's `ref` may be: characters that no address needs to escape, and none that a person would mistake.
PATTERN = r"^[A-Za-z0-9._~:=-]{1,100}\Z"
Ref = Annotated[str, Meta(min_length=1, max_length=100, pattern=PATTERN)]


def link(base_url: str, slug: str, ref: str | None = None) -> str:
    """The message-us link of a workspace."""
    return f"{base_url}/m/{slug}" + (f"?ref={ref}" if ref else "")


def ref_of(page: Page, base_url: str) -> str | None:
    """The `ref` of a page that was opened by a message-us link; none where it is no such page, or says none that we
    take: whoever meets a broken link still reaches the business."""
    if not page.url.startswith(f"{base_url}/m/"):
        return None
    given = parse_qs(urlsplit(page.url).query).get("ref", [""])[0]
    return given if re.match(PATTERN, given) else None


def said_once(ref: str, day: date) -> str:
    """The client_id of the event: a page that is loaded again that day is the same coming."""
    return f"ref-{hashlib.sha256(f'{day} {ref}'.encode()).hexdigest()[:32]}"
