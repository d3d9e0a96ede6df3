"""What an answer calls for outside is enqueued once, whoever dies in between."""

import asyncio

import msgspec
import pytest

from causerie.channels import outbox
from causerie.channels.outbox import NotifyContact
from causerie.content import Text
from causerie.conversations.model import Note
from tests.helpers.world import Customer, World

JOBS = "select payload from jobs.pgqueuer where entrypoint = 'notify_contact'"


async def enqueued(world: World) -> list[NotifyContact]:
    async with world.runtime.database.acquire() as connection:
        rows = await connection.fetch(JOBS)
    return [msgspec.json.decode(row[0], type=NotifyContact) for row in rows]


async def due(world: World) -> int:
    async with world.runtime.database.acquire() as connection:
        return int(
            await connection.fetchval(
                "select coalesce(sum(cardinality(conversation_ids)), 0) from outside_due"
            )
        )


def notice(customer: Customer) -> NotifyContact:
    assert customer.visitor.contact_id is not None
    return NotifyContact(customer.world.workspace, customer.conversation, customer.visitor.contact_id)


async def test_several_answers_are_one_job(world: World) -> None:
    customer, other = await world.customer(), await world.customer()
    say = world.runtime.conversations.say
    for one in (customer, other):
        for number in range(3):
            await say(world.answer(one.conversation, f"answer {number}"))
    await world.runtime.outbox.catch_up()
    assert await due(world) == 0
    jobs = await enqueued(world)
    assert len(jobs) == 2
    assert set(jobs) == {notice(customer), notice(other)}


async def test_it_is_enqueued_a_moment_after_the_answer(world: World) -> None:
    customer = await world.customer()
    await world.runtime.conversations.say(world.answer(customer.conversation, "hello"))
    async with asyncio.timeout(outbox.POLL_SECONDS - 1):
        while not (jobs := await enqueued(world)):
            pass
    assert jobs == [notice(customer)]


async def test_what_a_customer_says_and_what_staff_note_call_for_nothing(world: World) -> None:
    customer = await world.customer()
    say = world.runtime.conversations.say
    async with world.runtime.database.system() as working:
        await working.execute("select pg_advisory_xact_lock(hashtext('outside_due'))")  # what is due stays
        await say(customer.line("hello"))
        note = world.answer(customer.conversation, "careful", note=True)
        assert note.body == Note(Text("careful"))
        await say(note)
        assert await due(world) == 0
        await say(world.answer(customer.conversation, "hello"))
        assert await due(world) == 1


async def test_what_was_not_enqueued_stays_due(world: World) -> None:
    """The process fails between taking a note and enqueueing its job."""
    customer = await world.customer()
    async with world.runtime.database.system() as working:
        await working.execute("select pg_advisory_xact_lock(hashtext('outside_due'))")
        await world.runtime.conversations.say(world.answer(customer.conversation, "hello"))
        async with world.runtime.database.system() as connection:
            await connection.execute("alter table jobs.pgqueuer rename to away")
    with pytest.raises(Exception, match="pgqueuer"):
        await world.runtime.outbox.catch_up()
    async with world.runtime.database.system() as connection:
        await connection.execute("alter table jobs.away rename to pgqueuer")
    await world.runtime.outbox.catch_up()
    assert await enqueued(world) == [notice(customer)]
