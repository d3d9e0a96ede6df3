"""What the widget leaves for later."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

from msgspec import Struct

from causerie.kit.database import Connection


class MergeContacts(Struct, frozen=True):
    """Put what was said with one contact behind what was said with the other. Doing it twice is doing it once."""

    workspace_id: UUID
    from_contact: UUID
    into_contact: UUID


class AskEmail(Struct, frozen=True):
    """Ask in the thread for an address, if nobody answered and none is known."""

    workspace_id: UUID
    conversation_id: UUID
    contact_id: UUID


# In the transaction that calls for it.
Enqueue = Callable[[Connection, MergeContacts | AskEmail], Awaitable[None]]
