"""Roles that an owner makes: what a viewer may, and the capabilities that they choose."""

from __future__ import annotations

from uuid import UUID

import asyncpg

from causerie.accounts import audit
from causerie.accounts.model import Role, Session, Staff
from causerie.accounts.permissions import CAPABILITIES, ROLES, all_of, may
from causerie.accounts.service import Accounts
from causerie.conversations.frames import RoleChanged
from causerie.conversations.publish import Publisher
from causerie.conversations.readers import member_topic
from causerie.errors import AppError, ErrorCode, not_found
from causerie.kit.database import Connection, Database
from causerie.kit.ids import new_id
from causerie.kit.queries import Queries
from causerie.staffing.model import CustomRole, CustomRoles, NewCustomRole

QUERIES = Queries.beside(__file__)
MOST = 50
# What a viewer may, everybody may.
CHOSEN = CAPABILITIES - ROLES["viewer"]


class Roles:
    """Verbs over the roles that owners made, of all workspaces."""

    def __init__(self, database: Database, accounts: Accounts, publisher: Publisher) -> None:
        self._database = database
        self._accounts = accounts
        self._publisher = publisher

    async def all(self, staff: Staff) -> CustomRoles:
        """The workspace's, by name, and what whoever asks may put into one."""
        async with self._database.tenant(staff.workspace_id) as connection:
            roles = await _all(connection, staff.workspace_id)
        return CustomRoles(roles, sorted(one for one in CHOSEN if may(staff, one)))

    async def make(self, staff: Staff, session: Session, new: NewCustomRole) -> CustomRoles:
        """Makes a role. Raises forbidden without a fresh proof and for what one may not oneself, invalid for a
        capability that there is not, conflict for a name that is taken and for more than 50."""
        if len((await self.all(staff)).roles) >= MOST:
            raise AppError(ErrorCode.CONFLICT, f"There are {MOST} roles already; delete one first.")
        await self._put(staff, session, new_id(), new, None)
        return await self.all(staff)

    async def change(self, staff: Staff, session: Session, id_: UUID, new: NewCustomRole) -> CustomRoles:
        """From now on it is that, also in the open lines of who has it. Raises as `make`, and not_found."""
        async with self._database.tenant(staff.workspace_id) as connection:
            was = await one_of(connection, staff.workspace_id, id_)
        check_may_grant(staff, "custom", frozenset(was.capabilities))
        await self._put(staff, session, id_, new, was)
        async with self._database.tenant(staff.workspace_id) as connection:
            where = {"workspace_id": staff.workspace_id, "id": id_}
            people = await QUERIES.column(connection, "who_has_role", UUID, **where)
        frame = RoleChanged("custom", frozenset(new.capabilities))
        for account_id in people:
            self._publisher.frame(member_topic(staff.workspace_id, account_id), frame)
        return await self.all(staff)

    async def delete(self, staff: Staff, session: Session, id_: UUID) -> None:
        """There is no such role any more. Raises not_found, conflict while somebody has it or is asked to, forbidden as
        `change`."""
        self._accounts.check_proved(session)
        where = {"workspace_id": staff.workspace_id, "id": id_}
        try:
            async with self._database.tenant(staff.workspace_id) as connection:
                was = await one_of(connection, staff.workspace_id, id_)
                check_may_grant(staff, "custom", frozenset(was.capabilities))
                await QUERIES.execute(connection, "free_role", **where)
                await QUERIES.execute(connection, "delete_custom_role", **where)
                await audit.record(connection, staff.workspace_id, "role.deleted", was.name)
        except asyncpg.ForeignKeyViolationError as error:
            raise AppError(ErrorCode.CONFLICT, "Somebody has this role, or is asked to.") from error

    async def _put(
        self, staff: Staff, session: Session, id_: UUID, new: NewCustomRole, was: CustomRole | None
    ) -> None:
        self._accounts.check_proved(session)
        if unknown := sorted(set(new.capabilities) - CHOSEN):
            raise AppError(ErrorCode.INVALID, f"No role is made of: {', '.join(unknown)}.")
        check_may_grant(staff, "custom", frozenset(new.capabilities))
        now = NewCustomRole(new.name.strip(), sorted(set(new.capabilities)))
        before = NewCustomRole(was.name, was.capabilities) if was else None
        action = "role.changed" if was else "role.made"
        try:
            async with self._database.tenant(staff.workspace_id) as connection:
                await QUERIES.execute(
                    connection,
                    "put_custom_role",
                    workspace_id=staff.workspace_id,
                    id=id_,
                    name=now.name,
                    capabilities=now.capabilities,
                )
                await audit.record(connection, staff.workspace_id, action, now.name, before=before, after=now)
        except asyncpg.UniqueViolationError as error:
            raise AppError(ErrorCode.CONFLICT, f"There is a role {now.name!r} already.") from error


async def _all(connection: Connection, workspace_id: UUID) -> list[CustomRole]:
    return await QUERIES.all(connection, "custom_roles", CustomRole, workspace_id=workspace_id)


async def one_of(connection: Connection, workspace_id: UUID, id_: UUID) -> CustomRole:
    """A role that the owner made. Raises not_found."""
    for role in await _all(connection, workspace_id):
        if role.id == id_:
            return role
    raise not_found("role")


async def granted_by(
    connection: Connection, workspace_id: UUID, role: Role, custom: UUID | None
) -> tuple[str, frozenset[str]]:
    """What a choice of a role comes to: its name, and what it grants beside its kind. Raises invalid where it is not
    said which role the owner made is meant, or is said needlessly; not_found."""
    if (role == "custom") != (custom is not None):
        raise AppError(ErrorCode.INVALID, "`custom` names the role where `role` is custom, and nowhere else.")
    if custom is None:
        return role, frozenset()
    found = await one_of(connection, workspace_id, custom)
    return found.name, frozenset(found.capabilities)


def check_may_grant(staff: Staff, role: Role, granted: frozenset[str]) -> None:
    """Nobody decides about who may more than they. Raises forbidden."""
    if role == "owner" and staff.role != "owner":
        raise AppError(ErrorCode.FORBIDDEN, "Only an owner decides about owners.")
    if lacking := sorted(one for one in all_of(role, granted) if not may(staff, one)):
        raise AppError(ErrorCode.FORBIDDEN, f"You may not do this yourself: {', '.join(lacking)}.")
