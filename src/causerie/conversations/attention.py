"""Which agents look at their desk now, for whoever decides whether a device of theirs should ring, and whether
they are there.

Each process writes its own down, all together and some times a minute: so it holds for every process, and ends by
itself where one is killed.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from uuid import UUID

from causerie.kit.database import Database
from causerie.kit.ids import new_id
from causerie.kit.queries import Queries

LOG = logging.getLogger("causerie.attention")
QUERIES = Queries.beside(__file__)

# Well under the minute for which what was written holds.
BEAT_SECONDS = 20.0
# Who comes within a moment is written down at once.
PAUSE_SECONDS = 0.2


# Agents, by their workspace and account, whose desk is on a screen.
Seen = Callable[[set[tuple[UUID, UUID]]], Awaitable[None]]


class Attention:
    """Lines are told apart by identity; an agent looks while one of their desks is on a screen. `seen` is told of them
    as long as that is so."""

    def __init__(self, database: Database, seen: Seen) -> None:
        self._database = database
        self._seen = seen
        self._node = new_id()
        self._looking: dict[object, tuple[UUID, UUID]] = {}
        self._changed = asyncio.Event()

    def looks(self, line: object, workspace_id: UUID, account_id: UUID, *, on: bool) -> None:
        """The line's desk, of this workspace, came onto a screen, or left it."""
        if on:
            self._looking[line] = workspace_id, account_id
            self._changed.set()
        else:
            self.left(line)

    def left(self, line: object) -> None:
        """The line is gone."""
        if self._looking.pop(line, None) is not None:
            self._changed.set()

    async def run(self) -> None:
        """Writes it down, until it is cancelled."""
        while True:
            try:
                async with asyncio.timeout(BEAT_SECONDS if self._looking else None):
                    await self._changed.wait()
                await asyncio.sleep(PAUSE_SECONDS)
            except TimeoutError:
                pass  # nothing changed, and it is to hold on
            self._changed.clear()
            try:
                await self.keep()
            except Exception:
                LOG.exception("who looks at their desk could not be written down")

    async def keep(self) -> None:
        """Writes down who looks now."""
        looking = set(self._looking.values())
        accounts = list({account_id for _, account_id in looking})
        async with self._database.system() as connection:
            await QUERIES.execute(connection, "keep_attention", node=self._node, accounts=accounts)
        await self._seen(looking)
