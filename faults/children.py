"""The processes of an installation under test, nodes, NATS servers and PostgreSQL: each can be killed and restarted."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import socket
import subprocess
import sys
from collections import deque
from contextlib import suppress
from pathlib import Path

import httpx

from bench.machine import descendants, resident_kib
from causerie.kit import postgres as embedded
from causerie.kit import postgres_child
from causerie.kit.postgres import EmbeddedPostgres
from causerie.settings import PREFIX
from faults.clients import Way
from faults.detour import Detour
from faults.link import Link
from faults.node import DIED
from faults.nursery import Forked

HOST = "127.0.0.1"
# Below the ports of outgoing connections: none of these takes the place of a server that is down for a moment.
PORTS = range(21_400, 21_600)
START_SECONDS = 60.0
STOP_SECONDS = 30.0
# In /proc/net/tcp.
ESTABLISHED = "01"
NATS_SERVER = Path(sys.executable).with_name("nats-server")


# Given out, and perhaps not listened on yet.
_given: deque[int] = deque(maxlen=len(PORTS) // 2)


def free_port() -> int:
    """A port that nobody listens on now, nor will."""
    while True:
        port = random.choice(PORTS)
        if port in _given:
            continue
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            _given.append(port)
            return port


def bound(program: list[str | Path]) -> list[str | Path]:
    """The command, ended when we end."""
    return [sys.executable, "-I", "-S", postgres_child.__file__, str(os.getpid()), "same", *program]


class Child:
    """A process of ours that may be down, with its log."""

    def __init__(self, name: str, log: Path) -> None:
        self.name = name
        self.log_path = log
        self._process: subprocess.Popen[bytes] | Forked | None = None

    def spawn(self, command: list[str | Path], environ: dict[str, str] | None = None) -> None:
        """Starts it."""
        with self.log_path.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                env=environ,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """Of the process that runs, or ran last."""
        assert self._process is not None
        return self._process.pid

    @property
    def runs(self) -> bool:
        """Whether it lives; a stopped process does."""
        return self._process is not None and self._process.poll() is None

    @property
    def rss_kib(self) -> int:
        """What it holds in memory."""
        return resident_kib(self.pid)

    def signal(self, number: signal.Signals) -> None:
        """Sends a signal, where it lives."""
        if self._process is not None:
            self._process.send_signal(number)

    def kill(self) -> None:
        """Kills it without a word."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    async def ended(self) -> int:
        """Waits for its end. Returns its exit status. Raises TimeoutExpired."""
        assert self._process is not None
        return await asyncio.to_thread(self._process.wait, STOP_SECONDS)

    def log(self) -> str:
        """All that it wrote, of every start."""
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""


class Node(Child):
    """`causerie serve` on a port of its own."""

    def __init__(
        self, name: str, folder: Path, settings: dict[str, str], seed: str, link: Link | None = None
    ) -> None:
        super().__init__(name, folder / f"{name}.log")
        self.port = free_port()
        self.starts = 0
        # What it is given beside its settings.
        self.environ: dict[str, str] = {}
        self._detoured_port: int | None = None
        self._link = link
        self._host = link.host if link else HOST
        listening = {"host": "0.0.0.0" if link else HOST, "port": str(self.port)}
        self._settings = {**listening, "data_dir": str(folder / "data"), **settings}
        self._seed = seed

    @property
    def way(self) -> Way:
        """Where clients find it."""
        return Way(self.name, f"http://{self._host}:{self._detoured_port or self.port}")

    @property
    def other_way(self) -> Way:
        """Where others find it, behind a link."""
        assert self._link is not None
        return Way(self.name, f"http://{self._link.other}:{self.port}")

    async def behind(self, detour: Detour) -> None:
        """From now on clients come by it."""
        self._detoured_port = await detour.open(self._host, self.port)

    def start(self) -> None:
        """Starts it; it may be some time until it serves."""
        environ = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        environ |= self.environ
        environ |= {f"{PREFIX}{name.upper()}": value for name, value in self._settings.items()}
        self.starts += 1
        namespace = self._link.namespace if self._link else None
        self._process = Forked(environ, self.log_path, f"{self._seed} {self.starts}", namespace)

    async def ready(self) -> None:
        """Waits until it serves. Raises TimeoutError."""
        async with asyncio.timeout(START_SECONDS), httpx.AsyncClient(trust_env=False) as http:
            while not await self._answers(http):
                if not self.runs:
                    raise RuntimeError(f"{self.name} does not start: {self.log()[-2_000:]}")
                await asyncio.sleep(0.05)

    async def says_it_is_ready(self) -> bool:
        """What a balancer would ask."""
        async with httpx.AsyncClient(trust_env=False) as http:
            return await self._answers(http)

    async def _answers(self, http: httpx.AsyncClient) -> bool:
        try:
            return (await http.get(f"http://{self._host}:{self.port}/readyz")).is_success
        except httpx.TransportError:
            return False

    def sockets(self, host: str) -> int:
        """How many connections at that address of its own its system holds for good."""
        local = socket.inet_aton(host)[::-1].hex().upper()
        lines = Path(f"/proc/{self.pid}/net/tcp").read_text().splitlines()[1:]
        fields = [line.split() for line in lines]
        return sum(one[1] == f"{local}:{self.port:04X}" and one[3] == ESTABLISHED for one in fields)

    def trap(self) -> None:
        """Lets it die by itself at the next moment that chance chooses: see node.py."""
        self.signal(signal.SIGUSR1)

    def stop_in_transaction(self) -> None:
        """Lets it stand still by itself before it commits again: see node.py."""
        self.signal(signal.SIGUSR2)

    @property
    def deaths(self) -> int:
        """How often it died by itself."""
        return self.log().count(DIED)


