"""Deadlines: a pure function of the entries and the policy, kept on the head, and told once where they are missed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from causerie.channels.model import WebSettings
from causerie.content import Text
from causerie.conversations import heads, sla
from causerie.conversations.cases import HeadState, misfit, move
from causerie.conversations.model import (
    Author,
    Body,
    DeskHead,
    Filter,
    Happened,
    Label,
    LabelsChange,
    Message,
)
from causerie.conversations.readers import Reader
from causerie.events import (
    CaseOpened,
    CaseReopened,
    CaseResolved,
    CaseSnoozed,
    Event,
    GivenToBot,
    SlaApplied,
    SlaClock,
    SlaMissed,
    SlaPromise,
)
from causerie.kit.ids import new_id
from causerie.office_hours import Holiday, OfficeHours, Opening
from causerie.routing.jobs import ApplySla
from causerie.routing.model import SlaPolicies, SlaPolicy
from causerie.runtime import Runtime, running
from tests.helpers.server import settings_for
from tests.helpers.waiting import until
from tests.helpers.world import Customer, World, make_world

BEGIN = datetime(2026, 3, 27, 15, tzinfo=UTC)  # a Friday; the clocks change on that Sunday
MINUTE = timedelta(minutes=1)
CUSTOMER, ANNA, SYSTEM = Author("contact", new_id()), Author("staff", new_id()), Author("system")
NINE_TO_SIX = [Opening(540, 720), Opening(780, 1080)]
HOURS = OfficeHours(
    "Europe/Chisinau", [NINE_TO_SIX] * 5 + [[Opening(600, 840)], []], [Holiday(date(2026, 3, 30))]
)
POLICY = new_id()

# What happens, and how many minutes after the one before.
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["customer", "staff", "system", "snooze", "wake", "bot", "resolve", "reopen"]),
        st.integers(0, 400),
    ),
    max_size=14,
)
MINUTES = st.none() | st.integers(1, 900)


def bodies(steps: list[tuple[str, int]]) -> Iterator[tuple[Body, Author, datetime]]:
    """The entries of a case, as far as what is tried fits."""
    head = HeadState(new_id(), new_id(), "customer", new_id(), None, 0, 0, "none", None, None)
    at = BEGIN
    opened = Happened(CaseOpened(1))
    move(head, opened, CUSTOMER, at)
    yield opened, CUSTOMER, at
    for what, minutes in steps:
        at += minutes * MINUTE
        tried: dict[str, Event] = {
            "snooze": CaseSnoozed(1, None),
            "wake": CaseReopened(1, "snoozed"),
            "bot": GivenToBot(1),
            "resolve": CaseResolved(1),
            "reopen": CaseReopened(1, "resolved"),
        }
        event = tried.get(what)
        author = {"customer": CUSTOMER, "staff": ANNA}.get(what, SYSTEM)
        body: Body = Message(Text("hello")) if event is None else Happened(event)
        if event is None and head.status == "resolved":
            continue  # a message opens it again first
        if event is None or misfit(head, event) is None:
            move(head, body, author, at)
            yield body, author, at


def is_open(hours: OfficeHours | None, minute: datetime) -> bool:
    """By the clock on the wall."""
    if hours is None:
        return True
    local = minute.astimezone(ZoneInfo(hours.timezone))
    if local.date() in {holiday.date for holiday in hours.holidays}:
        return False
    now = local.hour * 60 + local.minute
    return any(opening.opens <= now < opening.closes for opening in hours.week[local.weekday()])


class Slow:
    """Goes through every minute, and counts."""

    def __init__(self, promise: SlaPromise) -> None:
        self.promise = promise
        self.status = "open"
        self.answered = False
        self.owed: int | None = None  # minutes of an answer
        self.unresolved = promise.resolution
        self.due: dict[str, datetime] = {}

    def passes(self, minute: datetime) -> None:
        """One minute of the world."""
        if not is_open(self.promise.hours, minute):
            return
        if self.owed is not None and self.status == "open":
            self.owed -= 1
            if self.owed == 0:
                self.due["answer"] = minute + MINUTE
        if self.unresolved is not None:
            self.unresolved -= 1
            if self.unresolved == 0:
                self.due["resolution"] = minute + MINUTE

    def happens(self, body: Body, author: Author, at: datetime) -> None:
        """An entry."""
        if isinstance(body, Message):
            if author == CUSTOMER and self.owed is None:
                self.owed = self.promise.next if self.answered else self.promise.first
                self.due.pop("answer", None)
            elif author == ANNA:
                self.answered, self.owed = True, None
                self.due.pop("answer", None)
            return
        assert isinstance(body, Happened)
        match body.event:
            case CaseSnoozed():
                self.status = "snoozed"
            case GivenToBot():
                self.status = "bot"
            case CaseReopened(was="resolved"):
                self.status, self.unresolved = "open", self.promise.resolution
            case CaseReopened():
                self.status = "open"
                if "answer" in self.due:  # what was overdue is so at once
                    self.due["answer"] = at
            case CaseResolved():
                self.status, self.owed, self.unresolved, self.due = "resolved", None, None, {}


def slowly(promise: SlaPromise, entries: list[tuple[Body, Author, datetime]]) -> Slow:
    """The state after the last entry, then as it goes on while nothing more happens."""
    slow = Slow(promise)
    at = entries[0][2]
    for body, author, when in entries[1:]:
        while at < when:
            slow.passes(at)
            at += MINUTE
        slow.happens(body, author, at)
    # The clock that stands still tells no time.
    for _ in range(6 * 24 * 60):
        slow.passes(at)
        at += MINUTE
    return slow


@settings(max_examples=60)
@given(STEPS, MINUTES, MINUTES, MINUTES, st.booleans())
def test_deadlines_are_those_that_counting_minutes_gives(
    steps: list[tuple[str, int]], first: int | None, later: int | None, resolution: int | None, office: bool
) -> None:
    promise = SlaPromise(first, later, resolution, HOURS if office else None)
    entries = list(bodies(steps))
    clock = sla.replay(SlaClock(POLICY, "Standard", promise), entries)
    slow = slowly(promise, entries)
    assert clock.resolution == slow.due.get("resolution")
    assert clock.answer == (slow.due.get("answer") if slow.status == "open" else None)
    assert (clock.answer is not None or clock.left is not None) == (slow.owed is not None)


@given(STEPS, MINUTES, MINUTES, MINUTES)
def test_a_head_that_entries_move_is_the_one_that_replaying_gives(
    steps: list[tuple[str, int]], first: int | None, later: int | None, resolution: int | None
) -> None:
    """Wherever in the case the policy came to hold."""
    clock = SlaClock(POLICY, "Standard", SlaPromise(first, later, resolution, HOURS))
    entries = list(bodies(steps))
    for applied_after in range(1, len(entries) + 1):
        head = HeadState(new_id(), new_id(), "customer", new_id(), None, 0, 0, "none", None, None)
        for n, (body, author, at) in enumerate(entries, 1):
            move(head, body, author, at)
            if n == applied_after:
                applied = SlaApplied(1, sla.replay(clock, entries[:n]))
                assert misfit(head, applied) is None
                move(head, Happened(applied), SYSTEM, at)
        assert head.sla == sla.replay(clock, entries)
        known = [due for due in (head.sla.answer, head.sla.resolution) if due] if head.sla else []
        assert head.due_at == min(known, default=None)


# with a database -----------------------------------------------------------------------------------------------------


async def head_of(customer: Customer) -> DeskHead:
    world = customer.world
    return (await world.runtime.conversations.detail(world.workspace, customer.conversation)).head


async def missed_in(customer: Customer) -> list[SlaMissed]:
    world = customer.world
    reader = Reader(world.workspace, world.agent.person)
    page = await world.runtime.conversations.entries(reader, customer.conversation)
    happened = [entry.body.event for entry in page.entries if isinstance(entry.body, Happened)]
    return [event for event in happened if isinstance(event, SlaMissed)]


async def begun(world: World) -> Customer:
    """A customer who wrote, and whose case has its deadlines."""
    customer = await world.customer()
    await world.runtime.conversations.say(customer.line("hello"))
    await world.runtime.deadlines.apply(ApplySla(world.workspace, customer.conversation))
    return customer


async def promised(world: World, *policies: SlaPolicy) -> None:
    await world.runtime.deadlines.set_policies(world.workspace, SlaPolicies(list(policies)))


async def test_a_case_has_the_deadlines_of_its_policy_until_it_is_answered(
    served_world: World,
) -> None:
    world = served_world
    await promised(world, SlaPolicy("Standard", first=30, next=60))
    say = world.runtime.conversations.say
    customer = await world.customer()
    await say(customer.line("hello"))
    await until(lambda: has_due(customer))  # the job does it by itself
    due = (await head_of(customer)).due
    assert due is not None
    assert (due.target, due.policy) == ("first", "Standard")
    assert timedelta(minutes=29) < due.at - datetime.now(UTC) <= timedelta(minutes=30)
    await say(world.answer(customer.conversation, "Hello"))
    assert (await head_of(customer)).due is None
    await say(customer.line("And?"))
    due = (await head_of(customer)).due
    assert due is not None
    assert due.target == "next"
    await world.runtime.casework.snooze(world.agent, customer.conversation, None)
    assert (await head_of(customer)).due is None
    await world.runtime.casework.reopen(world.agent, customer.conversation)
    again = (await head_of(customer)).due
    assert again is not None
    assert again.at >= due.at


async def has_due(customer: Customer) -> bool:
    return (await head_of(customer)).due is not None


async def test_the_first_policy_that_applies_holds_and_another_one_when_the_case_is_sorted_otherwise(
    world: World,
) -> None:
    vip = SlaPolicy("VIP", first=5, label="vip")
    await promised(world, vip, SlaPolicy("Standard", first=30))
    customer = await begun(world)
    due = (await head_of(customer)).due
    assert due is not None
    assert due.policy == "Standard"
    await world.runtime.casework.define_label(world.workspace, Label("vip", "#336699"))
    await world.runtime.casework.label(world.agent, customer.conversation, LabelsChange(["vip"]))
    await world.runtime.deadlines.apply(ApplySla(world.workspace, customer.conversation))
    sooner = (await head_of(customer)).due
    assert sooner is not None
    assert (sooner.policy, sooner.at) == ("VIP", due.at - timedelta(minutes=25))


async def test_what_is_missed_is_told_once_over_several_processes(database_url: str, tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        runtimes: list[Runtime] = [
            await stack.enter_async_context(running(settings_for(database_url, tmp_path / str(n))))
            for n in range(2)
        ]
        world = await make_world(runtimes[0])
        await promised(world, SlaPolicy("Fast", first=1))
        customer = await begun(world)
        # As if it had been asked for long ago: the clock on the head is turned back.
        async with world.runtime.database.system() as connection:
            await connection.execute(
                "update conversation set missed_at = missed_at - interval '1 hour',"
                " sla = jsonb_set(sla, '{answer}', to_jsonb(to_char((sla->>'answer')::timestamptz - interval '1 hour',"
                ' \'YYYY-MM-DD"T"HH24:MI:SS.US"Z"\'))) where id = $1',
                customer.conversation,
            )
        await asyncio.gather(*(runtime.deadlines.tell_missed() for runtime in runtimes for _ in range(3)))
        await until(lambda: was_missed(customer))
        await asyncio.gather(*(runtime.deadlines.tell_missed() for runtime in runtimes))
        [missed] = await missed_in(customer)
        assert (missed.target, missed.policy_name) == ("first", "Fast")
        head = await head_of(customer)
        assert head.due is not None
        assert head.due.at == missed.due < datetime.now(UTC)


async def was_missed(customer: Customer) -> bool:
    return await missed_in(customer) != []


async def test_office_hours_are_those_of_the_widget(world: World) -> None:
    closed = OfficeHours("UTC", [[] for _ in range(7)])
    settings_ = structs.replace(WebSettings(), hours=closed)
    await world.runtime.channels.set_web_settings(world.workspace, world.channel, settings_)
    await promised(world, SlaPolicy("Never", first=5, office_hours=True))
    assert (await head_of(await begun(world))).due is None


async def test_the_list_is_in_the_order_of_deadlines_page_by_page_and_by_an_index(world: World) -> None:
    await promised(world, SlaPolicy("Urgent", first=5, priority="urgent"), SlaPolicy("Standard", first=600))
    late, soon = await begun(world), await begun(world)
    without = await world.customer()
    await world.runtime.conversations.say(world.answer(without.conversation, "We are here"))
    await world.runtime.casework.prioritise(world.agent, soon.conversation, "urgent")
    await world.runtime.deadlines.apply(ApplySla(world.workspace, soon.conversation))
    found, page = list[DeskHead](), None
    while True:
        shown = await world.runtime.conversations.desk_page(
            world.agent, view="all", status="open", only=Filter(due=True), after=page, limit=1
        )
        found += shown.heads
        page = shown.next
        if page is None:
            break
    assert [head.conversation for head in found] == [soon.conversation, late.conversation]
    async with world.runtime.database.tenant(world.workspace) as connection:
        await connection.execute(
            "set local plan_cache_mode = force_generic_plan; set local enable_seqscan = off"
        )
        arguments = heads.QUERIES._arguments(
            "desk_page_due",
            {
                "workspace_id": world.workspace,
                "status": "open",
                "label": None,
                "team": None,
                "priority": None,
                "assignee_id": None,
                "unassigned": False,
                "after_at": BEGIN,
                "after_id": new_id(),
                "limit": 51,
            },
        )
        rows = await connection.fetch(f"explain {heads.QUERIES.sql('desk_page_due')}", *arguments)
    plan = "\n".join(row[0] for row in rows)
    assert "conversation_due" in plan
    assert "Sort Key: c.due_at" not in plan
