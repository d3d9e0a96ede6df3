"""What was shared in a conversation: its pictures, links and files, page by page, the newest first."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from msgspec import Struct

from causerie.accounts.model import Person
from causerie.content import DeletedContent
from causerie.conversations import timeline
from causerie.conversations.model import Entry, Message
from causerie.conversations.readers import Reader
from causerie.conversations.standing import EntryRow, as_they_stand
from causerie.kit.database import Connection
from causerie.kit.queries import Queries

QUERIES = Queries.beside(__file__)
What = Literal["media", "files", "links"]
# The kinds of content that are looked at or played, and those that are opened elsewhere.
MEDIA = ["image", "video"]
FILES = ["file", "voice"]
BEYOND = 2**62


class Shared(Struct, frozen=True):
    """A page of it. `people`: the authors; `before` asks for the page after it."""

    entries: list[Entry]
    people: list[Person]
    before: int | None


async def shared(
    connection: Connection,
    reader: Reader,
    conversation_id: UUID,
    what: What,
    *,
    before: int | None,
    limit: int,
) -> Shared:
    """What the reader may see of it, as it stands now. Raises not_found."""
    row = await timeline.conversation(connection, reader.workspace_id, conversation_id)
    if row.merged_into is not None:
        return Shared([], [], None)
    rows = await QUERIES.all(
        connection,
        "shared",
        EntryRow,
        kinds={"media": MEDIA, "files": FILES, "links": ["text"]}[what],
        links=what == "links",
        before=before or BEYOND,
        limit=limit,
        workspace_id=reader.workspace_id,
        conversation_id=conversation_id,
        horizon=reader.horizon,
        identity_id=reader.identity_id,
    )
    entries = [entry for entry in await as_they_stand(connection, reader, rows) if _is_there(entry)]
    authors = {entry.author.id for entry in entries if entry.author.id is not None}
    people = await timeline.people(connection, reader.workspace_id, authors)
    return Shared(entries, people, rows[-1].seq if len(rows) == limit else None)


def _is_there(entry: Entry) -> bool:
    return isinstance(entry.body, Message) and not isinstance(entry.body.content, DeletedContent)
