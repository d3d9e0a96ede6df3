"""The heads of conversations as lists show them, and the cursor by which a list goes on after a loss of the line.

A head keeps the transaction id of its last change. A cursor is the epoch and the snapshot's xmin taken before the rows
were read: whatever was not yet visible then has an id at or above it. So a repeat is possible, and a loss is not.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from causerie.accounts.model import Person, TeamCard
from causerie.contacts.model import ContactCard
from causerie.conversations import sla
from causerie.conversations.model import CaseStatus, DeskHead, Due, Filter, Snippet
from causerie.errors import AppError, ErrorCode
from causerie.events import Priority, SlaClock
from causerie.kit import paging
from causerie.kit.database import Connection
from causerie.kit.queries import Queries

QUERIES = Queries.beside(__file__)

# More changes than this since a cursor: loading the page again is cheaper.
MAX_CHANGED = 500
# So many conversations with a label are sorted; where there are more, the newest conversations are looked through.
FEW = 2_000


class _DeskRow(Struct):
    conversation: UUID
    contact_id: UUID
    contact_name: str
    contact_avatar_url: str | None
    contact_erased: bool
    email: str | None
    verified: bool
    status: CaseStatus
    case_number: int
    assignee_id: UUID | None
    assignee_name: str | None
    assignee_avatar_url: str | None
    assignee_about: str | None
    last_seq: int
    last_at: datetime
    last_snippet: Snippet | None
    staff_unread: int
    merged_into: UUID | None
    status_until: datetime | None
    team_id: UUID | None
    team_name: str | None
    priority: Priority | None
    labels: list[str]
    sla: SlaClock | None

    @property
    def head(self) -> DeskHead:
        assignee = None
        if self.assignee_id is not None:
            name, about = self.assignee_name or "", self.assignee_about or ""
            assignee = Person("staff", self.assignee_id, name, self.assignee_avatar_url, about)
        return DeskHead(
            conversation=self.conversation,
            contact=ContactCard(
                self.contact_id,
                self.contact_name,
                self.contact_avatar_url,
                self.email,
                self.verified,
                self.contact_erased,
            ),
            status=self.status,
            case=self.case_number,
            assignee=assignee,
            last_seq=self.last_seq,
            last_at=self.last_at,
            snippet=self.last_snippet,
            unread=self.staff_unread,
            merged_into=self.merged_into,
            status_until=self.status_until,
            team=TeamCard(self.team_id, self.team_name or "") if self.team_id else None,
            priority=self.priority,
            labels=self.labels,
            due=self._due,
        )

    @property
    def _due(self) -> Due | None:
        deadlines = sla.deadlines(self.sla) if self.sla else []
        return Due(*deadlines[0], self.sla.name) if self.sla and deadlines else None


class _Snapshot(Struct):
    xmin: str
    epoch: str


class TooOld(Exception):
    """The cursor is of another epoch, or more changed since than is worth telling one by one."""


async def cursor_now(connection: Connection) -> str:
    """A cursor from which everything that commits after this statement's snapshot is told."""
    snapshot = await QUERIES.one(connection, "snapshot", _Snapshot)
    return f"{snapshot.epoch}.{snapshot.xmin}"


async def desk_changed(connection: Connection, workspace_id: UUID, cursor: str) -> tuple[list[DeskHead], str]:
    """The workspace's heads changed since `cursor`, and the next cursor. Raises TooOld, and invalid for no cursor."""
    since, after = await changed_since(connection, cursor)
    rows = await QUERIES.all(
        connection, "desk_changed", _DeskRow, workspace_id=workspace_id, since=since, limit=MAX_CHANGED + 1
    )
    if len(rows) > MAX_CHANGED:
        raise TooOld
    return [row.head for row in rows], after


async def desks_behind(connection: Connection, since: dict[UUID, str]) -> list[UUID]:
    """The workspaces of which a head changed at or after their transaction id in `since`."""
    if not since:
        return []
    return await QUERIES.column(
        connection, "desks_behind", UUID, workspaces=list(since), sinces=list(since.values())
    )


