"""Questions that many ask at once, answered together: what waits is one statement, and a storm of them holds few
connections."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Group = TypeVar("Group")
Question = TypeVar("Question")
Answer = TypeVar("Answer")

# Questions answered at once, and groups at a time.
MOST = 64
LANES = 2


class Together(Generic[Group, Question, Answer]):
    """`load` answers the questions of one group, one answer or exception for each, in their order. What it raises
    itself is raised for all of them. Nobody waits for a timer: a lone question is asked at once."""

    def __init__(
        self, load: Callable[[Group, list[Question]], Awaitable[Sequence[Answer | Exception]]]
    ) -> None:
        self._load = load
        # The groups take turns, in the order in which they came.
        self._waiting: dict[Group, list[tuple[Question, asyncio.Future[Answer]]]] = {}
        self._lanes: set[asyncio.Task[None] | None] = set()

    async def ask(self, group: Group, question: Question) -> Answer:
        """The answer. Raises what `load` answers or raises."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(group, []).append((question, answer))
        if len(self._lanes) < min(LANES, len(self._waiting)):
            self._lanes.add(asyncio.create_task(self._work()))
        return await answer

    async def _work(self) -> None:
        try:
            while self._waiting:
                group, asked = next(iter(self._waiting.items()))
                del self._waiting[group]
                if asked[MOST:]:
                    self._waiting[group] = asked[MOST:]
                await self._answer(group, asked[:MOST])
        finally:
            self._lanes.remove(asyncio.current_task())

    async def _answer(self, group: Group, asked: list[tuple[Question, asyncio.Future[Answer]]]) -> None:
        try:
            answers = await self._load(group, [question for question, _ in asked])
        except Exception as error:  # noqa: BLE001  (whoever asked is told)
            answers = [error] * len(asked)
        for (_, future), answer in zip(asked, answers, strict=True):
            if future.done():
                continue  # whoever asked has gone
            if isinstance(answer, Exception):
                future.set_exception(answer)
            else:
                future.set_result(answer)
