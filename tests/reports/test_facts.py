"""Facts: a pure function of the entries, which a slow and obvious one agrees with, and the database keeps."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from causerie.channels.model import WebSettings
from causerie.content import Answered, Rating, Text
from causerie.conversations.cases import HeadState, before, misfit, move
from causerie.conversations.model import (
    Answer,
    Author,
    Body,
    Happened,
    Label,
    LabelsChange,
    Message,
    Source,
)
from causerie.conversations.plan import Line
from causerie.events import (
    Assigned,
    CaseReopened,
    CaseResolved,
    CaseSnoozed,
    ContactBlocked,
    Event,
    GivenToBot,
    LabelsChanged,
    SlaApplied,
    SlaClock,
    SlaPromise,
    TeamChanged,
)
from causerie.kit.ids import new_id
from causerie.office_hours import Holiday, OfficeHours, Opening
from causerie.reports import bookkeeping
from causerie.reports.facts import Course, Fact, Reading, Said, facts
from causerie.runtime import Runtime
from tests.helpers.world import Customer, World, new_client_id

BEGIN = datetime(2026, 3, 27, 15, tzinfo=UTC)  # a Friday; the clocks change on that Sunday
MINUTE = timedelta(minutes=1)
CUSTOMER, BOT, SYSTEM = Author("contact", new_id()), Author("bot", new_id()), Author("system")
ANNA, BORIS = Author("staff", new_id()), Author("staff", new_id())
TEAM, WORKSPACE, CONVERSATION, OTHER = (new_id() for _ in range(4))
NINE_TO_SIX = [Opening(540, 720), Opening(780, 1080)]
HOURS = OfficeHours(
    "Europe/Chisinau", [NINE_TO_SIX] * 5 + [[Opening(600, 840)], []], [Holiday(date(2026, 3, 30))]
)
SPEAKERS = {
    "customer": CUSTOMER,
    "anna": ANNA,
    "boris": BORIS,
    "bot": BOT,
    "system": SYSTEM,
    "mail": CUSTOMER,
}
DEEDS = [
    "snooze",
    "wake",
    "give_to_bot",
    "resolve",
    "reopen",
    "label",
    "team",
    "free",
    "block",
    "rate",
    "copy",
]
STEPS = st.lists(
    st.tuples(st.sampled_from([*SPEAKERS, *SPEAKERS, *DEEDS]), st.integers(0, 900), st.integers(1, 5)),
    max_size=25,
)


def timeline(steps: list[tuple[str, int, int]]) -> list[Said]:
    """The entries of a conversation, as far as what is tried fits: each with the events that it brings about."""
    head = HeadState(WORKSPACE, CONVERSATION, "customer", CUSTOMER.id, None, 0, 0, "none", None, None)
    said: list[Said] = []

    def keep(body: Body, author: Author, at: datetime, channel: str, source: Source | None = None) -> None:
        move(head, body, author, at)
        if not isinstance(body, Message | Happened):
            return
        said.append(Said(head.last_seq, at, author, channel, body, source))  # type: ignore[arg-type]  # of the literal

    at = BEGIN
    for what, minutes, number in steps:
        at += minutes * MINUTE
        author = SPEAKERS.get(what, SYSTEM if what != "resolve" else ANNA)
        tried: dict[str, Event] = {
            "snooze": CaseSnoozed(head.case_number, None),
            "wake": CaseReopened(head.case_number, "snoozed"),
            "give_to_bot": GivenToBot(head.case_number),
            "resolve": CaseResolved(head.case_number, at + 600 * MINUTE),
            "reopen": CaseReopened(head.case_number, "resolved"),
            "label": LabelsChanged([f"l{number}"], []),
            "team": TeamChanged(TEAM if number > 2 else None),
            "free": Assigned(None),
            "block": ContactBlocked(not head.blocked),
        }
        if (event := tried.get(what)) is not None:
            if misfit(head, event) is None:
                keep(Happened(event), author, at, "desk")
                if what == "resolve":
                    keep(Message(Rating()), SYSTEM, at, "api")
            continue
        body, source = Message(Text("hello")), None
        if what == "rate":
            asked = [
                one.seq for one in said if isinstance(one.body, Message) and one.body.content == Rating()
            ]
            if not asked:
                continue
            of = asked[-1 - number % len(asked)]
            if any(answered_of(one) == of for one in said):
                continue
            author, body = CUSTOMER, Message(Answered(of, "rating", {"score": number, "comment": "fine"}))
        if what == "copy":
            author = CUSTOMER if number % 2 else ANNA
            source = Source(merged_from=OTHER, said_at=at - number * MINUTE)
        channel = {"mail": "email", "anna": "desk", "boris": "desk"}.get(what, "web")
        for brought in before(head, body, author, "", at):
            keep(brought, author, at, channel)
        keep(body, author, at, channel, source)
    return said


def answered_of(one: Said) -> int | None:
    content = one.body.content if isinstance(one.body, Message) else None
    return content.of if isinstance(content, Answered) else None


# the slow one --------------------------------------------------------------------------------------------------------


def open_seconds(since: datetime, until: datetime) -> int:
    """Minute by minute, by the clock on the wall. Everything here happens at whole minutes."""
    minutes = 0
    while since < until:
        local = since.astimezone(ZoneInfo(HOURS.timezone))
        now = local.hour * 60 + local.minute
        closed = local.date() in {holiday.date for holiday in HOURS.holidays}
        minutes += not closed and any(
            opening.opens <= now < opening.closes for opening in HOURS.week[local.weekday()]
        )
        since += MINUTE
    return minutes * 60


def kind_of(one: Said) -> str:
    match one.body:
        case Happened(event=event):
            return str(type(event).__struct_config__.tag)
        case Message(content=Rating()):
            return "question"
        case Message(content=Answered()):
            return "stars"
        case _:
            return one.author.kind


def slow_facts(said: list[Said]) -> Counter[tuple[object, ...]]:
    """(seq, kind, case, seconds, office seconds, who), found by looking back from each entry over all before it."""
    found: Counter[tuple[object, ...]] = Counter()
    kinds = [kind_of(one) for one in said]
    copied = [one.source is not None for one in said]
    opened = [place for place, kind in enumerate(kinds) if kind == "case_opened"]
    cases = [sum(start <= place for start in opened) for place in range(len(said))]

    def took(place: int, kind: str, since: datetime) -> None:
        until = said[place].at
        clock = max(int((until - since).total_seconds()), 0)
        who = said[place].author.id if said[place].author.kind == "staff" else None
        found[said[place].seq, kind, cases[place], clock, open_seconds(since, until), who] += 1

    def found_at(place: int, kind: str) -> None:
        found[said[place].seq, kind, cases[place], None, None, None] += 1

    for place, kind in enumerate(kinds):
        start = opened[cases[place] - 1] if cases[place] else 0
        earlier = range(start, place)
        status = status_before(said[:place])
        waits = waiting_since(said, kinds, start, place)
        if kind == "case_opened" and place + 1 < len(said) and not copied[place + 1]:
            found_at(place, "opened")
        elif kind == "case_reopened" and reopens_resolved(said[place]):
            found_at(place, "reopened")
        elif kind == "contact" and status not in ("none", "resolved") and waits is None and not copied[place]:
            found_at(place, "asked")
        elif kind == "staff" and waits is not None and not copied[place]:
            spoke = any(kinds[other] == "staff" for other in earlier)
            took(place, "next" if spoke else "first", waits)
        elif kind == "case_resolved":
            again = [o for o in earlier if kinds[o] == "case_opened" or reopens_resolved(said[o])]
            took(place, "resolved", said[again[-1]].at)
        elif kind == "question":
            found_at(place, "rating_asked")
        elif kind == "stars":
            question = next(o for o in range(place) if said[o].seq == answered_of(said[place]))
            found[said[place].seq, "rated", cases[question], None, None, None] += 1
    return found


def reopens_resolved(one: Said) -> bool:
    event = one.body.event if isinstance(one.body, Happened) else None
    return isinstance(event, CaseReopened) and event.was == "resolved"


def status_before(said: list[Said]) -> str:
    for one in reversed(said):
        match kind_of(one):
            case "case_opened" | "case_reopened":
                return "open"
            case "case_snoozed" | "given_to_bot":
                return "held"
            case "case_resolved":
                return "resolved"
            case "contact_blocked" if isinstance(one.body, Happened) and one.body.event == ContactBlocked(
                True
            ):
                return "resolved" if any(kind_of(o) == "case_opened" for o in said) else "none"
    return "none"


def waiting_since(said: list[Said], kinds: list[str], start: int, end: int) -> datetime | None:
    """When the customer began to wait for the answer that may stand at `end`."""
    ends = {"staff", "bot", "case_opened", "case_resolved"}
    last = max(
        (
            place
            for place in range(start, end)
            if kinds[place] in ends
            or reopens_resolved(said[place])
            or (isinstance(said[place].body, Happened) and said[place].body.event == ContactBlocked(True))  # type: ignore[union-attr]  # an event has one
        ),
        default=start - 1,
    )
    asked = [
        place
        for place in range(last + 1, end)
        if kinds[place] == "contact" and status_before(said[:place]) not in ("none", "resolved")
    ]
    if not asked:
        return None
    handed = [
        place
        for place in range(asked[0], end)
        if isinstance(said[place].body, Happened)
        and isinstance(event := said[place].body.event, CaseReopened)  # type: ignore[union-attr]  # as above
        and event.was == "bot"
        and said[place].author.kind != "staff"
    ]
    if handed:
        return said[handed[-1]].at
    first = said[asked[0]]
    return first.source.said_at if first.source and first.source.said_at else first.at


@given(STEPS)
def test_a_slow_way_finds_the_same_facts(steps: list[tuple[str, int, int]]) -> None:
    said = timeline(steps)
    found = facts(WORKSPACE, CONVERSATION, said, HOURS)
    quick = Counter(
        (fact.seq, fact.kind, fact.sorting.case, fact.seconds, fact.office_seconds, fact.by) for fact in found
    )
    assert quick == slow_facts(said)
    assert all(count == 1 for count in quick.values())
    # Whatever happened in a case is sorted as that one was in the end.
    assert len({(fact.sorting.case, msgspec.json.encode(fact.sorting)) for fact in found}) == len(
        {fact.sorting.case for fact in found}
    )


@given(STEPS, st.integers(1, 7))
def test_going_on_is_as_beginning_anew(steps: list[tuple[str, int, int]], size: int) -> None:
    said = timeline(steps)
    course, found = Course.start(WORKSPACE, CONVERSATION), list[Fact]()
    for place in range(0, len(said), size):
        # As it is kept, and read again.
        course = msgspec.convert(msgspec.json.decode(msgspec.json.encode(course)), Course)
        reading = Reading(course, HOURS)
        news = reading.take(said[place : place + size])
        found = [
            structs.replace(fact, sorting=reading.sorting_of(fact.sorting.case) or fact.sorting)
            for fact in found + news
        ]
    assert found == facts(WORKSPACE, CONVERSATION, said, HOURS)


def test_deadlines_are_met_or_missed_once() -> None:
    clock = SlaClock(new_id(), "Gold", SlaPromise(first=10, next=10, resolution=60))
    steps = [("customer", 0, 1), ("anna", 5, 1), ("customer", 5, 1), ("anna", 20, 1), ("resolve", 5, 1)]
    said = timeline(steps)
    opening, others = said[0], said[1:]
    applied = Said(0, BEGIN, SYSTEM, "api", Happened(SlaApplied(1, clock)))
    found = facts(WORKSPACE, CONVERSATION, [opening, applied, *others], None)
    kept = [(fact.kind, fact.target, fact.at) for fact in found if fact.target is not None]
    # The second answer was late, before anybody could tell that.
    assert kept == [
        ("met", "first", BEGIN + 5 * MINUTE),
        ("missed", "next", BEGIN + 20 * MINUTE),
    ]


# kept in the database ------------------------------------------------------------------------------------------------


async def kept(runtime: Runtime, workspace: UUID) -> list[dict[str, object]]:
    async with runtime.database.tenant(workspace) as connection:
        rows = await connection.fetch("select * from report_fact order by conversation_id, seq, kind")
    return [dict(row) for row in rows]


async def entries(runtime: Runtime, conversation: UUID) -> Iterator[Said]:
    async with runtime.database.system() as connection:
        rows = await connection.fetch(
            "select * from entry where conversation_id = $1 and kind in ('message', 'event') order by seq",
            conversation,
        )
    return (
        Said(
            row["seq"],
            row["at"],
            Author(row["author_kind"], row["author_id"]),
            row["channel"],
            msgspec.convert(row["body"], Message | Happened),
            msgspec.convert(row["source"], Source | None),
        )
        for row in rows
    )


async def rate(customer: Customer, of: int, score: int, comment: str) -> None:
    author = Author("contact", customer.visitor.contact_id)
    answer = Answer(of, {"score": score, "comment": comment})
    line = Line(
        customer.world.workspace,
        customer.conversation,
        new_client_id(),
        answer,
        author,
        "web",
        customer.person,
        customer.visitor.identity_id,
    )
    await customer.world.runtime.conversations.say(line)


async def a_case(world: World) -> Customer:
    """Asked, answered, labelled, resolved, rated."""
    runtime = world.runtime
    customer = await world.customer()
    await runtime.conversations.say(customer.line("Is it in size M?"))
    await runtime.bookkeeper.catch_up()
    await runtime.conversations.say(world.answer(customer.conversation, "It is."))
    await runtime.bookkeeper.catch_up()
    await runtime.casework.define_label(world.workspace, Label("sizes", "#336699"))
    await runtime.casework.label(world.agent, customer.conversation, LabelsChange(["sizes"]))
    await runtime.casework.resolve(world.agent, customer.conversation)
    async with runtime.database.system() as connection:
        asked = await connection.fetchval(
            "select seq from entry where conversation_id = $1 and body->'content'->>'kind' = 'rating'",
            customer.conversation,
        )
    await rate(customer, asked, 4, "=quick(1)")
    await runtime.bookkeeper.catch_up()
    return customer


async def test_what_is_kept_is_what_the_entries_say_and_what_a_rebuild_makes(
    runtime: Runtime, world: World
) -> None:
    asking = WebSettings(ask_rating=True)
    await runtime.channels.set_web_settings(world.workspace, world.channel, asking)
    customer = await a_case(world)
    first = await kept(runtime, world.workspace)
    assert [row["kind"] for row in first] == ["opened", "asked", "first", "resolved", "rating_asked", "rated"]
    computed = facts(
        world.workspace, customer.conversation, await entries(runtime, customer.conversation), None
    )
    assert [(row["seq"], row["kind"], row["at"], row["seconds"], row["by_id"]) for row in first] == [
        (fact.seq, fact.kind, fact.at, fact.seconds, fact.by) for fact in computed
    ]
    assert all(row["labels"] == ["sizes"] and row["agent_id"] == world.agent.account.id for row in first)
    assert (first[-1]["score"], first[-1]["comment"]) == (4, "=quick(1)")

    await runtime.bookkeeper.rebuild()
    assert await kept(runtime, world.workspace) == first
    # Where the business says when it is there, all is read anew by itself.
    never = OfficeHours("UTC", [[]] * 7)
    await runtime.channels.set_web_settings(
        world.workspace, world.channel, structs.replace(asking, hours=never)
    )
    await runtime.bookkeeper.catch_up()
    again = await kept(runtime, world.workspace)
    assert {row["office_seconds"] for row in again} == {None, 0}
    assert [{**row, "office_seconds": 0} for row in again] == [{**row, "office_seconds": 0} for row in first]


async def test_who_is_forgotten_leaves_no_word_in_the_reports(runtime: Runtime, world: World) -> None:
    await runtime.channels.set_web_settings(world.workspace, world.channel, WebSettings(ask_rating=True))
    customer = await a_case(world)
    async with runtime.database.system() as connection:
        await connection.execute(
            "select erase_entries($1, array[$2::uuid])", world.workspace, customer.visitor.contact_id
        )
        await bookkeeping.forget(connection, world.workspace, [customer.conversation])
        await connection.execute(
            "update conversation set changed_xid = pg_current_xact_id() where id = $1", customer.conversation
        )
    assert {row["comment"] for row in await kept(runtime, world.workspace)} == {""}
    await runtime.bookkeeper.catch_up()
    assert "rated" not in {row["kind"] for row in await kept(runtime, world.workspace)}


async def test_several_processes_count_nothing_twice(runtime: Runtime, world: World) -> None:
    customers = [await world.customer() for _ in range(25)]
    for one, other in pairwise(customers):
        await runtime.conversations.say(one.line("first"))
        await runtime.conversations.say(world.answer(other.conversation, "Hello?"))
    other_process = bookkeeping.Bookkeeper(runtime.database)
    await asyncio.gather(
        runtime.bookkeeper.catch_up(), other_process.catch_up(), runtime.bookkeeper.rebuild()
    )
    rows = await kept(runtime, world.workspace)
    counted = Counter(row["conversation_id"] for row in rows if row["kind"] == "opened")
    assert counted == Counter(one.conversation for one in customers)
