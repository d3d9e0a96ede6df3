"""News between the processes of one installation. A wake-up hint, never the record: what is lost costs time alone."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Collection
from typing import Any, Protocol

import asyncpg

from causerie.kit import metrics
from causerie.kit.database import CONNECTION_ERRORS

LOG = logging.getLogger("causerie.bus")
CHANNEL = "causerie_bus"
# NOTIFY carries less than 8,000 bytes.
MAX_PAYLOAD = 7_900
# Hints that wait for a connection.
MAX_WAITING = 10_000
# A connection that takes nothing for so long is dead, whatever TCP thinks of it.
SEND_SECONDS = 5.0

Receive = Callable[[bytes], None]
# Hints on these topics may have been lost until now; null: on all.
Missed = Callable[[Collection[str] | None], None]


class Bus(Protocol):
    """Tells the other processes of the installation. A hint is one line of JSON, and says by itself what it is about;
    its topic only lets a bus spare those who don't listen to it. No callback may raise.

    `carries`: the bytes that a hint may have; 0: there is nobody else to tell."""

    carries: int

    async def start(self, receive: Receive, missed: Missed) -> None:
        """Begins to listen; `receive` gets what the other processes publish."""

    def listen(self, topic: str) -> None:
        """From now on this process needs the hints of `topic`."""

    def unlisten(self, topic: str) -> None:
        """This process no longer needs them."""

    def publish(self, topic: str, hint: bytes) -> None:
        """Tells the others soon. Returns at once."""

    async def close(self) -> None:
        """Ends listening, after what was published is out."""


class LocalBus:
    """For one process alone: there is nobody else to tell."""

    carries = 0

    async def start(self, receive: Receive, missed: Missed) -> None:
        """Nothing will come."""

    def listen(self, topic: str) -> None:
        """Nothing will come."""

    def unlisten(self, topic: str) -> None:
        """Nothing came."""

    def publish(self, topic: str, hint: bytes) -> None:
        """Nobody is there to be told."""

    async def close(self) -> None:
        """Nothing is open."""


class PostgresBus:
    """Over PostgreSQL's LISTEN and NOTIFY, on a connection of its own that is made anew when it is lost.

    Everybody hears everything: fit for the processes of one machine.
    """

    # With the line that names the process.
    carries = MAX_PAYLOAD - 10

    def __init__(self, url: str) -> None:
        self._url = url
        # Marks our own notifications, which come back to us too.
        self._node = secrets.token_hex(4)
        self._out: list[bytes] = []
        self._wake = asyncio.Event()
        self._closing = False
        self._task: asyncio.Task[None] | None = None

    async def start(self, receive: Receive, missed: Missed) -> None:
        """Begins to listen. Raises asyncpg's errors where the first connection can't be made."""
        connection = await self._connect(receive)
        self._task = asyncio.create_task(self._run(connection, receive, missed))

    def listen(self, topic: str) -> None:
        """Everything is heard anyway."""

    def unlisten(self, topic: str) -> None:
        """Everything is heard anyway."""

    def publish(self, topic: str, hint: bytes) -> None:
        """Queues the hint for the next NOTIFY; one too large for NOTIFY, or one too many while the database is away, is
        left to the others' own polling."""
        if len(hint) <= self.carries and len(self._out) < MAX_WAITING:
            metrics.BUS_SENT.inc()
            self._out.append(hint)
            self._wake.set()

    async def close(self) -> None:
        """Sends what waits and closes the connection."""
        self._closing = True
        self._wake.set()
        if self._task is not None:
            await self._task

    async def _connect(self, receive: Receive) -> asyncpg.Connection[asyncpg.Record]:
        connection = await asyncpg.connect(
            self._url,
            timeout=SEND_SECONDS,
            # A hint may be lost: nobody waits for a disk.
            server_settings={"application_name": "causerie bus", "synchronous_commit": "off"},
        )

        def heard(_connection: Any, _pid: int, _channel: str, payload: object) -> None:
            node, *hints = str(payload).split("\n")
            if node != self._node:
                metrics.BUS_HEARD.inc(len(hints))
                for hint in hints:
                    receive(hint.encode())

        # A connection that only listens would never notice that it is lost.
        connection.add_termination_listener(lambda _: self._wake.set())
        await connection.add_listener(CHANNEL, heard)
        metrics.BUS_CONNECTED.set(1)
        return connection

    async def _run(
        self, connection: asyncpg.Connection[asyncpg.Record], receive: Receive, missed: Missed
    ) -> None:
        while True:
            try:
                await self._send_all(connection)
            except CONNECTION_ERRORS as error:
                LOG.warning(
                    "the bus lost its connection: %s; connecting again", error or type(error).__name__
                )
                metrics.BUS_CONNECTED.set(0)
                connection.terminate()
                if self._closing:
                    return
                again = await self._reconnect(receive)
                if again is None:
                    return
                connection = again
                # What waited while there was no connection goes out over the new one.
                self._wake.set()
                missed(None)
                continue
            if self._closing:
                await connection.close()
                return

    async def _send_all(self, connection: asyncpg.Connection[asyncpg.Record]) -> None:
        if not self._closing:
            await self._wake.wait()
        self._wake.clear()
        if connection.is_closed():
            raise ConnectionResetError("the bus's connection was closed")
        batch, self._out = self._out, []
        if not batch:
            return
        payloads = [payload.decode() for payload in packed(self._node.encode(), batch)]
        try:
            await connection.execute(
                f"select pg_notify('{CHANNEL}', hints) from unnest($1::text[]) hints",
                payloads,
                timeout=SEND_SECONDS,
            )
        except CONNECTION_ERRORS:
            # It may have arrived; hearing a hint twice costs a look.
            self._out = batch + self._out
            raise

    async def _reconnect(self, receive: Receive) -> asyncpg.Connection[asyncpg.Record] | None:
        delay = 0.1
        while not self._closing:
            try:
                return await self._connect(receive)
            except CONNECTION_ERRORS:
                await asyncio.sleep(delay)
                delay = min(delay * 2, 2.0)
        return None


def packed(head: bytes, hints: list[bytes]) -> list[bytes]:
    """As few payloads as carry all hints, a line each, after a line with `head`."""
    payloads, lines, size = [], [head], len(head)
    for hint in hints:
        if size + len(hint) + 1 > MAX_PAYLOAD:
            payloads.append(b"\n".join(lines))
            lines, size = [head], len(head)
        lines.append(hint)
        size += len(hint) + 1
    return [*payloads, b"\n".join(lines)]
