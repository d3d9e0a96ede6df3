"""Cases: what entries make of them, who gets one of many who take it, and that a snoozed one wakes once."""

import asyncio
import re
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path
from uuid import UUID

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from causerie.accounts.api import SESSION_COOKIE
from causerie.accounts.model import NewTeam, TeamCard
from causerie.client import LiveClient
from causerie.content import Text
from causerie.conversations import heads
from causerie.conversations.cases import HeadState, before, misfit, move
from causerie.conversations.jobs import WakeCase
from causerie.conversations.model import (
    Assignment,
    Author,
    DeskHead,
    Entry,
    Filter,
    Happened,
    Label,
    LabelsChange,
    Message,
)
from causerie.conversations.readers import Reader
from causerie.errors import AppError, ErrorCode
from causerie.events import (
    Assigned,
    CaseOpened,
    CaseReopened,
    CaseResolved,
    CaseSnoozed,
    ContactBlocked,
    Event,
    GivenToBot,
    LabelsChanged,
)
from causerie.kit import paging
from causerie.kit.ids import new_id
from causerie.runtime import running
from tests.helpers.database import TestServer
from tests.helpers.server import Server, settings_for
from tests.helpers.talk import desk
from tests.helpers.world import Customer, World, make_world
from tests.security.callers import client, sign_in_by_link

BEGIN = datetime(2026, 11, 23, 9, tzinfo=UTC)
CUSTOMER, ANNA, SYSTEM = Author("contact", new_id()), Author("staff", new_id()), Author("system")
WORK = (CaseOpened, CaseReopened, CaseResolved, CaseSnoozed, GivenToBot, LabelsChanged)


def events_of(entries: list[Entry]) -> list[Event]:
    return [entry.body.event for entry in entries if isinstance(entry.body, Happened)]


async def told(world: World, conversation: UUID) -> list[Event]:
    """What happened to the conversation's cases."""
    reader = Reader(world.workspace, world.agent.person)
    page = await world.runtime.conversations.entries(reader, conversation)
    return [event for event in events_of(page.entries) if isinstance(event, WORK)]


async def head_of(customer: Customer) -> DeskHead:
    world = customer.world
    return (await world.runtime.conversations.detail(world.workspace, customer.conversation)).head


async def begun(world: World) -> Customer:
    customer = await world.customer()
    await world.runtime.conversations.say(customer.line("hello"))
    return customer


# what entries make of a case ----------------------------------------------------------------------------------------

STEPS = st.one_of(
    st.sampled_from([("says", CUSTOMER), ("says", ANNA), ("says", SYSTEM), ("bot", ANNA), ("reopens", ANNA)]),
    st.sampled_from([("blocks", ANNA), ("unblocks", ANNA)]),
    st.tuples(st.just("resolves"), st.sampled_from([None, 1, 30])),
    st.tuples(st.just("snoozes"), st.sampled_from([None, 2, 24])),
    st.tuples(st.just("wakes"), st.integers(0, 48)),
)


