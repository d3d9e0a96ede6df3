"""Makes what was said findable, a moment after it was kept.

Whoever keeps entries writes in the same transaction which ones they are (`entry_due`); here they are taken from there,
a few at a time, and their words put into `entry_words`, in one transaction too: whatever is killed, none is missed and
none stands there twice. One process of the installation works at a time, so that entries are counted as they came.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import time
from collections import Counter
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from causerie.accounts.model import PersonKind
from causerie.content import Content, EmailRequest
from causerie.conversations import marks
from causerie.conversations.model import ChannelKind
from causerie.kit import metrics
from causerie.kit.database import Connection, Database
from causerie.kit.queries import Queries
from causerie.kit.words import vector

LOG = logging.getLogger("causerie.indexing")
QUERIES = Queries.beside(__file__)

# Blocks of so many bits of entries: an entry's words say in which it stands, in three sizes.
BLOCK_BITS = (12, 16, 20)
# So many entries at a time, and so many characters before the sockets have their turn.
AT_ONCE = 100
CHARACTERS = 20_000
# What is said together is indexed together.
PAUSE_SECONDS = 0.2
# For what a process left that was killed.
POLL_SECONDS = 5.0
# While so many entries a second are kept here, indexing gets a twentieth of the time, and catches up later.
BUSY_ENTRIES = 1_000
BUSY_REST = 20
# So few then: nobody's message waits long for them.
AT_ONCE_BUSY = 10


def label(workspace_id: UUID) -> str:
    """The word that all entries of a workspace have. Another workspace may by chance have the same."""
    return f"#{workspace_id.hex[-8:]}"


def block(workspace_id: UUID, bits: int, number: int) -> str:
    """The word that the entries of one block of a workspace have, 2**bits of them."""
    return f"{label(workspace_id)}.{bits}.{number}"


class _Due(Struct):
    workspace_id: UUID
    conversation_id: UUID
    seq: int
    kind: str
    author_kind: PersonKind
    author_id: UUID | None
    channel: ChannelKind
    at: datetime
    content: dict[str, Any]

    def vector(self, number: int) -> str:
        """Its words, with what it is and where it stands."""
        places = [label(self.workspace_id)]
        places += [block(self.workspace_id, bits, number >> bits) for bits in BLOCK_BITS]
        try:
            content = msgspec.convert(self.content, Content)
        except msgspec.ValidationError:
            # A newer version of the program kept it. It must not stop those behind it.
            LOG.exception("entry %d of %s can't be read, and is not indexed", self.seq, self.conversation_id)
            return vector("", places)
        marked = marks.of(
            kind=self.kind,
            by=self.author_kind,
            author=self.author_id,
            channel=self.channel,
            at=self.at,
            content=content,
        )
        # Nobody wrote a form, and each reader sees it in another language.
        text = "" if isinstance(content, EmailRequest) else content.as_text()
        return vector(text, [*places, *marked])


class _Index(Struct):
    workspace_id: UUID
    entries: int


class Indexer:
    """Indexes in the background, as long as `run()` runs."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._wake = asyncio.Event()
        self._kept = 0

    def kept(self, entries: int) -> None:
        """So many entries were just committed by this process."""
        self._kept += entries
        self._wake.set()

    async def run(self) -> None:
        """Indexes what comes until it is cancelled."""
        while True:
            try:
                async with asyncio.timeout(POLL_SECONDS):
                    await self._wake.wait()
            except TimeoutError:
                pass  # somebody else may have left something
            self._wake.clear()
            await asyncio.sleep(PAUSE_SECONDS)
            try:
                await self._until_nothing_is_due()
            except Exception:
                LOG.exception("what was said could not be indexed; trying again")
                await asyncio.sleep(POLL_SECONDS)
                self._wake.set()

    async def catch_up(self) -> None:
        """Indexes everything that is due now, without a rest."""
        while await self._some(AT_ONCE):
            pass

    async def _until_nothing_is_due(self) -> None:
        kept, since, busy = self._kept, time.monotonic(), False
        while True:
            began = time.monotonic()
            if not await self._some(AT_ONCE_BUSY if busy else AT_ONCE):
                return
            now = time.monotonic()
            if now - since > 1:
                kept, since = self._kept, now
            busy = self._kept - kept > BUSY_ENTRIES * (now - since)
            await asyncio.sleep((now - began) * BUSY_REST if busy else 0)

    async def _some(self, most: int) -> bool:
        """Indexes as many. Whether there was something to do."""
        async with self._database.system() as connection:
            await QUERIES.execute(connection, "begin_indexing")
            due = await QUERIES.all(connection, "take_due", _Due, most=most)
            if due:
                await _index(connection, due)
        metrics.INDEXED.inc(len(due))
        return bool(due)


async def _index(connection: Connection, due: list[_Due]) -> None:
    counts = Counter(one.workspace_id for one in due)
    indexes = await QUERIES.all(
        connection, "extend_index", _Index, workspaces=list(counts), counts=list(counts.values())
    )
    following = {
        index.workspace_id: itertools.count(index.entries - counts[index.workspace_id]) for index in indexes
    }
    numbers, vectors = list[int](), list[str]()
    characters = 0
    for one in due:
        numbers.append(next(following[one.workspace_id]))
        vectors.append(one.vector(numbers[-1]))
        characters += len(vectors[-1])
        if characters > CHARACTERS:
            characters = 0
            await asyncio.sleep(0)
    await QUERIES.execute(
        connection,
        "keep_words",
        workspaces=[one.workspace_id for one in due],
        conversations=[one.conversation_id for one in due],
        seqs=[one.seq for one in due],
        numbers=numbers,
        vectors=vectors,
    )
