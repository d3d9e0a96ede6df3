"""What live lists tell while their readers come and go."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast
from uuid import UUID

import msgspec

from causerie.conversations.frames import Heads, ServerFrame
from causerie.conversations.lists import Lists, desk_topic
from causerie.kit.database import Connection, Database
from causerie.kit.hub import Hub
from tests.helpers.world import World

DECODE = msgspec.json.Decoder(ServerFrame).decode


class Slow:
    """A database whose answers can be kept on their way."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.on_its_way = asyncio.Event()
        self.arrives = asyncio.Event()
        self.arrives.set()

    @asynccontextmanager
    async def tenant(self, workspace_id: UUID) -> AsyncIterator[Connection]:
        async with self._database.tenant(workspace_id) as connection:
            yield connection
        if not self.on_its_way.is_set():
            self.on_its_way.set()
            await self.arrives.wait()


class Desk:
    """Somebody's list: every `last_seq` of the conversation that it was told, one after the other."""

    def __init__(self, conversation: UUID) -> None:
        self._conversation = conversation
        self.told: list[int] = []
        self.tells = asyncio.Event()

    def push(self, topic: str, frame: bytes) -> None:
        heads = DECODE(frame)
        assert isinstance(heads, Heads)
        self.told += [head.last_seq for head in heads.heads if head.conversation == self._conversation]
        self.tells.set()


async def test_a_head_does_not_go_back_for_who_comes_while_the_list_is_read(world: World) -> None:
    customer = await world.customer()
    slow, hub = Slow(world.runtime.database), Hub()
    lists, topic = Lists(cast(Database, slow), hub), desk_topic(world.workspace)
    slow.on_its_way.set()
    begin = cast(Heads, await lists.caught_up(topic, world.workspace, None)).cursor
    hub.subscribe(topic, Desk(customer.conversation))  # a colleague's, for whom the list is read already
    await lists.caught_up(topic, world.workspace, begin)
    await world.runtime.conversations.say(customer.line("one"))
    slow.on_its_way.clear()
    slow.arrives.clear()
    lists.desk_changed(world.workspace)
    await slow.on_its_way.wait()  # it knows of the first message alone

    _, last = await world.runtime.conversations.say(customer.line("two"))
    desk = Desk(customer.conversation)
    hub.subscribe(topic, desk)

    async def come() -> None:
        frame = await lists.caught_up(topic, world.workspace, begin)
        hub.tell(topic, msgspec.json.encode(frame), desk)

    coming = asyncio.create_task(come())
    await asyncio.wait({coming}, timeout=0.5)
    slow.arrives.set()
    await coming
    async with asyncio.timeout(10):
        while desk.told.count(last) < 2:  # it is told of it as it comes, and by the list's stream
            desk.tells.clear()
            await desk.tells.wait()
    assert desk.told == sorted(desk.told)
