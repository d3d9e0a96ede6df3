"""Finding a word, or a day, in one conversation."""

from __future__ import annotations

import re
from datetime import datetime
from uuid import UUID

from causerie.content import DeletedContent, WithFile
from causerie.conversations import timeline
from causerie.conversations.model import Entry, Message, Note
from causerie.conversations.readers import Reader
from causerie.conversations.standing import as_they_stand, visible
from causerie.conversations.standing import at as entries_at
from causerie.kit.database import Connection
from causerie.kit.queries import Queries

QUERIES = Queries.beside(__file__)
MOST_FOUND = 100
# One conversation is read through; what is longer than any is found by the search over all.
MOST_SEARCHED = 100_000


async def first_from(
    connection: Connection, reader: Reader, conversation_id: UUID, at: datetime
) -> list[int]:
    """The seq of the first entry from `at` on, where there is one. Raises not_found."""
    row = await timeline.conversation(connection, reader.workspace_id, conversation_id)
    if row.merged_into is not None:
        return []
    return await QUERIES.column(connection, "first_from", int, at=at, **visible(reader, conversation_id))


async def with_text(connection: Connection, reader: Reader, conversation_id: UUID, text: str) -> list[int]:
    """The newest messages that say `text` as they stand now, in whatever case, the newest first. Raises not_found."""
    row = await timeline.conversation(connection, reader.workspace_id, conversation_id)
    if not text or row.merged_into is not None:
        return []
    said = re.sub(r"([\\%_])", r"\\\1", text)
    where = {"workspace_id": reader.workspace_id, "conversation_id": conversation_id}
    seqs = await QUERIES.column(
        connection,
        "with_text",
        int,
        above=row.last_seq - MOST_SEARCHED,
        said=f"%{said}%",
        limit=MOST_FOUND,
        **where,
    )
    rows = await entries_at(connection, reader, conversation_id, set(seqs))
    told = await as_they_stand(connection, reader, rows)
    return [entry.seq for entry in reversed(told) if _says(entry, text.lower())]


def _says(entry: Entry, text: str) -> bool:
    if not isinstance(entry.body, Message | Note):
        return False
    content = entry.body.content
    named = content.file.name if isinstance(content, WithFile) else ""
    return not isinstance(content, DeletedContent) and text in f"{content.as_text()}\n{named}".lower()
