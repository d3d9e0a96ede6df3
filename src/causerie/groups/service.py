"""What members do with their group. What ends or changes what somebody may read or write is one transaction with the
event that says so, under the conversation's lock."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from causerie.accounts.model import Account, Person
from causerie.conversations.cases import HeadState
from causerie.conversations.model import ConversationKind, Happened
from causerie.conversations.plan import Guard, Line
from causerie.conversations.publish import Publisher
from causerie.conversations.readers import Reader
from causerie.conversations.service import Conversations
from causerie.errors import AppError, ErrorCode, not_found
from causerie.events import Event, GroupMade, GroupPictured, GroupRenamed, MemberLeft, MemberRole, RoleGiven
from causerie.files.service import Files
from causerie.groups import places, standing
from causerie.groups.model import Group, Member
from causerie.kit.database import Connection, Database
from causerie.kit.ids import new_id
from causerie.kit.queries import Queries

QUERIES = Queries.beside(__file__)


class _MemberRow(Struct):
    id: UUID
    name: str
    avatar_url: str | None
    role: MemberRole
    joined_at: datetime

    @property
    def member(self) -> Member:
        person = Person("contact", self.id, self.name, self.avatar_url)
        return Member(person, self.role, self.joined_at)


class _GroupRow(Struct):
    conversation: UUID
    kind: ConversationKind
    name: str
    picture_url: str | None
    role: MemberRole
    left: bool


class _Present(Struct):
    conversation: UUID
    kind: ConversationKind
    name: str


class Groups:
    """Verbs of members. Each raises not_found for a conversation in which the account takes no part."""

    def __init__(
        self, database: Database, conversations: Conversations, publisher: Publisher, files: Files
    ) -> None:
        self._database = database
        self._conversations = conversations
        self._publisher = publisher
        self._files = files

    async def make(self, account: Account, name: str) -> UUID:
        """A group with its owner alone in it."""
        conversation_id = new_id()
        async with self._database.system() as connection:
            workspace_id = await places.workspace_of(connection, account.id)
            person = await places.person_in(connection, workspace_id, account)
            where = {"workspace_id": workspace_id}
            await QUERIES.execute(connection, "insert_group", id=conversation_id, name=name, **where)
            await put_member(connection, workspace_id, conversation_id, person.id, "owner", 0)
        reader = Reader(workspace_id, person, kind="group")
        await self._say(reader, conversation_id, GroupMade(name), None)
        return conversation_id

    async def group(self, account_id: UUID, conversation_id: UUID) -> Group:
        """The group, or the direct conversation, as this account sees it."""
        reader = await self._reader(account_id, conversation_id)
        where = {"workspace_id": reader.workspace_id, "conversation_id": conversation_id}
        async with self._database.tenant(reader.workspace_id) as connection:
            row = await QUERIES.one(connection, "group_of", _GroupRow, contact_id=reader.person.id, **where)
            members = [] if row.left else await QUERIES.all(connection, "members", _MemberRow, **where)
        return Group(
            conversation=conversation_id,
            kind="group" if row.kind == "group" else "direct",
            name=row.name,
            picture_url=row.picture_url,
            me=reader.person.id,
            role=None if row.left else row.role,
            members=[one.member for one in members],
        )

    async def rename(self, account_id: UUID, conversation_id: UUID, name: str) -> None:
        """Gives the group another name. Raises forbidden for plain members."""
        reader = await self._reader(account_id, conversation_id)

        async def guard(connection: Connection, head: HeadState) -> None:
            await standing.check_manages(connection, reader, conversation_id)
            where = {"workspace_id": head.workspace_id, "conversation_id": head.id}
            await QUERIES.execute(connection, "rename", name=name, **where)

        await self._say(reader, conversation_id, GroupRenamed(name), guard)

    async def set_picture(self, account_id: UUID, conversation_id: UUID, data: bytes) -> None:
        """Takes the picture as the group's. Raises forbidden for plain members, unsupported_media, too_large."""
        reader = await self._reader(account_id, conversation_id)
        async with self._database.tenant(reader.workspace_id) as connection:
            await standing.check_manages(connection, reader, conversation_id)
        url = await self._files.take_avatar(conversation_id, data)

        async def guard(connection: Connection, head: HeadState) -> None:
            await standing.check_manages(connection, reader, conversation_id)
            where = {"workspace_id": head.workspace_id, "conversation_id": head.id}
            await QUERIES.execute(connection, "set_picture", picture_url=url, **where)

        await self._say(reader, conversation_id, GroupPictured(), guard)

    async def leave(self, account_id: UUID, conversation_id: UUID) -> None:
        """Is in the group no more. Raises conflict where that would leave others without an owner."""
        reader = await self._reader(account_id, conversation_id)

        async def guard(connection: Connection, head: HeadState) -> None:
            mine = await standing.check_manages(connection, reader, conversation_id, "member")
            if mine.role == "owner":
                await standing.check_an_owner_stays(connection, reader, conversation_id)
            await end_membership(connection, head, mine.contact_id, removed=False)

        await self._say(reader, conversation_id, MemberLeft(reader.person.id, reader.person.name), guard)
        self._publisher.inbox_changed(account_id)

    async def remove(self, account_id: UUID, conversation_id: UUID, contact_id: UUID) -> None:
        """Puts somebody out. Raises forbidden for who is no more than they are, not_found for who is not in it."""
        reader = await self._reader(account_id, conversation_id)
        gone = await self._member(reader, conversation_id, contact_id)

        async def guard(connection: Connection, head: HeadState) -> None:
            mine = await standing.check_manages(connection, reader, conversation_id)
            theirs = await standing.present(connection, head.workspace_id, head.id, contact_id)
            if standing.RANK[theirs.role] >= standing.RANK[mine.role]:
                raise AppError(
                    ErrorCode.FORBIDDEN, "Only who is more in the group than they are may do this."
                )
            await end_membership(connection, head, contact_id, removed=True)

        await self._say(reader, conversation_id, MemberLeft(contact_id, gone.name), guard)
        if gone.account_id is not None:
            self._publisher.inbox_changed(gone.account_id)

    async def give_role(
        self, account_id: UUID, conversation_id: UUID, contact_id: UUID, role: MemberRole
    ) -> None:
        """Makes somebody an owner, an admin or a plain member. Raises forbidden for who is no owner, conflict where no
        owner would be left."""
        reader = await self._reader(account_id, conversation_id)
        whose = await self._member(reader, conversation_id, contact_id)
        if whose.role == role:
            return

        async def guard(connection: Connection, head: HeadState) -> None:
            await standing.check_manages(connection, reader, conversation_id, "owner")
            theirs = await standing.present(connection, head.workspace_id, head.id, contact_id)
            if theirs.role == "owner":
                await standing.check_an_owner_stays(connection, reader, conversation_id)
            where = {"workspace_id": head.workspace_id, "conversation_id": head.id}
            await QUERIES.execute(connection, "give_role", contact_id=contact_id, role=role, **where)

        await self._say(reader, conversation_id, RoleGiven(contact_id, whose.name, role), guard)

    async def leave_all(self, workspace_id: UUID, contact_id: UUID) -> None:
        """Takes somebody who is to be forgotten out of everything here; what they alone owned is the next one's."""
        where = {"workspace_id": workspace_id, "contact_id": contact_id}
        async with self._database.tenant(workspace_id) as connection:
            present = await QUERIES.all(connection, "present_in", _Present, **where)
        for one in present:
            person = Person("contact", contact_id, one.name)
            reader = Reader(workspace_id, person, kind=one.kind)
            event = MemberLeft(contact_id, one.name)
            await self._say(reader, one.conversation, event, _going(contact_id))

    async def _reader(self, account_id: UUID, conversation_id: UUID) -> Reader:
        reader = await self._conversations.reader_for_account(account_id, conversation_id)
        if not reader.is_member:
            raise not_found("group")
        return reader

    async def _member(self, reader: Reader, conversation_id: UUID, contact_id: UUID) -> standing.Standing:
        async with self._database.tenant(reader.workspace_id) as connection:
            await standing.check_manages(connection, reader, conversation_id, "member")
            return await standing.present(connection, reader.workspace_id, conversation_id, contact_id)

    async def _say(self, reader: Reader, conversation_id: UUID, event: Event, guard: Guard | None) -> None:
        await self._conversations.say(event_line(reader, conversation_id, event, guard))


