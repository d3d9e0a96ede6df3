"""A run's people: two workspaces whose visitors and agents talk while something breaks, and what stands in the end."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

import asyncpg
from msgspec import Struct

from causerie.accounts.model import Me, SignIn
from causerie.channels.model import ChannelCard
from causerie.contacts.model import Token
from causerie.conversations.frames import Hello
from causerie.conversations.readers import CONTACT_EVENTS
from causerie.kit.database import Connection
from causerie.replay.api import Api
from faults.clients import Person, Ways
from faults.cluster import Cluster, Shape
from faults.crowd import Follower
from faults.ground import AGENTS, PASSWORD, WORKSPACES, email
from faults.healing import Stand
from faults.history import Client, History, Log, Mark, Owned, Row, only

VISITORS = 5  # of each workspace
HEAL_SECONDS = 30.0

ENTRIES = """
select seq, client_id, kind, kind = 'message' or (kind = 'event' and body->'event'->>'type' = any ($3::text[])) as shown
from entry where workspace_id = $1 and conversation_id = $2 order by seq
"""
OWNERS = """
select id as workspace_id, id from workspace
union all select workspace_id, id from conversation
union all select workspace_id, id from contact
union all select workspace_id, id from identity
union all select workspace_id, id from channel
union all select workspace_id, account_id from staff
"""


class _Shop(Struct, frozen=True):
    name: str
    workspace: UUID
    channel: UUID


class World:
    """A running installation with people who talk. `seconds`: how long things are to be broken."""

    def __init__(self, folder: Path, shape: Shape, seed: int, seconds: float) -> None:
        self.folder = folder
        self.seconds = seconds
        self.history = History()
        self.people: list[Person] = []
        self.followers: list[Follower] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._shops: list[_Shop] = []
        self._begun = False
        self.rng = random.Random(seed)
        self.cluster = Cluster(folder, shape, seed)

    async def start(self) -> None:
        """Starts everything, makes the workspaces, and signs everybody in."""
        await self.cluster.start()
        await self.cluster.start_nodes()
        for name in WORKSPACES:
            await self._invite(name)

    async def _invite(self, name: str) -> None:
        url = self.cluster.ways()[0].url
        workspace = channel = UUID(int=0)
        for number in range(AGENTS):
            async with Api(url) as api:
                me = await api.post("/sign-in", Me, SignIn(email(name, number), PASSWORD))
                workspace = me.staff_of[0].workspace.id
                client = Client(f"{name}-agent{number}", workspace, staff=True)
                self.add(client, Hello("desk", workspace=workspace), api.cookie)
                channel = (await api.get(f"/workspaces/{workspace}/channels", list[ChannelCard]))[0].id
        self._shops.append(_Shop(name, workspace, channel))
        for _ in range(VISITORS):
            await self.visitor(self._shops[-1])

    @property
    def workspaces(self) -> list[UUID]:
        """The two of them."""
        return [shop.workspace for shop in self._shops]

    def credentials(self) -> dict[str, str]:
        """Somebody's, who may sign in."""
        return {"email": email(WORKSPACES[0], 0), "password": PASSWORD}

    async def sign_in(self, agent: Person) -> str:
        """A cookie of one more session of that agent's."""
        name, _, number = agent.me.who.rpartition("-agent")
        async with Api(self.cluster.ways()[0].url) as api:
            await api.post("/sign-in", Me, SignIn(email(name, int(number)), PASSWORD))
            return api.cookie

    async def visitor(self, shop: _Shop | None = None, ways: Ways | None = None) -> Person:
        """One more visitor, of the first workspace where none is named, who talks as soon as they have a line."""
        shop = shop or self._shops[0]
        async with Api(self.cluster.ways()[0].url) as api:
            token = await api.post(f"/widget/{shop.channel}/session", Token)
        client = Client(f"{shop.name}-visitor{len(self.people)}", shop.workspace, staff=False)
        person = self.add(client, Hello("widget", channel=shop.channel, token=token.token), ways=ways)
        person.talking = self._begun
        return person

    def add(self, client: Client, hello: Hello, cookie: str = "", ways: Ways | None = None) -> Person:
        """One more person, who lives as long as the run does."""
        rng = random.Random(self.rng.random())
        person = Person(client, hello, cookie, ways or self.cluster.ways, self.history, rng)
        self.people.append(person)
        self._tasks.append(asyncio.create_task(person.live()))
        return person

    def follow(self, follower: Follower) -> None:
        """One more of a crowd, who lives as long as the run does."""
        self.followers.append(follower)
        self._tasks.append(asyncio.create_task(follower.live()))

    # a run -------------------------------------------------------------------------------------------------------

    async def begin(self) -> None:
        """Everybody connects and begins to talk. Raises TimeoutError."""
        async with asyncio.timeout(HEAL_SECONDS):
            await asyncio.gather(*(person.connected.wait() for person in self.people))
        self._begun = True
        for person in self.people:
            person.talking = True

    async def fault(self, broken: Awaitable[None]) -> None:
        """Waits for the fault while everybody talks. Raises what a client could not bear, and what `broken` raises."""
        work = asyncio.ensure_future(broken)
        await asyncio.wait([work, *self._tasks], return_when=asyncio.FIRST_COMPLETED)
        for task in self._tasks:
            if task.done():
                work.cancel()
                await task
        await work

    async def heal(self) -> list[str]:
        """Mends everything and waits, half a minute at most, until nobody misses anything. Returns what is missing."""
        self.history.fault("all is mended")
        for person in self.people:
            person.talking = False
        await self.cluster.heal()
        deadline = time.monotonic() + HEAL_SECONDS
        for person in self.people:
            if not person.connected.is_set():
                person.comes_online.set()
        async with self.connection() as connection:
            while True:
                had = [(id_, seq) for person in self.people for id_, seq in person.have.items()]
                stand = await Stand.now(connection)
                missing = [
                    f"{person.me.who} {words}" for person in self.people for words in stand.missing(person)
                ]
                if behind := sum(stand.goes_on(one.conversation, one.have) for one in self.followers):
                    missing.append(f"{behind} of the crowd have not read to the end")
                if not missing or stand.lacks(had) or time.monotonic() > deadline:
                    break
                await asyncio.sleep(0.1)
        await asyncio.gather(*(self.cluster.ready(node) for node in self.cluster.nodes))
        return missing

    # what stands -------------------------------------------------------------------------------------------------

    async def conclude(self) -> None:
        """Notes what stands, as PostgreSQL says and as a fresh client of each kind reads it."""
        await self._part()
        for follower in self.followers:
            self.history.add(follower.followed())
        async with self.connection() as connection:
            await self._note_logs(connection)
            for row in await connection.fetch("select * from read_mark"):
                self.history.add(
                    Mark(row["conversation_id"], row["reader_id"], row["delivered_seq"], row["read_seq"])
                )
            for row in await connection.fetch(OWNERS):
                self.history.add(Owned(row["workspace_id"], row["id"]))
        await self._read_afresh()

    async def _note_logs(self, connection: Connection) -> None:
        for head in await connection.fetch("select workspace_id, id from conversation"):
            rows = await connection.fetch(ENTRIES, head["workspace_id"], head["id"], CONTACT_EVENTS)
            log = [Row(*row) for row in rows]
            self.history.add(Log(head["workspace_id"], head["id"], None, log))

    async def _read_afresh(self) -> None:
        """One agent and one visitor of each workspace come back without a memory."""
        kinds = {(person.me.workspace, person.me.staff): person for person in self.people}
        for person in kinds.values():
            stand = {log.conversation for log in only(self.history.events, Log)}
            for conversation in person.have.keys() & stand:
                rows = await person.read_afresh(conversation)
                self.history.add(Log(person.me.workspace, conversation, person.me.who, rows))

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """A connection of our own to PostgreSQL, as soon as it has recovered."""
        async with asyncio.timeout(HEAL_SECONDS):
            connection = await self._connect()
        try:
            yield connection
        finally:
            await connection.close()

    async def _connect(self) -> Connection:
        while True:
            try:
                return await asyncpg.connect(self.cluster.postgres.url)
            except asyncpg.CannotConnectNowError:
                await asyncio.sleep(0.1)

    async def close(self) -> None:
        """Ends everybody and everything."""
        await self._part()
        await self.cluster.close()

    async def _part(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
