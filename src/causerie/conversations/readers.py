"""Who reads a conversation, and what of it they may see."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct

from causerie.accounts.model import Person
from causerie.conversations.model import Author, Body, Entry, Happened, Message
from causerie.events import CONTACT_SEES

CONTACT_EVENTS: list[str] = [str(kind.__struct_config__.tag) for kind in CONTACT_SEES]


class Reader(Struct, frozen=True):
    """Staff of the workspace, or the conversation's contact. `horizon`: a browser that proved nothing sees up to this
    seq and what `identity_id` wrote; null: all that a contact may see."""

    workspace_id: UUID
    person: Person
    identity_id: UUID | None = None
    horizon: int | None = None

    @property
    def is_staff(self) -> bool:
        """Whether notes, events and sources are theirs to see."""
        return self.person.kind == "staff"

    @property
    def author(self) -> Author:
        """This reader as the author of what it writes."""
        return Author(self.person.kind, self.person.id)


def contact_may_see(body: Body) -> bool:
    """Whether an entry is for the conversation's contact: every message, and a few events."""
    return isinstance(body, Message) or (isinstance(body, Happened) and isinstance(body.event, CONTACT_SEES))


def staff_topic(conversation_id: UUID) -> str:
    """Where the staff who watch a conversation hear of it."""
    return f"staff:{conversation_id}"


def contact_topic(conversation_id: UUID) -> str:
    """Where the contact's devices hear of a conversation."""
    return f"contact:{conversation_id}"


def topic_of(reader: Reader, conversation_id: UUID) -> str:
    """The topic that this reader hears."""
    return staff_topic(conversation_id) if reader.is_staff else contact_topic(conversation_id)


def without_source(entry: Entry) -> Entry:
    """The entry as a contact gets it: where it came from is for staff alone."""
    return Entry(
        entry.conversation, entry.seq, entry.at, entry.author, entry.channel, entry.client_id, entry.body
    )
