"""Canned replies: what may stand in them, what is filled in, and whose they are."""

import string
from collections.abc import Sequence
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causerie.accounts.model import NewTeam
from causerie.answering import template
from causerie.answering.model import NewReply, ReplyScope
from causerie.content import FileDraft
from causerie.errors import AppError, ErrorCode
from tests.helpers.pictures import png
from tests.helpers.world import Customer, World, make_world

GREETING = "Hello {{contact.first_name | there}}, {{agent.first_name}} of {{workspace.name}} here."


async def begun(world: World, name: str = "") -> Customer:
    customer = await world.customer()
    await world.runtime.conversations.say(customer.line("hello"))
    if name:
        async with world.runtime.database.system() as connection:
            await connection.execute(
                "update contact set name = $2 where id = $1", customer.visitor.contact_id, name
            )
    return customer


def reply(
    shortcut: str,
    text: str = "Hello",
    scope: ReplyScope = "mine",
    *,
    team: UUID | None = None,
    files: Sequence[UUID] = (),
) -> NewReply:
    return NewReply("Greeting", shortcut, {"en": text}, scope, team, list(files))


@pytest.mark.parametrize(
    "text",
    [
        "{{contact.password}}",
        "{{ contact.__class__ }}",
        "{{settings.secret}}",
        "{{contact.name.upper()}}",
        "{{}}",
        "{{contact.name",
        "}} {{",
        "{{#if contact.name}}",
        "{{contact.attributes.}}",
    ],
)
def test_weakness_40_a_place_that_can_not_be_filled_is_refused(text: str) -> None:
    with pytest.raises(AppError) as refused:
        template.check(text)
    assert refused.value.code is ErrorCode.INVALID


@given(st.text(alphabet=string.printable + "{}|{}|", max_size=300), st.text(max_size=60))
def test_weakness_40_filling_computes_nothing(text: str, value: str) -> None:
    filled = template.fill(text, {"contact.name": value})
    again = template.fill("{{contact.name}}", {"contact.name": "{{agent.name}} %(x)s ${y} {0}"})
    assert again.text == "{{agent.name}} %(x)s ${y} {0}"
    if "{{" not in text:
        assert filled.text == text


def test_a_name_brings_no_marks_and_no_lines_into_an_agents_words() -> None:
    filled = template.fill("Hi {{contact.name}}!", {"contact.name": "[Bank](https://evil.example)\n**now**"})
    assert filled.text == "Hi Bank(https://evil.example) now!"


async def test_a_reply_is_filled_in_the_customers_language(world: World) -> None:
    replies = world.runtime.replies
    new = NewReply("Greeting", "hi", {"en": GREETING, "ro": "Bună, {{contact.name}}!"}, "everyone")
    kept = await replies.write(world.agent, new)
    customer, nobody = await begun(world, "Crystal Minh"), await begun(world)
    async with world.runtime.database.system() as connection:
        await connection.execute("update contact set locale = 'ro' where id = $1", nobody.visitor.contact_id)
        shop = await connection.fetchval("select name from workspace where id = $1", world.workspace)
    filled = await replies.fill(world.agent, customer.conversation, kept.id)
    assert (filled.text, filled.missing) == (f"Hello Crystal, Olga of {shop} here.", [])
    filled = await replies.fill(world.agent, nobody.conversation, kept.id)
    assert (filled.text, filled.missing) == ("Bună, !", ["contact.name"])


async def test_a_replys_file_goes_with_each_use_and_stays(world: World) -> None:
    files, replies = world.runtime.files, world.runtime.replies
    owner = str(world.agent.account.id)
    picture = await files.take(world.workspace, owner, "size.png", png(40, 30))
    kept = await replies.write(world.agent, reply("size", scope="everyone", files=[picture.id]))
    customer = await begun(world)
    filled = await replies.fill(world.colleague, customer.conversation, kept.id)
    (copy,) = filled.files
    assert copy.id != picture.id
    content = await files.content(world.workspace, str(world.colleague.account.id), FileDraft(copy.id))
    assert content.file == copy
    with pytest.raises(AppError) as refused:
        await replies.write(world.colleague, reply("theirs", files=[picture.id]))
    assert refused.value.code is ErrorCode.NOT_FOUND


async def test_a_reply_is_for_those_whom_it_is_for(world: World) -> None:
    replies, owner, agent = world.runtime.replies, world.agent, world.colleague
    (team,) = await world.runtime.teams.found(world.workspace, NewTeam("Returns", []))
    mine = await replies.write(agent, reply("mine"))
    theirs = await replies.write(owner, reply("team", scope="team", team=team.id))
    everyones = await replies.write(owner, reply("all", scope="everyone"))
    assert {one.id for one in await replies.all(agent)} == {mine.id, everyones.id}
    assert {one.id for one in await replies.all(owner)} == {theirs.id, everyones.id}
    for refused_one in (
        replies.write(agent, reply("other", scope="everyone")),
        replies.write(agent, reply("other", scope="team", team=team.id)),
        replies.delete(agent, everyones.id),
    ):
        with pytest.raises(AppError) as refused:
            await refused_one
        assert refused.value.code is ErrorCode.FORBIDDEN
    await world.runtime.teams.change(world.workspace, team.id, NewTeam("Returns", [agent.account.id]))
    await replies.change(agent, theirs.id, reply("returns", "Send it back", "team", team=team.id))
    with pytest.raises(AppError) as refused:
        await replies.write(agent, reply("mine"))
    assert refused.value.code is ErrorCode.CONFLICT
    stranger = await make_world(world.runtime)
    assert await replies.all(stranger.agent) == []
    with pytest.raises(AppError) as refused:
        await replies.delete(stranger.agent, mine.id)
    assert refused.value.code is ErrorCode.NOT_FOUND
    await replies.delete(agent, mine.id)
    assert {one.shortcut for one in await replies.all(agent)} == {"returns", "all"}
