"""A page of a conversation fits into what may wait for one reader, however long its messages are."""

import asyncio

import msgspec

from causerie.client import Timeline
from causerie.content.text import MAX_TEXT
from causerie.conversations.frames import PAGE_ENTRIES, Entries
from causerie.conversations.model import Entry
from causerie.kit.link import MAX_BUFFERED
from tests.helpers.world import World

LONGEST = "Ж" * MAX_TEXT


async def test_long_messages_come_in_pages_that_a_reader_can_take(world: World) -> None:
    customer = await world.customer()
    conversations = world.runtime.conversations
    lines = [customer.line(LONGEST) for _ in range(PAGE_ENTRIES)]
    kept = await asyncio.gather(*(conversations.say(line) for line in lines))
    sizes = []

    async def page(**where: int) -> Entries:
        answer = await conversations.entries(customer.reader, customer.conversation, **where)
        sizes.append(len(msgspec.json.encode(answer)))
        return answer

    timeline, after = Timeline(), 0
    while (wanted := timeline.take(await page(after=after))) is not None:
        after = wanted
    assert [entry.seq for entry in timeline.entries] == sorted(seq for _, seq in kept)

    backwards: list[Entry] = []
    before = timeline.head + 1
    while before > 1:
        answer = await page(before=before)
        assert answer.through == before - 1
        backwards = [*answer.entries, *backwards]
        before = answer.after + 1
    assert backwards == timeline.entries

    assert max(sizes) < MAX_BUFFERED / 2
    assert sum(sizes) > 2 * MAX_BUFFERED
