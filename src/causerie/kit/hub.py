"""Who in this process wants to hear what: topics, and the sockets subscribed to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

# Called with a topic and True when its first subscriber comes, with False when its last one leaves.
Interest = Callable[[str, bool], None]


class Subscriber(Protocol):
    """Somebody who is told. `push` must not raise and must not block."""

    def push(self, topic: str, frame: bytes) -> None:
        """A frame was published on `topic`, encoded once for all."""


class Hub:
    """Topics are plain strings. Nothing is kept for those who come later: they load, then subscribe."""

    def __init__(self) -> None:
        self._topics: dict[str, dict[Subscriber, None]] = {}
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
        """`subscriber` no longer hears `topic`."""
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
