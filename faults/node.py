"""`causerie serve` that can be told to die at the next of the moments that matter, or to stand still before it commits:
the product's own composition, with a trap in its appender that SIGUSR1 or SIGUSR2 sets. `python -m faults.node SEED`;
settings as ever.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from collections.abc import Callable
from typing import Any
from uuid import UUID

from causerie import runtime
from causerie.cli import read_settings
from causerie.conversations.append import AfterCommit, Answered, Appender
from causerie.conversations.plan import Kept, Line, Plan
from causerie.errors import AppError
from causerie.kit import log
from causerie.kit.database import Connection, Database
from causerie.main import create_app
from causerie.serving import web_server
from scripts.parent import end_with_parent

DIED = "died by itself: "
MOMENTS = (
    "before a commit",
    "while the database commits",
    "after a commit, before telling",
    "after telling, before the answers",
    "after an answer",
)


class Trap:
    """Once set, kills or stops this process at the next passing of a moment."""

    def __init__(self) -> None:
        self._moment: str | None = None
        self._number = signal.SIGKILL

    def set(self, moment: str, number: signal.Signals) -> None:
        """Sends itself the signal then."""
        self._moment, self._number = moment, number

    def is_for(self, moment: str) -> bool:
        """Whether it is set for this moment."""
        return moment == self._moment

    def passing(self, moment: str) -> None:
        """Nothing happens after this, where it is the moment; not before SIGCONT, where it is to stand still."""
        if self.is_for(moment):
            self._moment = None
            if self._number is signal.SIGKILL:
                os.write(2, f"{DIED}{moment}\n".encode())
            os.kill(os.getpid(), self._number)


def trapped(trap: Trap) -> Callable[..., Appender]:
    """A maker of appenders that pass the moments."""

    class Trapped(Appender):
        async def keep(self, connection: Connection, plan: Plan) -> bool:
            if trap.is_for("before a commit"):
                async with connection.transaction():
                    kept = await super().keep(connection, plan)
                    trap.passing("before a commit")
                return kept
            # The statement is on its way when the loop turns.
            asyncio.get_running_loop().call_soon(trap.passing, "while the database commits")
            return await super().keep(connection, plan)

        def append(self, line: Line, answered: Answered) -> None:
            def told(conversation_id: UUID, answer: int | AppError) -> None:
                answered(conversation_id, answer)
                trap.passing("after an answer")

            super().append(line, told)

    def make(database: Database, *, after_commit: AfterCommit, **others: Any) -> Appender:
        def committed(kept: list[Kept], seconds: float) -> None:
            trap.passing("after a commit, before telling")
            after_commit(kept, seconds)
            trap.passing("after telling, before the answers")

        return Trapped(database, after_commit=committed, **others)

    return make


def main(arguments: list[str]) -> None:
    """Serves until it is ended, or dies."""
    end_with_parent(signal.SIGKILL)  # the one signal that ends a stopped process too
    trap, rng = Trap(), random.Random(arguments[0])
    signal.signal(signal.SIGUSR1, lambda *_: trap.set(rng.choice(MOMENTS), signal.SIGKILL))
    signal.signal(signal.SIGUSR2, lambda *_: trap.set(MOMENTS[0], signal.SIGSTOP))
    setattr(runtime, "Appender", trapped(trap))  # noqa: B010  (where it is put together, and nowhere else)
    settings = read_settings()
    log.configure(settings.log_level, settings.log_format)
    web_server(create_app(settings), settings).run()


if __name__ == "__main__":
    main(sys.argv[1:])
