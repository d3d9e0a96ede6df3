"""Links by which people come in: to a group, or to talk with somebody."""

from __future__ import annotations

import asyncio
import base64
import binascii
import io
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import UUID

import segno
from msgspec import Struct

from causerie.accounts.model import Account
from causerie.conversations.cases import HeadState
from causerie.conversations.publish import Publisher
from causerie.conversations.readers import Reader
from causerie.conversations.service import Conversations
from causerie.errors import AppError, ErrorCode, not_found
from causerie.events import MemberJoined, MemberRole
from causerie.groups import places, standing
from causerie.groups.directs import Directs
from causerie.groups.model import Invitation, Invited, NewInvitation
from causerie.groups.service import event_line, put_member
from causerie.kit.database import Connection, Database
from causerie.kit.ids import new_id
from causerie.kit.queries import Queries
from causerie.kit.secrets import Signer

QUERIES = Queries.beside(__file__)


class _Row(Struct):
    id: UUID
    created_at: datetime
    expires_at: datetime | None
    max_uses: int | None
    uses: int


class _Found(Struct):
    workspace_id: UUID
    conversation_id: UUID | None
    created_at: datetime
    account_id: UUID
    works: bool


class _AlreadyIn(AppError):
    """Who takes the invitation is in the group."""

    def __init__(self) -> None:
        super().__init__(ErrorCode.CONFLICT, "You are in this group.")


