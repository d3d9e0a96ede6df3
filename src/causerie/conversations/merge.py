"""What was said with one contact, said again behind what was said with another who is the same person."""

from __future__ import annotations

from uuid import UUID

import msgspec

from causerie.conversations.append import Line
from causerie.conversations.model import Author, Body, Message, Source
from causerie.conversations.timeline import EntryRow


class Said(EntryRow):
    """An entry to be copied, with the identity that wrote it."""

    identity_id: UUID | None


def copied(workspace_id: UUID, target_id: UUID, said: Said, from_contact: UUID, into_contact: UUID) -> Line:
    """The line that says it again in the target. Its client_id is made of where it came from, so that it is once."""
    entry = said.entry(staff=True)
    author = entry.author
    if author.id == from_contact:
        author = Author("contact", into_contact)
    source = entry.source or Source()
    return Line(
        workspace_id,
        target_id,
        f"m-{entry.conversation.hex}-{entry.seq}",
        _without_reply(entry.body),
        author,
        entry.channel,
        None,
        said.identity_id,
        Source(
            source.page_url,
            source.page_title,
            source.original_url,
            source.from_address,
            entry.conversation,
            entry.at,
        ),
    )


def _without_reply(body: Body) -> Body:
    """A seq of the old conversation means nothing in the new one."""
    return msgspec.structs.replace(body, reply_to=None) if isinstance(body, Message) else body
