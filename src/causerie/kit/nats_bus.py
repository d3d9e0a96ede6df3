"""The bus between machines: NATS core. A process subscribes to what its own sockets watch, and hears nothing else."""

from __future__ import annotations

import asyncio
import logging
from collections import deque

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.errors import Error as NatsError

from causerie.kit import metrics
from causerie.kit.bus import Missed, Receive

LOG = logging.getLogger("causerie.bus")
# What may wait for a connection that is lost; beyond it the others' own polling is as good.
MAX_WAITING = 10_000
CONNECT_SECONDS = 2
PAUSE_SECONDS = 0.5
PING_SECONDS = 3


class NatsBus:
    """`urls`: servers of one cluster; another is taken when one is lost. `name`: keeps installations that share a
    cluster apart; letters, digits and dashes."""

    # A small part of what a server takes at most (1 MiB).
    carries = 65_536

    def __init__(self, urls: list[str], name: str) -> None:
        self._urls = urls
        self._prefix = f"causerie.{name}."
        self._client = Client()
        self._subscriptions: dict[str, Subscription] = {}
        # In their order: what is asked on a topic is published after the topic is listened to.
        self._interest: dict[str, bool] = {}
        self._out: deque[tuple[str, bytes]] = deque(maxlen=MAX_WAITING)
        self._wake = asyncio.Event()
        self._closing = False
        self._task: asyncio.Task[None] | None = None

    async def start(self, receive: Receive, missed: Missed) -> None:
        """Begins to listen, once a server can be reached; until then nothing is heard, and nothing else is lost."""
        self._task = asyncio.create_task(self._run(receive, missed))

    def listen(self, topic: str) -> None:
        """Subscribes soon; `missed` is called with the topic once that is in effect."""
        self._interest[topic] = True
        self._wake.set()

    def unlisten(self, topic: str) -> None:
        """Ends the subscription soon."""
        self._interest[topic] = False
        self._wake.set()

    def publish(self, topic: str, hint: bytes) -> None:
        """Queues the hint; all that waits goes out in one write."""
        metrics.BUS_SENT.inc()
        self._out.append((topic, hint))
        self._wake.set()

    async def close(self) -> None:
        """Sends what waits and closes the connection."""
        self._closing = True
        self._wake.set()
        if self._task is not None:
            await self._task

    async def _run(self, receive: Receive, missed: Missed) -> None:
        try:
            if not await self._connect(missed):
                return
            while True:
                await self._wake.wait()
                self._wake.clear()
                closing = self._closing
                try:
                    await self._pass_on(receive, missed)
                except (OSError, TimeoutError, NatsError) as error:
                    # The library connects again and subscribes again; what was lost meanwhile is polled.
                    LOG.warning("the bus can't be told: %s", error or type(error).__name__)
                    await asyncio.sleep(PAUSE_SECONDS)
                    self._wake.set()
                if closing:
                    return
        finally:
            await self._client.close()

    async def _connect(self, missed: Missed) -> bool:
        """Whether a server was reached before the end. With a first connection the library holds on for ever."""

        async def disconnected() -> None:
            metrics.BUS_CONNECTED.set(0)
            if not self._closing:
                LOG.warning("the bus lost its connection; connecting again")

        async def reconnected() -> None:
            metrics.BUS_CONNECTED.set(1)
            LOG.info("the bus is connected again")
            missed(None)

        async def failed(error: Exception) -> None:
            LOG.debug("the bus: %s", error)

        while not self._closing:
            try:
                await self._client.connect(
                    self._urls,
                    name="causerie",
                    no_echo=True,
                    connect_timeout=CONNECT_SECONDS,
                    reconnect_time_wait=PAUSE_SECONDS,  # type: ignore[arg-type]  # seconds; it is only ever slept
                    max_reconnect_attempts=-1,
                    ping_interval=PING_SECONDS,
                    max_outstanding_pings=2,
                    disconnected_cb=disconnected,
                    reconnected_cb=reconnected,
                    error_cb=failed,
                    skip_subject_validation=True,
                )
            except (OSError, TimeoutError, NatsError) as error:
                LOG.warning("the bus can't be reached: %s", error or type(error).__name__)
                await asyncio.sleep(1)
                continue
            metrics.BUS_CONNECTED.set(1)
            return True
        return False

    async def _pass_on(self, receive: Receive, missed: Missed) -> None:
        changed, self._interest = self._interest, {}
        try:
            await self._subscribe(changed, receive, missed)
        except (OSError, TimeoutError, NatsError):
            self._interest = {**changed, **self._interest}
            raise

    async def _subscribe(self, changed: dict[str, bool], receive: Receive, missed: Missed) -> None:
        new = [topic for topic, heard in changed.items() if heard and topic not in self._subscriptions]

        async def heard(message: Msg) -> None:
            metrics.BUS_HEARD.inc()
            receive(message.data)

        for topic in new:
            self._subscriptions[topic] = await self._client.subscribe(self._subject(topic), cb=heard)
        for topic in [topic for topic, heard in changed.items() if not heard]:
            subscription = self._subscriptions.pop(topic, None)
            if subscription is not None:
                await subscription.unsubscribe()
        while self._out:
            topic, hint = self._out.popleft()
            await self._client.publish(self._subject(topic), hint)
        if new:
            await self._client.flush(CONNECT_SECONDS)
            missed(new)

    def _subject(self, topic: str) -> str:
        return self._prefix + topic.replace(":", ".")
