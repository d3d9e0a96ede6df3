"""Reports over HTTP. Without the permission `reports.read` one sees what is one's own, or of one's teams."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get
from litestar.di import Provide
from litestar.params import Parameter
from litestar.response import Stream

from causerie.accounts.model import Staff
from causerie.reports.csv_file import cases_file, groups_file
from causerie.reports.model import (
    BusyHour,
    CasesBehind,
    Dimension,
    Figure,
    FigureName,
    LiveBoard,
    ReportGroup,
    Scope,
    scope,
)
from causerie.reports.service import Reports

CSV = "text/csv; charset=utf-8"


@get("/reports/live", permission="conversations.read")
async def get_live_board(workspace: UUID, staff: Staff, reports: Reports) -> LiveBoard:
    """Who is there, who has how much, and which customers wait."""
    return await reports.board(staff)


@get("/reports/figures/{name:str}", permission="conversations.read")
async def get_figure(
    workspace: UUID, name: FigureName, staff: Staff, reports: Reports, period: Scope
) -> Figure:
    """How often something happened in a period and how long it took, with the period before and day by day."""
    return await reports.figure(staff, name, period)


@get("/reports/figures/{name:str}/cases", permission="conversations.read")
async def list_cases_behind(
    workspace: UUID,
    name: FigureName,
    staff: Staff,
    reports: Reports,
    period: Scope,
    good: bool | None = None,
    weekday: Annotated[int | None, Parameter(ge=1, le=7)] = None,
    hour: Annotated[int | None, Parameter(ge=0, le=23)] = None,
    limit: Annotated[int, Parameter(ge=1, le=100)] = 50,
    page: Annotated[str | None, Parameter(max_length=300)] = None,
) -> CasesBehind:
    """The cases that a figure counts, the newest first. `page` is the `next` of the page before."""
    return await reports.behind(
        staff, name, period, good=good, weekday=weekday, hour=hour, after=page, limit=limit
    )


@get("/reports/figures/{name:str}/cases.csv", permission="conversations.read", media_type=CSV)
async def export_cases_behind(
    workspace: UUID, name: FigureName, staff: Staff, reports: Reports, period: Scope
) -> Stream:
    """All of them as CSV. What could be taken for a formula begins with an apostrophe."""
    return Stream(cases_file(reports.all_behind(staff, name, period)), headers=_named(name, period))


@get("/reports/by/{dimension:str}", permission="conversations.read")
async def list_groups(
    workspace: UUID, dimension: Dimension, staff: Staff, reports: Reports, period: Scope
) -> list[ReportGroup]:
    """A period by agent, team, channel or label."""
    return await reports.groups(staff, dimension, period)


@get("/reports/by/{dimension:str}/table.csv", permission="conversations.read", media_type=CSV)
async def export_groups(
    workspace: UUID, dimension: Dimension, staff: Staff, reports: Reports, period: Scope
) -> Response[str]:
    """The same as CSV."""
    groups = await reports.groups(staff, dimension, period)
    return Response(groups_file(groups), headers=_named(dimension, period))


@get("/reports/hours", permission="conversations.read")
async def list_busy_hours(workspace: UUID, staff: Staff, reports: Reports, period: Scope) -> list[BusyHour]:
    """When customers began to wait for an answer, by day of the week and hour."""
    return await reports.busy_hours(staff, period)


def _named(what: str, period: Scope) -> dict[str, str]:
    name = f"{what}-{period.since}-{period.until}.csv"
    return {"Content-Disposition": f'attachment; filename="{name}"'}


router = Router(
    path="/workspaces/{workspace:uuid}",
    route_handlers=[
        get_live_board,
        get_figure,
        list_cases_behind,
        export_cases_behind,
        list_groups,
        export_groups,
        list_busy_hours,
    ],
    dependencies={"period": Provide(scope, sync_to_thread=False)},
    tags=["reports"],
)
