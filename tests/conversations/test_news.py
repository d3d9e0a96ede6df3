"""What one server commits, the readers at another get as if it had been committed there."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from causerie.content import Text
from causerie.conversations.frames import Entries, ServerFrame
from causerie.conversations.model import Message, Note
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


async def test_staff_get_notes_and_names_from_another_server_and_the_visitor_no_notes(
    servers: tuple[Server, Server],
) -> None:
    one, two = servers
    world = await make_world(one.runtime)
    token = await session_token(world)
    to_visitor: list[ServerFrame] = []
    to_colleague: list[ServerFrame] = []
    async with (
        asyncio.timeout(20),
        widget(one.url, world, to_visitor.append) as visitor,
        desk(one.url, world, token, to_colleague.append) as colleague,
        desk(two.url, world, token) as agent,
    ):
        first = await visitor.append(Text("hello"))
        conversation = first.conversation
        visitor.watch(conversation)
        colleague.watch(conversation)
        await visitor.read(conversation, first.seq)
        await colleague.read(conversation, first.seq)
        await agent.append(Text("a good customer"), conversation=conversation, note=True)
        answer = await agent.append(Text("good day"), conversation=conversation)
        await visitor.read(conversation, answer.seq)
        await colleague.read(conversation, answer.seq)
    bodies = [entry.body for frame in to_visitor if isinstance(frame, Entries) for entry in frame.entries]
    assert Message(Text("good day")) in bodies
    assert not any(isinstance(body, Note) for body in bodies)
    told = [frame for frame in to_colleague if isinstance(frame, Entries)]
    assert any(entry.body == Note(Text("a good customer")) for frame in told for entry in frame.entries)
    assert world.agent.account.name in {person.name for frame in told for person in frame.people}


async def test_news_of_many_conversations_arrives_whole(servers: tuple[Server, Server]) -> None:
    one, two = servers
    world = await make_world(one.runtime)
    async with (
        asyncio.timeout(60),
        desk(two.url, world, await session_token(world)) as agent,
        AsyncExitStack() as stack,
    ):
        visitors = [await stack.enter_async_context(widget(one.url, world)) for _ in range(5)]
        firsts = [await visitor.append(Text("hello")) for visitor in visitors]
        for first in firsts:
            agent.watch(first.conversation)
            await agent.read(first.conversation, first.seq)
        lasts = [
            [
                visitor.append(Text(f"line {number}"), conversation=first.conversation)
                for number in range(250)
            ][-1]
            for visitor, first in zip(visitors, firsts, strict=True)
        ]
        for last in lasts:
            ack = await last
            await agent.read(ack.conversation, ack.seq)
            seqs = [entry.seq for entry in agent.timelines[ack.conversation].entries]
            assert seqs == list(range(1, ack.seq + 1))
