"""The installation under test: PostgreSQL, NATS servers and nodes, processes that can be killed, stopped, restarted."""

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
from typing import Literal

import httpx
from msgspec import Struct

from bench.machine import descendants, resident_kib
from causerie.kit import postgres as embedded
from causerie.kit import postgres_child
from causerie.kit.postgres import EmbeddedPostgres
from causerie.settings import PREFIX
from faults import ground
from faults.clients import Way
from faults.clock import ZONE, Clock
from faults.detour import Detour
from faults.link import Link
from faults.node import DIED
from faults.nursery import Forked
from faults.platter import Platter
from faults.proxy import Wire
from faults.small_disk import SmallDisk

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


class Shape(Struct, frozen=True):
    """What is run: so many nodes and NATS servers; without any the nodes talk over PostgreSQL. `wire`: of two NATS
    servers each has nodes of its own, and the wire between them can be cut. `platter`: the disk's power can be.
    `embedded`: the one node has its PostgreSQL itself. `careless`: PostgreSQL acknowledges before it syncs, to see that
    we would see it. `link`: the nodes are reached over a wire that can be broken in many ways. `detours`: people come
    by a proxy. `small`: the disk of the database, or that of the files, can be full. `clocks`: those of nodes and
    database can be set."""

    nodes: int = 3
    nats: int = 0
    wire: bool = False
    platter: bool = False
    embedded: bool = False
    careless: bool = False
    link: bool = False
    detours: bool = False
    small: Literal["", "database", "files"] = ""
    clocks: bool = False


class Cluster:
    """One installation, from `start` to `close`."""

    def __init__(self, folder: Path, shape: Shape, seed: int) -> None:
        self.platter = Platter(folder) if shape.platter else None
        self.small = (
            SmallDisk(folder / ("data" if shape.small == "files" else "small")) if shape.small else None
        )
        place = folder / "data" if shape.embedded else self.platter.disk if self.platter else folder
        if shape.small == "database":
            place = folder / "small"
        self.postgres = Postgres(place / "postgres")
        self.nats = [Nats(f"nats{number}", folder) for number in range(shape.nats)]
        self.wire = Wire(HOST, self.nats[0].cluster_port) if shape.wire else None
        self.link = Link() if shape.link else None
        self.detours: list[Detour] = []
        self.nodes: list[Node] = []
        self.wanted: set[Node] = set()
        self.clocks: dict[str, Clock] = {}
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
            "visitor_messages_per_second": "1000000",
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
        """Starts PostgreSQL and NATS, then makes the nodes; they start with `start_nodes`."""
        if self.platter is not None:
            self.platter.make()
        if self.small is not None:
            self.small.make()
        if self.link is not None:
            self.link.make()
        self.postgres.environ = self._clock("database")
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
            Node(
                f"node{number}",
                self._folder,
                self.settings() | self._bus(number),
                f"{self._seed} {number}",
                self.link,
            )
            for number in range(self._shape.nodes)
        ]

    def _clock(self, name: str) -> dict[str, str]:
        """What a process is started with whose clock can be set."""
        if not self._shape.clocks:
            return {}
        self.clocks[name] = Clock(self._folder / f"{name}.clock")
        return self.clocks[name].environ

    async def start_nodes(self) -> None:
        """Starts the nodes and keeps them alive."""
        for node in self.nodes:
            node.environ = self._clock(node.name) | ({"TZ": ZONE} if self._shape.clocks else {})
            node.start()
            if self._shape.detours:
                self.detours.append(Detour(random.Random(f"{self._seed} {node.name}")))
                await node.behind(self.detours[-1])
        await asyncio.gather(*(node.ready() for node in self.nodes))
        self.wanted.update(self.nodes)
        self._keeper = asyncio.create_task(self._keep())

    async def _keep(self) -> None:
        """Starts again what died, as systemd would."""
        while True:
            await asyncio.sleep(0.1)
            for node in self.wanted:
                if not node.runs:
                    node.start()

    async def ready(self, node: Node) -> None:
        """Waits until the keeper has started it and it serves. Raises TimeoutError."""
        async with asyncio.timeout(START_SECONDS):
            while not node.runs or not await node.says_it_is_ready():  # noqa: ASYNC110  (as from outside)
                await asyncio.sleep(0.05)

    def ways(self) -> list[Way]:
        """Where clients may try."""
        return [node.way for node in self.nodes if node in self.wanted]

    async def heal(self) -> None:
        """Lets go what was stopped, starts what is down, but for PostgreSQL. Raises what its start raises."""
        if self.wire is not None:
            self.wire.mend()
        if self.link is not None:
            self.link.mend()
        for detour in self.detours:
            detour.seconds = (0.0, 0.0)
        for clock in self.clocks.values():
            clock.set(0)
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
            await self.nodes[0].ended()
        for child in (*self.nodes, *self.nats):
            child.kill()
        await self.postgres.stop()
        if self.wire is not None:
            await self.wire.close()
        for detour in self.detours:
            await detour.close()
        if self.link is not None:
            self.link.remove()
        if self.platter is not None:
            await self.platter.unmount()
        if self.small is not None:
            self.small.unmount()
