"""What may be changed of what was said, by whom, and what is left of it where."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import UNSET, json, structs

from causerie.content import DeletedContent, ImageContent, ImageDraft, Text
from causerie.conversations import amend as rules
from causerie.conversations.amend import Rights
from causerie.conversations.frames import Entries
from causerie.conversations.model import (
    Author,
    Deleted,
    Edited,
    Entry,
    Message,
    Note,
    Reacted,
    Reaction,
    Stored,
)
from causerie.conversations.plan import Line
from causerie.conversations.readers import Reader
from causerie.errors import AppError, ErrorCode
from tests.helpers.pictures import png
from tests.helpers.server import Server
from tests.helpers.world import Customer, World, make_world, new_client_id

DAY = timedelta(hours=24)


def by_customer(customer: Customer, body: Stored, *, rights: Rights = Rights()) -> Line:  # noqa: B008  frozen
    return structs.replace(customer.line("x"), body=body, rights=rights)


def by_staff(world: World, conversation: UUID, body: Stored, *, moderates: bool = False) -> Line:
    return structs.replace(world.answer(conversation, "x"), body=body, rights=Rights(moderates))


async def say(world: World, line: Line) -> int:
    _, seq = await world.runtime.conversations.say(line)
    return seq


async def refused(world: World, line: Line) -> ErrorCode:
    with pytest.raises(AppError) as error:
        await say(world, line)
    return error.value.code


async def page(world: World, conversation: UUID, reader: Reader | None = None, **bounds: int) -> Entries:
    reader = reader or Reader(world.workspace, world.agent.person)
    return await world.runtime.conversations.entries(reader, conversation, **bounds)


async def entry(world: World, conversation: UUID, seq: int, reader: Reader | None = None) -> Entry:
    (found,) = (await page(world, conversation, reader, after=seq - 1, before=seq + 1)).entries
    return found


async def test_an_edit_is_what_everybody_reads_from_then_on(world: World) -> None:
    customer = await world.customer()
    seq = await say(world, customer.line("helo"))
    edit = await say(world, by_customer(customer, Edited(seq, "hello")))
    now = await entry(world, customer.conversation, seq)
    assert now.body == Message(Text("hello"))
    assert now.amended == edit
    assert now.edited_at is not UNSET


async def test_an_amendment_sent_again_is_once(world: World) -> None:
    customer = await world.customer()
    seq = await say(world, customer.line("hello"))
    for body in (Edited(seq, "hello!"), Reacted(seq, "👍", on=True), Deleted(seq)):
        line = by_customer(customer, structs.replace(body))
        line = structs.replace(line, client_id=new_client_id())
        assert await say(world, line) == await say(world, line)


async def test_only_who_wrote_it_changes_it(world: World) -> None:
    customer = await world.customer()
    said = await say(world, customer.line("mine"))
    answered = await say(world, world.answer(customer.conversation, "ours"))
    for body in (Edited(said, "x"), Deleted(said)):
        line = by_staff(world, customer.conversation, body, moderates=True)
        assert await refused(world, line) is ErrorCode.FORBIDDEN
    for body in (Edited(answered, "x"), Deleted(answered)):
        assert await refused(world, by_customer(customer, body)) is ErrorCode.FORBIDDEN


async def test_a_colleagues_message_is_deleted_by_who_moderates_and_edited_by_nobody_else(
    world: World,
) -> None:
    customer = await world.customer()
    seq = await say(world, world.answer(customer.conversation, "rude"))
    colleague = Author("staff", world.colleague.account.id)

    def attempt(body: Stored, *, moderates: bool) -> Line:
        line = by_staff(world, customer.conversation, body, moderates=moderates)
        return structs.replace(line, author=colleague, person=world.colleague.person)

    assert await refused(world, attempt(Deleted(seq), moderates=False)) is ErrorCode.FORBIDDEN
    assert await refused(world, attempt(Edited(seq, "nice"), moderates=True)) is ErrorCode.FORBIDDEN
    await say(world, attempt(Deleted(seq), moderates=True))
    assert (await entry(world, customer.conversation, seq)).body == Message(DeletedContent())


async def test_a_contact_changes_what_was_said_within_a_day_and_staff_at_any_time(world: World) -> None:
    customer = await world.customer()
    said = await entry(world, customer.conversation, await say(world, customer.line("mine")))
    later = said.at + DAY + timedelta(seconds=1)

    def verdict(author: Author) -> AppError | None:
        subject = rules.Subject(structs.replace(said, author=author), None, is_last=True)
        return rules.refusal(subject, Edited(said.seq, "x"), author, None, Rights(), later)

    too_late = verdict(said.author)
    assert too_late is not None
    assert too_late.code is ErrorCode.FORBIDDEN
    assert verdict(Author("staff", world.agent.account.id)) is None


async def test_what_was_deleted_is_gone_and_stays_as_it_is(world: World) -> None:
    customer = await world.customer()
    seq = await say(world, customer.line("a secret"))
    await say(world, by_customer(customer, Edited(seq, "another secret")))
    await say(world, by_staff(world, customer.conversation, Reacted(seq, "👍", on=True)))
    await say(world, by_customer(customer, Deleted(seq)))
    for body in (Edited(seq, "x"), Deleted(seq), Reacted(seq, "👍", on=True)):
        assert await refused(world, by_customer(customer, body)) is ErrorCode.CONFLICT
    whole = await page(world, customer.conversation, after=0)
    since = await page(world, customer.conversation, after=seq)
    for told in (whole, since):
        assert "secret" not in str(told)
    (now,) = since.amended
    assert (now.body, now.reactions, now.edited_at) == (Message(DeletedContent()), UNSET, UNSET)


async def test_lists_show_what_the_last_message_says_now(world: World) -> None:
    customer = await world.customer()
    conversations = world.runtime.conversations
    first = await say(world, customer.line("first"))
    last = await say(world, customer.line("lsat"))
    await world.runtime.casework.resolve(world.agent, customer.conversation)
    before = (await conversations.detail(world.workspace, customer.conversation)).head
    await say(world, by_customer(customer, Edited(first, "the first")))
    await say(world, by_customer(customer, Edited(last, "last")))
    head = (await conversations.detail(world.workspace, customer.conversation)).head
    assert head.snippet is not None
    assert (head.snippet.content, head.snippet.text) == ("text", "last")
    assert (head.unread, head.status, head.last_at) == (before.unread, "resolved", before.last_at)
    await say(world, by_customer(customer, Deleted(last)))
    head = (await conversations.detail(world.workspace, customer.conversation)).head
    assert head.snippet is not None
    assert head.snippet.content == "deleted"


async def test_a_reaction_is_one_emoji_and_at_most_three_of_one_person(world: World) -> None:
    customer = await world.customer()
    seq = await say(world, customer.line("hello"))
    for wrong in ("x", "👍👍", "<b>", "❤", ""):
        assert await refused(world, by_customer(customer, Reacted(seq, wrong, on=True))) is ErrorCode.INVALID
    for emoji in ("👍", "❤️", "👩🏽‍🚀"):
        await say(world, by_customer(customer, Reacted(seq, emoji, on=True)))
    assert await refused(world, by_customer(customer, Reacted(seq, "🎉", on=True))) is ErrorCode.INVALID
    await say(world, by_customer(customer, Reacted(seq, "👍", on=False)))
    await say(world, by_staff(world, customer.conversation, Reacted(seq, "❤️", on=True)))
    me, agent = Author("contact", customer.visitor.contact_id), Author("staff", world.agent.account.id)
    now = await entry(world, customer.conversation, seq)
    assert now.reactions == [Reaction("❤️", [me, agent]), Reaction("👩🏽‍🚀", [me])]


async def test_notes_and_events_are_nothing_to_a_contact_and_events_to_nobody(world: World) -> None:
    customer = await world.customer()
    await say(world, customer.line("hello"))
    note = await say(world, world.answer(customer.conversation, "careful", note=True))
    for of in (note, 1, 99):
        assert await refused(world, by_customer(customer, Reacted(of, "👍", on=True))) is ErrorCode.NOT_FOUND
    assert await refused(world, by_staff(world, customer.conversation, Deleted(1))) is ErrorCode.NOT_FOUND
    await say(world, by_staff(world, customer.conversation, Edited(note, "no danger")))
    assert (await entry(world, customer.conversation, note)).body == Note(Text("no danger"))
    assert (await page(world, customer.conversation, customer.reader, after=note)).amended == []


async def test_another_conversations_entry_is_not_there(world: World) -> None:
    mine, theirs = await world.customer(), await (await make_world(world.runtime)).customer()
    await say(world, mine.line("hello"))
    seq = await say(theirs.world, theirs.line("hello"))
    stranger = structs.replace(by_customer(mine, Deleted(seq)), conversation_id=theirs.conversation)
    assert await refused(world, stranger) is ErrorCode.NOT_FOUND


async def test_a_locked_browser_amends_and_learns_no_further_than_its_horizon(world: World) -> None:
    customer = await world.customer()
    first = await say(world, world.answer(customer.conversation, "early"))
    second = await say(world, world.answer(customer.conversation, "to be deleted"))
    horizon = await say(world, customer.line("hello"))
    beyond = await say(world, world.answer(customer.conversation, "a secret"))
    await say(world, by_staff(world, customer.conversation, Edited(first, "a later secret")))
    await say(world, by_staff(world, customer.conversation, Deleted(second)))
    rights = Rights(horizon=horizon)
    line = structs.replace(
        by_customer(customer, Reacted(beyond, "👍", on=True), rights=rights),
        identity_id=customer.visitor.identity_id,
    )
    assert await refused(world, line) is ErrorCode.NOT_FOUND
    locked = structs.replace(customer.reader, horizon=horizon)
    told = await page(world, customer.conversation, locked, after=0)
    assert [one.body for one in told.entries if one.author.kind == "staff"] == [
        Message(Text("early")),
        Message(DeletedContent()),
    ]
    assert "secret" not in str(await page(world, customer.conversation, locked, after=horizon))


async def test_a_page_is_right_without_the_amendments_above_it(world: World) -> None:
    customer = await world.customer()
    first = await say(world, customer.line("one"))
    for number in range(5):
        await say(world, customer.line(f"word {number}"))
    await say(world, by_customer(customer, Edited(first, "uno")))
    (told,) = (await page(world, customer.conversation, after=first - 1, limit=1)).entries
    assert told.body == Message(Text("uno"))
    back = (await page(world, customer.conversation, before=first + 1)).entries
    assert back[-1] == told


async def test_the_file_of_a_deleted_message_is_given_to_nobody_unless_another_shows_it(
    server: Server, served_world: World
) -> None:
    world = served_world
    customer = await world.customer()
    owner = customer.visitor.file_owner
    stored = await server.runtime.files.take(world.workspace, owner, "cat.png", png())
    content = await server.runtime.files.content(world.workspace, owner, ImageDraft(stored.id))
    assert isinstance(content, ImageContent)
    seqs = [
        await say(
            world, structs.replace(customer.line("x"), body=Message(content), client_id=new_client_id())
        )
        for _ in range(2)
    ]

    async def status(url: str | None) -> int:
        async with httpx2.AsyncClient(base_url=server.url) as http:
            return (await http.get(url or "")).status_code

    await say(world, by_customer(customer, Deleted(seqs[0])))
    assert await status(stored.url) == 200
    await say(world, by_customer(customer, Deleted(seqs[1])))
    assert [await status(stored.url), await status(stored.thumbnail_url)] == [404, 404]
    with pytest.raises(AppError):
        await server.runtime.files.content(world.workspace, owner, ImageDraft(stored.id))


async def test_a_caption_is_edited_and_its_picture_stays(server: Server, served_world: World) -> None:
    world = served_world
    customer = await world.customer()
    owner = customer.visitor.file_owner
    stored = await server.runtime.files.take(world.workspace, owner, "cat.png", png())
    content = await server.runtime.files.content(world.workspace, owner, ImageDraft(stored.id, "my dog"))
    seq = await say(world, structs.replace(customer.line("x"), body=Message(content)))
    await say(world, by_customer(customer, Edited(seq, "my cat")))
    assert (await entry(world, customer.conversation, seq)).body == Message(ImageContent(stored, "my cat"))
    assert await refused(world, by_customer(customer, Edited(seq, "x" * 1001))) is ErrorCode.INVALID


async def test_a_text_can_not_be_edited_into_nothing(world: World) -> None:
    customer = await world.customer()
    seq = await say(world, customer.line("hello"))
    for wrong in ("", "  ", "a\x00b"):
        assert await refused(world, by_customer(customer, Edited(seq, wrong))) is ErrorCode.INVALID


async def test_a_merged_conversation_is_said_again_as_it_stands(world: World) -> None:
    source, target = await world.customer(), await world.customer()
    first = await say(world, source.line("helo"))
    gone = await say(world, source.line("a secret"))
    answer = await say(world, source.line("again", reply_to=first))
    await say(world, by_customer(source, Edited(first, "hello")))
    await say(world, by_customer(source, Deleted(gone)))
    await say(world, by_staff(world, source.conversation, Reacted(answer, "👍", on=True)))
    await say(world, target.line("before"))
    assert source.visitor.contact_id is not None
    assert target.visitor.contact_id is not None
    await world.runtime.conversations.merge(
        world.workspace, source.visitor.contact_id, target.visitor.contact_id
    )
    told = await page(world, target.conversation, target.reader, after=0)
    said = {one.body.content.as_text(): one for one in told.entries if isinstance(one.body, Message)}
    assert set(said) == {"before", "hello", "again"}
    assert said["again"].body == Message(Text("again"), said["hello"].seq)
    assert said["again"].reactions == [Reaction("👍", [Author("staff", world.agent.account.id)])]
    # Where it came from the seqs are others' now.
    assert await refused(world, by_customer(source, Deleted(first))) is ErrorCode.NOT_FOUND


async def test_what_is_taken_back_after_a_merge_is_read_nowhere(world: World) -> None:
    source, target = await world.customer(), await world.customer()
    await say(world, source.line("a secret, see https://shop.example/secret"))
    await say(world, target.line("before"))
    assert source.visitor.contact_id is not None
    assert target.visitor.contact_id is not None
    await world.runtime.conversations.merge(
        world.workspace, source.visitor.contact_id, target.visitor.contact_id
    )
    agent = Reader(world.workspace, world.agent.person)
    told = await page(world, target.conversation, agent, after=0)
    copy = next(one for one in told.entries if one.source and one.source.merged_from == source.conversation)
    await say(world, by_customer(target, Deleted(copy.seq)))
    conversations = world.runtime.conversations
    for conversation in (source.conversation, target.conversation):
        for reader in (agent, source.reader, target.reader):
            for read in (
                await page(world, conversation, reader, after=0),
                await conversations.entries(reader, conversation),
                await conversations.shared(reader, conversation, "links", before=None, limit=60),
            ):
                assert b"secret" not in json.encode(read)
            assert await conversations.find(reader, conversation, "secret", None) == []


async def test_a_word_is_found_where_it_stands_now(world: World) -> None:
    customer = await world.customer()
    seqs = [await say(world, customer.line(text)) for text in ("Заказ 100%", "zakaz", "hello", "мой заказ")]
    note = await say(world, world.answer(customer.conversation, "заказ?", note=True))
    await say(world, by_customer(customer, Edited(seqs[2], "ещё заказ")))
    await say(world, by_customer(customer, Edited(seqs[3], "nothing")))
    find, agent = world.runtime.conversations.find, Reader(world.workspace, world.agent.person)
    assert await find(agent, customer.conversation, "ЗАКАЗ", None) == [note, seqs[2], seqs[0]]
    assert await find(customer.reader, customer.conversation, "заказ ", None) == [seqs[2], seqs[0]]
    assert await find(agent, customer.conversation, "0%", None) == [seqs[0]]
    assert await find(agent, customer.conversation, "_", None) == []
    await say(world, by_customer(customer, Deleted(seqs[0])))
    assert await find(agent, customer.conversation, "100", None) == []
    locked = structs.replace(customer.reader, horizon=seqs[1], identity_id=None)
    assert await find(locked, customer.conversation, "заказ", None) == []


async def test_a_day_begins_with_the_first_entry_of_it(world: World) -> None:
    customer = await world.customer()
    said = await entry(world, customer.conversation, await say(world, customer.line("hello")))
    find = world.runtime.conversations.find
    assert await find(customer.reader, customer.conversation, "", said.at - DAY) == [said.seq]
    assert await find(customer.reader, customer.conversation, "", said.at + DAY) == []


amendments = st.lists(
    st.tuples(
        st.sampled_from(["customer", "agent"]),
        st.integers(2, 6),
        st.sampled_from(["say", "edit", "delete", "👍", "-👍", "❤️"]),
    ),
    max_size=25,
)


async def test_state_before_and_what_is_told_is_a_fresh_fetch(world: World) -> None:
    """Whoever read up to any seq, and takes what is told of the rest, has what a newcomer gets."""
    stories: list[list[tuple[str, int, str]]] = []

    @settings(max_examples=25, database=None, suppress_health_check=list(HealthCheck), deadline=None)
    @given(amendments)
    def collect(story: list[tuple[str, int, str]]) -> None:
        stories.append(story)

    collect()
    for story in stories:
        customer = await world.customer()
        await say(world, customer.line("hello"))
        known: list[tuple[int, list[Entry]]] = []
        for number, (who, of, what) in enumerate(story):
            bodies: dict[str, Stored] = {
                "say": Message(Text(f"word {number}")),
                "edit": Edited(of, f"edit {number}"),
                "delete": Deleted(of),
                "👍": Reacted(of, "👍", on=True),
                "-👍": Reacted(of, "👍", on=False),
                "❤️": Reacted(of, "❤️", on=True),
            }
            body = bodies[what]
            line = (
                by_customer(customer, body)
                if who == "customer"
                else by_staff(world, customer.conversation, body)
            )
            with suppress(AppError):  # of what is not theirs, or is deleted
                await say(world, line)
            told = await page(world, customer.conversation, after=0)
            known.append((told.through, told.entries))
        fresh = (await page(world, customer.conversation, after=0)).entries
        for have, entries in known:
            told = await page(world, customer.conversation, after=have)
            newer = {one.seq: one for one in told.amended}
            assert [newer.get(one.seq, one) for one in entries] + told.entries == fresh
