"""A visitor's browser says so much a second, and no more; nothing of it is lost."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from causerie.client import LiveClient
from causerie.content import Text
from causerie.conversations.frames import Ack, Append, Hello, Refused, ServerFrame
from causerie.errors import ErrorCode
from causerie.kit.carriers import RequestLink
from causerie.settings import Settings
from tests.conversations.test_ended_lines import session_of
from tests.helpers.server import Server, serving, settings_for
from tests.helpers.world import World, make_world, new_client_id

DECODE = msgspec.json.Decoder(ServerFrame).decode
A_SECOND = Settings().visitor_messages_per_second
AT_ONCE = 3 * A_SECOND


@pytest.fixture
async def server(database_url: str, tmp_path: Path) -> AsyncIterator[Server]:
    settings = settings_for(database_url, tmp_path, visitor_messages_per_second=A_SECOND)
    async with serving(settings) as server:
        yield server


async def said(world: World, hello: Hello, appends: list[Append]) -> list[ServerFrame]:
    """The answers to what a line says without waiting."""
    link = RequestLink(slow=b"")
    signed_in = await session_of(world) if hello.app == "desk" else None
    line = world.runtime.gateway.open(link, signed_in)
    for frame in (hello, *appends):
        line.on_message(msgspec.json.encode(frame))
    await line.settled()
    line.on_close()
    return [DECODE(frame) for frame in link.taken()]


def appends_to(conversation: UUID, count: int) -> list[Append]:
    return [Append(new_client_id(), Text(f"{number}"), conversation) for number in range(count)]


async def test_a_visitor_who_says_too_much_is_refused_for_a_moment_and_loses_nothing(server: Server) -> None:
    world = await make_world(server.runtime)
    customer = await world.customer()
    hello = Hello("widget", channel=world.channel, token=customer.visitor.token)
    appends = appends_to(customer.conversation, AT_ONCE * 2)
    answers = await said(world, hello, appends)
    kept = {answer.client_id for answer in answers if isinstance(answer, Ack)}
    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert AT_ONCE <= len(kept) < len(appends)
    assert kept | {answer.client_id for answer in refused} == {append.client_id for append in appends}
    assert {answer.code for answer in refused} == {ErrorCode.RATE_LIMITED}
    assert all(0 < (answer.retry_after_ms or 0) <= 1_000 for answer in refused)
    async with LiveClient(server.url, hello) as line, asyncio.timeout(60):
        again = await asyncio.gather(
            *(
                line.append(one.content, conversation=one.conversation, client_id=one.client_id)
                for one in appends
            )
        )
    assert len({ack.seq for ack in again}) == len(appends)


async def test_staff_are_not_counted(server: Server) -> None:
    world = await make_world(server.runtime)
    customer = await world.customer()
    answers = await said(
        world, Hello("desk", workspace=world.workspace), appends_to(customer.conversation, AT_ONCE * 2)
    )
    assert sum(isinstance(answer, Ack) for answer in answers) == AT_ONCE * 2