@given(st.lists(st.tuples(STEPS, st.integers(0, 40)), max_size=30))
def test_a_message_never_stands_outside_a_case_and_no_number_is_left_out(
    steps: list[tuple[tuple[str, Author | int | None], int]],
) -> None:
    """Whatever is tried in whatever order: what does not fit is refused, and what fits leaves the case sound."""
    head = HeadState(new_id(), new_id(), "customer", new_id(), None, 0, 0, "none", None, None)
    now, numbers = BEGIN, [0]
    for (what, how), hours in steps:
        now += timedelta(hours=hours)
        until = now + timedelta(hours=how) if isinstance(how, int) else None
        number, was, was_until = head.case_number, head.status, head.status_until
        tried: dict[str, Event] = {
            "bot": GivenToBot(number),
            "resolves": CaseResolved(number, until),
            "snoozes": CaseSnoozed(number, until),
            "wakes": CaseReopened(number, "snoozed", until or now),
            "reopens": CaseReopened(number, "resolved"),
            "blocks": ContactBlocked(True),
            "unblocks": ContactBlocked(False),
        }
        event = tried.get(what)
        if event is None:
            assert isinstance(how, Author)
            body = Message(Text("hello"))
            for one in before(head, body, how, "Anna", now):
                assert misfit(head, one.event) is None
                move(head, one, how, now)
            unread = head.staff_unread
            move(head, body, how, now)
            if how is CUSTOMER and head.blocked:
                assert (head.status, head.case_number, head.staff_unread) == (was, number, unread)
            elif how is CUSTOMER:
                assert head.status in ("open", "bot")
                again = was == "resolved" and was_until is not None and now <= was_until
                assert head.case_number == number + (was == "none" or (was == "resolved" and not again))
            if how is ANNA:
                assert head.status in ("open", "snoozed")
                assert head.assignee_id is not None
        elif misfit(head, event) is None:
            assert number > 0 or what in ("blocks", "unblocks")
            move(head, Happened(event), ANNA, now)
            assert head.case_number == number
            if what == "wakes":
                assert (was, was_until, head.status) == ("snoozed", until or now, "open")
            if what == "blocks":
                assert head.status in ("none", "resolved")
        else:
            assert (head.status, head.status_until) == (was, was_until)
        assert (head.status == "none") == (head.case_number == 0)
        assert head.status_until is None or head.status in ("snoozed", "resolved")
        numbers.append(head.case_number)
    assert {later - earlier for earlier, later in pairwise(numbers)} <= {0, 1}


async def test_a_message_within_the_owners_window_opens_the_same_case_again(world: World) -> None:
    customer = await begun(world)
    work, say = world.runtime.casework, world.runtime.conversations.say
    assert await work.reopen_days(world.workspace) == 14
    await work.resolve(world.agent, customer.conversation)
    await say(customer.line("one more thing"))
    assert ((await head_of(customer)).status, (await head_of(customer)).case) == ("open", 1)
    await work.set_reopen_days(world.workspace, 0)
    await work.resolve(world.agent, customer.conversation)
    await say(customer.line("something else"))
    assert ((await head_of(customer)).status, (await head_of(customer)).case) == ("open", 2)
    happened = await told(world, customer.conversation)
    assert [type(event) for event in happened] == [
        CaseOpened,
        CaseResolved,
        CaseReopened,
        CaseResolved,
        CaseOpened,
    ]


async def test_a_snoozed_case_wakes_when_its_customer_writes_and_not_when_staff_does(world: World) -> None:
    customer = await begun(world)
    await world.runtime.casework.snooze(world.agent, customer.conversation, None)
    await world.runtime.conversations.say(world.answer(customer.conversation, "I ask the warehouse"))
    assert (await head_of(customer)).status == "snoozed"
    await world.runtime.conversations.say(customer.line("never mind"))
    assert (await head_of(customer)).status == "open"
    assert (await told(world, customer.conversation))[-1] == CaseReopened(1, "snoozed")


async def test_a_case_at_a_bot_is_opened_by_staff_and_not_by_its_customer(world: World) -> None:
    customer = await begun(world)
    assert (await world.runtime.casework.give_to_bot(world.agent, customer.conversation)).status == "bot"
    await world.runtime.conversations.say(customer.line("are you a bot?"))
    assert (await head_of(customer)).status == "bot"
    await world.runtime.conversations.say(world.answer(customer.conversation, "Not any more"))
    assert (await head_of(customer)).status == "open"


async def test_a_case_is_not_put_away_into_the_past_nor_where_there_is_none(world: World) -> None:
    customer = await begun(world)
    work = world.runtime.casework
    with pytest.raises(AppError) as refused:
        await work.snooze(world.agent, customer.conversation, datetime.now(UTC) - timedelta(seconds=1))
    assert refused.value.code is ErrorCode.INVALID
    await work.resolve(world.agent, customer.conversation)
    with pytest.raises(AppError) as refused:
        await work.snooze(world.agent, customer.conversation, None)
    assert refused.value.code is ErrorCode.CONFLICT


