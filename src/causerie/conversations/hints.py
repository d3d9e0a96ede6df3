"""What the processes of one installation tell each other over the bus."""

from __future__ import annotations

from uuid import UUID

import msgspec
from msgspec import Raw, Struct

from causerie.accounts.model import Person

# What every process listens to: presence of staff, and what ends or locks a line.
ALL = "all"


def bus_topic(topic: str) -> str:
    """On which topic of the bus the hints for a topic of the hub go: both sides of a conversation share one."""
    audience, _, rest = topic.partition(":")
    if audience in ("staff", "contact"):
        return f"conversation:{rest}"
    return ALL if audience == "control" else topic


class EntriesHint(Struct, frozen=True, tag_field="h", tag="entries"):
    """Entries (after, through] of a conversation were committed."""

    workspace_id: UUID
    conversation_id: UUID
    after: int
    through: int


class CarriedHint(Struct, frozen=True, tag_field="h", tag="carried"):
    """Entries of a conversation up to `through` were committed. `frame`: what its staff is told of them, an `entries`
    frame."""

    workspace_id: UUID
    conversation_id: UUID
    through: int
    frame: Raw


class DeskHint(Struct, frozen=True, tag_field="h", tag="desk"):
    """A head of the workspace changed."""

    workspace_id: UUID


class InboxHint(Struct, frozen=True, tag_field="h", tag="inbox"):
    """A head of the account's changed."""

    account_id: UUID


class GroupHint(Struct, frozen=True, tag_field="h", tag="group"):
    """A head changed in the lists of all members."""

    workspace_id: UUID
    conversation_id: UUID


class FrameHint(Struct, frozen=True, tag_field="h", tag="frame"):
    """A frame for whoever hears the topic."""

    topic: str
    frame: Raw


class Beat(Struct, frozen=True, tag_field="h", tag="beat"):
    """The process lives. `version` counts the changes of its staff; `at` is its clock, in seconds since 1970."""

    node: str
    version: int
    at: float


class Gone(Struct, frozen=True, tag_field="h", tag="gone"):
    """The process ends, and with it all its lines."""

    node: str


class AskStaff(Struct, frozen=True, tag_field="h", tag="ask"):
    """Asks a process for all its staff, or every process."""

    node: str | None


class AllStaff(Struct, frozen=True, tag_field="h", tag="all"):
    """A part of everybody whose desk is open at the process, with the workspace. `more`: another part follows."""

    node: str
    version: int
    staff: list[tuple[UUID, Person]]
    more: bool


class StaffHint(Struct, frozen=True, tag_field="h", tag="staff"):
    """The first desk of a person was opened at the process, or the last one closed."""

    node: str
    version: int
    workspace_id: UUID
    person: Person
    on: bool


class AskContact(Struct, frozen=True, tag_field="h", tag="who"):
    """Asks where the contact of a conversation is."""

    conversation_id: UUID


class ContactHint(Struct, frozen=True, tag_field="h", tag="contact"):
    """The contact of a conversation is here, or left."""

    node: str
    conversation_id: UUID
    contact_id: UUID
    on: bool


PresenceHint = Beat | Gone | AskStaff | AllStaff | StaffHint | AskContact | ContactHint
Hint = EntriesHint | CarriedHint | DeskHint | InboxHint | GroupHint | FrameHint | PresenceHint
DECODE = msgspec.json.Decoder(Hint).decode
ENCODE = msgspec.json.Encoder().encode
