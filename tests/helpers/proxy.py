"""A bad network: a TCP proxy that cuts every connection after a random number of bytes, in the middle of a frame."""

import asyncio
import random
from types import TracebackType
from typing import Self


class CuttingProxy:
    """Forwards to `port` on this machine until `calm()`, and from then on without a cut.

    A connection is cut after `fewest` to `most` bytes, both directions counted, all orders of magnitude alike.
    """

    def __init__(self, port: int, rng: random.Random, *, fewest: int = 300, most: int = 400_000) -> None:
        self.cuts = 0
        self._port = port
        self._rng = rng
        self._fewest = fewest
        self._most = most
        self._calm = False
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    @property
    def url(self) -> str:
        """Where it listens."""
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def calm(self) -> None:
        """Connections made from now on stay."""
        self._calm = True

    def _bytes_left(self) -> float:
        if self._calm:
            return float("inf")
        return int(self._fewest * (self._most / self._fewest) ** self._rng.random())

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._carry(reader, writer))
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._port)
        except OSError:
            writer.transport.abort()
            return
        left = self._bytes_left()

        async def forward(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
            nonlocal left
            while data := await source.read(4096):
                part = data if left >= len(data) else data[: int(left)]
                left -= len(part)
                target.write(part)
                await target.drain()
                if left <= 0:
                    self.cuts += 1
                    return

        ways = [
            asyncio.ensure_future(forward(reader, far_writer)),
            asyncio.ensure_future(forward(far_reader, writer)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            writer.transport.abort()
            far_writer.transport.abort()
