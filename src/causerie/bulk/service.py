"""The same done with many conversations by a job: each by events of its own, in the name of whoever asked for it, and
taken back likewise.

That a conversation's turn is over and that its event stands in the timeline is one transaction under the lock of the
conversation; there it is seen, too, whether somebody else changed the same meanwhile. So it happens once to each,
whatever is killed and however many are at it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

from msgspec import Struct

from causerie.accounts.model import Staff
from causerie.accounts.permissions import may
from causerie.accounts.teams import Teams
from causerie.bulk.deeds import Left, Names, back, event_of, touching
from causerie.bulk.jobs import RunBulk
from causerie.bulk.model import (
    MOST,
    AssignDeed,
    Bulk,
    Deed,
    LabelDeed,
    LeftOut,
    NewBulk,
    ReadDeed,
    ResolveDeed,
    SnoozeDeed,
    Standing,
    TeamDeed,
    WholeView,
    WhyLeft,
)
from causerie.conversations import heads
from causerie.conversations.cases import HeadState
from causerie.conversations.casework import Casework
from causerie.conversations.frames import BulkWent
from causerie.conversations.lists import desk_topic
from causerie.conversations.model import DeskHead, Filter
from causerie.conversations.publish import Publisher
from causerie.conversations.readers import Reader
from causerie.conversations.service import Conversations
from causerie.errors import AppError, ErrorCode, not_found
from causerie.events import CaseSnoozed, Event
from causerie.kit.database import Connection, Database
from causerie.kit.ids import new_id
from causerie.kit.jobs import Jobs
from causerie.kit.queries import Queries

QUERIES = Queries.beside(__file__)
# After so many it is told how far it is.
AT_ONCE = 25
TOLD = 500
PAGE = 500
TRANSIENT = (ErrorCode.UNAVAILABLE, ErrorCode.OVERLOADED)
_WHY: dict[ErrorCode, WhyLeft] = {
    ErrorCode.CONFLICT: "changed",
    ErrorCode.NOT_FOUND: "gone",
    ErrorCode.FORBIDDEN: "forbidden",
}

# Who works here now, with the role that they have now; raises not_found.
AtWork = Callable[[UUID, UUID, UUID], Awaitable[Staff]]


class _Row(Struct):
    id: UUID
    account_id: UUID
    deeds: list[Deed]
    undoes: UUID | None
    created_at: datetime
    total: int
    done: int
    left: int


class _Item(Struct):
    conversation_id: UUID
    after_seq: int
    before: Standing | None
    kept: int


class _Named(Struct):
    id: UUID
    name: str


class _Changed(AppError):
    """Somebody else changed the same since the conversation was chosen."""

    def __init__(self) -> None:
        super().__init__(ErrorCode.CONFLICT, "Somebody has changed it since.")


class _Stopped(AppError):
    """It was taken back before its turn came."""

    def __init__(self) -> None:
        super().__init__(ErrorCode.CONFLICT, "It was taken back.")


class Bulks:
    """Verbs over what is done with many conversations, of all workspaces."""

    def __init__(
        self,
        database: Database,
        jobs: Jobs,
        conversations: Conversations,
        casework: Casework,
        teams: Teams,
        publisher: Publisher,
        *,
        at_work: AtWork,
    ) -> None:
        self._database = database
        self._jobs = jobs
        self._conversations = conversations
        self._casework = casework
        self._teams = teams
        self._publisher = publisher
        self._at_work = at_work

    def register(self) -> None:
        """Says who does this room's jobs."""
        self._jobs.handler("run_bulk", RunBulk)(self.run)

    async def begin(self, staff: Staff, new: NewBulk) -> Bulk:
        """Notes what is to be done, and has it done; the same `client_id` again gives the same.

        Raises invalid for a label that is not defined, a time that is over and two deeds that change the same,
        not_found for who does not work here and for a team that is not there.
        """
        await self._check(staff, new.deeds)
        chosen = new.conversations
        if isinstance(chosen, WholeView):
            seqs = await self._view(staff, chosen)
        else:
            seqs = {one.conversation: one.seq for one in chosen}
        bulk_id = new_id()
        async with self._database.system() as connection:
            await QUERIES.execute(connection, "forget_bulks", workspace_id=staff.workspace_id)
            if not await self._keep(connection, staff, bulk_id, new.client_id, new.deeds, None):
                return await self._called(connection, staff, new.client_id)
            await QUERIES.execute(
                connection,
                "keep_items",
                workspace_id=staff.workspace_id,
                bulk_id=bulk_id,
                conversations=list(seqs),
                seqs=list(seqs.values()),
            )
            return await self._go(connection, staff.workspace_id, bulk_id)

    async def undo(self, staff: Staff, bulk_id: UUID) -> Bulk:
        """Takes it back wherever nobody has changed it since; what it has not come to is not done any more. Asked
        again, it gives the same. Raises not_found, and conflict for what is never taken back."""
        bulk = await self.one(staff, bulk_id)
        if bulk.by != staff.account.id:
            raise not_found("bulk action")
        if bulk.undoes or all(isinstance(deed, ReadDeed) for deed in bulk.deeds):
            raise AppError(ErrorCode.CONFLICT, "This is not taken back.")
        undo_id, client_id = new_id(), f"undo-{bulk_id.hex}"
        where = {"workspace_id": staff.workspace_id}
        async with self._database.system() as connection:
            if not await self._keep(connection, staff, undo_id, client_id, bulk.deeds, bulk_id):
                return await self._called(connection, staff, client_id)
            await QUERIES.execute(connection, "stop_bulk", bulk_id=bulk_id, **where)
            await QUERIES.execute(
                connection,
                "keep_undo_items",
                bulk_id=undo_id,
                undoes=bulk_id,
                client_ids=_client_ids(bulk_id, bulk.deeds),
                **where,
            )
            return await self._go(connection, staff.workspace_id, undo_id)

    async def one(self, staff: Staff, bulk_id: UUID) -> Bulk:
        """How far it is. Raises not_found."""
        async with self._database.tenant(staff.workspace_id) as connection:
            return await _bulk(connection, staff.workspace_id, bulk_id)

    async def run(self, job: RunBulk) -> None:
        """Goes through what is left, one conversation after the other: those who write now wait for none of it."""
        workspace_id = job.workspace_id
        where = {"workspace_id": workspace_id, "bulk_id": job.bulk_id}
        while True:
            async with self._database.tenant(workspace_id) as connection:
                bulk = await _bulk(connection, workspace_id, job.bulk_id)
                items = await QUERIES.all(connection, "items_left", _Item, limit=AT_ONCE, **where)
                names = await self._names(connection, workspace_id, bulk.deeds, items)
            went = BulkWent(bulk.id, bulk.by, bulk.total, bulk.done, bulk.left)
            self._publisher.frame(desk_topic(workspace_id), went)
            if not items:
                return
            for item in items:
                why, detail = await self._do(workspace_id, bulk, item, names)
                async with self._database.tenant(workspace_id) as connection:
                    await QUERIES.execute(
                        connection,
                        "item_is_done",
                        conversation_id=item.conversation_id,
                        outcome=why,
                        detail=detail,
                        **where,
                    )

    async def _do(self, workspace_id: UUID, bulk: Bulk, item: _Item, names: Names) -> tuple[str, str]:
        """Does it with one conversation, as whoever asked for it may now. Returns why not, or two times nothing."""
        try:
            staff = await self._at_work(workspace_id, bulk.by, bulk.id)
            if not may(staff.role, "conversations.write"):
                return "forbidden", "Your role does not allow this any more."
            one = _One(self._conversations, self._casework, staff, bulk, item)
            async with self._database.tenant(workspace_id) as connection:
                head = await heads.desk_head(connection, workspace_id, item.conversation_id)
            if head is None or head.merged_into is not None:
                return "gone", ""
            await (one.do(head, names) if bulk.undoes is None else one.take_back(head, names))
        except Left as left:
            return left.why, left.detail
        except _Stopped:
            return "stopped", ""
        except AppError as error:
            if error.code in TRANSIENT:
                raise  # the job comes again
            return _WHY.get(error.code, "refused"), error.detail
        return "", ""

    async def _check(self, staff: Staff, deeds: list[Deed]) -> None:
        now = datetime.now(UTC)
        if len({tuple(touching(deed)) for deed in deeds}) < len(deeds):
            raise AppError(ErrorCode.INVALID, "Two of the deeds change the same.")
        for deed in deeds:
            match deed:
                case SnoozeDeed(until) if until is not None and until <= now:
                    raise AppError(ErrorCode.INVALID, "`until` is over already.")
                case TeamDeed(team) if team is not None:
                    await self._teams.one(staff.workspace_id, team)
                case LabelDeed(add, _):
                    known = {label.name for label in await self._casework.labels(staff.workspace_id)}
                    if unknown := [name for name in add if name not in known]:
                        raise AppError(ErrorCode.INVALID, f"There is no label {unknown[0]!r}.")
                case AssignDeed(assignee) if assignee is not None:
                    await self._at_work(staff.workspace_id, assignee, assignee)
                case _:
                    pass

    async def _view(self, staff: Staff, chosen: WholeView) -> dict[UUID, int | None]:
        seqs: dict[UUID, int | None] = {}
        page: str | None = None
        only = Filter(chosen.label, chosen.team, chosen.priority, chosen.due)
        without = set(chosen.without)
        while len(seqs) < MOST:
            shown = await self._conversations.desk_page(
                staff, view=chosen.view, status=chosen.status, only=only, after=page, limit=PAGE
            )
            seqs |= {
                head.conversation: head.last_seq for head in shown.heads if head.conversation not in without
            }
            page = shown.next
            if page is None:
                break
        return dict(list(seqs.items())[:MOST])

    async def _keep(
        self,
        connection: Connection,
        staff: Staff,
        bulk_id: UUID,
        client_id: str,
        deeds: list[Deed],
        undoes: UUID | None,
    ) -> int:
        return await QUERIES.execute(
            connection,
            "keep_bulk",
            workspace_id=staff.workspace_id,
            id=bulk_id,
            client_id=client_id,
            account_id=staff.account.id,
            deeds=deeds,
            undoes=undoes,
        )

    async def _called(self, connection: Connection, staff: Staff, client_id: str) -> Bulk:
        found = await QUERIES.value(
            connection,
            "bulk_called",
            UUID,
            workspace_id=staff.workspace_id,
            account_id=staff.account.id,
            client_id=client_id,
        )
        assert found is not None
        return await _bulk(connection, staff.workspace_id, found)

    async def _go(self, connection: Connection, workspace_id: UUID, bulk_id: UUID) -> Bulk:
        await self._jobs.enqueue(connection, "run_bulk", RunBulk(workspace_id, bulk_id))
        return await _bulk(connection, workspace_id, bulk_id)

    async def _names(
        self, connection: Connection, workspace_id: UUID, deeds: list[Deed], items: list[_Item]
    ) -> Names:
        befores = [item.before for item in items if item.before]
        people = {before.assignee for before in befores}
        people |= {deed.assignee for deed in deeds if isinstance(deed, AssignDeed)}
        teams = {before.team for before in befores}
        teams |= {deed.team for deed in deeds if isinstance(deed, TeamDeed)}
        until = await self._casework.reopens_until(workspace_id)
        return Names(
            await _named(connection, "names_of_staff", workspace_id, people),
            await _named(connection, "names_of_teams", workspace_id, teams),
            until,
        )


