"""The installation under test: what is run, where, and what can be done to the ground that it stands on."""

from __future__ import annotations

import asyncio
import random
import signal
from pathlib import Path
from typing import Literal

from msgspec import Struct

from faults import clock, ground
from faults.children import HOST, START_SECONDS, Nats, Node, Postgres, free_port
from faults.clients import Way
from faults.clock import ZONE, Clock
from faults.detour import Detour
from faults.link import Link
from faults.platter import Platter
from faults.proxy import Wire
from faults.small_disk import SmallDisk


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
        for one in self.clocks.values():
            one.set(0)
        for child in (*self.nodes, *self.nats):
            child.signal(signal.SIGCONT)
        self.wanted.update(self.nodes)
        for server in self.nats:
            if not server.runs:
                server.start()
        await asyncio.gather(*(server.ready() for server in self.nats))
        if self._shape.embedded:
            await self.ready(self.nodes[0])  # which brings its PostgreSQL back

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
        if self.clocks:
            clock.sweep()
