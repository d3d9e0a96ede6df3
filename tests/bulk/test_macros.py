"""Macros: several deeds under one name, done all or not at all, and said clearly where something in them is gone."""

import pytest

from causerie.bulk.model import (
    AssignDeed,
    LabelDeed,
    NewMacro,
    NoteDeed,
    ReplyDeed,
    ResolveDeed,
    SnoozeStep,
    Step,
)
from causerie.conversations.model import Label, Message, Note
from causerie.conversations.readers import Reader
from causerie.errors import AppError, ErrorCode
from tests.bulk.test_bulk import do, head, talking, undo, why
from tests.helpers.world import Customer, World


async def said(customer: Customer) -> list[str]:
    world = customer.world
    told = await world.runtime.conversations.entries(
        Reader(world.workspace, world.agent.person), customer.conversation
    )
    bodies = [entry.body for entry in told.entries if entry.author.kind == "staff"]
    return [body.content.as_text() for body in bodies if isinstance(body, Message | Note)]


async def test_a_macro_answers_sorts_and_resolves_and_is_taken_back_but_for_what_was_said(
    world: World,
) -> None:
    customers = await talking(world, 2)
    await world.runtime.casework.define_label(world.workspace, Label("wheels", "#336699"))
    bulk = await do(
        world,
        customers,
        ReplyDeed("Hello {{contact.name | there}}, they are here"),
        NoteDeed("Told by {{agent.name}}"),
        AssignDeed(world.colleague.account.id),
        LabelDeed(["wheels"]),
        ResolveDeed(),
    )
    assert (bulk.done, bulk.left) == (2, 0)
    for customer in customers:
        now = await head(customer)
        assert await said(customer) == ["Hello there, they are here", "Told by Olga"]
        assert (now.assignee and now.assignee.name, now.labels, now.status) == (
            "Adam",
            ["wheels"],
            "resolved",
        )
    assert (await undo(world, bulk)).left == 0
    for customer in customers:
        now = await head(customer)
        assert (now.assignee, now.labels, now.status) == (None, [], "open")
        assert len(await said(customer)) == 2


async def test_what_can_t_be_filled_for_one_leaves_all_of_it_undone_there(world: World) -> None:
    customers = await talking(world, 1)
    bulk = await do(world, customers, ReplyDeed("Your order {{contact.attributes.order}}"), ResolveDeed())
    assert why(bulk) == {customers[0].conversation: "refused"}
    assert bulk.left_out[0].partly is False
    assert (await said(customers[0]), (await head(customers[0])).status) == ([], "open")


async def test_a_macro_is_seen_by_whom_it_is_for_and_says_what_in_it_is_gone(world: World) -> None:
    macros, casework = world.runtime.macros, world.runtime.casework
    await casework.define_label(world.workspace, Label("old", "#336699"))
    steps: list[Step] = [LabelDeed(["old"]), SnoozeStep("tomorrow")]
    own = await macros.write(world.colleague, NewMacro("Mine", steps))
    shared = await macros.write(world.agent, NewMacro("Ours", steps, "everyone"))
    assert [one.id for one in await macros.all(world.agent)] == [shared.id]
    assert [(one.id, one.mine) for one in await macros.all(world.colleague)] == [
        (own.id, True),
        (shared.id, False),
    ]
    await casework.forget_label(world.workspace, "old")
    assert [one.broken for one in await macros.all(world.colleague)] == [[0], [0]]
    with pytest.raises(AppError) as refused:
        await macros.delete(world.colleague, shared.id)
    assert refused.value.code is ErrorCode.FORBIDDEN
    with pytest.raises(AppError) as refused:
        await macros.write(world.agent, NewMacro("Wrong", [ReplyDeed("Hello {{nobody.knows}}")]))
    assert refused.value.code is ErrorCode.INVALID
    changed = await macros.change(world.agent, shared.id, NewMacro("Ours", [ResolveDeed()], "everyone"))
    assert changed.broken == []
    await macros.delete(world.colleague, own.id)
    assert [one.id for one in await macros.all(world.colleague)] == [shared.id]
