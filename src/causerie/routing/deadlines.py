"""By when cases are to be answered and resolved, as the owner promised.

Which policy holds for a case is decided in the background, after the entry that it depends on, and is an event with the
deadlines as they stand. From then on every entry moves them by itself (conversations/sla.py). A deadline that passes is
told by an event, once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from msgspec import Struct, structs

from causerie.accounts import audit
from causerie.accounts.model import PersonKind
from causerie.accounts.teams import Teams
from causerie.conversations import sla
from causerie.conversations.cases import HeadState
from causerie.conversations.model import Author, Body, CaseStatus, Happened
from causerie.conversations.plan import Guard, Kept, Line
from causerie.conversations.service import Conversations
from causerie.errors import AppError, ErrorCode
from causerie.events import (
    CaseOpened,
    LabelsChanged,
    Priority,
    PriorityChanged,
    SlaApplied,
    SlaClock,
    SlaMissed,
    SlaPromise,
    TeamChanged,
)
from causerie.kit.database import Connection, Database
from causerie.kit.ids import new_id
from causerie.kit.jobs import Job, Jobs
from causerie.kit.queries import Queries
from causerie.office_hours import OfficeHours
from causerie.routing.jobs import ApplySla
from causerie.routing.model import SlaPolicies, SlaPolicy

LOG = logging.getLogger("causerie.routing")
QUERIES = Queries.beside(__file__)
SYSTEM = Author("system")

# By these the policy for a case is chosen.
CALLING = (CaseOpened, LabelsChanged, PriorityChanged, TeamChanged)
POLL_SECONDS = 5.0
AT_ONCE = 100
# Others say something while a clock is worked out; so often it is worked out again.
TRIES = 5
# Holidays further away than that are no matter of a case that is opened today.
HOLIDAYS_AHEAD = timedelta(days=100)

# When the business of a workspace is there; null: it never said.
Hours = Callable[[UUID], Awaitable[OfficeHours | None]]


class _Case(Struct):
    status: CaseStatus
    case_number: int
    labels: list[str]
    priority: Priority | None
    team_id: UUID | None
    sla: SlaClock | None
    last_seq: int


class _Entry(Struct):
    at: datetime
    author_kind: PersonKind
    author_id: UUID | None
    body: Body


class _Missed(Struct):
    workspace_id: UUID
    id: UUID
    case_number: int
    sla: SlaClock


class Deadlines:
    """The promises of all workspaces."""

    def __init__(
        self, database: Database, jobs: Jobs, conversations: Conversations, teams: Teams, hours: Hours
    ) -> None:
        self._database = database
        self._jobs = jobs
        self._conversations = conversations
        self._teams = teams
        self._hours = hours
        self._promising: frozenset[UUID] = frozenset()

    def register(self) -> None:
        """Says who does this room's jobs."""
        self._jobs.handler("apply_sla", ApplySla)(self.apply)

    # of the owner ------------------------------------------------------------------------------------------------

    async def policies(self, workspace_id: UUID) -> SlaPolicies:
        """What is promised; of these the first that applies holds."""
        async with self._database.tenant(workspace_id) as connection:
            return await _policies(connection, workspace_id)

    async def set_policies(self, workspace_id: UUID, wanted: SlaPolicies) -> SlaPolicies:
        """Promises this for cases that are opened or sorted otherwise from now on. Raises not_found for a closed team,
        invalid for two policies with one id."""
        for team_id in {one.team for one in wanted.policies if one.team is not None}:
            await self._teams.one(workspace_id, team_id)
        known = [one.id for one in wanted.policies if one.id is not None]
        if len(set(known)) < len(known):
            raise AppError(ErrorCode.INVALID, "Two policies have the same id.")
        policies = SlaPolicies([structs.replace(one, id=one.id or new_id()) for one in wanted.policies])
        async with self._database.tenant(workspace_id) as connection:
            was = await _policies(connection, workspace_id)
            await QUERIES.execute(connection, "set_policies", workspace_id=workspace_id, policies=policies)
            await audit.record(connection, workspace_id, "sla.changed", before=was, after=policies)
        await self._learn()
        return policies

    # which policy holds ------------------------------------------------------------------------------------------

    def hears(self, kept: Kept) -> bool:
        """Whether another policy may hold for a case from this entry on."""
        if kept.workspace_id not in self._promising:
            return False
        body = kept.entry.body
        return isinstance(body, Happened) and isinstance(body.event, CALLING)

    async def due(self, connection: Connection, conversations: list[UUID]) -> None:
        """Has the policies of these conversations' cases looked at, if and when the transaction commits."""
        found = await QUERIES.all(connection, "to_promise", ApplySla, conversations=conversations)
        jobs: list[Job[Struct]] = [
            Job("apply_sla", one, key=f"apply_sla:{one.conversation_id}") for one in found
        ]
        await self._jobs.enqueue_many(connection, jobs)

    async def apply(self, job: ApplySla) -> None:
        """Makes the policy that applies to a case the one that holds."""
        for _ in range(TRIES):
            if await self._apply(job.workspace_id, job.conversation_id):
                return
        raise AppError(ErrorCode.CONFLICT, "The case kept changing while its deadlines were worked out.")

    async def _apply(self, workspace_id: UUID, conversation_id: UUID) -> bool:
        where = {"workspace_id": workspace_id, "id": conversation_id}
        async with self._database.tenant(workspace_id) as connection:
            case = await QUERIES.maybe(connection, "present_case", _Case, **where)
            if case is None or case.status not in ("open", "snoozed", "bot"):
                return True
            policy = policy_for(await _policies(connection, workspace_id), case)
            if (policy and policy.id) == (case.sla and case.sla.policy):
                return True
            rows = await QUERIES.all(connection, "entries_of_case", _Entry, **where) if policy else []
        clock = None
        if policy is not None:
            hours = await self._hours(workspace_id) if policy.office_hours else None
            entries = ((row.body, Author(row.author_kind, row.author_id), row.at) for row in rows)
            clock = sla.replay(clock_of(policy, hours, datetime.now(UTC)), entries)
        line = Line(
            workspace_id,
            conversation_id,
            new_id().hex,
            Happened(SlaApplied(case.case_number, clock)),
            SYSTEM,
            "api",
            guard=_nothing_since(case.last_seq),
        )
        return await self._happens(line)

    async def _happens(self, line: Line) -> bool:
        try:
            await self._conversations.say(line)
        except AppError as error:
            if error.code is not ErrorCode.CONFLICT:
                raise
            return False
        return True

    # what is missed ----------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Tells what is missed, and learns of other processes' promises, until it is cancelled."""
        while True:
            try:
                await self._learn()
                await self.tell_missed()
            except Exception:
                LOG.exception("what is overdue could not be told; trying again")
            await asyncio.sleep(POLL_SECONDS)

    async def _learn(self) -> None:
        async with self._database.acquire() as connection:
            self._promising = frozenset(await QUERIES.column(connection, "promising", UUID))

    async def tell_missed(self) -> None:
        """Tells of every deadline that passed, each once."""
        async with self._database.acquire() as connection:
            missed = await QUERIES.all(connection, "missed", _Missed, most=AT_ONCE)
        now = datetime.now(UTC)
        for one in missed:
            for due, target in sla.untold(one.sla):
                if due > now:
                    continue
                event = SlaMissed(one.case_number, target, due, one.sla.name)
                # Where somebody answered, or another process told of it, it does not fit any more.
                await self._happens(
                    Line(one.workspace_id, one.id, new_id().hex, Happened(event), SYSTEM, "api")
                )