async def test_counts_tell_every_status(world: World) -> None:
    customers = [await begun(world) for _ in range(4)]
    work = world.runtime.casework
    await work.assign(world.agent, customers[0].conversation, Assignment(world.agent.account.id))
    await work.snooze(world.agent, customers[0].conversation, None)
    await work.snooze(world.agent, customers[1].conversation, None)
    await work.resolve(world.agent, customers[2].conversation)
    counts = await world.runtime.conversations.counts(world.agent)
    assert (counts.all, counts.resolved.all, counts.bot.all) == (1, 1, 0)
    assert (counts.snoozed.all, counts.snoozed.mine, counts.snoozed.unassigned) == (2, 1, 1)


# labels, priorities, teams ----------------------------------------------------------------------------------------


async def test_a_case_is_given_labels_that_the_owner_defined_and_the_next_one_begins_without(
    world: World,
) -> None:
    customer = await begun(world)
    work, conversation = world.runtime.casework, customer.conversation
    for name in ("returns", "vip"):
        await work.define_label(world.workspace, Label(name, "#336699"))
    head = await work.label(world.agent, conversation, LabelsChange(["vip", "returns"]))
    assert head.labels == ["vip", "returns"]
    head = await work.label(world.agent, conversation, LabelsChange(["vip"], ["returns"]))
    assert head.labels == ["vip"]
    await work.label(world.agent, conversation, LabelsChange(["vip"]))
    changes = [event for event in await told(world, conversation) if isinstance(event, LabelsChanged)]
    assert changes == [LabelsChanged(["vip", "returns"], []), LabelsChanged([], ["returns"])]
    with pytest.raises(AppError) as refused:
        await work.label(world.agent, conversation, LabelsChange(["unheard of"]))
    assert refused.value.code is ErrorCode.INVALID
    assert (await work.prioritise(world.agent, conversation, "urgent")).priority == "urgent"
    await work.set_reopen_days(world.workspace, 0)
    await work.resolve(world.agent, conversation)
    await world.runtime.conversations.say(customer.line("something else"))
    assert ((await head_of(customer)).labels, (await head_of(customer)).priority) == ([], None)


async def test_a_case_has_at_most_twenty_labels(world: World) -> None:
    customer = await begun(world)
    put = world.runtime.casework.set_labels
    for some in (range(15), range(15, 20)):
        labels = {f"label {n}": True for n in some}
        await put(world.workspace, customer.conversation, labels, customer.person, "web")
    with pytest.raises(AppError) as refused:
        await put(world.workspace, customer.conversation, {"one more": True}, customer.person, "web")
    assert refused.value.code is ErrorCode.INVALID
    assert len((await head_of(customer)).labels) == 20


async def test_a_team_is_given_cases_until_it_is_closed(world: World) -> None:
    customer = await begun(world)
    work, teams = world.runtime.casework, world.runtime.teams
    [team] = await teams.found(world.workspace, NewTeam("Returns", [world.colleague.account.id]))
    stranger = (await make_world(world.runtime)).agent.account.id
    wrong = {ErrorCode.CONFLICT: NewTeam("Returns", []), ErrorCode.INVALID: NewTeam("Sales", [stranger])}
    for code, new in wrong.items():
        with pytest.raises(AppError) as refused:
            await teams.found(world.workspace, new)
        assert refused.value.code is code
    assert await teams.all(world.workspace) == [team]
    head = await work.give_to_team(world.agent, customer.conversation, team.id)
    assert head.team == TeamCard(team.id, "Returns")
    await teams.close(world.workspace, team.id)
    assert (await head_of(customer)).team == TeamCard(team.id, "Returns")
    other = await begun(world)
    with pytest.raises(AppError) as refused:
        await work.give_to_team(world.agent, other.conversation, team.id)
    assert refused.value.code is ErrorCode.NOT_FOUND
    await teams.found(world.workspace, NewTeam("Returns", []))


