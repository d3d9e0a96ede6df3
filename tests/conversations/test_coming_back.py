"""After a restart everybody is back at once, and each is told their own."""

import asyncio
from contextlib import AsyncExitStack

import msgspec
import pytest

from causerie.conversations import live
from causerie.conversations.frames import Entries, Hello, ServerFrame, Watch, Watching, Welcome
from causerie.errors import AppError, ErrorCode
from causerie.kit.carriers import RequestLink
from causerie.kit.database import POOL_SIZE
from causerie.kit.ids import new_id
from tests.helpers.world import Customer, World, make_world

DECODE = msgspec.json.Decoder(ServerFrame).decode
# More than are answered together.
CUSTOMERS = 70


async def come_back(customer: Customer, after: int | None) -> list[ServerFrame]:
    """What a widget is told that says hello and watches from where it was."""
    link = RequestLink(slow=b"")
    line = customer.world.runtime.gateway.open(link, None)
    hello = Hello("widget", channel=customer.world.channel, token=customer.visitor.token)
    for frame in (hello, Watch(customer.conversation, after)):
        line.on_message(msgspec.json.encode(frame))
    await line.settled()
    line.on_close()
    return [DECODE(frame) for frame in link.taken()]


async def test_of_many_at_once_each_is_told_their_own(world: World) -> None:
    other = await make_world(world.runtime)
    customers = [await place.customer() for _ in range(CUSTOMERS) for place in (world, other)]
    await asyncio.gather(
        *(world.runtime.conversations.say(one.line(f"I am {one.person.id}")) for one in customers)
    )
    told = await asyncio.gather(*(come_back(one, 0) for one in customers))
    for one, frames in zip(customers, told, strict=True):
        welcome, watching, entries = frames
        assert isinstance(welcome, Welcome)
        assert isinstance(watching, Watching)
        assert isinstance(entries, Entries)
        assert (welcome.you, welcome.conversation) == (one.person, one.conversation)
        assert watching.conversation == entries.conversation == one.conversation
        assert f"I am {one.person.id}" in str(entries.entries[-1].body)
        assert {entry.author.id for entry in entries.entries} <= {one.person.id, None}


async def test_who_said_hello_in_time_is_welcome_however_late(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "HELLO_SECONDS", 0.002)
    customer = await world.customer()
    async with AsyncExitStack() as busy:
        for _ in range(POOL_SIZE):
            await busy.enter_async_context(world.runtime.database.acquire())
        coming = asyncio.create_task(come_back(customer, 0))
        await asyncio.sleep(0.04)  # many times as long as a hello may take
        assert not coming.done()
    assert isinstance((await coming)[0], Welcome)


async def test_who_missed_nothing_is_told_what_reading_would_tell(world: World) -> None:
    """The cheap answer to most who come back is the one that the database would give."""
    conversations = world.runtime.conversations
    customer = await world.customer()
    for said in range(3):
        head = (await conversations.state(customer.reader, customer.conversation)).head
        for after in (None, *range(head.last_seq + 3)):
            missed = await conversations.missed(customer.reader, head, after)
            assert missed == await conversations.entries(customer.reader, customer.conversation, after=after)
        await conversations.say(customer.line(f"message {said}"))


async def test_one_that_does_not_exist_fails_alone(world: World) -> None:
    conversations = world.runtime.conversations
    customer = await world.customer()
    state, nothing = await asyncio.gather(
        conversations.state(customer.reader, customer.conversation),
        conversations.state(customer.reader, new_id()),
        return_exceptions=True,
    )
    assert not isinstance(state, BaseException)
    assert state.head.id == customer.conversation
    assert isinstance(nothing, AppError)
    assert nothing.code is ErrorCode.NOT_FOUND


async def test_a_channel_that_is_no_more_welcomes_nobody(world: World) -> None:
    """Which workspace a channel is of is remembered; whether it is there is not."""
    visitor = await world.visitor()
    async with world.runtime.database.system() as connection:
        await connection.execute("delete from channel where id = $1", world.channel)
    with pytest.raises(AppError, match="channel"):
        await world.runtime.visitors.known(world.channel, visitor.token)