def policy_for(policies: SlaPolicies, case: _Case) -> SlaPolicy | None:
    """The first that applies."""
    return next(
        (
            one
            for one in policies.policies
            if one.priority in (None, case.priority)
            and one.team in (None, case.team_id)
            and (one.label is None or one.label in case.labels)
        ),
        None,
    )


def clock_of(policy: SlaPolicy, hours: OfficeHours | None, now: datetime) -> SlaClock:
    """The policy's clock before anything happened. Of the holidays it keeps what may matter, without their names."""
    assert policy.id is not None
    if hours is not None:
        first, last = (now - timedelta(days=1)).date(), (now + HOLIDAYS_AHEAD).date()
        soon = [structs.replace(day, name="") for day in hours.holidays if first <= day.date <= last]
        hours = structs.replace(hours, holidays=soon)
    return SlaClock(policy.id, policy.name, SlaPromise(policy.first, policy.next, policy.resolution, hours))


def _nothing_since(seq: int) -> Guard:
    async def as_worked_out(_: Connection, head: HeadState) -> None:
        if head.last_seq != seq:
            raise AppError(ErrorCode.CONFLICT, "Something was said meanwhile.")

    return as_worked_out


async def _policies(connection: Connection, workspace_id: UUID) -> SlaPolicies:
    return (
        await QUERIES.value(connection, "policies", SlaPolicies, workspace_id=workspace_id) or SlaPolicies()
    )
