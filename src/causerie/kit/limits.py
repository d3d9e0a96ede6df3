"""How often one may try: token buckets in memory, bounded in number."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

from causerie.errors import AppError, ErrorCode

MAX_KEYS = 100_000


class RateLimit:
    """At most `burst` at once and `per_minute` in the long run, for each key. The longest unused keys are forgotten
    first where there are more than 100,000."""

    def __init__(self, *, burst: int, per_minute: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._burst = float(burst)
        self._rate = per_minute / 60
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def check(self, key: str) -> None:
        """Takes one. Raises AppError(rate_limited) with the time after which one is there again."""
        now = self._clock()
        tokens, at = self._buckets.pop(key, (self._burst, now))
        tokens = min(self._burst, tokens + (now - at) * self._rate)
        allowed = tokens >= 1
        self._buckets[key] = (tokens - 1 if allowed else tokens, now)
        if len(self._buckets) > MAX_KEYS:
            self._buckets.popitem(last=False)
        if not allowed:
            wait = round((1 - tokens) / self._rate * 1000)
            raise AppError(ErrorCode.RATE_LIMITED, "Too many attempts; try again later.", retry_after_ms=wait)
