"""In whose lists a group or a direct conversation stands: read a moment after a change, and not by who sends."""

from __future__ import annotations

import asyncio
import logging
from uuid import UUID

from msgspec import Struct

from causerie.conversations.lists import Lists
from causerie.conversations.readers import Reader
from causerie.kit.database import Connection, Database
from causerie.kit.queries import Queries

LOG = logging.getLogger("causerie.groups")
QUERIES = Queries.beside(__file__)
# What is said together in one group wakes its members' lists once.
PAUSE_SECONDS = 0.05
RETRY_SECONDS = 1.0
# Of so many everybody hears how far each has read; in larger groups, only of the first who read something.
FEW = 20


class Groups:
    """Wakes the lists of all members that somebody in this process hears."""

    def __init__(self, database: Database, lists: Lists) -> None:
        self._database = database
        self._lists = lists
        self._changed: dict[UUID, UUID] = {}
        self._telling: asyncio.Task[None] | None = None

    def changed(self, workspace_id: UUID, conversation_id: UUID) -> None:
        """The head of this conversation moved."""
        if not self._lists.any_inbox_heard():
            return
        self._changed[conversation_id] = workspace_id
        if self._telling is None:
            self._telling = asyncio.create_task(self._tell())

    async def _tell(self) -> None:
        try:
            while self._changed:
                changed, self._changed = self._changed, {}
                try:
                    for account_id in await self._accounts(changed):
                        self._lists.inbox_changed(account_id)
                except Exception:
                    LOG.exception("the members of %d groups could not be told; trying again", len(changed))
                    self._changed = changed | self._changed
                    await asyncio.sleep(RETRY_SECONDS)
                await asyncio.sleep(PAUSE_SECONDS)
        finally:
            self._telling = None

    async def _accounts(self, changed: dict[UUID, UUID]) -> list[UUID]:
        async with self._database.acquire() as connection:
            return await QUERIES.column(
                connection,
                "accounts_of_members",
                UUID,
                workspaces=list(changed.values()),
                conversations=list(changed),
            )


class ReadOn(Struct, frozen=True):
    """Whose list shows it, and whether the others are told: they are few, or nobody had read so far."""

    account_id: UUID | None
    told: bool


async def read_on(connection: Connection, reader: Reader, conversation_id: UUID, read: int) -> ReadOn | None:
    """A member has read up to `read`; None for who is none."""
    return await QUERIES.maybe(
        connection,
        "member_read",
        ReadOn,
        workspace_id=reader.workspace_id,
        conversation_id=conversation_id,
        contact_id=reader.person.id,
        read=read,
        few=FEW,
    )