class _One(Struct):
    """One conversation's turn."""

    conversations: Conversations
    casework: Casework
    staff: Staff
    bulk: Bulk
    item: _Item

    async def do(self, head: DeskHead, names: Names) -> None:
        """All the deeds, in their order. Nothing is done where one of them can't be, and Left says why."""
        before = _standing(head)
        planned: list[tuple[int, Deed, Event | None]] = []
        for number, deed in enumerate(self.bulk.deeds):
            try:
                planned.append((number, deed, event_of(deed, before, names)))
            except Left as left:
                if left.why != "already":
                    raise
        if not planned and self.item.kept == 0:
            raise Left("already")
        for number, deed, event in planned:
            if event is not None:
                await self._happen(number, deed, event, self.item.before or before)
            elif isinstance(deed, ReadDeed):
                await self._read()
        if any(isinstance(deed, ResolveDeed) for deed in self.bulk.deeds):
            await self.casework.ask_rating(self.staff.workspace_id, self.item.conversation_id, before.case)

    async def take_back(self, head: DeskHead, names: Names) -> None:
        """What was done of it, the last first; Left where somebody has changed something of it since."""
        before, changed = self.item.before, False
        assert before is not None
        for number, deed in reversed(list(enumerate(self.bulk.deeds))):
            try:
                for part, event in enumerate(back(deed, before, _standing(head), names)):
                    await self._happen(2 * number + part, deed, event, before)
            except AppError as error:
                if error.code is not ErrorCode.CONFLICT:
                    raise
                changed = True
        if changed:
            raise Left("changed")

    async def _happen(self, number: int, deed: Deed, event: Event, before: Standing) -> None:
        where = (self.staff.workspace_id, self.item.conversation_id)
        if isinstance(event, CaseSnoozed) and event.until is not None:
            # First, as for one that is snoozed alone (Casework.snooze).
            await self.casework.wake_at(*where, event.case, event.until)
        await self.conversations.happened(
            *where,
            event,
            by=self.staff.person,
            channel="desk",
            client_id=_client_id(self.bulk.id, number),
            guard=partial(_take, self.bulk, self.item, deed, before),
        )

    async def _read(self) -> None:
        reader, seq = Reader(self.staff.workspace_id, self.staff.person), self.item.after_seq
        await self.conversations.mark(reader, self.item.conversation_id, delivered=seq, read=seq)


