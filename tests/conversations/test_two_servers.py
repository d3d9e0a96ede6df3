"""Two servers share one database: what is said at one is heard at the other, and the bus is only a hint."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import msgspec
import pytest

from causerie.content import Text
from causerie.conversations.frames import IsTyping, Mark, Marked, ServerFrame, Typing
from causerie.conversations.readers import contact_topic
from tests.helpers.server import Server, serving, settings_for
from tests.helpers.talk import desk, session_token, widget
from tests.helpers.world import make_world


@pytest.fixture
async def servers(database_url: str, tmp_path: Path) -> AsyncIterator[tuple[Server, Server]]:
    async with (
        serving(settings_for(database_url, tmp_path)) as one,
        serving(settings_for(database_url, tmp_path)) as two,
    ):
        yield one, two


async def test_a_visitor_at_one_server_talks_with_an_agent_at_the_other(
    servers: tuple[Server, Server],
) -> None:
    one, two = servers
    world = await make_world(one.runtime)
    frames: list[ServerFrame] = []
    async with (
        desk(two.url, world, await session_token(world), frames.append) as agent,
        widget(one.url, world) as visitor,
        asyncio.timeout(20),
    ):
        first = await visitor.append(Text("is anybody there?"))
        conversation = first.conversation
        await agent.until(lambda: conversation in agent.heads)  # the list was told by the bus
        seen = agent.watch(conversation)
        visitor.watch(conversation)
        await agent.read(conversation, first.seq)
        answer = await agent.append(Text("yes"), conversation=conversation)
        await visitor.read(conversation, answer.seq)
        visitor.say(Typing(conversation, True, "good"))
        await agent.until(lambda: any(isinstance(frame, IsTyping) for frame in frames))
        await visitor.append(Text("good"), conversation=conversation)
        await agent.read(conversation, answer.seq + 1)
        assert [entry.seq for entry in seen.entries] == list(range(1, answer.seq + 2))


async def test_a_lost_bus_costs_no_message(servers: tuple[Server, Server]) -> None:
    one, two = servers
    world = await make_world(one.runtime)
    async with (
        desk(two.url, world, await session_token(world)) as agent,
        widget(one.url, world) as visitor,
        asyncio.timeout(30),
    ):
        conversation = (await visitor.append(Text("before"))).conversation
        agent.watch(conversation)
        await agent.read(conversation, 2)
        await _cut_the_bus(one)
        lost = [
            await visitor.append(Text(f"unheard {number}"), conversation=conversation) for number in range(5)
        ]
        # Whatever was lost with the bus is seen as a gap at the next thing that is heard.
        while agent.timelines[conversation].have < lost[-1].seq:
            heard = await visitor.append(Text("and now?"), conversation=conversation)
            with_news = asyncio.ensure_future(agent.read(conversation, heard.seq))
            await asyncio.wait([with_news], timeout=0.5)
            with_news.cancel()
        seqs = [entry.seq for entry in agent.timelines[conversation].entries]
        assert seqs == list(range(1, len(seqs) + 1))


async def test_an_answer_of_the_database_that_was_overtaken_moves_no_receipt_back(
    servers: tuple[Server, Server],
) -> None:
    _, two = servers
    world = await make_world(two.runtime)
    heard: list[ServerFrame] = []
    async with (
        desk(two.url, world, await session_token(world)) as agent,
        widget(two.url, world, heard.append) as visitor,
        asyncio.timeout(20),
    ):
        first = await visitor.append(Text("hello"))
        visitor.watch(first.conversation)
        await visitor.read(first.conversation, first.seq)
        agent.say(Mark(first.conversation, read=1))
        await visitor.until(lambda: any(isinstance(frame, Marked) for frame in heard))
        mark = next(frame.mark for frame in heard if isinstance(frame, Marked))
        # A hint of the next mark came in while the database's answer, which lacks it, was on its way.
        newer = Marked(first.conversation, msgspec.structs.replace(mark, delivered=2, read=2), None)
        two.runtime.publisher.frame_here(contact_topic(first.conversation), newer)
        await two.runtime.catch_up.poll()
        await visitor.append(Text("bye"))  # whatever the poll had told would stand before its ack
        told = [frame.mark.read for frame in heard if isinstance(frame, Marked)]
        assert told == [1, 2]


async def _cut_the_bus(server: Server) -> None:
    connection = await asyncpg.connect(server.runtime.settings.database_url)
    ended = await connection.fetchval(
        "select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = 'causerie bus'"
    )
    await connection.close()
    assert ended == 2
