"""Gives cases to agents, by the owner's rules.

What is to be decided stands on the heads of conversations: it is looked up some times a minute, and at once when
something happens that this process hears of. So nothing is missed, whatever is killed. One process decides at a
time; each decision is an event, kept only if under the conversation's lock everything is still as it was decided upon.
An agent who takes a case at the same instant has it.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from uuid import UUID

from msgspec import Struct, structs

from causerie.accounts import audit
from causerie.accounts.teams import Teams
from causerie.conversations.cases import HeadState
from causerie.conversations.model import Author, Happened
from causerie.conversations.plan import Guard, Kept, Line
from causerie.conversations.service import Conversations
from causerie.errors import AppError, ErrorCode
from causerie.events import Assigned, Because, Event, TeamChanged
from causerie.kit.database import Connection, Database
from causerie.kit.ids import new_id
from causerie.kit.queries import Queries
from causerie.routing.choose import Agent, Case, choose, has_room
from causerie.routing.model import Overflow, RoutingRules
from causerie.routing.roster import AgentRow

LOG = logging.getLogger("causerie.routing")
QUERIES = Queries.beside(__file__)
SYSTEM = Author("system")

PAUSE_SECONDS = 0.1
# For what others left, and for what only time brings about.
POLL_SECONDS = 5.0
# Another process decides just now.
AGAIN_SECONDS = 1.0
AT_ONCE = 100


class _Waiting(Struct):
    """A case for which somebody is to be chosen. `gone`: the name of the one who has it and is away."""

    id: UUID
    last_at: datetime
    assignee_id: UUID | None
    gone: str
    team: UUID | None
    labels: list[str]
    language: str | None
    known: UUID | None


class _Overflowing(Struct):
    id: UUID
    last_seq: int


class Routing:
    """Routing in all workspaces. Decides in the background, as long as `run()` runs."""

    def __init__(self, database: Database, conversations: Conversations, teams: Teams) -> None:
        self._database = database
        self._conversations = conversations
        self._teams = teams
        self._routed: frozenset[UUID] = frozenset()
        self._wake = asyncio.Event()

    # of the owner ------------------------------------------------------------------------------------------------

    async def rules(self, workspace_id: UUID) -> RoutingRules:
        """What the owner decided."""
        async with self._database.tenant(workspace_id) as connection:
            return await _rules(connection, workspace_id)

    async def set_rules(self, workspace_id: UUID, rules: RoutingRules) -> RoutingRules:
        """From now on. Raises not_found for a team that is closed, invalid for one that overflows twice or into
        itself."""
        for team_id in {team for one in rules.overflow for team in (one.team, one.to)}:
            await self._teams.one(workspace_id, team_id)
        if any(one.team == one.to for one in rules.overflow):
            raise AppError(ErrorCode.INVALID, "A team does not overflow into itself.")
        if len({one.team for one in rules.overflow}) < len(rules.overflow):
            raise AppError(ErrorCode.INVALID, "A team overflows into one other team.")
        async with self._database.tenant(workspace_id) as connection:
            was = await _rules(connection, workspace_id)
            await QUERIES.execute(connection, "set_rules", workspace_id=workspace_id, rules=rules)
            await audit.record(connection, workspace_id, "routing.changed", before=was, after=rules)
        await self._learn()
        self.wake()
        return rules

    # what is to be decided ---------------------------------------------------------------------------------------

    def kept(self, kept: list[Kept]) -> None:
        """These were just committed by this process. An event may ask for somebody, or make room at somebody's."""
        if self._routed and any(
            isinstance(one.entry.body, Happened) and one.workspace_id in self._routed for one in kept
        ):
            self.wake()

    def wake(self) -> None:
        """Something may be to decide."""
        self._wake.set()

    async def run(self) -> None:
        """Decides, until it is cancelled."""
        pause = POLL_SECONDS
        while True:
            try:
                async with asyncio.timeout(pause):
                    await self._wake.wait()
                await asyncio.sleep(PAUSE_SECONDS)
            except TimeoutError:
                pass  # what only time brings about
            self._wake.clear()
            pause = POLL_SECONDS
            try:
                await self._learn()
                if not await self.catch_up():
                    pause = AGAIN_SECONDS
            except Exception:
                LOG.exception("cases could not be given to agents; trying again")

    async def _learn(self) -> None:
        async with self._database.acquire() as connection:
            self._routed = frozenset(await QUERIES.column(connection, "routed", UUID))

    async def catch_up(self) -> bool:
        """Decides everything that is to be decided now. False: another process does."""
        async with self._database.session() as connection:
            if not await QUERIES.value(connection, "try_to_route", bool):
                return False
            for workspace_id in await QUERIES.column(connection, "busy", UUID):
                await self._route(connection, workspace_id)
        return True

    async def _route(self, connection: Connection, workspace_id: UUID) -> None:
        rules = await _rules(connection, workspace_id)
        for overflow in rules.overflow:
            await self._overflow(connection, workspace_id, overflow)
        rows = await QUERIES.all(connection, "agents", AgentRow, workspace_id=workspace_id)
        agents = {row.id: _agent(row) for row in rows}
        after_at, after_id = datetime.min.replace(tzinfo=UTC), UUID(int=0)
        while any(has_room(rules, agent) for agent in agents.values()):
            page = await QUERIES.all(
                connection,
                "to_route",
                _Waiting,
                workspace_id=workspace_id,
                reroute=rules.reroute,
                after_at=after_at,
                after_id=after_id,
                most=AT_ONCE,
            )
            for waiting in page:
                await self._give(workspace_id, rules, agents, waiting)
            if len(page) < AT_ONCE:
                break
            after_at, after_id = page[-1].last_at, page[-1].id

    async def _give(
        self, workspace_id: UUID, rules: RoutingRules, agents: dict[UUID, Agent], waiting: _Waiting
    ) -> None:
        case = Case(waiting.labels, waiting.team, waiting.language, waiting.known, waiting.gone)
        chosen = choose(rules, list(agents.values()), case)
        if chosen.agent is None or chosen.why is None:
            return
        agent = chosen.agent

        async def as_decided(connection: Connection, head: HeadState) -> None:
            where = {"workspace_id": workspace_id}
            asks = head.wants_agent if waiting.assignee_id is None else True
            so = (head.status, head.assignee_id, head.team_id) == ("open", waiting.assignee_id, waiting.team)
            if waiting.assignee_id is not None:
                away = {**where, "account_id": waiting.assignee_id}
                so = so and bool(await QUERIES.value(connection, "still_away", bool, **away))
            _must(asks and so)
            turn = await QUERIES.value(connection, "take_turn", int, **where, account_id=agent.id)
            _must(turn is not None)

        event = Assigned(agent.id, agent.name, waiting.assignee_id, chosen.why)
        if await self._happens(workspace_id, waiting.id, event, as_decided):
            turn = max(one.turn for one in agents.values()) + 1
            agents[agent.id] = structs.replace(agent, cases=agent.cases + 1, turn=turn)

    async def _overflow(self, connection: Connection, workspace_id: UUID, rule: Overflow) -> None:
        team = next((one for one in await self._teams.all(workspace_id) if one.id == rule.to), None)
        if team is None:
            return  # it was closed since
        waiting = await QUERIES.all(
            connection,
            "overflowing",
            _Overflowing,
            workspace_id=workspace_id,
            team=rule.team,
            minutes=rule.minutes,
            most=AT_ONCE,
        )
        for one in waiting:
            event = TeamChanged(team.id, team.name, Because("overflow", minutes=rule.minutes))
            await self._happens(workspace_id, one.id, event, _nothing_since(one.last_seq))

    async def _happens(
        self, workspace_id: UUID, conversation_id: UUID, event: Event, as_decided: Guard
    ) -> bool:
        """False: it is not as it was decided upon any more."""
        line = Line(
            workspace_id,
            conversation_id,
            new_id().hex,
            Happened(event),
            SYSTEM,
            "api",
            guard=as_decided,
        )
        try:
            await self._conversations.say(line)
        except AppError as error:
            if error.code is not ErrorCode.CONFLICT:
                raise
            return False
        return True


def _nothing_since(seq: int) -> Guard:
    async def as_decided(connection: Connection, head: HeadState) -> None:
        _must(head.last_seq == seq)

    return as_decided


def _must(so: bool) -> None:
    if not so:
        raise AppError(ErrorCode.CONFLICT, "The case is not what it was.")


def _agent(row: AgentRow) -> Agent:
    return Agent(
        row.id,
        row.name,
        row.state,
        row.cases,
        row.capacity,
        row.turn,
        row.languages,
        row.skills,
        row.teams,
    )


async def _rules(connection: Connection, workspace_id: UUID) -> RoutingRules:
    return await QUERIES.value(connection, "rules", RoutingRules, workspace_id=workspace_id) or RoutingRules()
