"""Two servers and a bus between them that is cut: it costs seconds, and nothing else."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest

from causerie.client import LineEnded, LiveClient
from causerie.content import Text
from causerie.conversations.frames import Mark, Marked, Online, ServerFrame
from causerie.kit import metrics
from tests.helpers.nats import NatsServer, nats_servers
from tests.helpers.server import Server, serving, settings_for
from tests.helpers.talk import desk, session_token, widget
from tests.helpers.world import World, make_world

LATEST_SECONDS = 5.0


@asynccontextmanager
async def two_servers(
    database_url: str, folder: Path, nats: list[NatsServer]
) -> AsyncIterator[tuple[Server, Server]]:
    """Two servers over one database and one bus."""
    for server in nats:
        await server.ready()
    urls = [server.url for server in nats]
    async with (
        serving(settings_for(database_url, folder, nats_url=urls)) as one,
        serving(settings_for(database_url, folder, nats_url=urls)) as two,
    ):
        yield one, two


class Talk:
    """An agent at one server and a visitor at the other, who said one thing."""

    def __init__(self, world: World, agent: LiveClient, visitor: LiveClient) -> None:
        self.world = world
        self.agent = agent
        self.visitor = visitor
        self.to_agent: list[ServerFrame] = []

    async def say_and_hear(self, text: str) -> float:
        """The seconds until the agent has what the visitor said, counted from its acknowledgement."""
        ack = await self.visitor.append(Text(text), conversation=self.conversation)
        began = time.monotonic()
        await self.agent.read(self.conversation, ack.seq)
        await self.agent.until(lambda: self.agent.heads[self.conversation].last_seq >= ack.seq)
        return time.monotonic() - began

    async def begin(self) -> None:
        """The visitor says something, and both watch."""
        first = await self.visitor.append(Text("hello"))
        self.conversation = first.conversation
        await self.agent.until(lambda: self.conversation in self.agent.heads)
        self.agent.watch(self.conversation)
        self.visitor.watch(self.conversation)
        await self.agent.read(self.conversation, first.seq)
        await self.visitor.read(self.conversation, first.seq)
        await self.agent.until(self.visitor_is_here)

    def visitor_is_here(self) -> bool:
        """What the agent was told last of the visitor's presence."""
        told = [frame.on for frame in self.to_agent if isinstance(frame, Online)]
        return bool(told) and told[-1]

    def is_whole(self) -> bool:
        """Whether the agent has every entry once, in order."""
        timeline = self.agent.timelines[self.conversation]
        return [entry.seq for entry in timeline.entries] == list(range(1, timeline.head + 1))


@asynccontextmanager
async def talking(one: Server, two: Server) -> AsyncIterator[Talk]:
    world = await make_world(one.runtime)
    frames: list[ServerFrame] = []
    async with (
        asyncio.timeout(60),
        desk(two.url, world, await session_token(world), frames.append) as agent,
        widget(one.url, world) as visitor,
    ):
        talk = Talk(world, agent, visitor)
        talk.to_agent = frames
        await talk.begin()
        yield talk


async def test_servers_that_share_nats_hear_each_other_at_once(database_url: str, tmp_path: Path) -> None:
    with nats_servers() as nats:
        async with two_servers(database_url, tmp_path, nats) as (one, two), talking(one, two) as talk:
            delays = [await talk.say_and_hear(f"line {number}") for number in range(20)]
            assert sorted(delays)[10] < 0.5
            assert talk.is_whole()


async def test_a_server_hears_only_what_its_own_lines_watch(database_url: str, tmp_path: Path) -> None:
    with nats_servers() as nats:
        async with two_servers(database_url, tmp_path, nats) as (one, two), talking(one, two) as talk:
            other = await make_world(one.runtime)
            async with widget(one.url, other) as stranger:
                before = metrics.BUS_HEARD._value.get()
                acks = [await stranger.append(Text("nobody hears this elsewhere")) for _ in range(50)]
                assert len(acks) == 50
                await talk.say_and_hear("and this is heard")
                heard = metrics.BUS_HEARD._value.get() - before
                assert 0 < heard < 20


async def test_without_nats_everything_arrives_within_five_seconds(database_url: str, tmp_path: Path) -> None:
    with nats_servers() as nats:
        async with two_servers(database_url, tmp_path, nats) as (one, two), talking(one, two) as talk:
            nats[0].kill()
            delays = [await talk.say_and_hear(f"unheard {number}") for number in range(2)]
            assert max(delays) < LATEST_SECONDS
            assert max(delays) > 0.5, "the bus was not cut"
            began = time.monotonic()
            answer = await talk.agent.append(Text("read"), conversation=talk.conversation)
            await talk.visitor.read(talk.conversation, answer.seq)
            talk.visitor.say(Mark(talk.conversation, read=answer.seq))
            await talk.agent.until(
                lambda: any(isinstance(f, Marked) and f.mark.read == answer.seq for f in talk.to_agent)
            )
            assert time.monotonic() - began < 2 * LATEST_SECONDS
            nats[0].start()
            await nats[0].ready()
            while await talk.say_and_hear("again") > 0.5:
                pass
            assert talk.is_whole()


async def test_who_signs_out_at_one_server_is_out_at_the_other_even_without_a_bus(
    database_url: str, tmp_path: Path
) -> None:
    with nats_servers() as nats:
        async with two_servers(database_url, tmp_path, nats) as (one, two):
            world = await make_world(one.runtime)
            token = await session_token(world)
            async with asyncio.timeout(20), desk(two.url, world, token) as agent:
                nats[0].kill()
                session = await one.runtime.accounts.session(token)
                assert session is not None
                await one.runtime.accounts.sign_out(session)
                with pytest.raises(LineEnded, match="signed_out"):
                    await agent.until(lambda: False)


async def test_a_cluster_that_loses_a_server_goes_on(database_url: str, tmp_path: Path) -> None:
    with nats_servers(3) as nats:
        async with two_servers(database_url, tmp_path, nats) as (one, two), talking(one, two) as talk:
            for server in nats[:2]:
                server.kill()
                await talk.say_and_hear("some wait")
                while await talk.say_and_hear("and then none") > 0.5:
                    pass
            assert talk.is_whole()


async def test_over_postgres_a_cut_costs_a_reconnection_and_no_poll(
    database_url: str, tmp_path: Path
) -> None:
    """A hint that was on its way when the connection was cut is lost: what it told of is asked for at once over the
    next connection. Polling alone would find it after 3 s and more."""
    async with two_servers(database_url, tmp_path, []) as (one, two), talking(one, two) as talk:
        connection = await asyncpg.connect(database_url)
        delays = []
        for number in range(30):
            cut = asyncio.ensure_future(
                connection.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'causerie bus'"
                )
            )
            delays.append(await talk.say_and_hear(f"cut {number}"))
            await cut
        await connection.close()
        assert max(delays) < 1
        assert talk.is_whole()