MADE = """
insert into contact (workspace_id, id, name) select $1, id, 'Customer ' || n from made where n % 10 = 0
"""
FILLED = """
insert into conversation (workspace_id, id, kind, contact_id, last_at, case_number, status, team_id, priority, labels)
select $1, id, 'customer', id, now() - n * interval '1 minute', 1,
  case when n % 10 = 0 then 'open' else 'resolved' end, case when n % 1000 < 2 then $2::uuid end,
  case when n % 1000 < 2 then 'urgent' end,
  array_remove(array[case when n % 2 = 0 then 'common' end, case when n % 5000 = 0 then 'rare' end], null)
from made
"""
LABELLED = """
insert into case_label select workspace_id, l, status, id from conversation, unnest(labels) l where workspace_id = $1
"""
# Reading every open conversation by the index of the list takes 10,000.
MOST_BLOCKS = 3_000


async def test_what_is_filtered_is_found_by_an_index_among_a_hundred_thousand(world: World) -> None:
    """Labels that half of all have, and that one in five thousand has; pages follow each other without a gap."""
    conversations, workspace = world.runtime.conversations, world.workspace
    [team] = await world.runtime.teams.found(workspace, NewTeam("Returns", []))
    async with world.runtime.database.system() as connection:
        await connection.execute("set local session_replication_role = replica")
        await connection.execute(
            "create temporary table made on commit drop as"
            " select gen_random_uuid() as id, n from generate_series(1, 100000) n"
        )
        await connection.execute(MADE, workspace)
        await connection.execute(FILLED, workspace, team.id)
        await connection.execute(LABELLED, workspace)
    async with world.runtime.database.acquire() as connection:
        await connection.execute("vacuum analyze conversation, contact, case_label")
    expected = {
        Filter(label="common"): 10_000,
        Filter(label="rare"): 20,
        Filter(team=team.id): 100,
        Filter(priority="urgent"): 100,
        Filter(label="rare", team=team.id, priority="urgent"): 20,
    }
    for only, count in expected.items():
        found: list[UUID] = []
        page: str | None = None
        for _ in range(3):
            shown = await conversations.desk_page(
                world.agent, view="unassigned", status="open", only=only, after=page, limit=50
            )
            found += [head.conversation for head in shown.heads]
            page = shown.next
            if page is None:
                break
        assert len(found) == len(set(found)) == min(count, 150)
    # Planned without a look at what is asked for, as what is asked often is.
    names = {"label": "rare", "team": team.id, "priority": "urgent", "few": heads.FEW}
    first = dict(zip(("before_at", "before_id"), paging.unpack(None), strict=True))
    view = {"workspace_id": workspace, "status": "open", "assignee_id": None, "unassigned": True, "limit": 51}
    asked: list[tuple[str, dict[str, object]]] = [
        ("desk_page_labelled", {**names, "team": None, "priority": None}),
        ("desk_page_labelled", {**names, "team": None, "priority": None, "label": "common"}),
        ("desk_page_team", {"team": team.id, "priority": None}),
        ("desk_page_priority", {"priority": "urgent"}),
    ]
    for query, only_ in asked:
        async with world.runtime.database.tenant(workspace) as connection:
            await connection.execute("set local plan_cache_mode = force_generic_plan")
            arguments = heads.QUERIES._arguments(query, {**only_, **first, **view})
            rows = await connection.fetch(
                f"explain (analyze, buffers) {heads.QUERIES.sql(query)}", *arguments
            )
        plan = "\n".join(row[0] for row in rows)
        blocks = sum(map(int, re.findall(r"\b(?:hit|read)=(\d+)", plan.split("Buffers:")[1].split("\n")[0])))
        assert "Seq Scan on conversation" not in plan, plan
        assert 0 < blocks < MOST_BLOCKS, plan


# once ----------------------------------------------------------------------------------------------------------------


