"""Who works here: their roles, and how they leave."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from msgspec import Struct

from causerie.accounts import audit
from causerie.accounts.model import Role, Session, Staff
from causerie.accounts.service import Accounts
from causerie.conversations.frames import Bye, RoleChanged
from causerie.conversations.publish import Publisher
from causerie.conversations.readers import member_topic
from causerie.conversations.service import Conversations
from causerie.errors import AppError, ErrorCode, not_found
from causerie.events import Assigned
from causerie.kit.database import Connection, Database
from causerie.kit.jobs import Jobs
from causerie.kit.queries import Queries
from causerie.staffing.jobs import ReleaseCases
from causerie.staffing.model import RoleChoice, StaffMember
from causerie.staffing.roles import check_may_grant, granted_by

QUERIES = Queries.beside(__file__)
AT_ONCE = 100
# Whoever assigned something to somebody as they left has done so by then.
AGAIN = timedelta(minutes=1)


class _Role(Struct):
    account_id: UUID
    role: Role
    granted: frozenset[str]


class Staffing:
    """Verbs over the staff of all workspaces."""

    def __init__(
        self,
        database: Database,
        jobs: Jobs,
        accounts: Accounts,
        conversations: Conversations,
        publisher: Publisher,
    ) -> None:
        self._database = database
        self._jobs = jobs
        self._accounts = accounts
        self._conversations = conversations
        self._publisher = publisher

    def register(self) -> None:
        """Says who does this room's jobs."""
        self._jobs.handler("release_cases", ReleaseCases)(self.release_cases)

    async def members(self, workspace_id: UUID) -> list[StaffMember]:
        """Everybody who works here: owners first, by name."""
        async with self._database.system() as connection:
            return await QUERIES.all(connection, "members", StaffMember, workspace_id=workspace_id)

    async def give_role(self, staff: Staff, session: Session, account_id: UUID, choice: RoleChoice) -> None:
        """Makes somebody something else, in their open lines too. Raises not_found, conflict for the last owner,
        forbidden for what only an owner may, or without a fresh proof."""
        self._accounts.check_proved(session)
        async with self._database.system() as connection:
            was = await self._changing(connection, staff, account_id)
            workspace_id, role = staff.workspace_id, choice.role
            name, granted = await granted_by(connection, workspace_id, role, choice.custom)
            check_may_grant(staff, role, granted)
            where = {"workspace_id": workspace_id, "account_id": account_id}
            await QUERIES.execute(connection, "set_role", role=role, custom=choice.custom, **where)
            await self._record(
                connection,
                staff,
                "staff.role_changed",
                account_id,
                before={"role": was},
                after={"role": name},
            )
        topic = member_topic(staff.workspace_id, account_id)
        self._publisher.frame(topic, RoleChanged(role, granted))

    async def remove(self, staff: Staff, session: Session, account_id: UUID) -> None:
        """From now on they do not work here: their lines end, their keys open nothing, and their cases go back to
        nobody. What they said stays. Raises as `give_role`."""
        self._accounts.check_proved(session)
        async with self._database.system() as connection:
            was = await self._changing(connection, staff, account_id)
            where = {"workspace_id": staff.workspace_id, "account_id": account_id}
            for query in ("leave_staff", "leave_teams", "end_keys"):
                await QUERIES.execute(connection, query, **where)
            await self._record(connection, staff, "staff.removed", account_id, before={"role": was})
            job = ReleaseCases(staff.workspace_id, account_id)
            for after in (timedelta(0), AGAIN):
                await self._jobs.enqueue(connection, "release_cases", job, after=after)
        topic = member_topic(staff.workspace_id, account_id)
        self._publisher.frame(topic, Bye("forbidden"))

    async def release_cases(self, job: ReleaseCases) -> None:
        """Gives back to nobody what somebody had who left."""
        while True:
            async with self._database.tenant(job.workspace_id) as connection:
                ids = await QUERIES.column(
                    connection,
                    "left_with_cases",
                    UUID,
                    workspace_id=job.workspace_id,
                    account_id=job.account_id,
                    most=AT_ONCE,
                )
            if not ids:
                return
            for id_ in ids:
                await self._release(job, id_)

    async def _release(self, job: ReleaseCases, conversation_id: UUID) -> None:
        event = Assigned(None, instead_of=job.account_id)
        try:
            await self._conversations.happened(job.workspace_id, conversation_id, event, channel="api")
        except AppError as error:
            if error.code is not ErrorCode.CONFLICT:
                raise  # somebody else has it by now

    async def _changing(self, connection: Connection, staff: Staff, account_id: UUID) -> Role:
        """What they are, under the lock of all of the workspace's staff."""
        rows = await QUERIES.all(connection, "roles", _Role, workspace_id=staff.workspace_id)
        person = next((row for row in rows if row.account_id == account_id), None)
        if person is None:
            raise not_found("member of staff")
        check_may_grant(staff, person.role, person.granted)
        if person.role == "owner" and [row.role for row in rows].count("owner") == 1:
            raise AppError(ErrorCode.CONFLICT, "Make somebody else the owner first.")
        return person.role

    async def _record(
        self,
        connection: Connection,
        staff: Staff,
        action: str,
        account_id: UUID,
        *,
        before: object = None,
        after: object = None,
    ) -> None:
        name = await QUERIES.value(connection, "account_name", str, id=account_id)
        await audit.record(connection, staff.workspace_id, action, name or "", before=before, after=after)
