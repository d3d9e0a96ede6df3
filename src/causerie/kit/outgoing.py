"""What one turn of the loop sends: each socket's frames leave together, by one call of the system."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from typing import Protocol

# Where many sockets are written to, others are served after this long.
SLICE_SECONDS = 0.004
# Sockets between two looks at the clock.
STRIDE = 32


class Sender(Protocol):
    """Whoever has something to send."""

    def flush(self) -> None:
        """Sends what waits. Must not block."""


class Outgoing:
    """Flushes senders at the end of the turn in which they asked for it, in the order in which they did."""

    def __init__(self) -> None:
        self._waiting: deque[Sender] = deque()

    def soon(self, sender: Sender) -> None:
        """`sender` has something to send; it asks once until it is flushed."""
        if not self._waiting:
            asyncio.get_running_loop().call_soon(self._flush)
        self._waiting.append(sender)

    def _flush(self) -> None:
        waiting = self._waiting
        end = time.monotonic() + SLICE_SECONDS
        try:
            while waiting and time.monotonic() < end:
                for _ in range(min(STRIDE, len(waiting))):
                    waiting.popleft().flush()
        finally:
            if waiting:
                asyncio.get_running_loop().call_soon(self._flush)