class Invitations:
    """Verbs over invitations. A token is the id with a signature of 128 bits, made by this installation's secret."""

    def __init__(
        self,
        database: Database,
        conversations: Conversations,
        publisher: Publisher,
        directs: Directs,
        secret: str,
        base_url: str,
    ) -> None:
        self._database = database
        self._conversations = conversations
        self._publisher = publisher
        self._directs = directs
        self._signer = Signer(secret, "invitation")
        self._base_url = base_url

    # those of a group, and one's own ------------------------------------------------------------------------------

    async def of_group(self, account_id: UUID, conversation_id: UUID) -> list[Invitation]:
        """The group's invitations that work, the newest first. Raises not_found, and forbidden for plain members."""
        reader = await self._manager(account_id, conversation_id)
        async with self._database.tenant(reader.workspace_id) as connection:
            return await self._all(connection, reader.workspace_id, conversation_id)

    async def make(self, account_id: UUID, conversation_id: UUID, wish: NewInvitation) -> Invitation:
        """Makes another one. Raises as `of_group`."""
        reader = await self._manager(account_id, conversation_id)
        async with self._database.tenant(reader.workspace_id) as connection:
            return await self._make(connection, reader.workspace_id, conversation_id, reader.person.id, wish)

    async def revoke(self, account_id: UUID, conversation_id: UUID, invitation_id: UUID) -> None:
        """It lets nobody in any more. Raises as `of_group`."""
        reader = await self._manager(account_id, conversation_id)
        await self._revoke(reader.workspace_id, conversation_id, invitation_id)

    async def of_account(self, account_id: UUID) -> list[Invitation]:
        """One's own: links by which others may talk with this person."""
        async with self._database.system() as connection:
            workspace_id = await places.workspace_of(connection, account_id)
            return await self._all(connection, workspace_id, None)

    async def make_own(self, account: Account, wish: NewInvitation) -> Invitation:
        """Makes another one of one's own."""
        async with self._database.system() as connection:
            workspace_id = await places.workspace_of(connection, account.id)
            person = await places.person_in(connection, workspace_id, account)
            return await self._make(connection, workspace_id, None, person.id, wish)

    async def revoke_own(self, account_id: UUID, invitation_id: UUID) -> None:
        """It leads to this person no more. Raises not_found."""
        async with self._database.system() as connection:
            workspace_id = await places.workspace_of(connection, account_id)
        await self._revoke(workspace_id, None, invitation_id)

    async def _manager(self, account_id: UUID, conversation_id: UUID) -> Reader:
        reader = await self._conversations.reader_for_account(account_id, conversation_id)
        if not reader.is_member:
            raise not_found("group")
        async with self._database.tenant(reader.workspace_id) as connection:
            await standing.check_manages(connection, reader, conversation_id)
        return reader

    async def _all(
        self, connection: Connection, workspace_id: UUID, conversation_id: UUID | None
    ) -> list[Invitation]:
        where = {"workspace_id": workspace_id, "conversation_id": conversation_id}
        rows = await QUERIES.all(connection, "invitations", _Row, **where)
        return [self._shown(row) for row in rows]

    async def _make(
        self,
        connection: Connection,
        workspace_id: UUID,
        conversation_id: UUID | None,
        made_by: UUID,
        wish: NewInvitation,
    ) -> Invitation:
        invitation_id, now = new_id(), datetime.now(UTC)
        expires_at = now + timedelta(days=wish.days) if wish.days is not None else None
        await QUERIES.execute(
            connection,
            "insert_invitation",
            workspace_id=workspace_id,
            id=invitation_id,
            conversation_id=conversation_id,
            made_by=made_by,
            expires_at=expires_at,
            max_uses=wish.max_uses,
        )
        return self._shown(_Row(invitation_id, now, expires_at, wish.max_uses, 0))

    async def _revoke(self, workspace_id: UUID, conversation_id: UUID | None, invitation_id: UUID) -> None:
        async with self._database.tenant(workspace_id) as connection:
            done = await QUERIES.execute(
                connection,
                "revoke_invitation",
                workspace_id=workspace_id,
                id=invitation_id,
                conversation_id=conversation_id,
            )
        if not done:
            raise not_found("invitation")

    def _shown(self, row: _Row) -> Invitation:
        return Invitation(row.id, self._url(row.id), row.created_at, row.expires_at, row.max_uses, row.uses)

    # for who has one ----------------------------------------------------------------------------------------------

    async def look(self, token: str) -> Invited:
        """What it leads to. Raises not_found where it is none, or works no more."""
        _, found = await self._find(token)
        async with self._database.system() as connection:
            if found.conversation_id is None:
                return await QUERIES.one(
                    connection, "invited_by_person", Invited, account_id=found.account_id
                )
            where = {"workspace_id": found.workspace_id, "conversation_id": found.conversation_id}
            return await QUERIES.one(connection, "invited_to_group", Invited, **where)

    async def qr(self, token: str) -> bytes:
        """The link as a QR code (ISO/IEC 18004), an SVG document. Raises as `look`."""
        invitation_id, _ = await self._find(token)
        return await asyncio.to_thread(_drawn, self._url(invitation_id))

    async def accept(self, account: Account, token: str) -> UUID:
        """Comes in, and returns where to talk; who is in it already just goes there. Raises not_found as `look`,
        conflict where the group is full, forbidden for who was put out since the invitation was made."""
        invitation_id, found = await self._find(token)
        if found.conversation_id is None:
            return await self._talk(account, invitation_id, found)
        async with self._database.system() as connection:
            person = await places.person_in(connection, found.workspace_id, account)
        reader = Reader(found.workspace_id, person, kind="group")

        async def guard(connection: Connection, head: HeadState) -> None:
            await self._come_in(connection, head, person.id, invitation_id)

        event = MemberJoined(person.id, person.name)
        with suppress(_AlreadyIn):
            await self._conversations.say(event_line(reader, found.conversation_id, event, guard))
        self._publisher.inbox_changed(account.id)
        return found.conversation_id

    async def _come_in(
        self, connection: Connection, head: HeadState, contact_id: UUID, invitation_id: UUID
    ) -> None:
        before = await standing.find(connection, head.workspace_id, head.id, contact_id)
        if before is not None and before.left_seq is None:
            raise _AlreadyIn
        made_at = await self._use(connection, head.workspace_id, invitation_id)
        if before is not None and before.removed and before.left_at and made_at < before.left_at:
            raise AppError(ErrorCode.FORBIDDEN, "You were removed from this group; ask for a new link.")
        so_far = await standing.counts(connection, head.workspace_id, head.id)
        if so_far.members >= standing.MOST_MEMBERS:
            raise AppError(ErrorCode.CONFLICT, "This group is full.")
        # Who comes back into what everybody had left has it.
        role: MemberRole = "member" if so_far.owners else "owner"
        await put_member(connection, head.workspace_id, head.id, contact_id, role, head.last_seq + 1)

    async def _talk(self, account: Account, invitation_id: UUID, found: _Found) -> UUID:
        if found.account_id == account.id:
            raise AppError(ErrorCode.CONFLICT, "This is your own link.")
        conversation_id, made = await self._directs.between(account, found.account_id)
        if made:
            async with self._database.tenant(found.workspace_id) as connection:
                await self._use(connection, found.workspace_id, invitation_id)
        return conversation_id

    async def _use(self, connection: Connection, workspace_id: UUID, invitation_id: UUID) -> datetime:
        made_at = await QUERIES.value(
            connection, "use_invitation", datetime, workspace_id=workspace_id, id=invitation_id
        )
        if made_at is None:
            raise not_found("invitation")
        return made_at

    async def _find(self, token: str) -> tuple[UUID, _Found]:
        invitation_id = self._id(token)
        async with self._database.acquire() as connection:
            found = await QUERIES.maybe(connection, "invitation", _Found, id=invitation_id)
        if found is None or not found.works:
            raise not_found("invitation")
        return invitation_id, found

    def _url(self, invitation_id: UUID) -> str:
        named = base64.urlsafe_b64encode(invitation_id.bytes).decode().rstrip("=")
        return f"{self._base_url}/join/{named}{self._signer.sign(str(invitation_id))}"

    def _id(self, token: str) -> UUID:
        """The invitation of a token that is ours. Raises not_found."""
        named, signature = token[:22], token[22:]
        try:
            invitation_id = UUID(bytes=base64.urlsafe_b64decode(f"{named}=="))
        except (ValueError, binascii.Error) as error:
            raise not_found("invitation") from error
        if not self._signer.verify(signature, str(invitation_id)):
            raise not_found("invitation")
        return invitation_id


def _drawn(url: str) -> bytes:
    drawn = io.BytesIO()
    segno.make_qr(url, error="m").save(drawn, kind="svg", border=4, light="#ffffff", xmldecl=False)
    return drawn.getvalue()