async def test_a_case_wakes_once_and_in_time_though_the_worker_was_down(
    postgres: TestServer, database_url: str, tmp_path: Path
) -> None:
    """Nobody works when the time comes; then two workers do, and the job is given out twice as after a kill."""
    settings = settings_for(database_url, tmp_path)
    async with running(settings) as runtime:
        world = await make_world(runtime)
        customer, other = await begun(world), await begun(world)
        until = datetime.now(UTC) + timedelta(seconds=3)
        await runtime.casework.snooze(world.agent, customer.conversation, until)
        # This one is put away for longer afterwards: its first job must not wake it.
        await runtime.casework.snooze(world.agent, other.conversation, until)
        await runtime.casework.snooze(world.agent, other.conversation, until + timedelta(days=1))
    async with AsyncExitStack() as stack:
        stop = asyncio.Event()
        both = [await stack.enter_async_context(running(settings)) for _ in range(2)]
        working = [asyncio.create_task(one.work(stop)) for one in both]
        job = WakeCase(world.workspace, customer.conversation, 1, until)
        world.runtime = both[0]
        status = ""
        async with asyncio.timeout(60):
            while status != "open":
                await asyncio.sleep(0.05)
                status = (await head_of(customer)).status
        assert datetime.now(UTC) >= until
        await asyncio.gather(*(one.casework.wake(job) for one in both))
        assert (await told(world, customer.conversation))[-2:] == [
            CaseSnoozed(1, until),
            CaseReopened(1, "snoozed", until),
        ]
        assert (await head_of(other)).status == "snoozed"
        stop.set()
        await asyncio.gather(*working)


async def test_resolving_at_once_resolves_once(world: World) -> None:
    customer = await begun(world)
    resolve = world.runtime.casework.resolve
    heads = await asyncio.gather(*(resolve(world.agent, customer.conversation) for _ in range(10)))
    assert {head.status for head in heads} == {"resolved"}
    assert len(await told(world, customer.conversation)) == 2


async def test_of_twenty_who_take_a_conversation_at_once_one_has_it_and_all_see_who(server: Server) -> None:
    world = await make_world(server.runtime)
    customer = await begun(world)
    path = f"/api/v1/workspaces/{world.workspace}/conversations/{customer.conversation}/assign"
    async with AsyncExitStack() as stack:
        agents: dict[UUID, tuple[httpx2.AsyncClient, LiveClient]] = {}
        for number in range(20):
            account, email = new_id(), f"agent-{number}@taking.example"
            async with server.runtime.database.system() as connection:
                await connection.execute(
                    "insert into account (id, email, name) values ($1, $2, $3)", account, email, email
                )
                await connection.execute(
                    "insert into staff (workspace_id, account_id, role) values ($1, $2, 'agent')",
                    world.workspace,
                    account,
                )
            http = await stack.enter_async_context(client(server))
            await sign_in_by_link(server, http, email)
            line = await stack.enter_async_context(desk(server.url, world, http.cookies[SESSION_COOKIE]))
            agents[account] = (http, line)

        async def take(account: UUID) -> int:
            wanted = {"assignee": str(account), "instead_of": None}
            return (await agents[account][0].post(path, json=wanted)).status_code

        taken = dict(zip(agents, await asyncio.gather(*map(take, agents)), strict=True))
        assert sorted(taken.values()) == [200] + [409] * 19
        winner = next(account for account, status in taken.items() if status == 200)

        def sees(line: LiveClient) -> bool:
            head = line.heads.get(customer.conversation)
            return isinstance(head, DeskHead) and head.assignee is not None and head.assignee.id == winner

        for _, line in agents.values():
            await line.until(partial(sees, line))
    reader = Reader(world.workspace, world.agent.person)
    page = await server.runtime.conversations.entries(reader, customer.conversation)
    taking = [event for event in events_of(page.entries) if isinstance(event, Assigned)]
    assert [(event.assignee, event.instead_of) for event in taking] == [(winner, None)]
