"""A line that ends while its frames are being handled leaves nothing behind."""

import asyncio

import msgspec

from causerie.accounts.model import Session
from causerie.conversations.frames import Hello, Refused, ServerFrame, Watch
from causerie.errors import ErrorCode
from causerie.kit.carriers import RequestLink
from tests.helpers.world import PASSWORD, World


async def session_of(world: World) -> Session:
    accounts = world.runtime.accounts
    _, token = await accounts.sign_in(world.agent.account.email or "", PASSWORD, "127.0.0.1")
    session = await accounts.session(token)
    assert session is not None
    return session


async def test_who_leaves_during_hello_is_not_online_for_ever(world: World) -> None:
    line = world.runtime.gateway.open(RequestLink(slow=b""), await session_of(world))
    line.on_message(msgspec.json.encode(Hello(app="desk", workspace=world.workspace)))
    await asyncio.sleep(0)  # the frame is taken up, and waits for the database
    line.on_close()
    await line.settled()
    assert world.runtime.presence.staff_online(world.workspace) == []


async def test_who_leaves_during_watch_is_told_nothing_more(world: World) -> None:
    customer = await world.customer()
    link = RequestLink(slow=b"")
    line = world.runtime.gateway.open(link, await session_of(world))
    line.on_message(msgspec.json.encode(Hello(app="desk", workspace=world.workspace)))
    await line.settled()
    line.on_message(msgspec.json.encode(Watch(customer.conversation)))
    await asyncio.sleep(0)
    line.on_close()
    await line.settled()
    told = link.buffered()
    await world.runtime.conversations.say(customer.line("is anybody there?"))
    assert link.buffered() == told


async def test_whose_hello_can_not_be_answered_now_is_told_so_and_comes_back(world: World) -> None:
    link = RequestLink(slow=b"")
    line = world.runtime.gateway.open(link, await session_of(world))
    await world.runtime.database.close()  # as good as away
    line.on_message(msgspec.json.encode(Hello(app="desk", workspace=world.workspace)))
    await line.settled()
    [told] = [msgspec.json.decode(frame, type=ServerFrame) for frame in link.taken()]
    assert isinstance(told, Refused)
    assert told.code is ErrorCode.UNAVAILABLE
    assert link.closed
