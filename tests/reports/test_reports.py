"""Reports: figures of a period that open to what they count, each to whom it may concern; as CSV without formulas."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from causerie.accounts.api import SESSION_COOKIE
from causerie.accounts.model import NewTeam, Staff
from causerie.errors import AppError, ErrorCode
from causerie.kit.ids import new_id
from causerie.reports.csv_file import FORMULAS, cell
from causerie.reports.model import Scope, scope
from causerie.reports.service import QUERIES
from causerie.runtime import Runtime
from tests.helpers.server import Server
from tests.helpers.talk import session_token
from tests.helpers.world import Customer, World

NOON = datetime(2026, 3, 29, 12, tzinfo=UTC)  # the Sunday on which clocks change in Europe
FACT = """
insert into report_fact (workspace_id, conversation_id, seq, kind, at, seconds, office_seconds, by_id, score, comment,
  case_number, assignee_id, team_id, labels, channel)
values ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9, 1, $7, $10, $11, 'web')
"""


async def happened(
    customer: Customer,
    kind: str,
    at: datetime,
    seconds: int | None = None,
    *,
    by: Staff | None = None,
    score: int | None = None,
    comment: str = "",
    team: object = None,
    labels: tuple[str, ...] = (),
) -> None:
    """A fact."""
    world = customer.world
    async with world.runtime.database.system() as connection:
        seq = await connection.fetchval("select count(*) + 1 from report_fact")
        agent = by.account.id if by else None
        given_ = (kind, at, seconds, agent, score, comment, team, list(labels))
        await connection.execute(FACT, world.workspace, customer.conversation, seq, *given_)


async def test_a_figure_is_of_its_period_and_of_the_one_before(runtime: Runtime, world: World) -> None:
    customer = await world.customer()
    for hours, seconds in ((-13, 999), (-12, 10), (0, 20), (10, 30), (11, 999), (-36, 7)):
        await happened(customer, "first", NOON + timedelta(hours=hours), seconds, by=world.agent)
    # That day begins at 22:00 UTC of the day before in Chisinau, and has 23 hours.
    day = scope(date(2026, 3, 29), date(2026, 3, 29), zone="Europe/Chisinau")
    figure = await runtime.reports.figure(world.agent, "first", day)
    assert (figure.now.count, figure.now.median, figure.now.p90) == (3, 20, 999)
    assert [(one.day, one.measure.count) for one in figure.days] == [(date(2026, 3, 29), 3)]
    assert (figure.before.count, figure.before.median) == (1, 7)


async def test_each_number_opens_to_what_it_counts(runtime: Runtime, world: World) -> None:
    customer, period = await world.customer(), Scope(date(2026, 3, 1), date(2026, 3, 31))
    [team] = await runtime.teams.found(world.workspace, NewTeam("Sales", []))
    for number in range(7):
        at = NOON + timedelta(hours=number)
        labels = ("vip", "late")[: number % 3]
        by = world.agent if number % 2 else world.colleague
        await happened(customer, "opened", at, by=None, labels=labels)
        await happened(customer, "next", at, number * 60, by=by, team=team.id, labels=labels)
        await happened(customer, "asked", at, labels=labels)
        await happened(customer, "rated", at, by=by, score=1 + number % 5, comment="Good!")
    rating = (await runtime.reports.figure(world.agent, "rating", period)).now
    assert (rating.count, rating.good, round(rating.average or 0, 3)) == (7, 2, 2.571)
    for good, count in ((None, 7), (True, 2), (False, 5)):
        behind = await runtime.reports.behind(world.agent, "rating", period, good=good)
        assert len(behind.cases) == count
    pages, after = Counter[int](), None
    while True:
        page = await runtime.reports.behind(world.agent, "next", period, after=after, limit=3)
        pages.update(one.seconds or 0 for one in page.cases)
        if (after := page.next) is None:
            break
    assert pages == Counter(number * 60 for number in range(7))
    agents = await runtime.reports.groups(world.agent, "agent", period)
    assert {(one.name, one.opened, one.answered, one.next) for one in agents} == {
        ("", 7, 0, None),
        ("Adam", 0, 4, 120),
        ("Olga", 0, 3, 180),
    }
    for dimension, key in (("agent", ""), ("team", str(team.id)), ("label", "vip"), ("label", "")):
        groups = await runtime.reports.groups(world.agent, dimension, period)  # type: ignore[arg-type]  # of the tuples
        [group] = [one for one in groups if one.key == key]
        narrow = Scope(period.since, period.until, **{dimension: key})  # type: ignore[arg-type]  # as above
        assert (await runtime.reports.figure(world.agent, "next", narrow)).now.count == group.answered
        assert (await runtime.reports.figure(world.agent, "opened", narrow)).now.count == group.opened
    hours = await runtime.reports.busy_hours(world.agent, period)
    assert [(one.weekday, one.hour, one.count) for one in hours] == [(7, hour, 1) for hour in range(12, 19)]
    behind = await runtime.reports.behind(world.agent, "asked", period, weekday=7, hour=15)
    assert [one.at.hour for one in behind.cases] == [15]


async def test_an_agent_sees_what_is_theirs_and_their_teams(runtime: Runtime, world: World) -> None:
    customer, period = await world.customer(), Scope(date(2026, 3, 1), date(2026, 3, 31))
    mine, theirs = [
        (await runtime.teams.found(world.workspace, NewTeam(name, members)))[-1]
        for name, members in (("A", [world.colleague.account.id]), ("B", []))
    ]
    await happened(customer, "first", NOON, 1, by=world.colleague)
    await happened(customer, "first", NOON, 2, by=world.agent)
    await happened(customer, "first", NOON, 3, by=world.agent, team=mine.id)
    await happened(customer, "first", NOON, 4, by=world.agent, team=theirs.id)
    for staff, seen in ((world.agent, {1, 2, 3, 4}), (world.colleague, {1, 3})):
        behind = await runtime.reports.behind(staff, "first", period)
        assert {one.seconds for one in behind.cases} == seen
        assert (await runtime.reports.figure(staff, "first", period)).now.count == len(seen)
        groups = await runtime.reports.groups(staff, "agent", period)
        assert sum(one.answered for one in groups) == len(seen)


async def test_the_board_says_who_waits(runtime: Runtime, world: World) -> None:
    first, second, done = [await world.customer() for _ in range(3)]
    for customer in (first, second, done):
        await runtime.conversations.say(customer.line("Hello?"))
    await runtime.conversations.say(world.answer(done.conversation, "Hello!"))
    await runtime.bookkeeper.catch_up()
    board = await runtime.reports.board(world.agent)
    assert (board.open, board.unassigned, board.waiting) == (3, 2, 2)
    assert [one.conversation for one in board.longest] == [first.conversation, second.conversation]
    assert {one.person.name: (one.state, one.open, one.waiting) for one in board.agents} == {
        "Adam": ("away", 0, 0),
        "Olga": ("away", 1, 0),
    }
    # An agent in no team sees what they have.
    assert (await runtime.reports.board(world.colleague)).open == 0


@given(st.text(max_size=20))
def test_no_cell_is_a_formula(text: str) -> None:
    written = cell(text)
    assert not written.lstrip(" ").startswith(FORMULAS)
    assert written in (text, f"'{text}")


@pytest.mark.parametrize(
    ("since", "until", "zone"),
    [
        ("2026-03-02", "2026-03-01", "UTC"),
        ("2024-01-01", "2026-01-01", "UTC"),
        ("0001-01-01", "0001-01-02", "UTC"),
        ("2026-03-01", "2026-03-01", "Moon"),
    ],
)
def test_no_such_period(since: str, until: str, zone: str) -> None:
    with pytest.raises(AppError) as refused:
        scope(date.fromisoformat(since), date.fromisoformat(until), zone)
    assert refused.value.code is ErrorCode.INVALID


async def test_it_is_had_over_http_and_as_a_file(server: Server, served_world: World) -> None:
    world, customer = served_world, await served_world.customer()
    comment = '=HYPERLINK("https://evil.example")'
    await happened(customer, "rated", NOON, by=world.agent, score=2, comment=comment, labels=("+1",))
    cookies = {SESSION_COOKIE: await session_token(world)}
    root = f"{server.url}/api/v1/workspaces/{world.workspace}/reports"
    period = {"since": "2026-03-01", "until": "2026-03-31", "zone": "Europe/Chisinau"}
    async with httpx2.AsyncClient(cookies=cookies) as client:
        behind = await client.get(f"{root}/figures/rating/cases", params=period)
        assert behind.json()["cases"][0]["comment"] == comment
        file = await client.get(f"{root}/figures/rating/cases.csv", params=period)
        assert (
            file.headers["content-disposition"] == 'attachment; filename="rating-2026-03-01-2026-03-31.csv"'
        )
        [row] = csv.DictReader(io.StringIO(file.text.removeprefix("\ufeff")))
        assert (row["comment"], row["labels"], row["score"]) == (f"'{comment}", "'+1", "2")
        table = await client.get(f"{root}/by/label/table.csv", params=period)
        assert next(csv.DictReader(io.StringIO(table.text.removeprefix("\ufeff"))))["name"] == "'+1"
        for path in ("figures/nothing", "by/nothing"):
            assert (await client.get(f"{root}/{path}", params=period)).status_code == 400
        assert (await client.get(f"{root}/hours", params={**period, "zone": "Moon"})).json()[
            "code"
        ] == "invalid"


MANY = """
insert into report_fact (workspace_id, conversation_id, seq, kind, at, seconds, by_id, case_number, channel)
select $1, gen_random_uuid(), 1, k, now() - n * interval '5 minutes', n % 9000, $2, 1, 'web'
from generate_series(1, 50000) n, unnest(array['first', 'resolved']) k
"""


async def test_it_reads_its_period_alone(runtime: Runtime, world: World) -> None:
    """Of 100,000 facts of half a year those of a week."""
    async with runtime.database.system() as connection:
        await connection.execute(MANY, world.workspace, world.agent.account.id)
    async with runtime.database.acquire() as connection:
        await connection.execute("vacuum analyze report_fact")
    today = datetime.now(UTC).date()
    week = Scope(today - timedelta(6), today)
    asked = {
        **{"workspace_id": world.workspace, "kinds": ["first"], "everything": False, "me": new_id()},
        **dict.fromkeys(("agent", "team", "channel", "label")),
        **{"teams": [], "since": week.begins(), "until": week.ends, "office": False},
    }
    queries = {
        "measures": {"content": 4, "before": week.begins(1)},
        "days": {"content": 4, "zone": "UTC"},
        "groups": {"dimension": "agent", "most": 200},
    }
    for name, more in queries.items():
        async with runtime.database.tenant(world.workspace) as connection:
            rows = await connection.fetch(
                f"explain (analyze, buffers) {QUERIES.sql(name)}",
                *QUERIES._arguments(name, {**asked, **more}),
            )
        plan = "\n".join(row[0] for row in rows)
        assert "report_fact_at" in plan, plan
        assert "Seq Scan" not in plan, plan
        blocks = sum(map(int, re.findall(r"(?:hit|read)=(\d+)", plan.split("Buffers:")[1].split("\n")[0])))
        assert blocks < 6_000, plan
