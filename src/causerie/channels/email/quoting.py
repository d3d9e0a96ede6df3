"""What messages answer, in a few words, as a mail shows it above them."""

from __future__ import annotations

from uuid import UUID

from causerie.channels.email.headers import one_line
from causerie.channels.email.model import Quote
from causerie.channels.email.wording import Wording
from causerie.content import DeletedContent, WithFile
from causerie.content.markdown import plain
from causerie.conversations import standing, timeline
from causerie.conversations.model import Entry, Message
from causerie.conversations.readers import Reader
from causerie.kit.database import Connection

MOST_CHARACTERS = 140


async def quotes(
    connection: Connection, reader: Reader, conversation_id: UUID, entries: list[Entry], words: Wording
) -> dict[int, Quote]:
    """By the seq of what is answered; nothing of what was taken back."""
    wanted = {seq for one in entries if isinstance(one.body, Message) and (seq := one.body.reply_to)}
    rows = await standing.at(connection, reader, conversation_id, wanted)
    told = await standing.as_they_stand(connection, reader, rows)
    authors = {one.author.id for one in told if one.author.id is not None}
    people = await timeline.people(connection, reader.workspace_id, authors)
    names = {person.id: person.name for person in people} | {reader.person.id: words.you}
    return {
        one.seq: Quote(names.get(one.author.id, "") if one.author.id else "", _words(one.body))
        for one in told
        if isinstance(one.body, Message) and not isinstance(one.body.content, DeletedContent)
    }


def _words(message: Message) -> str:
    content = message.content
    said = content.caption or content.file.name if isinstance(content, WithFile) else content.as_text()
    line = one_line(plain(said))
    return line if len(line) <= MOST_CHARACTERS else f"{line[: MOST_CHARACTERS - 1].rstrip()}…"
