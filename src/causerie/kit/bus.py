"""News between the processes of one installation. A wake-up hint, never the record: what is lost costs time alone."""

from __future__ import annotations

import asyncio
import logging
import secrets
from base64 import b85decode, b85encode
from collections.abc import Callable
from typing import Any, Protocol

import asyncpg

from causerie.kit.database import CONNECTION_ERRORS

LOG = logging.getLogger("causerie.bus")
CHANNEL = "causerie_bus"
# NOTIFY carries less than 8,000 bytes.
MAX_PAYLOAD = 7_900

Receive = Callable[[bytes], None]


class Bus(Protocol):
    """Tells every other process of the installation."""

    async def start(self, receive: Receive) -> None:
        """Begins to listen; `receive` gets what the other processes publish, and must not raise."""

    def publish(self, hint: bytes) -> None:
        """Tells the others soon. Returns at once."""

    async def close(self) -> None:
        """Ends listening, after what was published is out."""


class LocalBus:
    """For one process alone: there is nobody else to tell."""

    async def start(self, receive: Receive) -> None:
        """Nothing will come."""

    def publish(self, hint: bytes) -> None:
        """Nobody is there to be told."""

    async def close(self) -> None:
        """Nothing is open."""


class PostgresBus:
    """Over PostgreSQL's LISTEN and NOTIFY, on a connection of its own that is made anew when it is lost."""

    def __init__(self, url: str) -> None:
        self._url = url
        # Marks our own notifications, which come back to us too.
        self._node = secrets.token_hex(4)
        self._out: list[str] = []
        self._wake = asyncio.Event()
        self._closing = False
        self._task: asyncio.Task[None] | None = None

    async def start(self, receive: Receive) -> None:
        """Begins to listen. Raises asyncpg's errors where the first connection can't be made."""
        connection = await self._connect(receive)
        self._task = asyncio.create_task(self._run(connection, receive))

    def publish(self, hint: bytes) -> None:
        """Queues the hint for the next NOTIFY; one too large for NOTIFY is left to the others' own polling."""
        payload = f"{self._node}{b85encode(hint).decode()}"
        if len(payload) <= MAX_PAYLOAD:
            self._out.append(payload)
            self._wake.set()

    async def close(self) -> None:
        """Sends what waits and closes the connection."""
        self._closing = True
        self._wake.set()
        if self._task is not None:
            await self._task

    async def _connect(self, receive: Receive) -> asyncpg.Connection[asyncpg.Record]:
        connection = await asyncpg.connect(self._url, server_settings={"application_name": "causerie bus"})

        def heard(_connection: Any, _pid: int, _channel: str, payload: object) -> None:
            text = str(payload)
            if not text.startswith(self._node):
                receive(b85decode(text[len(self._node) :]))

        # A connection that only listens would never notice that it is lost.
        connection.add_termination_listener(lambda _: self._wake.set())
        await connection.add_listener(CHANNEL, heard)
        return connection

    async def _run(self, connection: asyncpg.Connection[asyncpg.Record], receive: Receive) -> None:
        while True:
            try:
                await self._send_all(connection)
            except CONNECTION_ERRORS:
                LOG.warning("the bus lost its connection; connecting again")
                if self._closing:
                    return
                connection = await self._reconnect(receive)
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
        if batch:
            await connection.execute(
                f"select pg_notify('{CHANNEL}', hint) from unnest($1::text[]) hint", batch
            )

    async def _reconnect(self, receive: Receive) -> asyncpg.Connection[asyncpg.Record]:
        delay = 0.1
        while True:
            try:
                return await self._connect(receive)
            except CONNECTION_ERRORS:
                await asyncio.sleep(delay)
                delay = min(delay * 2, 5.0)
