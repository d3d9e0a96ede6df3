"""That what one client says in a conversation stands in the order in which it was said, whatever is refused between."""

from __future__ import annotations

import time
from collections.abc import Callable
from heapq import heappop, heappush
from uuid import UUID

from causerie.errors import AppError, ErrorCode

# A client that has not sent again by then does not mean to.
PATIENCE_SECONDS = 30.0
RETRY_MS = 1_000
# Refused messages of a conversation whose order is remembered.
MAX_REMEMBERED = 1_000


class Turns:
    """Of one line, by conversation (null: the only one that a visitor has). A client may send on before it hears of a
    refusal. What comes then is refused too, until what may be sent again was sent again, in the same order."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._refused: dict[UUID | None, _Refused] = {}

    def check(self, conversation: UUID | None, client_id: str) -> None:
        """Raises what the last refusal was for, where another is to be sent again before."""
        refused = self._refused.get(conversation) if self._refused else None
        if refused is None:
            return
        if refused.takes(client_id):
            refused.until = self._clock() + PATIENCE_SECONDS
        elif self._clock() > refused.until:
            del self._refused[conversation]
        else:
            raise AppError(
                refused.code,
                "What was said before was not kept; send that first.",
                retry_after_ms=RETRY_MS,
            )

    def refused(self, conversation: UUID | None, client_id: str, error: AppError) -> None:
        """It was not kept. Where the same may succeed later, what follows waits for it."""
        if error.retry_after_ms is None:
            self.kept(conversation, client_id)
            return
        refused = self._refused.get(conversation)
        if refused is None:
            refused = self._refused[conversation] = _Refused(self._clock() + PATIENCE_SECONDS)
        refused.add(client_id)
        refused.code = error.code

    def kept(self, conversation: UUID | None, client_id: str) -> None:
        """It is done with."""
        refused = self._refused.get(conversation) if self._refused else None
        if refused is not None and refused.forget(client_id):
            del self._refused[conversation]


class _Refused:
    """Messages that are to be sent again, numbered in their order. `until`: the client is waited for, longer with each
    that came; `code`: of the last refusal."""

    def __init__(self, until: float) -> None:
        self.until = until
        self.code = ErrorCode.UNAVAILABLE
        self._numbers: dict[str, int] = {}
        self._next = 0
        # Those that have not come again.
        self._missing: list[int] = []

    def takes(self, client_id: str) -> bool:
        """Whether it is the turn of this one."""
        if not self._missing:
            return True
        if self._numbers.get(client_id) != self._missing[0]:
            return False
        heappop(self._missing)
        return True

    def add(self, client_id: str) -> None:
        """It is to be sent again: behind those before it, where it was refused before."""
        number = self._numbers.get(client_id)
        if number is None:
            if len(self._numbers) >= MAX_REMEMBERED:
                return
            number = self._numbers[client_id] = self._next
            self._next += 1
        if number not in self._missing:
            heappush(self._missing, number)

    def forget(self, client_id: str) -> bool:
        """It needs no turn any more. Returns whether none is left that does."""
        number = self._numbers.pop(client_id, None)
        if number in self._missing:
            self._missing.remove(number)
            self._missing.sort()
        return not self._numbers
