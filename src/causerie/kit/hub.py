"""Who in this process wants to hear what: topics, and the sockets subscribed to them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol


class Subscriber(Protocol):
    """Somebody who is told. `push` must not raise and must not block."""

    def push(self, topic: str, frame: bytes) -> None:
        """A frame was published on `topic`, encoded once for all."""


class Hub:
    """Topics are plain strings. Nothing is kept for those who come later: they load, then subscribe."""

    def __init__(self) -> None:
        self._topics: dict[str, dict[Subscriber, None]] = {}

    def subscribe(self, topic: str, subscriber: Subscriber) -> None:
        """From now on `subscriber` hears `topic`; twice is once."""
        self._topics.setdefault(topic, {})[subscriber] = None

    def unsubscribe(self, topic: str, subscriber: Subscriber) -> None:
        """`subscriber` no longer hears `topic`."""
        subscribers = self._topics.get(topic)
        if subscribers is None:
            return
        subscribers.pop(subscriber, None)
        if not subscribers:
            del self._topics[topic]

    def subscribers(self, topic: str) -> Iterable[Subscriber]:
        """Who hears `topic` now."""
        return tuple(self._topics.get(topic, ()))

    def heard(self, topic: str) -> bool:
        """Whether anybody hears `topic`; if not, a frame need not be made."""
        return topic in self._topics

    def publish(self, topic: str, frame: bytes) -> None:
        """Pushes one encoded frame to all who hear `topic`."""
        for subscriber in self.subscribers(topic):
            subscriber.push(topic, frame)
