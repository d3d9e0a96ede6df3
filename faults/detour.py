"""A long way between people and a node: a TCP proxy that lets everything arrive late, in its order."""

from __future__ import annotations

import asyncio
import logging
import random

LOG = logging.getLogger("faults.detour")
CHUNK, AT_ONCE = 65536, 64


class Detour:
    """Carries connections. `seconds`: how long each piece is under way, the least and the most."""

    def __init__(self, rng: random.Random) -> None:
        self.seconds = (0.0, 0.0)
        self._rng = rng
        self._to = ("", 0)
        self._server: asyncio.Server | None = None
        self._carrying: set[asyncio.Task[None]] = set()

    async def open(self, host: str, port: int) -> int:
        """Listens for what is to go to that port. Returns its own."""
        self._to = host, port
        self._server = await asyncio.start_server(self._accept, host, 0)
        return int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Ends it, and every connection."""
        if self._server is not None:
            self._server.close()
        for task in self._carrying:
            task.cancel()
        await asyncio.gather(*self._carrying, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._carry(reader, writer))
        self._carrying.add(task)
        task.add_done_callback(self._carrying.discard)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers = [writer]
        try:
            far_reader, far_writer = await asyncio.open_connection(*self._to)
            writers.append(far_writer)
            async with asyncio.TaskGroup() as ways:
                for source, target in ((reader, far_writer), (far_reader, writer)):
                    under_way = asyncio.Queue[tuple[float, bytes]](AT_ONCE)
                    ways.create_task(self._depart(source, under_way))
                    ways.create_task(_arrive(under_way, target))
        except* OSError:
            LOG.debug("one end is gone, and the other is told so")
        finally:
            for one in writers:
                one.transport.abort()

    async def _depart(
        self, source: asyncio.StreamReader, under_way: asyncio.Queue[tuple[float, bytes]]
    ) -> None:
        loop, due = asyncio.get_running_loop(), 0.0
        while True:
            data = await source.read(CHUNK)
            due = max(due, loop.time() + self._rng.uniform(*self.seconds))
            await under_way.put((due, data))
            if not data:
                return


async def _arrive(under_way: asyncio.Queue[tuple[float, bytes]], target: asyncio.StreamWriter) -> None:
    loop = asyncio.get_running_loop()
    while True:
        due, data = await under_way.get()
        await asyncio.sleep(due - loop.time())
        if not data:
            raise ConnectionResetError("the other end closed")
        target.write(data)
        await target.drain()
