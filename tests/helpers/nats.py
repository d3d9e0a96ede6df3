"""Real NATS servers, alone or as a cluster, that can be killed and started again on the same ports."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.helpers.server import free_port

BINARY = Path(sys.executable).with_name("nats-server")
START_SECONDS = 10.0


class NatsServer:
    """One server. `routes`: the other servers of its cluster."""

    def __init__(self) -> None:
        self.port = free_port()
        self.cluster_port = free_port()
        self.routes: list[str] = []
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where clients find it."""
        return f"nats://127.0.0.1:{self.port}"

    @property
    def route(self) -> str:
        """Where the other servers find it."""
        return f"nats://127.0.0.1:{self.cluster_port}"

    def start(self) -> None:
        """Starts it; it may be some time until it answers."""
        cluster = ["--cluster_name", "tests", "--cluster", self.route, "--routes", ",".join(self.routes)]
        self._process = subprocess.Popen(
            [BINARY, "-a", "127.0.0.1", "-p", str(self.port), *(cluster if self.routes else [])],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    async def ready(self) -> None:
        """Waits until it answers."""
        async with asyncio.timeout(START_SECONDS):
            while True:
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                except OSError:
                    await asyncio.sleep(0.02)
                    continue
                writer.close()
                return

    def kill(self) -> None:
        """Kills it without a word; no other process is harmed."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@contextmanager
def nats_servers(count: int = 1) -> Iterator[list[NatsServer]]:
    """So many servers, one cluster where they are several."""
    servers = [NatsServer() for _ in range(count)]
    for server in servers:
        server.routes = [other.route for other in servers if other is not server]
        server.start()
    try:
        yield servers
    finally:
        for server in servers:
            server.kill()
