"""The same done with many conversations by a job: each by events of its own, in the name of whoever asked for it, and
taken back likewise.

That a conversation's turn is over and that its event stands in the timeline is one transaction under the lock of the
conversation; there it is seen, too, whether somebody else changed the same meanwhile. So it happens once to each,
whatever is killed and however many are at it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from functools import partial
from uuid import UUID

from msgspec import Struct

from causerie.accounts.model import Staff
from causerie.accounts.permissions import may
from causerie.accounts.teams import Teams
from causerie.answering.replies import Replies
from causerie.bulk.deeds import Left, Names
from causerie.bulk.jobs import RunBulk
from causerie.bulk.known import Known, check
from causerie.bulk.model import (
    MOST,
    AssignDeed,
    Bulk,
    Deed,
    LeftOut,
    NewBulk,
    ReadDeed,
    TeamDeed,
    WholeView,
    WhyLeft,
)
from causerie.bulk.turn import Item, Stopped, Turn, client_ids
from causerie.conversations import heads
from causerie.conversations.casework import Casework
from causerie.conversations.frames import BulkWent
from causerie.conversations.lists import desk_topic
from causerie.conversations.model import Filter
from causerie.conversations.publish import Publisher
from causerie.conversations.service import Conversations
from causerie.errors import AppError, ErrorCode, not_found
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


class _Named(Struct):
    id: UUID
    name: str


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
        replies: Replies,
        *,
        at_work: AtWork,
    ) -> None:
        self._database = database
        self._jobs = jobs
        self._conversations = conversations
        self._casework = casework
        self._teams = teams
        self._publisher = publisher
        self._replies = replies
        self._at_work = at_work

    def register(self) -> None:
        """Says who does this room's jobs."""
        self._jobs.handler("run_bulk", RunBulk)(self.run)

    async def begin(self, staff: Staff, new: NewBulk) -> Bulk:
        """Notes what is to be done, and has it done; the same `client_id` again gives the same.

        Raises invalid for a label that is not defined, a time that is over and two deeds that change the same,
        not_found for who does not work here and for a team that is not there.
        """
        check(new.deeds, await self.known(staff.workspace_id))
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
                client_ids=client_ids(bulk_id, bulk.deeds),
                **where,
            )
            return await self._go(connection, staff.workspace_id, undo_id)

    async def one(self, staff: Staff, bulk_id: UUID) -> Bulk:
        """How far it is. Raises not_found."""
        async with self._database.tenant(staff.workspace_id) as connection:
            return await _bulk(connection, staff.workspace_id, bulk_id)

    async def known(self, workspace_id: UUID) -> Known:
        """What deeds may name."""
        labels = await self._casework.labels(workspace_id)
        teams = await self._teams.all(workspace_id)
        async with self._database.tenant(workspace_id) as connection:
            staff = await QUERIES.column(connection, "ids_of_staff", UUID, workspace_id=workspace_id)
        return Known(
            frozenset(label.name for label in labels), frozenset(team.id for team in teams), frozenset(staff)
        )

    async def run(self, job: RunBulk) -> None:
        """Goes through what is left, one conversation after the other: those who write now wait for none of it."""
        workspace_id = job.workspace_id
        where = {"workspace_id": workspace_id, "bulk_id": job.bulk_id}
        while True:
            async with self._database.tenant(workspace_id) as connection:
                bulk = await _bulk(connection, workspace_id, job.bulk_id)
                items = await QUERIES.all(connection, "items_left", Item, limit=AT_ONCE, **where)
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

    async def _do(self, workspace_id: UUID, bulk: Bulk, item: Item, names: Names) -> tuple[str, str]:
        """Does it with one conversation, as whoever asked for it may now. Returns why not, or two times nothing."""
        try:
            staff = await self._at_work(workspace_id, bulk.by, bulk.id)
            if not may(staff, "conversations.write"):
                return "forbidden", "Your role does not allow this any more."
            heard = partial(self._heard, workspace_id, bulk.id)
            one = Turn(self._conversations, self._casework, self._replies, heard, staff, bulk, item)
            async with self._database.tenant(workspace_id) as connection:
                head = await heads.desk_head(connection, workspace_id, item.conversation_id)
            if head is None or head.merged_into is not None:
                return "gone", ""
            await (one.do(head, names) if bulk.undoes is None else one.take_back(head, names))
        except Left as left:
            return left.why, left.detail
        except Stopped:
            return "stopped", ""
        except AppError as error:
            if error.code in TRANSIENT:
                raise  # the job comes again
            return _WHY.get(error.code, "refused"), error.detail
        return "", ""

    async def _heard(self, workspace_id: UUID, bulk_id: UUID, conversation_id: UUID, client_id: str) -> None:
        async with self._database.tenant(workspace_id) as connection:
            await QUERIES.execute(
                connection,
                "item_heard",
                workspace_id=workspace_id,
                bulk_id=bulk_id,
                conversation_id=conversation_id,
                client_id=client_id,
            )

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
        self, connection: Connection, workspace_id: UUID, deeds: list[Deed], items: list[Item]
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