def event_line(reader: Reader, conversation_id: UUID, event: Event, guard: Guard | None) -> Line:
    """That something happened to the group, by the reader."""
    return Line(
        reader.workspace_id,
        conversation_id,
        new_id().hex,
        Happened(event),
        reader.author,
        "messenger",
        reader.person,
        guard=guard,
    )


def _going(contact_id: UUID) -> Guard:
    async def guard(connection: Connection, head: HeadState) -> None:
        await end_membership(connection, head, contact_id, removed=False)
        await QUERIES.execute(
            connection, "promote_oldest", workspace_id=head.workspace_id, conversation_id=head.id
        )

    return guard


async def put_member(
    connection: Connection,
    workspace_id: UUID,
    conversation_id: UUID,
    contact_id: UUID,
    role: MemberRole,
    joined_seq: int,
) -> None:
    """Takes somebody in; what stood up to `joined_seq` is not unread."""
    await QUERIES.execute(
        connection,
        "put_member",
        workspace_id=workspace_id,
        conversation_id=conversation_id,
        contact_id=contact_id,
        role=role,
        joined_seq=joined_seq,
    )


async def end_membership(connection: Connection, head: HeadState, contact_id: UUID, *, removed: bool) -> None:
    """They see up to the event that says so, which is what is kept next."""
    await QUERIES.execute(
        connection,
        "end_membership",
        workspace_id=head.workspace_id,
        conversation_id=head.id,
        contact_id=contact_id,
        left_seq=head.last_seq + 1,
        removed=removed,
    )
