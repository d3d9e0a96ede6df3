"""Messages for later: sent once and in their order, whatever happens meanwhile; taken back while they wait."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from causerie.answering.jobs import SendScheduled
from causerie.answering.model import IfAnswered, NewScheduled, ScheduledMessage
from causerie.content import Text
from causerie.conversations import erasure
from causerie.conversations.model import Entry, Happened, Message
from causerie.conversations.readers import Reader
from causerie.errors import AppError, ErrorCode
from causerie.events import CaseResolved, MessageHeld
from causerie.runtime import running
from tests.helpers.server import Server, settings_for
from tests.helpers.waiting import until
from tests.helpers.world import Customer, World, make_world, new_client_id

LATER = timedelta(hours=1)


async def begun(world: World) -> Customer:
    customer = await world.customer()
    await world.runtime.conversations.say(customer.line("Do you have 22 inch wheels?"))
    return customer


async def wait(
    customer: Customer,
    text: str,
    *,
    after: timedelta = LATER,
    if_answered: IfAnswered = "hold",
    resolve: bool = False,
) -> ScheduledMessage:
    """The agent writes this for later."""
    world = customer.world
    new = NewScheduled(
        new_client_id(), Text(text), due=datetime.now(UTC) + after, if_answered=if_answered, resolve=resolve
    )
    return await world.runtime.scheduled.schedule(world.agent, customer.conversation, new)


def job_of(customer: Customer, message: ScheduledMessage) -> SendScheduled:
    return SendScheduled(customer.world.workspace, message.id)


async def entries(customer: Customer) -> list[Entry]:
    world = customer.world
    reader = Reader(world.workspace, world.agent.person)
    return (await world.runtime.conversations.entries(reader, customer.conversation)).entries


async def said_by_staff(customer: Customer) -> list[str]:
    return [
        entry.body.content.as_text()
        for entry in await entries(customer)
        if isinstance(entry.body, Message) and entry.author.kind == "staff"
    ]


async def waiting(customer: Customer) -> list[ScheduledMessage]:
    world = customer.world
    return await world.runtime.scheduled.waiting(world.workspace, customer.conversation)


async def test_what_waits_is_sent_once_and_in_order_however_many_workers_are_at_it(
    world: World, database_url: str, tmp_path: Path
) -> None:
    customer = await begun(world)
    first, second = await wait(customer, "They are here"), await wait(customer, "Shall I keep them?")
    assert [one.content for one in await waiting(customer)] == [first.content, second.content]
    async with running(settings_for(database_url, tmp_path / "other")) as other:
        both = [world.runtime.scheduled, other.scheduled] * 3
        await asyncio.gather(
            *(one.send(job_of(customer, message)) for one in both for message in (second, first))
        )
    assert await said_by_staff(customer) == ["They are here", "Shall I keep them?"]
    assert await waiting(customer) == []
    await world.runtime.scheduled.send(job_of(customer, first))  # a job that comes again
    assert len(await said_by_staff(customer)) == 2


async def test_a_worker_that_dies_between_sending_and_resolving_is_finished_for(world: World) -> None:
    customer = await begun(world)
    message = await wait(customer, "Done!", resolve=True)
    scheduled, end = world.runtime.scheduled, world.runtime.casework.end

    async def dies(*_: object) -> None:
        raise ConnectionError

    scheduled._end_case = dies
    with pytest.raises(ConnectionError):
        await scheduled.send(job_of(customer, message))
    scheduled._end_case = end
    await scheduled.send(job_of(customer, message))
    assert await said_by_staff(customer) == ["Done!"]
    events = [entry.body.event for entry in await entries(customer) if isinstance(entry.body, Happened)]
    assert [type(event) for event in events].count(CaseResolved) == 1


@pytest.mark.parametrize("who", ["customer", "colleague"])
async def test_what_somebody_said_meanwhile_holds_it_until_staff_says_so(world: World, who: str) -> None:
    customer = await begun(world)
    message = await wait(customer, "They are here")
    regardless = await wait(customer, "We close at six", if_answered="send")
    line = world.answer(customer.conversation, "Not in stock")
    if who == "customer":
        line = customer.line("I found some elsewhere")
    else:
        world.agent, world.colleague = world.colleague, world.agent
        line = world.answer(customer.conversation, "Not in stock")
    await world.runtime.conversations.say(line)
    for _ in range(2):
        await world.runtime.scheduled.send(job_of(customer, regardless))
    assert "They are here" not in await said_by_staff(customer)
    assert "We close at six" in await said_by_staff(customer)
    assert [(one.id, one.held) for one in await waiting(customer)] == [(message.id, "answered")]
    events = [entry.body.event for entry in await entries(customer) if isinstance(entry.body, Happened)]
    assert events.count(MessageHeld("Olga", "answered")) == 1
    await world.runtime.scheduled.send_now(world.workspace, message.id)
    await world.runtime.scheduled.send(job_of(customer, message))
    assert (await said_by_staff(customer))[-1] == "They are here"


async def test_what_was_taken_back_is_not_sent(world: World) -> None:
    customer = await begun(world)
    message = await wait(customer, "Oops")
    await world.runtime.scheduled.cancel(world.workspace, message.id)
    await world.runtime.scheduled.send(job_of(customer, message))
    assert await said_by_staff(customer) == []
    for verb in (world.runtime.scheduled.cancel, world.runtime.scheduled.send_now):
        with pytest.raises(AppError) as refused:
            await verb(world.workspace, message.id)
        assert refused.value.code is ErrorCode.NOT_FOUND


async def test_taking_back_and_sending_at_once_end_in_one_of_both(world: World) -> None:
    for _ in range(8):
        customer = await begun(world)
        message = await wait(customer, "Now or never")
        sending = world.runtime.scheduled.send(job_of(customer, message))
        cancelling = world.runtime.scheduled.cancel(world.workspace, message.id)
        _, cancelled = await asyncio.gather(sending, cancelling, return_exceptions=True)
        sent = await said_by_staff(customer) == ["Now or never"]
        assert sent == isinstance(cancelled, AppError)
        assert await waiting(customer) == []


async def test_the_same_again_is_once_and_a_time_that_is_over_is_refused(world: World) -> None:
    customer = await begun(world)
    new = NewScheduled(new_client_id(), Text("Once"), in_seconds=5)
    first, again = [
        await world.runtime.scheduled.schedule(world.agent, customer.conversation, new) for _ in range(2)
    ]
    assert first == again
    for after in (timedelta(seconds=-1), timedelta(days=400)):
        with pytest.raises(AppError) as refused:
            await wait(customer, "Late", after=after)
        assert refused.value.code is ErrorCode.INVALID
    with pytest.raises(AppError) as refused:
        await world.runtime.scheduled.schedule(world.agent, UUID(int=1), new)
    assert refused.value.code is ErrorCode.NOT_FOUND


async def test_what_waits_goes_where_its_conversation_went(world: World) -> None:
    guest, known = await begun(world), await begun(world)
    message = await wait(guest, "They are here", if_answered="send")
    assert guest.visitor.contact_id
    assert known.visitor.contact_id
    await world.runtime.conversations.merge(
        world.workspace, guest.visitor.contact_id, known.visitor.contact_id
    )
    assert [one.id for one in await waiting(known)] == [message.id]
    await world.runtime.scheduled.send(job_of(guest, message))
    assert await said_by_staff(known) == ["They are here"]
    assert await waiting(known) == []


async def test_nothing_is_sent_to_somebody_who_was_forgotten(world: World) -> None:
    customer = await begun(world)
    message = await wait(customer, "News!", if_answered="send")
    assert customer.visitor.contact_id
    async with world.runtime.database.system() as connection:
        what = await erasure.everything_of(connection, world.workspace, customer.visitor.contact_id)
        await world.runtime.privacy._forget_deliveries(connection, world.workspace, what.conversations)
    await world.runtime.scheduled.send(job_of(customer, message))
    assert await said_by_staff(customer) == []


async def test_the_time_comes_by_itself(server: Server) -> None:
    world = await make_world(server.runtime)
    customer = await begun(world)
    new = NewScheduled(new_client_id(), Text("In a second"), in_seconds=1, if_answered="send")
    await server.runtime.scheduled.schedule(world.agent, customer.conversation, new)
    assert await said_by_staff(customer) == []

    async def is_said() -> bool:
        return await said_by_staff(customer) == ["In a second"]

    await until(is_said)
