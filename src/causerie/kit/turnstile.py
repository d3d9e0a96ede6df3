"""Lets in a few at a time: where many come at once, those who are here already are served in between."""

from __future__ import annotations

import asyncio
from collections import deque

# Let in at each turn of the event loop; a handshake takes about a quarter of a millisecond.
AT_ONCE = 12


class Turnstile:
    """Who enters first is let in first."""

    def __init__(self) -> None:
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def enter(self) -> None:
        """Waits for one's turn: the next of the event loop, where nobody else waits."""
        loop = asyncio.get_running_loop()
        turn: asyncio.Future[None] = loop.create_future()
        self._waiting.append(turn)
        if len(self._waiting) == 1:
            loop.call_soon(self._let_in, loop)
        await turn

    def _let_in(self, loop: asyncio.AbstractEventLoop) -> None:
        for _ in range(min(AT_ONCE, len(self._waiting))):
            turn = self._waiting.popleft()
            if not turn.done():  # it may have gone meanwhile
                turn.set_result(None)
        if self._waiting:
            loop.call_soon(self._let_in, loop)
