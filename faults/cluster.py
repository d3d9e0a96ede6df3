"""The installation under test: PostgreSQL, NATS servers and nodes, processes that can be killed, stopped, restarted."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import socket
import subprocess
import sys
from abc import ABC, abstractmethod
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path

import httpx
from msgspec import Struct

from bench.machine import descendants, resident_kib
from causerie.kit import postgres_child
from causerie.kit.postgres import EmbeddedPostgres
from causerie.settings import PREFIX
from faults import ground, node
from faults.clients import Way
from faults.platter import Platter
from faults.proxy import Wire

HOST = "127.0.0.1"
# Below the ports of outgoing connections: none of these takes the place of a server that is down for a moment.
PORTS = range(21_400, 21_600)
START_SECONDS = 60.0
STOP_SECONDS = 30.0
NATS_SERVER = Path(sys.executable).with_name("nats-server")


def free_port() -> int:
    """A port that nobody listens on now."""
    while True:
        port = random.choice(PORTS)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port


class Child(ABC):
    """A process of ours that may be down, with its log."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self.log_path = folder / f"{name}.log"

    @abstractmethod
    def start(self) -> None:
        """Starts it; it may be some time until it serves."""

    @property
    @abstractmethod
    def pid(self) -> int:
        """Of the process that runs, or ran last."""

    @property
    @abstractmethod
    def runs(self) -> bool:
        """Whether it lives; a stopped process does."""

    @abstractmethod
    def wait(self) -> None:
        """Waits for its end."""

    @property
    def rss_kib(self) -> int:
        """What it holds in memory."""
        return resident_kib(self.pid)

    def signal(self, number: signal.Signals) -> None:
        """Sends a signal, where it lives."""
        if self.runs:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """Kills it without a word."""
        if self.runs:
            os.kill(self.pid, signal.SIGKILL)
            self.wait()

    def log(self) -> str:
        """All that it wrote, of every start."""
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""


# Nodes are forked from a process that has loaded the program: a restart costs a tenth of what it does elsewhere, and so
# there can be more of them.
NURSERY = get_context("forkserver")
NURSERY.set_forkserver_preload(["__main__", "faults.node"])


class Node(Child):
    """`causerie serve` on a port of its own."""

    def __init__(self, name: str, folder: Path, settings: dict[str, str], seed: str) -> None:
        super().__init__(name, folder)
        self.port = free_port()
        self._settings = {"port": str(self.port), "data_dir": str(folder / "data"), **settings}
        self._seed = seed
        self._starts = 0
        self._process: BaseProcess | None = None

    @property
    def way(self) -> Way:
        """Where clients find it."""
        return Way(self.name, f"http://{HOST}:{self.port}")

    def start(self) -> None:
        """Starts it; it may be some time until it serves."""
        environ = {f"{PREFIX}{name.upper()}": value for name, value in self._settings.items()}
        self._starts += 1
        self._process = NURSERY.Process(
            target=node.serve, args=(environ, self.log_path, f"{self._seed} {self._starts}")
        )
        self._process.start()

    @property
    def pid(self) -> int:
        """Of the process that runs, or ran last."""
        assert self._process is not None
        assert self._process.pid is not None
        return self._process.pid

    @property
    def runs(self) -> bool:
        """Whether it lives; a stopped process does."""
        return self._process is not None and self._process.is_alive()

    def wait(self) -> None:
        """Waits for its end."""
        assert self._process is not None
        self._process.join(STOP_SECONDS)

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
            return (await http.get(f"{self.way.url}/readyz")).is_success
        except httpx.TransportError:
            return False

    def trap(self) -> None:
        """Lets it die by itself at the next moment that chance chooses: see node.py."""
        self.signal(signal.SIGUSR1)

    def stop_in_transaction(self) -> None:
        """Lets it stand still by itself before it commits again: see node.py."""
        self.signal(signal.SIGUSR2)

    @property
    def deaths(self) -> int:
        """How often it died by itself."""
        return self.log().count(node.DIED)


