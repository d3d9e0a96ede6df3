"""The reports of all workspaces, made of facts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from typing import Any
from uuid import UUID

from msgspec import Struct, structs

from causerie.accounts.model import AgentState, Person, Staff
from causerie.accounts.permissions import may
from causerie.kit import paging
from causerie.kit.database import Connection, Database
from causerie.kit.queries import Queries
from causerie.reports.model import (
    CONTENT,
    KINDS,
    AgentNow,
    BusyHour,
    CaseBehind,
    CasesBehind,
    DayMeasure,
    Dimension,
    Figure,
    FigureName,
    LiveBoard,
    Measure,
    ReportGroup,
    Scope,
    WaitingCase,
)

QUERIES = Queries.beside(__file__)
MOST_GROUPS = 200
LONGEST_SHOWN = 10
EXPORTED_AT_ONCE = 500
NOTHING = Measure(0, 0, 0, None, None, None)


class _Measured(Struct):
    count: int
    good: int
    asked: int
    average: float | None
    quantiles: list[int] | None

    @property
    def measure(self) -> Measure:
        median, p90 = self.quantiles or (None, None)
        return Measure(self.count, self.good, self.asked, self.average, median, p90)


class _Period(_Measured):
    present: bool


class _Day(_Measured):
    day: date


class _Group(Struct):
    key: str | None
    opened: int
    answered: int
    first_count: int
    first: int | None
    first_p90: int | None
    next: int | None
    resolved: int
    resolution: int | None
    missed: int
    rated: int
    average: float | None


class _Name(Struct):
    key: str
    name: str


class _Behind(CaseBehind, frozen=True):
    place: UUID


class _Waiting(WaitingCase, frozen=True):
    count: int


class _Open(Struct):
    agent: UUID | None
    open: int
    waiting: int


class _Agent(Struct):
    id: UUID
    name: str
    avatar_url: str | None
    about: str
    state: AgentState


class Reports:
    """What staff may see of what happened: everything, or what is theirs and their teams'."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def figure(self, staff: Staff, name: FigureName, scope: Scope) -> Figure:
        """One figure of a period, with the period before and day by day."""
        async with self._database.tenant(staff.workspace_id) as connection:
            asked = await _asked(connection, staff, scope, name)
            when = {"since": scope.begins(), "until": scope.ends, "office": scope.office, "content": CONTENT}
            before = {"before": scope.begins(ago=1)}
            periods = await QUERIES.all(connection, "measures", _Period, **asked, **when, **before)
            days = await QUERIES.all(connection, "days", _Day, **asked, **when, zone=scope.zone)
        by_period = {one.present: one.measure for one in periods}
        return Figure(
            name,
            by_period.get(True, NOTHING),
            by_period.get(False, NOTHING),
            [DayMeasure(one.day, one.measure) for one in days],
        )

    async def groups(self, staff: Staff, dimension: Dimension, scope: Scope) -> list[ReportGroup]:
        """The period by agent, team, channel or label; those with most to do first, 200 at most."""
        async with self._database.tenant(staff.workspace_id) as connection:
            asked = await _asked(
                connection, staff, scope, "opened", "first", "next", "resolved", "sla", "rating"
            )
            when = {"since": scope.begins(), "until": scope.ends, "office": scope.office}
            rows = await QUERIES.all(
                connection, "groups", _Group, dimension=dimension, most=MOST_GROUPS, **asked, **when
            )
            names = dict[str, str]()
            if dimension in ("agent", "team"):
                ids = [UUID(row.key) for row in rows if row.key]
                found = await QUERIES.all(
                    connection, "names", _Name, workspace_id=staff.workspace_id, ids=ids
                )
                names = {one.key: one.name for one in found}
        return [
            ReportGroup(**{**structs.asdict(row), "key": row.key or ""}, name=names.get(key, key))
            for row in rows
            for key in [row.key or ""]
        ]

    async def busy_hours(self, staff: Staff, scope: Scope) -> list[BusyHour]:
        """When customers began to wait for an answer, by day of the week and hour; what is not there is none."""
        async with self._database.tenant(staff.workspace_id) as connection:
            asked = await _asked(connection, staff, scope, "asked")
            when = {"since": scope.begins(), "until": scope.ends, "zone": scope.zone}
            return await QUERIES.all(connection, "hours", BusyHour, **asked, **when)

    async def behind(
        self,
        staff: Staff,
        name: FigureName,
        scope: Scope,
        *,
        good: bool | None = None,
        weekday: int | None = None,
        hour: int | None = None,
        after: str | None = None,
        limit: int = 50,
    ) -> CasesBehind:
        """What a figure counts. `good`: only what of it is good, or is not. Raises invalid for a foreign `after`."""
        before_at, before_id = paging.unpack(after)
        async with self._database.tenant(staff.workspace_id) as connection:
            asked = await _asked(connection, staff, scope, name)
            if name == "rating":
                asked["kinds"] = ["rated"]
            rows = await QUERIES.all(
                connection,
                "cases_behind",
                _Behind,
                since=scope.begins(),
                until=scope.ends,
                office=scope.office,
                zone=scope.zone,
                content=CONTENT,
                good=good,
                weekday=weekday,
                hour=hour,
                before_at=before_at,
                before_id=before_id,
                limit=limit,
                **asked,
            )
        page = [
            CaseBehind(**{name: getattr(row, name) for name in CaseBehind.__struct_fields__}) for row in rows
        ]
        last = paging.pack(rows[-1].at, rows[-1].place) if len(rows) == limit else None
        return CasesBehind(page, last)

    async def all_behind(self, staff: Staff, name: FigureName, scope: Scope) -> AsyncIterator[CaseBehind]:
        """Everything that a figure counts, page by page."""
        after: str | None = None
        while True:
            page = await self.behind(staff, name, scope, after=after, limit=EXPORTED_AT_ONCE)
            for case in page.cases:
                yield case
            if (after := page.next) is None:
                return

    async def board(self, staff: Staff) -> LiveBoard:
        """How things are now, some seconds ago at most."""
        async with self._database.tenant(staff.workspace_id) as connection:
            seen = await _seen(connection, staff)
            waiting = await QUERIES.all(connection, "waiting", _Waiting, most=LONGEST_SHOWN, **seen)
            counts = await QUERIES.all(connection, "open_cases", _Open, **seen)
            agents = await QUERIES.all(connection, "agents_there", _Agent, workspace_id=staff.workspace_id)
        of_agent = {one.agent: one for one in counts}
        nothing = _Open(None, 0, 0)
        return LiveBoard(
            sum(one.open for one in counts),
            of_agent.get(None, nothing).open,
            waiting[0].count if waiting else 0,
            [WaitingCase(one.conversation, one.contact, one.agent, one.since) for one in waiting],
            [
                AgentNow(
                    Person("staff", one.id, one.name, one.avatar_url, one.about),
                    one.state,
                    has.open,
                    has.waiting,
                )
                for one in agents
                for has in [of_agent.get(one.id, nothing)]
            ],
        )


async def _seen(connection: Connection, staff: Staff) -> dict[str, Any]:
    """What of the workspace they may see."""
    where = {"workspace_id": staff.workspace_id}
    teams = await QUERIES.column(connection, "teams_of", UUID, account_id=staff.account.id, **where)
    everything = may(staff, "reports.read")
    return {**where, "everything": everything, "me": staff.account.id, "teams": teams}


async def _asked(connection: Connection, staff: Staff, scope: Scope, *names: FigureName) -> dict[str, Any]:
    kinds = [kind for name in names for kind in KINDS[name]]
    narrow = {name: getattr(scope, name) for name in ("agent", "team", "channel", "label")}
    return {**await _seen(connection, staff), **narrow, "kinds": kinds}
