"""Groups: made, joined by invitation, led, left, and found in the lists of their members."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from causerie.content import AnswerDraft, Poll
from causerie.content.fields import Option
from causerie.content.quick_replies import QuickReplies
from causerie.conversations import frames as f
from causerie.conversations.model import InboxChange, InboxHead
from causerie.errors import AppError, ErrorCode
from causerie.groups.model import NewInvitation
from causerie.runtime import Runtime
from tests.helpers.pictures import png
from tests.helpers.talkers import Talker, talker, texts, token_of


@pytest.fixture
async def anna(runtime: Runtime) -> Talker:
    return await talker(runtime, "Anna")


@pytest.fixture
async def boris(runtime: Runtime) -> Talker:
    return await talker(runtime, "Boris")


async def heads(person: Talker) -> list[InboxHead]:
    return (await person.runtime.conversations.inbox(person.id, after=None, limit=10)).heads


def _brings_unread(frame: f.ServerFrame) -> bool:
    return isinstance(frame, f.Heads) and any(head.unread for head in frame.heads)


async def test_a_group_stands_in_its_members_lists_with_what_each_has_not_read(
    anna: Talker, boris: Talker
) -> None:
    conversation = await anna.group("Hikers")
    await anna.say(conversation, "Before you came")
    await boris.join(await anna.invitation(conversation))
    assert [(head.unread, head.said_by) for head in await heads(boris)] == [(0, "Anna")]
    await boris.frames(f.List(None))
    await anna.say(conversation, "Hello Boris")
    told = await boris.until(_brings_unread)
    assert isinstance(told, f.Heads)
    [head] = told.heads
    assert isinstance(head, InboxHead)
    assert (head.kind, head.workspace.name, head.unread) == ("group", "Hikers", 1)
    assert head.snippet
    assert (head.snippet.text, head.said_by) == ("Hello Boris", "Anna")
    assert texts(await boris.read(conversation)) == ["Before you came", "Hello Boris"]
    await boris.frames(f.Mark(conversation, read=head.last_seq))
    assert [head.unread for head in await heads(boris)] == [0]
    assert [head.unread for head in await heads(anna)] == [0]


async def test_members_pin_mute_and_search_each_for_themselves(anna: Talker, boris: Talker) -> None:
    conversation = await anna.group()
    await boris.join(await anna.invitation(conversation))
    await anna.say(conversation, "Zugspitze on Sunday")
    runtime = anna.runtime
    await runtime.conversations.place_in_inbox(boris.id, conversation, InboxChange(pinned=1.0))
    assert [head.pinned for head in await heads(boris)] == [1.0]
    assert [head.pinned for head in await heads(anna)] == [None]
    await runtime.groups.remove(anna.id, conversation, await boris.contact(conversation))
    await anna.say(conversation, "Zugspitze is closed")
    await runtime.indexer.catch_up()
    for person, found in ((anna, 2), (boris, 1)):
        assert len((await runtime.search.find_own(person.id, "zugspitze", page=None, limit=9)).hits) == found


async def test_who_types_and_how_far_each_has_read_is_told_to_the_others(anna: Talker, boris: Talker) -> None:
    conversation = await anna.group()
    await boris.join(await anna.invitation(conversation))
    for person in (anna, boris):
        await person.watch(conversation)
    await boris.frames(f.Typing(conversation, on=True, text="a secret"))
    typing = await anna.until(lambda frame: isinstance(frame, f.IsTyping))
    assert isinstance(typing, f.IsTyping)
    assert (typing.person.name, typing.text) == ("Boris", "")
    await boris.frames(f.Mark(conversation, read=2))
    marked = await anna.until(lambda frame: isinstance(frame, f.Marked))
    assert isinstance(marked, f.Marked)
    assert marked.person
    assert (marked.person.name, marked.mark.read) == ("Boris", 2)


async def test_of_twenty_at_once_exactly_as_many_come_in_as_the_link_lets(
    runtime: Runtime, anna: Talker
) -> None:
    conversation = await anna.group()
    token = await anna.invitation(conversation, max_uses=7)
    people = [await talker(runtime, f"P{number}") for number in range(20)]
    came = await asyncio.gather(*(one.join(token) for one in people), return_exceptions=True)
    refused = [error for error in came if isinstance(error, AppError)]
    assert len(refused) == 13
    assert {error.code for error in refused} == {ErrorCode.NOT_FOUND}
    group = await runtime.groups.group(anna.id, conversation)
    assert len(group.members) == 8
    # Who is in comes in again without using anything up, as long as the link is known.
    again = await anna.invitation(conversation, max_uses=1)
    inside = people[came.index(conversation)]
    assert await inside.join(again) == conversation
    assert len((await runtime.groups.group(anna.id, conversation)).members) == 8


async def test_a_link_that_expired_or_was_revoked_leads_nowhere(anna: Talker, boris: Talker) -> None:
    runtime = anna.runtime
    conversation = await anna.group()
    revoked, expired = await anna.invitation(conversation), await anna.invitation(conversation, days=1)
    made = await runtime.invitations.of_group(anna.id, conversation)
    assert [token_of(one.url) for one in made] == [expired, revoked]
    await runtime.invitations.revoke(anna.id, conversation, made[1].id)
    async with runtime.database.system() as connection:
        await connection.execute(
            "update invitation set expires_at = $1 where expires_at is not null", datetime.now(UTC)
        )
    forged = f"{revoked[:-1]}{'A' if revoked[-1] != 'A' else 'B'}"
    for token in (revoked, expired, forged, "A" * 44, "!" * 44):
        for attempt in (boris.join, runtime.invitations.look, runtime.invitations.qr):
            with pytest.raises(AppError, match="no such invitation"):
                await attempt(token)
    assert await runtime.invitations.of_group(anna.id, conversation) == []


async def test_a_group_is_led_by_its_owners_and_admins(runtime: Runtime, anna: Talker, boris: Talker) -> None:
    groups = runtime.groups
    conversation = await anna.group("Hikers")
    await boris.join(await anna.invitation(conversation))
    for forbidden in (
        groups.rename(boris.id, conversation, "Mine"),
        groups.set_picture(boris.id, conversation, png()),
        boris.invitation(conversation),
    ):
        with pytest.raises(AppError, match="Only admins"):
            await forbidden
    boris_id = await boris.contact(conversation)
    await groups.give_role(anna.id, conversation, boris_id, "admin")
    await groups.rename(boris.id, conversation, "Climbers")
    await groups.set_picture(boris.id, conversation, png())
    with pytest.raises(AppError, match="Make somebody else the owner first"):
        await groups.leave(anna.id, conversation)
    await groups.give_role(anna.id, conversation, boris_id, "owner")
    await groups.leave(anna.id, conversation)
    group = await groups.group(boris.id, conversation)
    assert (group.name, group.role, len(group.members)) == ("Climbers", "owner", 1)
    assert group.picture_url
    assert [head.left for head in await heads(anna)] == [True]


async def test_what_only_a_business_asks_is_refused_with_a_reason(anna: Talker, boris: Talker) -> None:
    conversation = await anna.group()
    options = [Option("a", "Yes"), Option("b", "No")]
    refused = await anna.say(conversation, QuickReplies("Come?", options))
    assert isinstance(refused, f.Refused)
    assert (refused.code, refused.detail) == (ErrorCode.FORBIDDEN, "Only a business asks in this way.")
    assert isinstance(await anna.say(conversation, Poll("Come?", options)), f.Ack)


async def test_a_vote_is_no_unread_message(anna: Talker, boris: Talker) -> None:
    conversation = await anna.group()
    await boris.join(await anna.invitation(conversation))
    asked = await anna.say(conversation, Poll("Come?", [Option("a", "Yes"), Option("b", "No")]))
    assert isinstance(asked, f.Ack)
    [before] = await heads(anna)
    assert isinstance(await boris.say(conversation, AnswerDraft(asked.seq, {"choice": ["a"]})), f.Ack)
    [after] = await heads(anna)
    assert (before.unread, after.unread) == (0, 0)
    assert after.last_seq == before.last_seq + 1


async def test_two_people_have_one_direct_conversation(runtime: Runtime, anna: Talker, boris: Talker) -> None:
    conversation = await anna.group()
    await boris.join(await anna.invitation(conversation))
    anna_id, boris_id = await anna.contact(conversation), await boris.contact(conversation)
    directs = runtime.directs
    found = await asyncio.gather(
        directs.with_member(anna.account, conversation, boris_id),
        directs.with_member(boris.account, conversation, anna_id),
        directs.with_member(anna.account, conversation, boris_id),
    )
    assert len(set(found)) == 1
    direct = found[0]
    await anna.say(direct, "Just us")
    newest, _ = await heads(boris)
    assert (newest.kind, newest.workspace.name, newest.unread) == ("direct", "Anna", 1)
    own = await runtime.invitations.make_own(boris.account, NewInvitation())
    assert (await runtime.invitations.look(token_of(own.url))).name == "Boris"
    assert await anna.join(token_of(own.url)) == direct


async def test_a_direct_conversation_is_in_the_others_list_once_something_was_said(
    runtime: Runtime, anna: Talker, boris: Talker
) -> None:
    own = await runtime.invitations.make_own(boris.account, NewInvitation())
    direct = await anna.join(token_of(own.url))
    assert [len(await heads(person)) for person in (anna, boris)] == [1, 0]
    await anna.say(direct, "Good morning")
    assert [len(await heads(person)) for person in (anna, boris)] == [1, 1]


async def test_who_is_blocked_can_not_write_over_an_open_line_either(
    runtime: Runtime, anna: Talker, boris: Talker
) -> None:
    own = await runtime.invitations.make_own(boris.account, NewInvitation())
    direct = await anna.join(token_of(own.url))
    for person in (anna, boris):
        await person.watch(direct)
    await anna.say(direct, "Buy this")
    await runtime.directs.block(boris.id, direct, blocked=True)
    for person in (anna, boris):
        refused = await person.say(direct, "Buy that")
        assert isinstance(refused, f.Refused)
        assert (refused.code, refused.detail) == (ErrorCode.FORBIDDEN, "You can't write here.")
    assert [head.blocked for head in await heads(boris)] == [True]
    assert [head.blocked for head in await heads(anna)] == [False]
    assert texts(await boris.read(direct)) == ["Buy this"]
    await runtime.directs.block(boris.id, direct, blocked=False)
    assert isinstance(await anna.say(direct, "Sorry"), f.Ack)


async def test_strangers_find_nothing(runtime: Runtime, anna: Talker, boris: Talker) -> None:
    conversation = await anna.group()
    groups, nobody = runtime.groups, await anna.contact(conversation)
    for attempt in (
        groups.group(boris.id, conversation),
        groups.rename(boris.id, conversation, "x"),
        groups.leave(boris.id, conversation),
        groups.remove(boris.id, conversation, nobody),
        groups.give_role(boris.id, conversation, nobody, "member"),
        runtime.directs.with_member(boris.account, conversation, nobody),
        runtime.directs.block(boris.id, conversation, blocked=True),
        boris.invitation(conversation),
        boris.read(conversation),
    ):
        with pytest.raises(AppError, match="There is no such conversation"):
            await attempt
    assert isinstance(await boris.say(conversation, "hello"), f.Refused)
    assert await heads(boris) == []