async def changed_since(connection: Connection, cursor: str) -> tuple[str, str]:
    """The transaction id of the cursor, and the next cursor. Raises TooOld, and invalid for no cursor."""
    epoch, _, since = cursor.partition(".")
    if not re.fullmatch(r"[0-9]{1,19}", since):
        raise AppError(ErrorCode.INVALID, "This is no cursor.")
    after = await cursor_now(connection)
    if not after.startswith(f"{epoch}."):
        raise TooOld
    return since, after


async def desk_head(connection: Connection, workspace_id: UUID, conversation_id: UUID) -> DeskHead | None:
    """One conversation as the desk's list shows it."""
    row = await QUERIES.maybe(connection, "desk_one", _DeskRow, workspace_id=workspace_id, id=conversation_id)
    return row.head if row else None


async def desk_some(connection: Connection, workspace_id: UUID, ids: set[UUID]) -> list[DeskHead]:
    """Conversations as the desk's list shows them, without those merged into another."""
    rows = await QUERIES.all(
        connection, "desk_some", _DeskRow, workspace_id=workspace_id, conversations=list(ids)
    )
    return [row.head for row in rows]


async def desk_of_contacts(
    connection: Connection, workspace_id: UUID, contact_ids: list[UUID], *, limit: int
) -> list[DeskHead]:
    """The conversations with these people, the newest first."""
    rows = await QUERIES.all(
        connection, "desk_of_contacts", _DeskRow, workspace_id=workspace_id, contacts=contact_ids, limit=limit
    )
    return [row.head for row in rows]


async def desk_page(
    connection: Connection,
    workspace_id: UUID,
    *,
    view: str,
    me: UUID,
    status: str,
    only: Filter,
    after: str | None,
    limit: int,
) -> tuple[list[DeskHead], str | None]:
    """A page of the list, the newest first, and what asks for the next one. Raises invalid for a foreign `after`."""
    filtered = {"assignee_id": me if view == "mine" else None, "unassigned": view == "unassigned"}
    if only.due:
        return await _page_due(connection, workspace_id, filtered, status, only, after, limit)
    before_at, before_id = paging.unpack(after)
    where: dict[str, Any] = {
        "workspace_id": workspace_id,
        "status": status,
        "before_at": before_at,
        "before_id": before_id,
        "limit": limit + 1,
    }
    if only.label is not None:
        names: dict[str, Any] = {
            "label": only.label,
            "team": only.team,
            "priority": only.priority,
            "few": FEW,
        }
        rows = await QUERIES.all(connection, "desk_page_labelled", _DeskRow, **names, **filtered, **where)
    elif only.team is not None:
        names = {"team": only.team, "priority": only.priority}
        rows = await QUERIES.all(connection, "desk_page_team", _DeskRow, **names, **filtered, **where)
    elif only.priority is not None:
        names = {"priority": only.priority}
        rows = await QUERIES.all(connection, "desk_page_priority", _DeskRow, **names, **filtered, **where)
    elif view == "mine":
        rows = await QUERIES.all(connection, "desk_page_mine", _DeskRow, assignee_id=me, **where)
    else:
        rows = await QUERIES.all(connection, "desk_page", _DeskRow, unassigned=view == "unassigned", **where)
    more = len(rows) > limit
    heads = [row.head for row in rows[:limit]]
    return heads, paging.pack(heads[-1].last_at, heads[-1].conversation) if more else None


async def _page_due(
    connection: Connection,
    workspace_id: UUID,
    filtered: dict[str, Any],
    status: str,
    only: Filter,
    after: str | None,
    limit: int,
) -> tuple[list[DeskHead], str | None]:
    """In the order of deadlines, the next one first."""
    after_at, after_id = paging.unpack(after) if after else (datetime.min.replace(tzinfo=UTC), UUID(int=0))
    rows = await QUERIES.all(
        connection,
        "desk_page_due",
        _DeskRow,
        workspace_id=workspace_id,
        status=status,
        label=only.label,
        team=only.team,
        priority=only.priority,
        after_at=after_at,
        after_id=after_id,
        limit=limit + 1,
        **filtered,
    )
    heads = [row.head for row in rows[:limit]]
    last = heads[-1] if len(rows) > limit else None
    return heads, paging.pack(last.due.at, last.conversation) if last and last.due else None
