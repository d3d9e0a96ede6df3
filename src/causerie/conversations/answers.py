"""How long customers wait for a first answer: a real figure, computed now and then and told to visitors."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from uuid import UUID

from msgspec import Struct

from causerie.kit.database import Database
from causerie.kit.queries import Queries

QUERIES = Queries.beside(__file__)

WINDOW = timedelta(days=28)
FRESH_SECONDS = 15 * 60
# Of fewer answers no median is told: one slow evening would be the business's figure.
FEWEST = 5
# Of the conversations that went on last: a figure, not an audit.
MOST_CONVERSATIONS = 500


class _Waits(Struct):
    median: float | None
    count: int


class FirstAnswers:
    """The median wait of each workspace, kept for a quarter of an hour."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[UUID, tuple[float, asyncio.Task[int | None]]] = {}

    async def median_seconds(self, workspace_id: UUID) -> int | None:
        """From a case's first message to the staff's first answer, over 28 days; None for fewer than 5."""
        until, task = self._known.get(workspace_id, (0.0, None))
        if task is None or time.monotonic() > until or (task.done() and task.exception() is not None):
            task = asyncio.ensure_future(self._compute(workspace_id))
            self._known[workspace_id] = time.monotonic() + FRESH_SECONDS, task
        # Who stops waiting does not stop the others.
        return await asyncio.shield(task)

    async def _compute(self, workspace_id: UUID) -> int | None:
        async with self._database.tenant(workspace_id) as connection:
            waits = await QUERIES.one(
                connection,
                "first_answers",
                _Waits,
                workspace_id=workspace_id,
                window=WINDOW,
                conversations=MOST_CONVERSATIONS,
            )
        return round(waits.median) if waits.median is not None and waits.count >= FEWEST else None