class Nats(Child):
    """A NATS server, which keeps nothing. `routes`: the other servers of its cluster."""

    def __init__(self, name: str, folder: Path) -> None:
        super().__init__(name, folder / f"{name}.log")
        self.port, self.cluster_port = free_port(), free_port()
        self.routes: list[str] = []

    @property
    def url(self) -> str:
        """Where nodes find it."""
        return f"nats://{HOST}:{self.port}"

    @property
    def route(self) -> str:
        """Where the other servers find it."""
        return f"nats://{HOST}:{self.cluster_port}"

    def start(self) -> None:
        """Starts it; it may be some time until it answers."""
        cluster = ["--cluster", self.route, "--cluster_name", "faults"]
        routes = ["--routes", ",".join(self.routes)] if self.routes else []
        self.spawn(bound([NATS_SERVER, "-a", HOST, "-p", str(self.port), *cluster, *routes]))

    async def ready(self) -> None:
        """Waits until it answers. Raises TimeoutError."""
        async with asyncio.timeout(START_SECONDS):
            while True:
                try:
                    _, writer = await asyncio.open_connection(HOST, self.port)
                except OSError:
                    await asyncio.sleep(0.02)
                    continue
                writer.close()
                return


class Postgres:
    """PostgreSQL as the product starts it, which survives its own death: `start` again goes on with the same data."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = ""
        # What it is given beside what it always is.
        self.environ: dict[str, str] = {}
        self._server = EmbeddedPostgres(folder)

    @property
    def pid(self) -> int:
        """Of the postmaster."""
        return int((self.folder / "cluster/postmaster.pid").read_text().splitlines()[0])

    @property
    def runs(self) -> bool:
        """Whether the postmaster lives."""
        return (self.folder / "cluster/postmaster.pid").exists() and Path(f"/proc/{self.pid}").exists()

    def processes(self) -> list[int]:
        """The postmaster and all its children."""
        return [self.pid, *descendants(self.pid)]

    def signal(self, number: signal.Signals) -> None:
        """Sends a signal to every process of it, the postmaster first: it makes no more of them then."""
        for pid in self.processes():
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    def backends(self) -> list[int]:
        """The processes that serve a connection."""
        found = []
        for pid in descendants(self.pid):
            with suppress(FileNotFoundError):  # it ended just now
                if b"[local]" in Path(f"/proc/{pid}/cmdline").read_bytes():
                    found.append(pid)
        return found

    async def start(self) -> None:
        """Starts it, after whatever end; all of an earlier one must be dead or dying."""
        await self._server.stop()
        self._server = EmbeddedPostgres(self.folder)
        url = await self._start()
        assert self.url in ("", url)
        self.url = url

    async def _start(self) -> str:
        ours = embedded._environment
        # The product lets nothing of ours through.
        setattr(embedded, "_environment", lambda: ours() | self.environ)  # noqa: B010
        try:
            return await self._server.start()
        finally:
            setattr(embedded, "_environment", ours)  # noqa: B010

    async def stop(self) -> None:
        """Stops it cleanly, if it runs."""
        await self._server.stop()
