"""Macros: several deeds under one name, kept by one member of staff, a team or the owner. Running one is doing its
deeds with a conversation, or with many (service.py)."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct

from causerie.accounts.model import Staff
from causerie.accounts.permissions import may
from causerie.accounts.teams import Teams
from causerie.answering.model import ReplyScope
from causerie.answering.scopes import check_may_write
from causerie.bulk.known import Known, check
from causerie.bulk.model import Deed, Macro, NewMacro, SnoozeDeed, SnoozeStep, Step
from causerie.bulk.service import Bulks
from causerie.errors import AppError, ErrorCode, not_found
from causerie.kit.database import Database
from causerie.kit.ids import new_id
from causerie.kit.queries import Queries

QUERIES = Queries.beside(__file__)
MOST = 500  # that one member of staff may run


class _Row(Struct):
    id: UUID
    name: str
    steps: list[Step]
    owner_id: UUID | None
    team_id: UUID | None

    @property
    def scope(self) -> ReplyScope:
        return "mine" if self.owner_id else "team" if self.team_id else "everyone"


class Macros:
    """Verbs over macros, of all workspaces."""

    def __init__(self, database: Database, bulks: Bulks, teams: Teams) -> None:
        self._database = database
        self._bulks = bulks
        self._teams = teams

    async def all(self, staff: Staff) -> list[Macro]:
        """Those that this member of staff may run, by name."""
        known = await self._bulks.known(staff.workspace_id)
        return [_told(staff, row, known) for row in await self._rows(staff)]

    async def write(self, staff: Staff, new: NewMacro) -> Macro:
        """Keeps a new one. Raises what `check` and `check_may_write` raise, and conflict for too many."""
        if len(await self._rows(staff)) >= MOST:
            raise AppError(ErrorCode.CONFLICT, f"There are {MOST} macros already; delete one first.")
        return await self._keep(staff, new_id(), new)

    async def change(self, staff: Staff, macro_id: UUID, new: NewMacro) -> Macro:
        """Writes it anew. Raises as `write`, and not_found."""
        await self._own(staff, macro_id)
        return await self._keep(staff, macro_id, new)

    async def delete(self, staff: Staff, macro_id: UUID) -> None:
        """It is there no more. Raises not_found, and forbidden for one that others look after."""
        await self._own(staff, macro_id)
        async with self._database.tenant(staff.workspace_id) as connection:
            await QUERIES.execute(connection, "delete_macro", workspace_id=staff.workspace_id, id=macro_id)

    async def _keep(self, staff: Staff, macro_id: UUID, new: NewMacro) -> Macro:
        known = await self._bulks.known(staff.workspace_id)
        check([_deed(step) for step in new.steps], known)
        team_id = new.team if new.scope == "team" else None
        await check_may_write(self._teams, staff, new.scope, team_id)
        async with self._database.tenant(staff.workspace_id) as connection:
            await QUERIES.execute(
                connection,
                "put_macro",
                workspace_id=staff.workspace_id,
                id=macro_id,
                owner_id=staff.account.id if new.scope == "mine" else None,
                team_id=team_id,
                name=new.name.strip(),
                steps=new.steps,
            )
        return _told(staff, await self._one(staff, macro_id), known)

    async def _own(self, staff: Staff, macro_id: UUID) -> None:
        row = await self._one(staff, macro_id)
        await check_may_write(self._teams, staff, row.scope, row.team_id)

    async def _one(self, staff: Staff, macro_id: UUID) -> _Row:
        for row in await self._rows(staff):
            if row.id == macro_id:
                return row
        raise not_found("macro")

    async def _rows(self, staff: Staff) -> list[_Row]:
        async with self._database.tenant(staff.workspace_id) as connection:
            return await QUERIES.all(
                connection,
                "macros",
                _Row,
                workspace_id=staff.workspace_id,
                account_id=staff.account.id,
                leads=may(staff, "cases.write"),
            )


def _told(staff: Staff, row: _Row, known: Known) -> Macro:
    broken = [number for number, step in enumerate(row.steps) if not _is_whole(step, known)]
    mine = row.scope != "everyone" or may(staff, "cases.write")
    return Macro(row.id, row.name, row.steps, row.scope, row.team_id, mine, broken)


def _is_whole(step: Step, known: Known) -> bool:
    try:
        check([_deed(step)], known)
    except AppError:
        return False  # it names what is there no more
    return True


def _deed(step: Step) -> Deed:
    """The step as far as it can be checked; when a case comes back is seen when the macro is run."""
    return SnoozeDeed(None) if isinstance(step, SnoozeStep) else step