async def _take(
    bulk: Bulk, item: _Item, deed: Deed, before: Standing, connection: Connection, head: HeadState
) -> None:
    """The guard of each event."""
    if head.merged_into is not None:
        raise not_found("conversation")
    changed = await QUERIES.value(
        connection,
        "take_item",
        bool,
        workspace_id=head.workspace_id,
        bulk_id=bulk.id,
        conversation_id=item.conversation_id,
        before=before,
        touching=touching(deed),
        client_ids=_client_ids(bulk.id, bulk.deeds),
    )
    if changed is None:
        raise _Stopped
    if changed:
        raise _Changed


def _standing(head: DeskHead) -> Standing:
    """How the case stands."""
    return Standing(
        head.case,
        head.status,
        head.status_until,
        head.assignee.id if head.assignee else None,
        head.team.id if head.team else None,
        head.priority,
        head.labels,
    )


def _client_id(bulk_id: UUID, number: int) -> str:
    return f"bulk-{bulk_id.hex}-{number}"


def _client_ids(bulk_id: UUID, deeds: list[Deed]) -> list[str]:
    """Of all events of a bulk action in one conversation. What is taken back can come to two of them."""
    return [_client_id(bulk_id, number) for number in range(2 * len(deeds))]


async def _bulk(connection: Connection, workspace_id: UUID, bulk_id: UUID) -> Bulk:
    where = {"workspace_id": workspace_id}
    row = await QUERIES.maybe(connection, "bulk", _Row, id=bulk_id, **where)
    if row is None:
        raise not_found("bulk action")
    left = await QUERIES.all(connection, "left_out", LeftOut, bulk_id=bulk_id, limit=TOLD, **where)
    return Bulk(
        row.id, row.account_id, row.deeds, row.total, row.done, row.left, left, row.created_at, row.undoes
    )


async def _named(
    connection: Connection, query: str, workspace_id: UUID, ids: Iterable[UUID | None]
) -> dict[UUID, str]:
    wanted = [id_ for id_ in ids if id_ is not None]
    if not wanted:
        return {}
    rows = await QUERIES.all(connection, query, _Named, workspace_id=workspace_id, ids=wanted)
    return {row.id: row.name for row in rows}
