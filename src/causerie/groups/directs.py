"""Direct conversations: two people have one, for ever."""

from __future__ import annotations

from uuid import UUID

from causerie.accounts.model import Account
from causerie.conversations.cases import HeadState
from causerie.conversations.publish import Publisher
from causerie.conversations.service import Conversations
from causerie.errors import AppError, ErrorCode, not_found
from causerie.events import Blocked
from causerie.groups import places, standing
from causerie.groups.service import event_line, put_member
from causerie.kit.database import Connection, Database
from causerie.kit.ids import new_id
from causerie.kit.queries import Queries

QUERIES = Queries.beside(__file__)


class Directs:
    """Verbs of the two."""

    def __init__(self, database: Database, conversations: Conversations, publisher: Publisher) -> None:
        self._database = database
        self._conversations = conversations
        self._publisher = publisher

    async def with_member(self, account: Account, conversation_id: UUID, contact_id: UUID) -> UUID:
        """The conversation with somebody of a group that both are in. Raises not_found for anybody else."""
        reader = await self._conversations.reader_for_account(account.id, conversation_id)
        async with self._database.tenant(reader.workspace_id) as connection:
            await standing.check_manages(connection, reader, conversation_id, "member")
            other = await standing.present(connection, reader.workspace_id, conversation_id, contact_id)
        if other.account_id is None or other.account_id == account.id:
            raise not_found("member")
        return (await self.between(account, other.account_id))[0]

    async def between(self, account: Account, other_id: UUID) -> tuple[UUID, bool]:
        """The conversation of these two, and whether it was made just now. It is in the list of who asks for it, and in
        the other one's from its first message on. Raises not_found where there is no such account."""
        async with self._database.system() as connection:
            other = await QUERIES.maybe(connection, "account", Account, id=other_id)
            if other is None:
                raise not_found("person")
            host, guest = sorted([account, other], key=lambda one: one.id)
            workspace_id = await places.workspace_of(connection, host.id)
            # Locked by the guest's account in this workspace: of two who ask at once the second finds it.
            guest_id = (await places.person_in(connection, workspace_id, guest)).id
            host_id = (await places.person_in(connection, workspace_id, host)).id
            mine, theirs = (host_id, guest_id) if host.id == account.id else (guest_id, host_id)
            where = {"workspace_id": workspace_id}
            known = await QUERIES.value(connection, "direct_with", UUID, contact_id=guest_id, **where)
            conversation_id = known or new_id()
            if known is None:
                await QUERIES.execute(connection, "insert_direct_conversation", id=conversation_id, **where)
                await QUERIES.execute(
                    connection, "insert_direct", contact_id=guest_id, id=conversation_id, **where
                )
                await put_member(connection, workspace_id, conversation_id, mine, "owner", 0)
                await put_member(connection, workspace_id, conversation_id, theirs, "member", 0)
            else:
                await QUERIES.execute(
                    connection, "wants_direct", conversation_id=known, contact_id=mine, **where
                )
        self._publisher.inbox_changed(account.id)
        return conversation_id, known is None

    async def block(self, account_id: UUID, conversation_id: UUID, *, blocked: bool) -> None:
        """Does not want to be written to by the other one, or does again. Raises not_found for what is no direct
        conversation of the account's."""
        reader = await self._conversations.reader_for_account(account_id, conversation_id)
        if reader.kind != "direct":
            raise not_found("conversation")
        where = {"workspace_id": reader.workspace_id, "conversation_id": conversation_id}
        async with self._database.tenant(reader.workspace_id) as connection:
            other = await QUERIES.value(connection, "other_of", UUID, contact_id=reader.person.id, **where)
        if other is None:
            raise AppError(ErrorCode.CONFLICT, "Nobody is here whom you could block.")
        other_id = other

        async def guard(connection: Connection, _: HeadState) -> None:
            await QUERIES.execute(connection, "block", contact_id=other_id, blocked=blocked, **where)

        await self._conversations.say(event_line(reader, conversation_id, Blocked(other_id, blocked), guard))
        self._publisher.inbox_changed(account_id)
