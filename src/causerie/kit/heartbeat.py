"""One timer for all live lines: it makes the silent ones beat, and finds those whose other side is gone."""

from __future__ import annotations

import asyncio
from typing import Protocol

# A member has so many turns in a heartbeat.
TURNS = 4
# Members are spread by their addresses, which are multiples of small numbers; a prime spreads them evenly.
BUCKETS = 41


class Member(Protocol):
    """Whoever has turns."""

    def turn(self) -> None:
        """A quarter of a heartbeat has passed. Must not raise and must not block."""


class Heartbeat:
    """Gives every member a turn each quarter of `seconds`, a few members at a time. `frame` is the beat itself."""

    def __init__(self, seconds: float, frame: bytes) -> None:
        self.frame = frame
        self._tick_seconds = seconds / TURNS / BUCKETS
        self._buckets: list[set[Member]] = [set() for _ in range(BUCKETS)]
        self._members = 0
        self._now = 0
        self._timer: asyncio.TimerHandle | None = None

    def join(self, member: Member) -> None:
        """From now on `member` has turns."""
        self._buckets[hash(member) % BUCKETS].add(member)
        self._members += 1
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(self._tick_seconds, self._tick, loop)

    def leave(self, member: Member) -> None:
        """`member` has no more turns; it must have joined."""
        self._buckets[hash(member) % BUCKETS].remove(member)
        self._members -= 1
        if not self._members and self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _tick(self, loop: asyncio.AbstractEventLoop) -> None:
        self._timer = loop.call_later(self._tick_seconds, self._tick, loop)
        self._now = (self._now + 1) % BUCKETS
        for member in tuple(self._buckets[self._now]):
            member.turn()
