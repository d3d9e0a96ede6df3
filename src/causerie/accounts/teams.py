"""Teams: who of the staff answers what together."""

from __future__ import annotations

from uuid import UUID

import asyncpg

from causerie.accounts import audit
from causerie.accounts.model import NewTeam, Team
from causerie.errors import AppError, ErrorCode, not_found
from causerie.kit.database import Connection, Database
from causerie.kit.ids import new_id
from causerie.kit.queries import Queries

QUERIES = Queries.beside(__file__)

MOST = 100


class Teams:
    """Teams of all workspaces."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self, workspace_id: UUID) -> list[Team]:
        """The workspace's teams, by name."""
        async with self._database.tenant(workspace_id) as connection:
            return await QUERIES.all(connection, "teams", Team, workspace_id=workspace_id)

    async def one(self, workspace_id: UUID, team_id: UUID) -> Team:
        """A team that was not closed. Raises not_found."""
        for team in await self.all(workspace_id):
            if team.id == team_id:
                return team
        raise not_found("team")

    async def found(self, workspace_id: UUID, new: NewTeam) -> list[Team]:
        """Makes a team. Raises invalid for a member who does not work here, conflict for a name that is taken and for
        more than 100 teams."""
        if len(await self.all(workspace_id)) >= MOST:
            raise AppError(ErrorCode.CONFLICT, f"There are {MOST} teams already; close one first.")
        await self._keep(workspace_id, new_id(), new, None)
        return await self.all(workspace_id)

    async def change(self, workspace_id: UUID, team_id: UUID, new: NewTeam) -> list[Team]:
        """Gives a team another name and other members. Raises as `found`, and not_found."""
        was = await self.one(workspace_id, team_id)
        await self._keep(workspace_id, team_id, new, NewTeam(was.name, was.members))
        return await self.all(workspace_id)

    async def close(self, workspace_id: UUID, team_id: UUID) -> None:
        """Nothing is given to this team any more; what it has, it has. Raises not_found."""
        async with self._database.tenant(workspace_id) as connection:
            name = await QUERIES.value(connection, "close_team", str, workspace_id=workspace_id, id=team_id)
            if name is None:
                raise not_found("team")
            await audit.record(connection, workspace_id, "team.closed", name)

    async def _keep(self, workspace_id: UUID, team_id: UUID, new: NewTeam, was: NewTeam | None) -> None:
        try:
            async with self._database.tenant(workspace_id) as connection:
                await self._write(connection, workspace_id, team_id, new)
                action = "team.made" if was is None else "team.changed"
                now = NewTeam(new.name.strip(), sorted(set(new.members)))
                await audit.record(connection, workspace_id, action, now.name, before=was, after=now)
        except asyncpg.UniqueViolationError as error:
            raise AppError(ErrorCode.CONFLICT, f"There is a team {new.name!r} already.") from error
        except asyncpg.ForeignKeyViolationError as error:
            raise AppError(ErrorCode.INVALID, "Members of a team are members of the staff.") from error

    async def _write(self, connection: Connection, workspace_id: UUID, team_id: UUID, new: NewTeam) -> None:
        where = {"workspace_id": workspace_id, "id": team_id}
        await QUERIES.execute(connection, "put_team", name=new.name.strip(), **where)
        await QUERIES.execute(connection, "leave_team", **where)
        await QUERIES.execute(connection, "join_team", members=sorted(set(new.members)), **where)
