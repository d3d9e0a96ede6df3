"""Who reads a conversation, and what of it they may see."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct

from causerie.accounts.model import Person
from causerie.conversations.model import Author, Body, ConversationKind, Entry, Happened, Message
from causerie.errors import AppError, ErrorCode
from causerie.events import CONTACT_SEES

CONTACT_EVENTS: list[str] = [str(kind.__struct_config__.tag) for kind in CONTACT_SEES]


class Reader(Struct, frozen=True):
    """Staff of the workspace, the conversation's contact, or a member of a group or direct conversation. `horizon`: a
    browser that proved nothing sees up to this seq and what `identity_id` wrote, and who left a group what was said
    until then; null: all that a contact may see. `may_write`: not so of who left, and where one blocked the other."""

    workspace_id: UUID
    person: Person
    identity_id: UUID | None = None
    horizon: int | None = None
    kind: ConversationKind = "customer"
    may_write: bool = True

    @property
    def is_member(self) -> bool:
        """Whether this is one of several who talk with each other."""
        return self.kind != "customer"

    def head(self, last_seq: int) -> int:
        """How far the conversation goes for this reader."""
        return min(last_seq, self.horizon) if self.is_member and self.horizon is not None else last_seq

    def check_may_write(self) -> None:
        """Raises AppError(forbidden) for who may only read."""
        if not self.may_write:
            raise AppError(ErrorCode.FORBIDDEN, "You can't write here.")

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


class Standing(Struct, frozen=True, tag_field="t", tag="standing"):
    """What lines in this process that watch a group or direct conversation are told when somebody left it (`horizon`),
    or one blocked the other (null)."""

    conversation: UUID
    contact: UUID | None
    horizon: int | None


def member_topic(workspace_id: UUID, account_id: UUID) -> str:
    """Where the desks of a member of staff hear that they may do other things, or do not work here any more."""
    return f"control:staff:{workspace_id}:{account_id}"


def standing_topic(conversation_id: UUID) -> str:
    """Where the lines of members hear that one of them is no member any more."""
    return f"control:members:{conversation_id}"


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
