"""Who in this process wants to hear what: topics, and the sockets subscribed to them."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Protocol

LOG = logging.getLogger("causerie.hub")

# A topic with more subscribers is told a slice at a time, so that nobody else waits for its last one.
WIDE = 256
SLICE_SECONDS = 0.004
# Subscribers between two looks at the clock.
STRIDE = 32
# Called with a topic and True when its first subscriber comes, with False when its last one leaves.
Interest = Callable[[str, bool], None]


class Subscriber(Protocol):
    """Somebody who is told. `push` must not raise and must not block."""

    def push(self, topic: str, frame: bytes) -> None:
        """A frame was published on `topic`, encoded once for all."""


class Hub:
    """Topics are plain strings; each subscriber hears a topic in the order of publishing. Nothing is kept for those who
    come later: they load, then subscribe."""

    def __init__(self) -> None:
        self._topics: dict[str, dict[Subscriber, None]] = {}
        # Of each topic that is not told to its end: frames, and who has yet to hear them.
        self._untold: dict[str, deque[tuple[bytes, Iterator[Subscriber]]]] = {}
        self._interest: Interest | None = None

    def on_interest(self, interest: Interest) -> None:
        """From now on `interest` is told which topics begin and cease to be heard in this process."""
        self._interest = interest

    def subscribe(self, topic: str, subscriber: Subscriber) -> None:
        """From now on `subscriber` hears `topic`; twice is once."""
        subscribers = self._topics.get(topic)
        if subscribers is not None:
            subscribers[subscriber] = None
            return
        self._topics[topic] = {subscriber: None}
        if self._interest is not None:
            self._interest(topic, True)

    def unsubscribe(self, topic: str, subscriber: Subscriber) -> None:
        """`subscriber` no longer hears `topic`, not even what was published before."""
        subscribers = self._topics.get(topic)
        if subscribers is None:
            return
        subscribers.pop(subscriber, None)
        if not subscribers:
            del self._topics[topic]
            if self._interest is not None:
                self._interest(topic, False)

    def topics(self, kind: str) -> list[str]:
        """What is heard now of the topics that begin with `kind`."""
        return [topic for topic in self._topics if topic.startswith(kind)]

    def __len__(self) -> int:
        """How many topics are heard."""
        return len(self._topics)

    def heard(self, topic: str) -> bool:
        """Whether anybody hears `topic`; if not, a frame need not be made."""
        return topic in self._topics

    def publish(self, topic: str, frame: bytes) -> None:
        """Pushes one encoded frame to all who hear `topic`: at once, or where they are many, as soon as others were
        served in between."""
        subscribers = self._topics.get(topic)
        if subscribers is not None:
            self._tell(topic, frame, tuple(subscribers))

    def tell(self, topic: str, frame: bytes, subscriber: Subscriber) -> None:
        """Pushes a frame to one subscriber alone, behind what was published on `topic` before."""
        self._tell(topic, frame, (subscriber,))

    def _tell(self, topic: str, frame: bytes, subscribers: tuple[Subscriber, ...]) -> None:
        untold = self._untold.get(topic)
        if untold is not None:
            untold.append((frame, iter(subscribers)))
        elif len(subscribers) <= WIDE:
            self._push(topic, frame, subscribers)
        else:
            if not self._untold:
                asyncio.get_running_loop().call_soon(self._go_on)
            self._untold[topic] = deque([(frame, iter(subscribers))])

    def _go_on(self) -> None:
        """Tells on for a moment; the topics take turns."""
        topic, untold = next(iter(self._untold.items()))
        end = time.monotonic() + SLICE_SECONDS
        while untold and time.monotonic() < end:
            frame, rest = untold[0]
            some = tuple(islice(rest, STRIDE))
            if some:
                self._push(topic, frame, some)
            else:
                untold.popleft()
        del self._untold[topic]
        if untold:
            self._untold[topic] = untold
        if self._untold:
            asyncio.get_running_loop().call_soon(self._go_on)

    def _push(self, topic: str, frame: bytes, subscribers: tuple[Subscriber, ...]) -> None:
        for subscriber in subscribers:
            # Looked up anew: each may make another leave.
            if subscriber in self._topics.get(topic, ()):
                try:
                    subscriber.push(topic, frame)
                except Exception:
                    LOG.exception("a subscriber of %s failed", topic)
