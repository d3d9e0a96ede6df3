"""A wire between two servers: a TCP proxy that can be cut and mended."""

from __future__ import annotations

import asyncio
from contextlib import suppress


class Wire:
    """Carries connections to `port`. Cut, it takes none and drops those that it has."""

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._port = port
        self._is_cut = False
        self._server: asyncio.Server | None = None
        self._carrying: set[asyncio.Task[None]] = set()

    async def open(self, port: int) -> None:
        """Listens on a port of its own."""
        self._server = await asyncio.start_server(self._accept, self._host, port)

    def cut(self) -> None:
        """Nothing gets through from now on."""
        self._is_cut = True
        for task in self._carrying:
            task.cancel()

    def mend(self) -> None:
        """New connections get through again."""
        self._is_cut = False

    async def close(self) -> None:
        """Ends it."""
        self.cut()
        if self._server is not None:
            self._server.close()
        await asyncio.gather(*self._carrying, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._is_cut:
            writer.transport.abort()
            return
        task = asyncio.ensure_future(self._carry(reader, writer))
        self._carrying.add(task)
        task.add_done_callback(self._carrying.discard)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers = [writer]
        try:
            with suppress(OSError):  # either end is gone, and then the other is told so
                far_reader, far_writer = await asyncio.open_connection(self._host, self._port)
                writers.append(far_writer)
                ways = (_forward(reader, far_writer), _forward(far_reader, writer))
                await asyncio.gather(*ways)
        finally:
            for one in writers:
                one.transport.abort()


async def _forward(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    while data := await source.read(65536):
        target.write(data)
        await target.drain()
    raise ConnectionResetError("the other end closed")