class Nats(Child):
    """A NATS server, which keeps nothing. `routes`: the other servers of its cluster."""

    def __init__(self, name: str, folder: Path) -> None:
        super().__init__(name, folder)
        self.port, self.cluster_port = free_port(), free_port()
        self.routes: list[str] = []
        self._process: subprocess.Popen[bytes] | None = None

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
        command: list[str | Path] = [NATS_SERVER, "-a", HOST, "-p", str(self.port), *cluster, *routes]
        with self.log_path.open("ab") as log:
            self._process = subprocess.Popen(
                # Through the program that ends it when we end.
                [sys.executable, "-I", "-S", postgres_child.__file__, str(os.getpid()), "same", *command],
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

    def wait(self) -> None:
        """Waits for its end."""
        assert self._process is not None
        self._process.wait(STOP_SECONDS)

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
        self._server = EmbeddedPostgres(folder)

    @property
    def pid(self) -> int:
        """Of the postmaster."""
        return int((self.folder / "cluster/postmaster.pid").read_text().splitlines()[0])

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
        url = await self._server.start()
        assert self.url in ("", url)
        self.url = url

    async def stop(self) -> None:
        """Stops it cleanly, if it runs."""
        await self._server.stop()


class Shape(Struct, frozen=True):
    """What is run: so many nodes and NATS servers; without any the nodes talk over PostgreSQL. `wire`: of two NATS
    servers each has nodes of its own, and the wire between them can be cut. `platter`: the disk's power can be.
    `embedded`: the one node has its PostgreSQL itself. `careless`: PostgreSQL acknowledges before it syncs, to see that
    we would see it."""

    nodes: int = 3
    nats: int = 0
    wire: bool = False
    platter: bool = False
    embedded: bool = False
    careless: bool = False


class Cluster:
    """One installation, from `start` to `close`."""

    def __init__(self, folder: Path, shape: Shape, seed: int) -> None:
        self.platter = Platter(folder) if shape.platter else None
        place = folder / "data" if shape.embedded else self.platter.disk if self.platter else folder
        self.postgres = Postgres(place / "postgres")
        self.nats = [Nats(f"nats{number}", folder) for number in range(shape.nats)]
        self.wire = Wire(HOST, self.nats[0].cluster_port) if shape.wire else None
        self.nodes: list[Node] = []
        self.wanted: set[Node] = set()
        self._folder = folder
        self._shape, self._seed = shape, seed
        self._keeper: asyncio.Task[None] | None = None

    def settings(self) -> dict[str, str]:
        """What every node is told, by its names without the prefix."""
        return {
            "database_url": "" if self._shape.embedded else self.postgres.url,
            "secret": ground.SECRET,
            "log_level": "warning",
            "mail_delay_seconds": "86400",
            "ask_email_seconds": "86400",
        }

    def _bus(self, number: int) -> dict[str, str]:
        servers = [self.nats[number % len(self.nats)]] if self.wire else self.nats
        return {"nats_url": ",".join(server.url for server in servers)} if servers else {}

    async def _start_nats(self) -> None:
        for server in self.nats:
            server.routes = [other.route for other in self.nats if other is not server]
        if self.wire is not None:
            port = free_port()
            await self.wire.open(port)
            self.nats[0].routes, self.nats[1].routes = [], [f"nats://{HOST}:{port}"]
        for server in self.nats:
            server.start()
        await asyncio.gather(*(server.ready() for server in self.nats))

    async def start(self) -> None:
        """Starts it all, and keeps the nodes alive from then on."""
        if self.platter is not None:
            self.platter.make()
        await ground.lay(self.postgres.folder)
        if self._shape.careless:
            with (self.postgres.folder / "cluster/postgresql.auto.conf").open("a") as conf:
                conf.write("synchronous_commit = off\nwal_writer_delay = 10s\n")
        if self._shape.embedded:
            self.postgres.url = f"postgresql://causerie@/causerie?host={self.postgres.folder / 'cluster'}"
        else:
            await self.postgres.start()
        await self._start_nats()
        self.nodes = [
            Node(f"node{number}", self._folder, self.settings() | self._bus(number), f"{self._seed} {number}")
            for number in range(self._shape.nodes)
        ]
        for one in self.nodes:
            one.start()
        await asyncio.gather(*(one.ready() for one in self.nodes))
        self.wanted.update(self.nodes)
        self._keeper = asyncio.create_task(self._keep())

    async def _keep(self) -> None:
        """Starts again what died, as systemd would."""
        while True:
            await asyncio.sleep(0.1)
            for one in self.wanted:
                if not one.runs:
                    one.start()

    async def ready(self, one: Node) -> None:
        """Waits until the keeper has started it and it serves. Raises TimeoutError."""
        async with asyncio.timeout(START_SECONDS):
            while not one.runs or not await one.says_it_is_ready():  # noqa: ASYNC110  (as from outside)
                await asyncio.sleep(0.05)

    def ways(self) -> list[Way]:
        """Where clients may try."""
        return [one.way for one in self.nodes if one in self.wanted]

    async def heal(self) -> None:
        """Lets go what was stopped, starts what is down, but for PostgreSQL. Raises what its start raises."""
        if self.wire is not None:
            self.wire.mend()
        for child in (*self.nodes, *self.nats):
            child.signal(signal.SIGCONT)
        self.wanted.update(self.nodes)
        for server in self.nats:
            if not server.runs:
                server.start()
        await asyncio.gather(*(server.ready() for server in self.nats))

    async def close(self) -> None:
        """Ends it all."""
        if self._keeper is not None:
            self._keeper.cancel()
        if self._shape.embedded and self.nodes:
            self.nodes[0].signal(signal.SIGTERM)  # it ends its PostgreSQL first
            await asyncio.to_thread(self.nodes[0].wait)
        for child in (*self.nodes, *self.nats):
            child.kill()
        await self.postgres.stop()
        if self.wire is not None:
            await self.wire.close()
        if self.platter is not None:
            await self.platter.unmount()
