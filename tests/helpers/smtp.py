"""A mail server that behaves as told, on a real socket: the outside world on a bad day."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal

Behaviour = Literal["keep", "refuse", "later", "vanish", "keep and vanish", "wait"]


class Outside:
    """Keeps what it accepted in `mails`. `vanish`: it closes the connection when the mail is there, unanswered.
    `wait`: it answers to the mail after `go_on`."""

    def __init__(self) -> None:
        self.behaviour: Behaviour = "keep"
        self.mails: list[bytes] = []
        self.received = asyncio.Event()
        self.go_on = asyncio.Event()
        self.connections = 0
        self.port = 0
        self._sessions: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """The server as an SMTP URL."""
        return f"smtp://127.0.0.1:{self.port}"

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Outside]:
        """Serves until the block ends."""
        server = await asyncio.start_server(self._session, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            for session in self._sessions:
                session.cancel()

    async def _session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._sessions.add(task)
        task.add_done_callback(self._sessions.discard)
        self.connections += 1
        try:
            await self._talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            return  # the sender went away, which is what some tests are about
        finally:
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def say(line: str) -> None:
            writer.write(f"{line}\r\n".encode())
            await writer.drain()

        await say("220 outside.example")
        while line := await reader.readline():
            match line.split()[0].upper():
                case b"RCPT" if self.behaviour == "refuse":
                    await say("550 5.1.1 no such person")
                case b"RCPT" if self.behaviour == "later":
                    await say("451 4.3.2 come back later")
                case b"DATA":
                    await say("354 go on")
                    if not await self._take(await reader.readuntil(b"\r\n.\r\n")):
                        return
                    await say("250 2.0.0 kept")
                case b"QUIT":
                    await say("221 bye")
                    return
                case _:
                    await say("250 fine")

    async def _take(self, mail: bytes) -> bool:
        self.received.set()
        if self.behaviour == "wait":
            await self.go_on.wait()
        if self.behaviour != "vanish":
            self.mails.append(mail)
        return self.behaviour not in ("vanish", "keep and vanish")
