"""What is done with a case: assigned, labelled, snoozed, given to a bot, resolved, reopened. Every change is an event
in the timeline; what no longer fits when it would be kept is refused there (cases.py)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

from msgspec import UNSET, structs

from causerie.accounts import audit
from causerie.accounts.model import Person, Staff
from causerie.accounts.teams import Teams
from causerie.contacts import attributes
from causerie.contacts.model import Facts
from causerie.content import Rating
from causerie.conversations import heads, timeline
from causerie.conversations.cases import HeadState
from causerie.conversations.jobs import WakeCase
from causerie.conversations.model import (
    Assignment,
    Author,
    CaseStatus,
    ChannelKind,
    DeskHead,
    Label,
    LabelsChange,
    Message,
)
from causerie.conversations.particulars import Particulars, particulars, set_attributes
from causerie.conversations.plan import Line
from causerie.conversations.service import Conversations
from causerie.errors import AppError, ErrorCode, not_found
from causerie.events import (
    Assigned,
    AttributesChanged,
    CaseOpened,
    CaseReopened,
    CaseResolved,
    CaseSnoozed,
    ContactBlocked,
    Event,
    GivenToBot,
    LabelsChanged,
    Priority,
    PriorityChanged,
    TeamChanged,
)
from causerie.kit.database import Connection, Database
from causerie.kit.jobs import Jobs
from causerie.kit.queries import Queries

QUERIES = Queries.beside(__file__)
MOST_LABELS = 200
UNRESOLVED: tuple[CaseStatus, ...] = ("bot", "open", "snoozed")

# Whether a workspace wants to know how content customers are with a case.
AsksRating = Callable[[UUID], Awaitable[bool]]
# Has a job done after so long.
Enqueue = Callable[[Connection, WakeCase, timedelta], Awaitable[None]]


class Casework:
    """Verbs over cases, of all workspaces. They raise not_found for a conversation of another workspace."""

    def __init__(
        self,
        database: Database,
        conversations: Conversations,
        teams: Teams,
        *,
        asks_rating: AsksRating,
        enqueue: Enqueue,
    ) -> None:
        self._database = database
        self._conversations = conversations
        self._teams = teams
        self._asks_rating = asks_rating
        self._enqueue = enqueue

    def register(self, jobs: Jobs) -> None:
        """Says who does this room's jobs."""
        jobs.handler("wake_case", WakeCase)(self.wake)

    async def assign(self, staff: Staff, conversation_id: UUID, wanted: Assignment) -> DeskHead:
        """Makes somebody of the staff the one who answers, or nobody; nothing happens where it is so already.

        Raises not_found, and conflict where it is said who it was until now and that is somebody else.
        """
        name = ""
        async with self._database.tenant(staff.workspace_id) as connection:
            head = await desk_head(connection, staff.workspace_id, conversation_id)
            if (head.assignee and head.assignee.id) == wanted.assignee:
                return head
            if wanted.assignee is not None:
                found = await timeline.people(connection, staff.workspace_id, {wanted.assignee})
                if not found or not await self._works_here(connection, staff.workspace_id, wanted.assignee):
                    raise not_found("member of staff")
                name = found[0].name
        event = Assigned(wanted.assignee, name, wanted.instead_of)
        try:
            return await self._event(staff, conversation_id, event)
        except AppError as error:
            if error.code is not ErrorCode.CONFLICT or wanted.instead_of is UNSET:
                raise
            head = await self.head(staff.workspace_id, conversation_id)
            who = head.assignee.name if head.assignee else "Nobody"
            raise AppError(ErrorCode.CONFLICT, f"{who} has it now.") from error

    async def resolve(self, staff: Staff, conversation_id: UUID) -> DeskHead:
        """Ends the present case; nothing happens where none is there."""
        await self.end(staff.workspace_id, conversation_id, staff.person, "desk")
        return await self.head(staff.workspace_id, conversation_id)

    async def end(self, workspace_id: UUID, conversation_id: UUID, by: Person, channel: ChannelKind) -> None:
        """`resolve` by either side, which asks the customer once how content they are, where the workspace does."""
        head = await self.head(workspace_id, conversation_id)
        if head.status not in UNRESOLVED:
            return
        event = CaseResolved(head.case, await self.reopens_until(workspace_id))
        try:
            await self._conversations.happened(workspace_id, conversation_id, event, by=by, channel=channel)
        except AppError as error:
            if error.code is not ErrorCode.CONFLICT:
                raise
            return  # somebody else did just now
        await self.ask_rating(workspace_id, conversation_id, head.case)

    async def ask_rating(self, workspace_id: UUID, conversation_id: UUID, case: int) -> None:
        """Asks the customer once how content they are with a case that was resolved, where the workspace does."""
        if await self._asks_rating(workspace_id):
            client_id = f"rating-{conversation_id.hex}-{case}"
            asked = Message(Rating())
            await self._conversations.say(
                Line(workspace_id, conversation_id, client_id, asked, Author("system"), "api")
            )

    async def snooze(self, staff: Staff, conversation_id: UUID, until: datetime | None) -> DeskHead:
        """Puts the case away until then, or until the customer writes. Raises invalid for a time that is over, conflict
        where no case is there to be put away."""
        now = datetime.now(UTC)
        if until is not None and until <= now:
            raise AppError(ErrorCode.INVALID, "`until` is over already.")
        head = await self.head(staff.workspace_id, conversation_id)
        if (head.status, head.status_until) == ("snoozed", until):
            return head
        if until is not None:
            # First: a job that finds nothing to wake does nothing, and a case without one would sleep for ever.
            await self.wake_at(staff.workspace_id, conversation_id, head.case, until)
        return await self._event(staff, conversation_id, CaseSnoozed(head.case, until))

    async def wake_at(self, workspace_id: UUID, conversation_id: UUID, case: int, until: datetime) -> None:
        """Has a case opened again then, if it is snoozed until then."""
        job = WakeCase(workspace_id, conversation_id, case, until)
        async with self._database.system() as connection:
            await self._enqueue(connection, job, until - datetime.now(UTC))

    async def wake(self, job: WakeCase) -> None:
        """The time of a snoozed case has come. Nothing happens where it is not snoozed until then any more."""
        event = CaseReopened(job.case, "snoozed", job.until)
        try:
            await self._conversations.happened(job.workspace_id, job.conversation_id, event, channel="api")
        except AppError as error:
            if error.code is not ErrorCode.CONFLICT:
                raise

    async def give_to_bot(self, staff: Staff, conversation_id: UUID) -> DeskHead:
        """Leaves the case to a bot; nothing happens where it is so. Raises conflict where no case is open."""
        head = await self.head(staff.workspace_id, conversation_id)
        return (
            head if head.status == "bot" else await self._event(staff, conversation_id, GivenToBot(head.case))
        )

    async def reopen(self, staff: Staff, conversation_id: UUID) -> DeskHead:
        """Opens the last case again, whatever became of it; nothing happens where one is open."""
        head = await self.head(staff.workspace_id, conversation_id)
        if head.status == "open":
            return head
        if head.status == "none":
            return await self._event(staff, conversation_id, CaseOpened(1))
        return await self._event(staff, conversation_id, CaseReopened(head.case, head.status))

    async def label(self, staff: Staff, conversation_id: UUID, change: LabelsChange) -> DeskHead:
        """Puts labels on the present case and takes others off. Raises invalid for a label that the owner has not
        defined and for more than 20, conflict where no case is there."""
        async with self._database.tenant(staff.workspace_id) as connection:
            unknown = await QUERIES.column(
                connection,
                "undefined_labels",
                str,
                workspace_id=staff.workspace_id,
                labels=change.add,
            )
        if unknown:
            raise AppError(ErrorCode.INVALID, f"There is no label {unknown[0]!r}.")
        wanted = dict.fromkeys(change.add, True) | dict.fromkeys(change.remove, False)
        await self.set_labels(staff.workspace_id, conversation_id, wanted, staff.person, "desk")
        return await self.head(staff.workspace_id, conversation_id)

    async def set_labels(
        self,
        workspace_id: UUID,
        conversation_id: UUID,
        wanted: Mapping[str, bool],
        by: Person,
        channel: ChannelKind,
    ) -> None:
        """Puts labels on the present case (true) or takes them off; nothing happens where it is so. Raises as `label`,
        but takes any label."""
        present = set((await self.head(workspace_id, conversation_id)).labels)
        change = LabelsChanged(
            [name for name, on in wanted.items() if on and name not in present],
            [name for name, on in wanted.items() if not on and name in present],
        )
        if change.added or change.removed:
            await self._conversations.happened(workspace_id, conversation_id, change, by=by, channel=channel)

    async def prioritise(self, staff: Staff, conversation_id: UUID, priority: Priority | None) -> DeskHead:
        """Says how urgent the present case is. Raises conflict where no case is there."""
        head = await self.head(staff.workspace_id, conversation_id)
        if head.priority == priority:
            return head
        return await self._event(staff, conversation_id, PriorityChanged(priority))

    async def give_to_team(self, staff: Staff, conversation_id: UUID, team_id: UUID | None) -> DeskHead:
        """Makes a team the one to answer, or none in particular. Raises not_found for a team that is not there."""
        head = await self.head(staff.workspace_id, conversation_id)
        if (head.team and head.team.id) == team_id:
            return head
        name = ""
        if team_id is not None:
            name = (await self._teams.one(staff.workspace_id, team_id)).name
        return await self._event(staff, conversation_id, TeamChanged(team_id, name))

    async def describe(self, staff: Staff, conversation_id: UUID, given: Facts) -> Particulars:
        """Writes down what is known of the case, in the same instant as the event that says so; null: it is known no
        more. Raises invalid for what is not defined or does not fit."""
        workspace_id = staff.workspace_id
        async with self._database.tenant(workspace_id) as connection:
            labels = {one.key: one.label for one in await attributes.defined(connection, workspace_id)}
            await attributes.check(connection, workspace_id, "case", given)

        async def keep(connection: Connection, head: HeadState) -> None:
            await set_attributes(connection, workspace_id, head.id, given)

        if given:
            event = AttributesChanged([labels.get(key, key) for key in given])
            await self._conversations.happened(
                workspace_id, conversation_id, event, by=staff.person, channel="desk", guard=keep
            )
        async with self._database.tenant(workspace_id) as connection:
            return await particulars(connection, workspace_id, conversation_id)

    async def block(self, staff: Staff, conversation_id: UUID, *, on: bool) -> None:
        """From now on what the contact writes opens no case, or does again; nothing happens where it is so already."""
        try:
            await self._conversations.happened(
                staff.workspace_id, conversation_id, ContactBlocked(on), by=staff.person, channel="desk"
            )
        except AppError as error:
            if error.code is not ErrorCode.CONFLICT:
                raise

    async def labels(self, workspace_id: UUID) -> list[Label]:
        """The labels that the owner defined, by name."""
        async with self._database.tenant(workspace_id) as connection:
            return await QUERIES.all(connection, "labels", Label, workspace_id=workspace_id)

    async def define_label(self, workspace_id: UUID, label: Label) -> list[Label]:
        """Defines a label, or changes how it looks. Raises conflict for more than 200."""
        known = {one.name for one in await self.labels(workspace_id)}
        if label.name not in known and len(known) >= MOST_LABELS:
            raise AppError(ErrorCode.CONFLICT, f"There are {MOST_LABELS} labels already; delete one first.")
        async with self._database.tenant(workspace_id) as connection:
            values = structs.asdict(label)
            await QUERIES.execute(connection, "put_label", workspace_id=workspace_id, **values)
            await audit.record(connection, workspace_id, "label.defined", label.name, after=label)
        return await self.labels(workspace_id)

    async def forget_label(self, workspace_id: UUID, name: str) -> None:
        """Nobody puts this label on any more; where it stands, it stands. Raises not_found."""
        async with self._database.tenant(workspace_id) as connection:
            if not await QUERIES.execute(connection, "delete_label", workspace_id=workspace_id, name=name):
                raise not_found("label")
            await audit.record(connection, workspace_id, "label.deleted", name)

    async def reopen_days(self, workspace_id: UUID) -> int:
        """For how many days after a case was resolved a message opens it again."""
        async with self._database.tenant(workspace_id) as connection:
            days = await QUERIES.value(connection, "reopen_days", int, workspace_id=workspace_id)
        assert days is not None
        return days

    async def reopens_until(self, workspace_id: UUID) -> datetime | None:
        """Until when a message opens a case again that is resolved now; None: it opens the next one."""
        days = await self.reopen_days(workspace_id)
        return datetime.now(UTC) + timedelta(days=days) if days else None

    async def set_reopen_days(self, workspace_id: UUID, days: int) -> None:
        """Sets that, for cases that are resolved from now on."""
        was = await self.reopen_days(workspace_id)
        async with self._database.system() as connection:
            await QUERIES.execute(connection, "set_reopen_days", workspace_id=workspace_id, days=days)
            await audit.record(
                connection, workspace_id, "reopening.changed", before={"days": was}, after={"days": days}
            )

    async def _works_here(self, connection: Connection, workspace_id: UUID, account_id: UUID) -> bool:
        where = {"workspace_id": workspace_id, "account_id": account_id}
        return await QUERIES.value(connection, "works_here", bool, **where) or False

    async def _event(self, staff: Staff, conversation_id: UUID, event: Event) -> DeskHead:
        await self._conversations.happened(
            staff.workspace_id, conversation_id, event, by=staff.person, channel="desk"
        )
        return await self.head(staff.workspace_id, conversation_id)

    async def head(self, workspace_id: UUID, conversation_id: UUID) -> DeskHead:
        """How the conversation stands. Raises not_found."""
        async with self._database.tenant(workspace_id) as connection:
            return await desk_head(connection, workspace_id, conversation_id)


async def desk_head(connection: Connection, workspace_id: UUID, conversation_id: UUID) -> DeskHead:
    """`heads.desk_head`. Raises not_found."""
    head = await heads.desk_head(connection, workspace_id, conversation_id)
    if head is None:
        raise not_found("conversation")
    return head
