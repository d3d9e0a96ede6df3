"""What webhooks are told, and what their owners say of them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, get_args
from uuid import UUID

from msgspec import Meta, Struct

from causerie.accounts.model import Person
from causerie.conversations.model import Entry, Happened, Message
from causerie.events import CustomerEvent

# What a webhook may be told: `message.updated` is an entry that was edited, deleted, reacted to or answered since.
EVENTS: list[str] = [
    "message.created",
    "message.updated",
    "note.created",
    *(f"conversation.{event.__struct_config__.tag}" for event in get_args(CustomerEvent)),
]
PING = "ping"

State = Literal["waiting", "delivered", "dead"]
Address = Annotated[str, Meta(max_length=2_000, pattern=r"^https?://[^\s\x00]+\Z")]
Wanted = Annotated[list[str], Meta(min_length=1, max_length=100)]


def event_of(entry: Entry) -> str:
    """What a webhook is told of an entry that was just kept."""
    match entry.body:
        case Happened(event=event):
            return f"conversation.{event.__struct_config__.tag}"
        case Message():
            return "message.created"
        case _:
            return "note.created"


class Told(Struct, frozen=True):
    """What happened: the entry as it stands now, where, and who wrote it."""

    workspace: UUID
    conversation: UUID
    entry: Entry
    person: Person | None


class Payload(Struct, frozen=True):
    """A message as it is sent (https://www.standardwebhooks.com). `data` is null in a `ping`."""

    type: str
    timestamp: datetime
    data: Told | None


class Webhook(Struct, frozen=True):
    """An address that is told of `events`. `failing_since`: nothing arrived there since then. `waiting` and `dead`: so
    many messages are still to be sent, and were given up."""

    id: UUID
    url: str
    events: list[str]
    enabled: bool
    failing_since: datetime | None
    created_at: datetime
    waiting: int
    dead: int


class NewWebhook(Struct, frozen=True, forbid_unknown_fields=True):
    """An address to tell of these events."""

    url: Address
    events: Wanted


class WebhookChange(Struct, frozen=True, forbid_unknown_fields=True):
    """What is null stays. What happens while one is not enabled, it is not told."""

    url: Address | None = None
    events: Wanted | None = None
    enabled: bool | None = None


class WebhookSecret(Struct, frozen=True):
    """A webhook with the secret that signs its messages from now on; it is not told again."""

    webhook: Webhook
    secret: str


class WebhookMessage(Struct, frozen=True):
    """One message to a webhook. `outcome` of the last attempt: a status, or what went wrong; `due_at`: when the next is
    made."""

    id: UUID
    event: str
    state: State
    attempts: int
    outcome: str
    created_at: datetime
    due_at: datetime
    body: str
