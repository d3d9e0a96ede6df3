"""A group of five hundred: who sends waits for none of them, and all of them hear it."""

from __future__ import annotations

import asyncio

from causerie.conversations import frames as f
from causerie.conversations.groups import FEW
from causerie.groups.standing import MOST_MEMBERS
from causerie.runtime import Runtime
from tests.helpers.talkers import seqs, talker

LISTENING = FEW + 5
SILENT = """
with people as (
  insert into account (id, email, name) select gen_random_uuid(), gen_random_uuid() || '@mail.example', 'P' || n
  from generate_series(1, $3::int) n returning id, name
), contacts as (
  insert into contact (workspace_id, id, account_id, name) select $1, gen_random_uuid(), id, name from people
  returning id
)
insert into member (workspace_id, conversation_id, contact_id, role, joined_seq)
select $1, $2, id, 'member', 0 from contacts
"""
# In which transaction each row was written, and how many there are.
ROWS = """
select (select count(*) from member where xmin::text::bigint > $1) + (select count(*) from read_mark)
"""


async def test_a_message_to_five_hundred_writes_nothing_for_each_and_reaches_all_who_listen(
    runtime: Runtime,
) -> None:
    anna = await talker(runtime, "Anna")
    conversation = await anna.group()
    token = await anna.invitation(conversation)
    people = [await talker(runtime, f"L{number}") for number in range(LISTENING)]
    for person in people:
        await person.join(token)
        await person.frames(f.Watch(conversation, 0), f.List(None))
    workspace = (await runtime.conversations.reader_for_account(anna.id, conversation)).workspace_id
    async with runtime.database.system() as connection:
        await connection.execute(SILENT, workspace, conversation, MOST_MEMBERS - LISTENING - 1)
        before = await connection.fetchval("select pg_current_xact_id()::text::bigint")
    assert len((await runtime.groups.group(anna.id, conversation)).members) == MOST_MEMBERS

    said = await anna.say(conversation, "Hello, all of you")
    assert isinstance(said, f.Ack)
    async with runtime.database.acquire() as connection:
        assert await connection.fetchval(ROWS, before) == 0
    for person in people:
        assert said.seq in seqs(person.told) | seqs(person.news())
    await asyncio.gather(*(person.until(_brings_a_head) for person in people))

    # Of many, only the first who read something is told of.
    for person in people[:3]:
        await person.frames(f.Mark(conversation, read=said.seq))
    people[-1].news()
    marks = [one for one in people[-1].told if isinstance(one, f.Marked)]
    assert [one.person.name for one in marks if one.person] == ["L0"]


def _brings_a_head(frame: f.ServerFrame) -> bool:
    return isinstance(frame, f.Heads) and any(head.last_seq > LISTENING for head in frame.heads)


async def test_the_five_hundred_and_first_finds_the_group_full(runtime: Runtime) -> None:
    anna, late = await talker(runtime, "Anna"), await talker(runtime, "Late")
    conversation = await anna.group()
    token = await anna.invitation(conversation)
    workspace = (await runtime.conversations.reader_for_account(anna.id, conversation)).workspace_id
    async with runtime.database.system() as connection:
        await connection.execute(SILENT, workspace, conversation, MOST_MEMBERS - 1)
    refused = await asyncio.gather(late.join(token), return_exceptions=True)
    assert [str(error) for error in refused] == ["This group is full."]
