"""What a kept entry calls for outside, enqueued in the transaction that keeps it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from msgspec import Struct

from causerie.conversations.append import Kept
from causerie.conversations.model import Entry, Happened, Message
from causerie.events import EmailGiven
from causerie.kit.database import Connection
from causerie.kit.jobs import Job, Jobs


class NotifyContact(Struct, frozen=True):
    """Send by mail what the contact has not read by then."""

    workspace_id: UUID
    conversation_id: UUID
    contact_id: UUID


class Outbox:
    """Answers that stay unread go out by mail after `delay`; several within it go out in one mail."""

    def __init__(self, jobs: Jobs, delay: timedelta) -> None:
        self._jobs = jobs
        self._delay = delay

    async def with_entries(self, connection: Connection, kept: list[Kept]) -> None:
        """Enqueues one notice for each conversation in which staff or a bot said something to a contact, or the contact
        left an address, perhaps to get what was said before."""
        answered = {
            one.entry.conversation: NotifyContact(one.workspace_id, one.entry.conversation, one.contact_id)
            for one in kept
            if one.contact_id is not None
            and one.change is None
            and (_is_answer(one.entry) or _is_address(one.entry))
        }
        await self._jobs.enqueue_many(
            connection,
            [
                Job("notify_contact", notice, self._delay, f"notify:{conversation_id}")
                for conversation_id, notice in answered.items()
            ],
        )


def _is_answer(entry: Entry) -> bool:
    return isinstance(entry.body, Message) and entry.author.kind in ("staff", "bot")


def _is_address(entry: Entry) -> bool:
    return isinstance(entry.body, Happened) and isinstance(entry.body.event, EmailGiven)
