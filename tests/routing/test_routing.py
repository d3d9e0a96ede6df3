"""Routing over a real database: who gets a case, once, whoever else reaches for it at the same instant."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from msgspec import UNSET

from causerie.accounts.model import Account, NewTeam, Staff
from causerie.conversations.frames import Availability, ServerFrame
from causerie.conversations.model import Assignment, DeskHead, Happened
from causerie.conversations.readers import Reader
from causerie.errors import AppError, ErrorCode
from causerie.events import Assigned, Because, TeamChanged
from causerie.kit.ids import new_id
from causerie.routing.model import AgentChange, Overflow, RoutingRules
from causerie.runtime import running
from tests.helpers.server import Server, settings_for
from tests.helpers.talk import desk, session_token
from tests.helpers.waiting import until
from tests.helpers.world import PASSWORD, Customer, World, make_world
from tests.security.callers import client, sign_in_by_link

PAST = "update agent set seen_at = now() - $2::interval where workspace_id = $1"


async def head_of(customer: Customer) -> DeskHead:
    world = customer.world
    return (await world.runtime.conversations.detail(world.workspace, customer.conversation)).head


async def begun(world: World, *, locale: str = "en") -> Customer:
    customer = await world.customer(locale)
    await world.runtime.conversations.say(customer.line("hello"))
    return customer


async def assignments(customer: Customer) -> list[Assigned]:
    world = customer.world
    page = await world.runtime.conversations.entries(
        Reader(world.workspace, world.agent.person), customer.conversation
    )
    happened = [entry.body.event for entry in page.entries if isinstance(entry.body, Happened)]
    return [event for event in happened if isinstance(event, Assigned)]


async def assigned(customer: Customer) -> UUID:
    """Waits until somebody has it."""
    await until(lambda: has_somebody(customer))
    head = await head_of(customer)
    assert head.assignee is not None
    return head.assignee.id


async def has_somebody(customer: Customer) -> bool:
    return (await head_of(customer)).assignee is not None


async def online(world: World, *agents: Staff) -> None:
    for agent in agents:
        await world.runtime.roster.say(agent, "online")


async def state_of(world: World, agent: Staff) -> str:
    cards = await world.runtime.roster.of(world.workspace)
    return next(card.state for card in cards if card.person.id == agent.account.id)


async def hired(world: World, name: str) -> Staff:
    """One more agent."""
    email = f"{name.lower()}-{new_id().hex[:8]}@shop.example"
    async with world.runtime.database.system() as connection:
        account_id = await world.runtime.accounts.add_staff(
            connection, world.workspace, email, name, PASSWORD, "agent"
        )
    return Staff(world.workspace, Account(account_id, email, name, "", None, "en"), "agent", new_id())


# who is there ------------------------------------------------------------------------------------------------------


async def test_who_shows_no_desk_for_long_is_away_and_back_by_looking(world: World) -> None:
    roster, agent = world.runtime.roster, world.agent
    here = {(world.workspace, agent.account.id)}
    assert await state_of(world, agent) == "away"
    await roster.seen(here)
    assert await state_of(world, agent) == "online"
    await roster.say(agent, "busy")
    async with world.runtime.database.system() as connection:
        await connection.execute(PAST, world.workspace, timedelta(minutes=11))
    await roster.settle()
    assert await state_of(world, agent) == "away"
    await roster.seen(here)
    assert await state_of(world, agent) == "busy"
    await roster.say(agent, "away")
    await roster.seen(here)
    assert await state_of(world, agent) == "away", "who says so is away, looking or not"


async def test_the_minutes_are_the_owners_and_another_workspace_is_another_matter(world: World) -> None:
    other = await make_world(world.runtime)
    await online(world, world.agent)
    await online(other, other.agent)
    await world.runtime.routing.set_rules(world.workspace, RoutingRules(away_minutes=2))
    async with world.runtime.database.system() as connection:
        for workspace in (world.workspace, other.workspace):
            await connection.execute(PAST, workspace, timedelta(minutes=3))
    await world.runtime.roster.settle()
    assert (await state_of(world, world.agent), await state_of(other, other.agent)) == ("away", "online")


async def test_a_desk_on_a_screen_is_seen_and_others_are_told(server: Server, served_world: World) -> None:
    world, told = served_world, list[ServerFrame]()
    token = await session_token(world)
    async with desk(server.url, world, token, told.append) as watching:
        assert await state_of(world, world.colleague) == "away"
        await server.runtime.roster.say(world.colleague, "busy")
        await watching.until(lambda: Availability(world.colleague.account.id, "busy") in told)


# who gets it -------------------------------------------------------------------------------------------------------


async def test_a_case_goes_to_who_is_there_and_it_is_said_why(world: World) -> None:
    await world.runtime.routing.set_rules(world.workspace, RoutingRules("load"))
    customer = await begun(world)
    await online(world, world.colleague)
    assert await assigned(customer) == world.colleague.account.id
    [event] = await assignments(customer)
    assert event == Assigned(world.colleague.account.id, "Adam", None, Because("load"))


async def test_where_routing_is_off_nobody_gets_anything(world: World) -> None:
    await online(world, world.agent)
    customer = await begun(world)
    await world.runtime.routing.catch_up()
    assert (await head_of(customer)).assignee is None


async def test_the_agent_whom_the_customer_knows_comes_first(world: World) -> None:
    work, say = world.runtime.casework, world.runtime.conversations.say
    customer = await begun(world)
    await say(world.answer(customer.conversation, "Hello, Olga here"))
    await work.assign(world.agent, customer.conversation, Assignment(None))
    await work.resolve(world.agent, customer.conversation)
    await online(world, world.agent, world.colleague)
    await world.runtime.routing.set_rules(world.workspace, RoutingRules("turns"))
    await say(customer.line("me again"))
    assert await assigned(customer) == world.agent.account.id
    why = (await assignments(customer))[-1].why
    assert why is not UNSET
    assert why.reason == "known"


async def test_what_an_agent_puts_back_is_left_to_people(world: World) -> None:
    await online(world, world.agent)
    await world.runtime.routing.set_rules(world.workspace, RoutingRules("turns"))
    customer = await begun(world)
    await assigned(customer)
    await world.runtime.casework.assign(world.agent, customer.conversation, Assignment(None))
    await world.runtime.routing.catch_up()
    assert (await head_of(customer)).assignee is None


async def test_skills_languages_teams_and_room_are_asked_for(world: World) -> None:
    routing, roster, work = world.runtime.routing, world.runtime.roster, world.runtime.casework
    ben = await hired(world, "Ben")
    [team] = await world.runtime.teams.found(world.workspace, NewTeam("Sales", [ben.account.id]))
    adam = world.colleague.account.id
    await roster.change(world.workspace, adam, AgentChange(languages=["ro"], skills=["vip"]))
    await roster.change(world.workspace, ben.account.id, AgentChange(capacity=1))
    await routing.set_rules(world.workspace, RoutingRules("load"))
    await online(world, world.colleague, ben)
    romanian = await begun(world, locale="ro")
    assert await assigned(romanian) == adam
    vip = await world.customer()
    await world.runtime.conversations.say(vip.line("hello"))
    assert await assigned(vip) == ben.account.id  # he has the fewest
    await work.set_labels(world.workspace, vip.conversation, {"vip": True}, vip.person, "web")
    [sold] = [await begun(world)]
    assert await assigned(sold) == adam, "Ben is full"
    await work.resolve(world.agent, sold.conversation)
    await work.assign(world.agent, sold.conversation, Assignment(None))
    await work.reopen(world.agent, sold.conversation)
    await work.give_to_team(world.agent, sold.conversation, team.id)
    await routing.catch_up()
    waits = await head_of(sold)
    assert waits.assignee is None or waits.assignee.id != ben.account.id


async def test_who_goes_away_leaves_those_who_wait_to_others_and_keeps_the_answered(world: World) -> None:
    say = world.runtime.conversations.say
    await online(world, world.agent)
    await world.runtime.routing.set_rules(world.workspace, RoutingRules("load"))
    waits, answered = await begun(world), await begun(world)
    for customer in (waits, answered):
        assert await assigned(customer) == world.agent.account.id
    await say(world.answer(answered.conversation, "Yes"))
    await online(world, world.colleague)
    await world.runtime.roster.say(world.agent, "away")
    await until(lambda: has(waits, world.colleague))
    [_, moved] = await assignments(waits)
    assert moved.instead_of == world.agent.account.id
    assert moved.why == Because("load", gone="Olga")
    await world.runtime.routing.catch_up()
    assert await assigned(answered) == world.agent.account.id


async def has(customer: Customer, agent: Staff) -> bool:
    head = await head_of(customer)
    return head.assignee is not None and head.assignee.id == agent.account.id


async def test_a_team_that_does_not_answer_overflows_into_another_once(world: World) -> None:
    routing, workspace = world.runtime.routing, world.workspace
    await world.runtime.teams.found(workspace, NewTeam("First", [world.agent.account.id]))
    teams = await world.runtime.teams.found(workspace, NewTeam("Second", [world.colleague.account.id]))
    first, second = (team.id for team in teams)
    both = [Overflow(first, 10, second), Overflow(second, 10, first)]
    await routing.set_rules(workspace, RoutingRules("load", overflow=both))
    customer = await begun(world)
    await world.runtime.casework.give_to_team(world.agent, customer.conversation, first)
    await online(world, world.agent)
    await until(lambda: has(customer, world.agent))
    await aged(world, customer, timedelta(minutes=11))
    await online(world, world.colleague)
    await until(lambda: has(customer, world.colleague))
    await aged(world, customer, timedelta(minutes=11))
    await routing.catch_up()
    head = await head_of(customer)
    assert head.team is not None
    assert head.team.id == second, "it overflows once, until somebody answered"
    reader = Reader(workspace, world.agent.person)
    page = await world.runtime.conversations.entries(reader, customer.conversation)
    given = [entry.body.event for entry in page.entries if isinstance(entry.body, Happened)]
    assert TeamChanged(second, "Second", Because("overflow", minutes=10)) in given


async def aged(world: World, customer: Customer, by: timedelta) -> None:
    """What was said there was said so much earlier."""
    async with world.runtime.database.system() as connection:
        await connection.execute("set local session_replication_role = replica")
        await connection.execute(
            "update entry set at = at - $3::interval where workspace_id = $1 and conversation_id = $2",
            world.workspace,
            customer.conversation,
            by,
        )


@pytest.mark.parametrize("wrong", ["itself", "twice", "nobody"])
async def test_an_overflow_that_leads_nowhere_is_refused(world: World, wrong: str) -> None:
    await world.runtime.teams.found(world.workspace, NewTeam("First", []))
    teams = await world.runtime.teams.found(world.workspace, NewTeam("Second", []))
    first, second = (team.id for team in teams)
    tried = {
        "itself": [Overflow(first, 5, first)],
        "twice": [Overflow(first, 5, second), Overflow(first, 6, second)],
        "nobody": [Overflow(first, 5, new_id())],
    }
    with pytest.raises(AppError) as refused:
        await world.runtime.routing.set_rules(world.workspace, RoutingRules(overflow=tried[wrong]))
    assert refused.value.code is (ErrorCode.NOT_FOUND if wrong == "nobody" else ErrorCode.INVALID)


# once --------------------------------------------------------------------------------------------------------------


async def test_several_processes_give_each_case_to_one_and_spread_them_evenly(
    database_url: str, tmp_path: Path
) -> None:
    async with AsyncExitStack() as stack:
        runtimes = [
            await stack.enter_async_context(running(settings_for(database_url, tmp_path / str(n))))
            for n in range(3)
        ]
        world = await make_world(runtimes[0])
        await online(world, world.agent, world.colleague)
        await world.runtime.routing.set_rules(world.workspace, RoutingRules("turns", known_first=False))
        customers = [await world.customer() for _ in range(12)]
        await asyncio.gather(
            *(runtimes[n % 3].conversations.say(one.line("hello")) for n, one in enumerate(customers))
        )
        await asyncio.gather(*(runtime.routing.catch_up() for runtime in runtimes))
        had = [await assigned(customer) for customer in customers]
        assert [len(await assignments(customer)) for customer in customers] == [1] * 12
        assert abs(had.count(world.agent.account.id) - had.count(world.colleague.account.id)) <= 1


async def test_an_agent_who_takes_it_at_the_same_instant_has_it_or_is_told_who_does(
    server: Server, served_world: World
) -> None:
    """Twenty cases, each grabbed over HTTP while routing gives it to another: of two one has it, and it stays so."""
    world, routing = served_world, server.runtime.routing
    grabber, at_work = world.agent, world.colleague
    async with client(server) as http:
        await sign_in_by_link(server, http, grabber.account.email or "")
        customers = [await begun(world) for _ in range(20)]
        await online(world, at_work)
        await server.runtime.roster.change(world.workspace, at_work.account.id, AgentChange(capacity=100))
        path = f"/api/v1/workspaces/{world.workspace}/conversations"
        wanted = {"assignee": str(grabber.account.id), "instead_of": None}
        grabs = asyncio.gather(
            *(http.post(f"{path}/{one.conversation}/assign", json=wanted) for one in customers)
        )
        await routing.set_rules(world.workspace, RoutingRules("load"))
        await routing.catch_up()
        answers = await grabs
    assert {answer.status_code for answer in answers} <= {200, 409}
    for customer, answer in zip(customers, answers, strict=True):
        has_it = grabber if answer.status_code == 200 else at_work
        assert await assigned(customer) == has_it.account.id
        assert [event.assignee for event in await assignments(customer)] == [has_it.account.id]
