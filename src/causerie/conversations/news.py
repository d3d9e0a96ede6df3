"""What other processes committed: read together, however many conversations it is about, and pushed here."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from itertools import groupby
from uuid import UUID

from causerie.conversations import timeline
from causerie.conversations.hints import EntriesHint
from causerie.conversations.plan import Kept
from causerie.conversations.watched import Watched
from causerie.kit.database import Database

LOG = logging.getLogger("causerie.news")
# Conversations that one statement reads.
AT_ONCE = 100


class News:
    """`push` tells the readers of one conversation of entries that follow each other."""

    def __init__(self, database: Database, watched: Watched, push: Callable[[list[Kept]], None]) -> None:
        self._database = database
        self._watched = watched
        self._push = push
        self._waiting: dict[UUID, EntriesHint] = {}
        self._loading: asyncio.Task[None] | None = None

    def heard(self, hint: EntriesHint) -> None:
        """There is news of a conversation; what comes while other news is read is read together."""
        waiting = self._waiting.get(hint.conversation_id)
        if waiting is None or waiting.after > hint.after:
            self._waiting[hint.conversation_id] = hint
        if self._loading is None:
            self._loading = asyncio.create_task(self._load())

    async def _load(self) -> None:
        try:
            while self._waiting:
                some = [self._waiting.pop(id_) for id_ in list(self._waiting)[:AT_ONCE]]
                try:
                    await self._tell(some)
                except Exception:
                    # Hints: the next poll finds what they were about.
                    LOG.exception("news of %d conversations could not be loaded", len(some))
        finally:
            self._loading = None

    async def _tell(self, hints: list[EntriesHint]) -> None:
        async with self._database.system() as connection:
            kept = await timeline.news(
                connection, [(hint.workspace_id, hint.conversation_id, self._known(hint)) for hint in hints]
            )
        for _, group in groupby(kept, key=lambda one: one.entry.conversation):
            self._push(list(group))
        read = {one.entry.conversation for one in kept}
        for hint in hints:
            # A page was told; there may be more.
            known = self._watched.conversations.get(hint.conversation_id)
            if known is not None and known.seq < hint.through and hint.conversation_id in read:
                self._waiting.setdefault(hint.conversation_id, hint)

    def _known(self, hint: EntriesHint) -> int:
        """A hint before this one may have been lost: what it was about is told with this one's."""
        known = self._watched.conversations.get(hint.conversation_id)
        return hint.after if known is None else known.seq
