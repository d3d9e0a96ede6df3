"""A message as a mail shows it."""

from __future__ import annotations

from datetime import datetime

from causerie.channels.email.model import LinkedFile, Quote, UnreadMessage
from causerie.channels.email.wording import WORDING
from causerie.content import Content, Sticker, VoiceContent, WithFile
from causerie.content.duration import clock


def shown(
    content: Content, author: str, at: datetime, language: str, base_url: str, quote: Quote | None
) -> UnreadMessage:
    """In words; files as links to them."""
    if isinstance(content, WithFile):
        name = content.file.name
        if isinstance(content, VoiceContent):
            name = f"{WORDING[language].voice_message}, {clock(content.duration_ms)}"
        file = LinkedFile(name, f"{base_url}{content.file.url}", content.file.size)
        return UnreadMessage(author, content.caption, at, [file], quote=quote)
    text = content.words(language) if isinstance(content, Sticker) else content.as_text()
    return UnreadMessage(author, text, at, quote=quote)
