"""The same done with many conversations: once to each, by an event of its own, whatever happens meanwhile; and taken
back where nobody has changed it since."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from causerie.accounts.model import NewTeam
from causerie.bulk.jobs import RunBulk
from causerie.bulk.model import (
    AssignDeed,
    Bulk,
    ChosenConversation,
    Deed,
    LabelDeed,
    NewBulk,
    PriorityDeed,
    ReadDeed,
    ResolveDeed,
    SnoozeDeed,
    TeamDeed,
    WholeView,
)
from causerie.conversations import heads
from causerie.conversations.model import Assignment, DeskHead, Happened, Label
from causerie.conversations.readers import Reader
from causerie.errors import AppError, ErrorCode
from causerie.events import Assigned, CaseResolved, Event
from causerie.runtime import running
from tests.helpers.server import settings_for
from tests.helpers.world import Customer, World, make_world, new_client_id


async def talking(world: World, count: int) -> list[Customer]:
    """So many customers who wrote."""
    customers = [await world.customer() for _ in range(count)]
    for customer in customers:
        await world.runtime.conversations.say(customer.line("Do you have 22 inch wheels?"))
    return customers


def chosen(customers: list[Customer], seq: int | None = None) -> list[ChosenConversation]:
    return [ChosenConversation(one.conversation, seq) for one in customers]


async def done(world: World, bulk: Bulk) -> Bulk:
    """As the job does it."""
    await world.runtime.bulks.run(RunBulk(world.workspace, bulk.id))
    return await world.runtime.bulks.one(world.agent, bulk.id)


async def do(world: World, customers: list[Customer], *deeds: Deed) -> Bulk:
    new = NewBulk(new_client_id(), list(deeds), chosen(customers))
    return await done(world, await world.runtime.bulks.begin(world.agent, new))


async def undo(world: World, bulk: Bulk) -> Bulk:
    return await done(world, await world.runtime.bulks.undo(world.agent, bulk.id))


async def head(customer: Customer) -> DeskHead:
    world = customer.world
    async with world.runtime.database.tenant(world.workspace) as connection:
        found = await heads.desk_head(connection, world.workspace, customer.conversation)
    assert found is not None
    return found


async def events(customer: Customer, kind: type[Event]) -> list[Event]:
    world = customer.world
    reader = Reader(world.workspace, world.agent.person)
    told = await world.runtime.conversations.entries(reader, customer.conversation)
    found = [entry.body.event for entry in told.entries if isinstance(entry.body, Happened)]
    return [event for event in found if isinstance(event, kind)]


def why(bulk: Bulk) -> dict[UUID, str]:
    return {one.conversation: one.why for one in bulk.left_out}


async def test_several_deeds_are_done_with_each_and_taken_back(world: World) -> None:
    customers = await talking(world, 3)
    casework = world.runtime.casework
    await casework.define_label(world.workspace, Label("vip", "#336699"))
    await casework.define_label(world.workspace, Label("wheels", "#996633"))
    [team] = await world.runtime.teams.found(world.workspace, NewTeam("Wheels", []))
    until = datetime.now(UTC) + timedelta(days=1)
    bulk = await do(
        world,
        customers,
        AssignDeed(world.colleague.account.id),
        TeamDeed(team.id),
        LabelDeed(["vip", "wheels"]),
        PriorityDeed("high"),
        SnoozeDeed(until),
    )
    assert (bulk.total, bulk.done, bulk.left) == (3, 3, 0)
    for customer in customers:
        now = await head(customer)
        assert (now.assignee and now.assignee.id, now.team and now.team.id) == (
            world.colleague.account.id,
            team.id,
        )
        assert (now.labels, now.priority, now.status, now.status_until) == (
            ["vip", "wheels"],
            "high",
            "snoozed",
            until,
        )
    back = await undo(world, bulk)
    assert (back.done, back.left, back.undoes) == (3, 0, bulk.id)
    for customer in customers:
        now = await head(customer)
        assert (now.assignee, now.team, now.labels, now.priority, now.status) == (
            None,
            None,
            [],
            None,
            "open",
        )


async def test_what_can_t_be_done_is_left_out_and_said_why(world: World) -> None:
    fresh, over, changed = await talking(world, 3)
    stranger = (await talking(await make_world(world.runtime), 1))[0]
    known = (await head(changed)).last_seq
    await world.runtime.casework.resolve(world.agent, over.conversation)
    await world.runtime.casework.snooze(world.colleague, changed.conversation, None)
    new = NewBulk(
        new_client_id(),
        [ResolveDeed()],
        [*chosen([fresh, over, stranger]), ChosenConversation(changed.conversation, known)],
    )
    bulk = await done(world, await world.runtime.bulks.begin(world.agent, new))
    assert why(bulk) == {
        over.conversation: "already",
        stranger.conversation: "gone",
        changed.conversation: "changed",
    }
    assert ((await head(fresh)).status, (await head(changed)).status) == ("resolved", "snoozed")
    assert (await head(stranger)).status == "open"


async def test_two_agents_who_take_the_same_at_once_never_take_from_each_other(world: World) -> None:
    customers = await talking(world, 6)
    known = [ChosenConversation(one.conversation, (await head(one)).last_seq) for one in customers]
    agents = [world.agent, world.colleague]
    begun = [
        await world.runtime.bulks.begin(
            agent, NewBulk(new_client_id(), [AssignDeed(agent.account.id)], known)
        )
        for agent in agents
    ]
    both = await asyncio.gather(*(done(world, bulk) for bulk in begun))
    assert sum(bulk.total - bulk.left for bulk in both) == 6
    for customer in customers:
        assert len(await events(customer, Assigned)) == 1


async def test_it_happens_once_however_many_are_at_it_and_however_often(
    world: World, database_url: str, tmp_path: Path
) -> None:
    customers = await talking(world, 4)
    new = NewBulk(new_client_id(), [ResolveDeed()], chosen(customers))
    bulk = await world.runtime.bulks.begin(world.agent, new)
    assert (await world.runtime.bulks.begin(world.agent, new)).id == bulk.id
    job = RunBulk(world.workspace, bulk.id)
    async with running(settings_for(database_url, tmp_path / "other")) as other:
        await asyncio.gather(*(one.run(job) for one in [world.runtime.bulks, other.bulks] * 2))
    now = await world.runtime.bulks.one(world.agent, bulk.id)
    assert (now.done, now.left) == (4, 0)
    for customer in customers:
        assert len(await events(customer, CaseResolved)) == 1


async def test_whoever_goes_on_after_a_crash_does_what_is_left(world: World) -> None:
    """Killed between the event of the first and noting that its turn is over."""
    customers = await talking(world, 3)
    bulk = await do(world, customers, ResolveDeed())
    async with world.runtime.database.system() as connection:
        await connection.execute(
            "update bulk_item set outcome = null where bulk_id = $1 and position = 1", bulk.id
        )
    again = await done(world, bulk)
    assert (again.done, again.left) == (3, 0)
    assert [len(await events(one, CaseResolved)) for one in customers] == [1, 1, 1]


async def test_undo_leaves_what_somebody_changed_since(world: World) -> None:
    mine, theirs, wrote = await talking(world, 3)
    bulk = await do(world, [mine, theirs, wrote], AssignDeed(world.agent.account.id), ResolveDeed())
    await world.runtime.casework.assign(
        world.colleague, theirs.conversation, Assignment(world.colleague.account.id)
    )
    await world.runtime.conversations.say(wrote.line("One more question"))
    back = await undo(world, bulk)
    assert why(back) == {theirs.conversation: "changed"}
    assert (await undo(world, bulk)).id == back.id
    for customer, assignee, status in [
        (mine, None, "open"),
        (theirs, world.colleague.account.id, "open"),
        (wrote, None, "open"),
    ]:
        now = await head(customer)
        assert (now.assignee and now.assignee.id, now.status) == (assignee, status)


async def test_undo_stops_what_has_not_begun(world: World) -> None:
    customers = await talking(world, 2)
    new = NewBulk(new_client_id(), [ResolveDeed()], chosen(customers))
    bulk = await world.runtime.bulks.begin(world.agent, new)
    await world.runtime.bulks.undo(world.agent, bulk.id)
    stopped = await done(world, bulk)
    assert set(why(stopped).values()) == {"stopped"}
    assert [(await head(one)).status for one in customers] == ["open", "open"]


async def test_who_may_no_longer_does_no_more(world: World) -> None:
    customers = await talking(world, 1)
    new = NewBulk(new_client_id(), [ResolveDeed()], chosen(customers))
    bulk = await world.runtime.bulks.begin(world.colleague, new)
    async with world.runtime.database.system() as connection:
        await connection.execute(
            "update staff set role = 'viewer' where workspace_id = $1 and account_id = $2",
            world.workspace,
            world.colleague.account.id,
        )
    assert set(why(await done(world, bulk)).values()) == {"forbidden"}
    assert (await head(customers[0])).status == "open"


async def test_a_whole_view_is_what_the_list_shows_but_what_was_left_out_of_it(world: World) -> None:
    taken, free, spared = await talking(world, 3)
    await world.runtime.casework.assign(world.agent, taken.conversation, Assignment(world.agent.account.id))
    new = NewBulk(
        new_client_id(),
        [PriorityDeed("urgent"), ReadDeed()],
        WholeView("unassigned", without=[spared.conversation]),
    )
    bulk = await done(world, await world.runtime.bulks.begin(world.agent, new))
    assert (bulk.total, bulk.left) == (1, 0)
    now = await head(free)
    assert (now.priority, now.unread) == ("urgent", 0)
    assert ((await head(taken)).priority, (await head(spared)).priority) == (None, None)


@pytest.mark.parametrize(
    "deeds",
    [
        [LabelDeed(["nowhere defined"])],
        [SnoozeDeed(datetime(2020, 1, 1, tzinfo=UTC))],
        [ResolveDeed(), SnoozeDeed(None)],
    ],
)
async def test_what_makes_no_sense_is_refused_at_once(world: World, deeds: list[Deed]) -> None:
    with pytest.raises(AppError) as refused:
        await world.runtime.bulks.begin(world.agent, NewBulk(new_client_id(), deeds, WholeView()))
    assert refused.value.code is ErrorCode.INVALID


async def test_nobody_else_takes_it_back_and_what_was_read_stays_read(world: World) -> None:
    customers = await talking(world, 1)
    bulk = await do(world, customers, ReadDeed())
    with pytest.raises(AppError) as refused:
        await world.runtime.bulks.undo(world.colleague, bulk.id)
    assert refused.value.code is ErrorCode.NOT_FOUND
    with pytest.raises(AppError) as refused:
        await world.runtime.bulks.undo(world.agent, bulk.id)
    assert refused.value.code is ErrorCode.CONFLICT
