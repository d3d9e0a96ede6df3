"""How often one address may do something within a period."""

import time
from collections import OrderedDict, deque
from collections.abc import Callable

_ADDRESSES = 10_000


class RateCap:
    """A sliding window for each key: at most `limit` within `period` seconds. Remembers 10,000 keys."""

    def __init__(self, limit: int, period: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._period = period
        self._clock = clock
        self._taken: OrderedDict[str, deque[float]] = OrderedDict()

    def has_room(self, key: str) -> bool:
        """Tell whether `take` would stay within the limit."""
        times = self._taken.get(key)
        if times is None:
            return True
        while times and times[0] <= self._clock() - self._period:
            times.popleft()
        return len(times) < self._limit

    def take(self, key: str) -> None:
        """Count one."""
        times = self._taken.setdefault(key, deque(maxlen=self._limit))
        times.append(self._clock())
        self._taken.move_to_end(key)
        if len(self._taken) > _ADDRESSES:
            self._taken.popitem(last=False)
