"""The messenger's list: the heads of everything that an account takes part in, and where it keeps each."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec import UNSET, Struct, structs

from causerie.accounts.model import WorkspaceCard
from causerie.conversations.heads import MAX_CHANGED, TooOld, changed_since, cursor_now
from causerie.conversations.model import ConversationKind, Inbox, InboxChange, InboxHead, Snippet
from causerie.errors import not_found
from causerie.kit import paging
from causerie.kit.database import Connection
from causerie.kit.queries import Queries

QUERIES = Queries.beside(__file__)


class _Row(Struct):
    conversation: UUID
    kind: ConversationKind
    workspace_id: UUID
    slug: str
    workspace_name: str
    logo_url: str | None
    colour: str
    last_seq: int
    last_at: datetime
    last_snippet: Snippet | None
    contact_unread: int
    pinned: float | None
    muted_until: datetime | None
    archived_at: datetime | None
    merged_into: UUID | None
    me: UUID | None
    said_by: str | None
    left: bool
    blocked: bool

    @property
    def head(self) -> InboxHead:
        return InboxHead(
            conversation=self.conversation,
            kind=self.kind,
            workspace=WorkspaceCard(
                self.workspace_id, self.slug, self.workspace_name, self.logo_url, self.colour
            ),
            last_seq=self.last_seq,
            last_at=self.last_at,
            snippet=self.last_snippet,
            unread=self.contact_unread,
            pinned=self.pinned,
            muted_until=self.muted_until,
            archived_at=self.archived_at,
            merged_into=self.merged_into,
            me=self.me,
            said_by=self.said_by,
            left=self.left,
            blocked=self.blocked,
        )


async def page(connection: Connection, account_id: UUID, *, after: str | None, limit: int) -> Inbox:
    """A page of the account's conversations, the newest first; the first page also holds all pinned ones. Its cursor
    was taken before its rows were read. Raises invalid for a foreign `after`."""
    before_at, before_id = paging.unpack(after)
    cursor = await cursor_now(connection)
    rows = await QUERIES.all(
        connection,
        "inbox_page",
        _Row,
        account_id=account_id,
        before_at=before_at,
        before_id=before_id,
        limit=limit + 1,
    )
    heads = [row.head for row in rows[:limit]]
    following = paging.pack(heads[-1].last_at, heads[-1].conversation) if len(rows) > limit else None
    if after is None and following is not None:
        pinned = await QUERIES.all(connection, "inbox_pinned", _Row, account_id=account_id)
        known = {head.conversation for head in heads}
        heads += [row.head for row in pinned if row.conversation not in known]
    return Inbox(heads, following, cursor)


async def one(connection: Connection, account_id: UUID, conversation_id: UUID) -> InboxHead:
    """One conversation of the account's. Raises not_found."""
    row = await QUERIES.maybe(connection, "inbox_one", _Row, account_id=account_id, id=conversation_id)
    if row is None:
        raise not_found("conversation")
    return row.head


async def changed(connection: Connection, account_id: UUID, cursor: str) -> tuple[list[InboxHead], str]:
    """The account's heads changed since `cursor`, and the next cursor. Raises TooOld, and invalid for no cursor."""
    since, after = await changed_since(connection, cursor)
    rows = await QUERIES.all(
        connection, "inbox_changed", _Row, account_id=account_id, since=since, limit=MAX_CHANGED + 1
    )
    if len(rows) > MAX_CHANGED:
        raise TooOld
    return [row.head for row in rows], after


async def behind(connection: Connection, since: dict[UUID, str]) -> list[UUID]:
    """The accounts of which a head changed at or after their transaction id in `since`."""
    if not since:
        return []
    return await QUERIES.column(
        connection, "inboxes_behind", UUID, accounts=list(since), sinces=list(since.values())
    )


async def place(
    connection: Connection, workspace_id: UUID, conversation_id: UUID, account_id: UUID, change: InboxChange
) -> None:
    """Keeps what is given of the change; the rest stays."""
    given = {name: value for name, value in structs.asdict(change).items() if value is not UNSET}
    await QUERIES.execute(
        connection,
        "place_in_inbox",
        workspace_id=workspace_id,
        id=conversation_id,
        account_id=account_id,
        pinned=given.get("pinned"),
        muted_until=given.get("muted_until"),
        archived=given.get("archived", False),
        changed=list(given),
    )
