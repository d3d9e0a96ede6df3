"""Teams over HTTP."""

from __future__ import annotations

from uuid import UUID

from litestar import Router, delete, get, post, put

from causerie.accounts.model import NewTeam, Staff, Team
from causerie.accounts.teams import Teams


@get("/teams", permission="staff.read")
async def list_teams(workspace: UUID, staff: Staff, teams: Teams) -> list[Team]:
    """The teams, by name, with who is in them."""
    return await teams.all(staff.workspace_id)


@post("/teams", permission="staff.write", status_code=201)
async def found_team(workspace: UUID, data: NewTeam, staff: Staff, teams: Teams) -> list[Team]:
    """Makes a team."""
    return await teams.found(staff.workspace_id, data)


@put("/teams/{team:uuid}", permission="staff.write")
async def change_team(workspace: UUID, team: UUID, data: NewTeam, staff: Staff, teams: Teams) -> list[Team]:
    """Gives a team another name and other members."""
    return await teams.change(staff.workspace_id, team, data)


@delete("/teams/{team:uuid}", permission="staff.write")
async def close_team(workspace: UUID, team: UUID, staff: Staff, teams: Teams) -> None:
    """Closes a team: nothing more is given to it."""
    await teams.close(staff.workspace_id, team)


router = Router(
    path="/workspaces/{workspace:uuid}",
    route_handlers=[list_teams, found_team, change_team, close_team],
    tags=["staff"],
)
