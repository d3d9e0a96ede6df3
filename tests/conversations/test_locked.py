"""A browser that proved nothing, after its conversation went on elsewhere."""

from msgspec import structs

from tests.helpers.world import World


async def test_weakness_33_a_locked_browser_reads_no_further_than_its_horizon(world: World) -> None:
    """Else it would keep the mail about an answer from its contact, who alone may see it."""
    customer = await world.customer()
    conversations = world.runtime.conversations
    await conversations.say(customer.line("hello"))
    horizon = 2
    locked = structs.replace(customer.reader, horizon=horizon)
    for number in range(5):
        await conversations.say(world.answer(customer.conversation, f"secret {number}"))
    await conversations.mark(locked, customer.conversation, delivered=99, read=99)
    marks = (await conversations.state(customer.reader, customer.conversation)).marks
    assert [(mark.delivered, mark.read) for mark in marks] == [(horizon, horizon)]
    await conversations.mark(customer.reader, customer.conversation, delivered=99, read=99)
    marks = (await conversations.state(customer.reader, customer.conversation)).marks
    assert marks[0].read > horizon
