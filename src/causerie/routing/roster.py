"""Who of the staff is there, and what may be given to them.

An agent says online, busy or away. Whoever has no desk on a screen for so many minutes is away whatever they said, and
back by looking at it again. Any process notices both, for the desks of all.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from uuid import UUID

from msgspec import UNSET, Struct

from causerie.accounts import audit
from causerie.accounts.model import AgentState, Person, Role, Staff
from causerie.errors import not_found
from causerie.kit.database import Database
from causerie.kit.queries import Queries
from causerie.routing.model import AgentCard, AgentChange

LOG = logging.getLogger("causerie.routing")
QUERIES = Queries.beside(__file__)

POLL_SECONDS = 5.0


class AgentRow(Struct):
    """An agent as the database knows them."""

    id: UUID
    name: str
    avatar_url: str | None
    about: str
    role: Role
    state: AgentState
    chosen: AgentState
    capacity: int | None
    turn: int
    languages: list[str]
    skills: list[str]
    cases: int
    teams: list[UUID]

    @property
    def card(self) -> AgentCard:
        """The same for everybody."""
        return AgentCard(
            Person("staff", self.id, self.name, self.avatar_url, self.about),
            self.role,
            self.state,
            self.chosen,
            self.cases,
            self.capacity,
            self.languages,
            self.skills,
        )


class _Settled(Struct):
    workspace_id: UUID
    account_id: UUID
    state: AgentState


# An agent of the workspace is something else from now on. Must not raise.
Changed = Callable[[UUID, UUID, AgentState], None]


class Roster:
    """The agents of all workspaces."""

    def __init__(self, database: Database, changed: Changed) -> None:
        self._database = database
        self._changed = changed

    async def of(self, workspace_id: UUID) -> list[AgentCard]:
        """Everybody to whom something can be given, by name."""
        async with self._database.tenant(workspace_id) as connection:
            rows = await QUERIES.all(connection, "agents", AgentRow, workspace_id=workspace_id)
        return [row.card for row in rows]

    async def say(self, staff: Staff, state: AgentState) -> AgentCard:
        """What this agent says of themselves."""
        where = {"workspace_id": staff.workspace_id, "account_id": staff.account.id}
        async with self._database.tenant(staff.workspace_id) as connection:
            await QUERIES.execute(connection, "say_state", **where, state=state)
        await self.settle()
        return await self._one(staff.workspace_id, staff.account.id)

    async def change(self, workspace_id: UUID, account_id: UUID, change: AgentChange) -> AgentCard:
        """What may be given to an agent. Raises not_found."""
        was = await self._one(workspace_id, account_id)
        async with self._database.tenant(workspace_id) as connection:
            await audit.record(connection, workspace_id, "agent.changed", was.person.name, after=change)
            await QUERIES.execute(
                connection,
                "change_agent",
                workspace_id=workspace_id,
                account_id=account_id,
                capacity=None if change.capacity is UNSET else change.capacity,
                capacity_said=change.capacity is not UNSET,
                languages=None if change.languages is UNSET else sorted(set(change.languages)),
                skills=None if change.skills is UNSET else sorted(set(change.skills)),
            )
        return await self._one(workspace_id, account_id)

    async def seen(self, agents: set[tuple[UUID, UUID]]) -> None:
        """The desks of these, by workspace and account, are on a screen."""
        if not agents:
            return
        workspaces, accounts = zip(*sorted(agents), strict=True)
        async with self._database.system() as connection:
            await QUERIES.execute(connection, "seen", workspaces=list(workspaces), accounts=list(accounts))
        await self.settle()

    async def run(self) -> None:
        """Notices who is away, until it is cancelled."""
        while True:
            try:
                await self.settle()
            except Exception:
                LOG.exception("who is away could not be looked up; trying again")
            await asyncio.sleep(POLL_SECONDS)

    async def settle(self) -> None:
        """Tells of everybody who is something else by now than was told."""
        async with self._database.system() as connection:
            settled = await QUERIES.all(connection, "settle", _Settled)
        for one in settled:
            self._changed(one.workspace_id, one.account_id, one.state)

    async def _one(self, workspace_id: UUID, account_id: UUID) -> AgentCard:
        for card in await self.of(workspace_id):
            if card.person.id == account_id:
                return card
        raise not_found("agent")
