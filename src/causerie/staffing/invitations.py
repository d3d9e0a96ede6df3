"""Asking somebody by e-mail to work here. Whoever opens the mail's link has shown that the mailbox is theirs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
from msgspec import Struct

from causerie.accounts import audit
from causerie.accounts.model import Locale, Me, Role, Session, Staff, StaffLetter
from causerie.accounts.service import Accounts
from causerie.accounts.teams import Teams
from causerie.errors import AppError, ErrorCode, not_found
from causerie.kit.database import Connection, Database
from causerie.kit.ids import new_id
from causerie.kit.limits import RateLimit
from causerie.kit.queries import Queries
from causerie.kit.secrets import hash_token, new_token
from causerie.staffing.model import InvitedTo, NewStaffInvitation, StaffInvitation
from causerie.staffing.roles import check_may_grant, granted_by

QUERIES = Queries.beside(__file__)
LIFE = timedelta(days=7)
MOST = 200  # of one workspace


SendInvitation = Callable[[StaffLetter], Awaitable[None]]


class _Row(Struct):
    workspace_id: UUID
    id: UUID
    email: str
    role: Role
    custom: UUID | None
    role_name: str
    teams: list[UUID]
    by_name: str
    known: bool


class _Sent(Struct):
    email: str
    role: Role
    custom: UUID | None
    locale: Locale


class StaffInvitations:
    """Verbs over invitations to work somewhere. `send` mails one, and raises AppError where it can't."""

    def __init__(self, database: Database, accounts: Accounts, teams: Teams, send: SendInvitation) -> None:
        self._database = database
        self._accounts = accounts
        self._teams = teams
        self._send = send
        self._mails = RateLimit(burst=3, per_minute=0.5)
        self._by_workspace = RateLimit(burst=30, per_minute=2)

    # of who asks -------------------------------------------------------------------------------------------------

    async def of(self, workspace_id: UUID) -> list[StaffInvitation]:
        """Those that were not answered, the newest first."""
        async with self._database.system() as connection:
            return await QUERIES.all(connection, "invitations", StaffInvitation, workspace_id=workspace_id)

    async def invite(self, staff: Staff, session: Session, new: NewStaffInvitation) -> list[StaffInvitation]:
        """Mails an invitation. Raises conflict for who works here or is asked already and for more than 200, not_found
        for a team that is closed, forbidden as `check_may_grant` and without a fresh proof, rate_limited, and what
        `send` raises: then nobody is asked."""
        self._accounts.check_proved(session)
        email = new.email.lower()
        for team in new.teams:
            await self._teams.one(staff.workspace_id, team)
        self._count(staff.workspace_id, email)
        if len(await self.of(staff.workspace_id)) >= MOST:
            raise AppError(
                ErrorCode.CONFLICT, f"{MOST} people are asked already; withdraw an invitation first."
            )
        id_, token = new_id(), new_token()
        async with self._database.system() as connection:
            where = {"workspace_id": staff.workspace_id, "email": email}
            name, granted = await granted_by(connection, staff.workspace_id, new.role, new.custom)
            check_may_grant(staff, new.role, granted)
            if await QUERIES.value(connection, "works_here", bool, **where):
                raise AppError(ErrorCode.CONFLICT, f"{email} works here already.")
            made = await QUERIES.execute(
                connection,
                "invite",
                id=id_,
                role=new.role,
                custom=new.custom,
                teams=new.teams,
                locale=new.locale,
                invited_by=staff.account.id,
                token_hash=hash_token(token),
                expires_at=datetime.now(UTC) + LIFE,
                **where,
            )
            if not made:
                raise AppError(ErrorCode.CONFLICT, f"{email} is asked already.")
            await self._record(connection, staff, "invited", email, after={"role": name})
        try:
            await self._mail(staff, _Sent(email, new.role, new.custom, new.locale), token)
        except AppError:
            await self.withdraw(staff, id_)
            raise
        return await self.of(staff.workspace_id)

    async def resend(self, staff: Staff, invitation_id: UUID) -> list[StaffInvitation]:
        """Mails it once more, for seven days from now; the link of the mail before opens nothing any more. Raises
        not_found, rate_limited, and what `send` raises."""
        token = new_token()
        async with self._database.system() as connection:
            sent = await QUERIES.maybe(
                connection,
                "renew",
                _Sent,
                workspace_id=staff.workspace_id,
                id=invitation_id,
                token_hash=hash_token(token),
                expires_at=datetime.now(UTC) + LIFE,
            )
            if sent is None:
                raise not_found("invitation")
            _, granted = await granted_by(connection, staff.workspace_id, sent.role, sent.custom)
            check_may_grant(staff, sent.role, granted)
            self._count(staff.workspace_id, sent.email)
            await self._record(connection, staff, "invited_again", sent.email)
        await self._mail(staff, sent, token)
        return await self.of(staff.workspace_id)

    async def withdraw(self, staff: Staff, invitation_id: UUID) -> None:
        """Its link opens nothing any more. Raises not_found."""
        async with self._database.system() as connection:
            where = {"workspace_id": staff.workspace_id, "id": invitation_id}
            email = await QUERIES.value(connection, "withdraw", str, **where)
            if email is None:
                raise not_found("invitation")
            await self._record(connection, staff, "invitation_withdrawn", email)

    def _count(self, workspace_id: UUID, email: str) -> None:
        self._by_workspace.check(str(workspace_id))
        self._mails.check(email)

    async def _mail(self, staff: Staff, sent: _Sent, token: str) -> None:
        workspace = await self._accounts.workspace(staff.workspace_id)
        by = staff.account.name or staff.account.email or ""
        async with self._database.tenant(staff.workspace_id) as connection:
            name, _ = await granted_by(connection, staff.workspace_id, sent.role, sent.custom)
        await self._send(StaffLetter(sent.email, workspace, by, sent.role, name, token, sent.locale))

    async def _record(
        self, connection: Connection, staff: Staff, deed: str, email: str, *, after: object = None
    ) -> None:
        await audit.record(connection, staff.workspace_id, f"staff.{deed}", email, after=after)

    # of who is asked ---------------------------------------------------------------------------------------------

    async def look(self, token: str, client: str) -> InvitedTo:
        """What a link offers. Raises unauthenticated for one that was used, withdrawn, or is over."""
        self._accounts.check_client(client)
        async with self._database.system() as connection:
            row = await self._by_token(connection, token)
        return await self._offer(row)

    async def accept_link(self, token: str, name: str, client: str) -> tuple[Me, str]:
        """Signs the owner of the mailbox in, who works there from now on; makes the account, of this name, where there
        is none. Raises unauthenticated as `look`."""
        self._accounts.check_client(client)
        async with self._database.system() as connection:
            row = await self._by_token(connection, token)
            account_id = await self._accounts.account_of(connection, row.email, name.strip())
            await self._join(connection, row, account_id)
            return await self._accounts.open_session(connection, account_id)

    async def mine(self, session: Session) -> list[InvitedTo]:
        """What somebody who is signed in is asked for, at the address that they proved."""
        return [await self._offer(row) for row in await self._of_account(session)]

    async def accept(self, session: Session, invitation_id: UUID) -> Me:
        """Somebody who is signed in works there from now on. Raises not_found."""
        for row in await self._of_account(session):
            if row.id == invitation_id:
                async with self._database.system() as connection:
                    await self._join(connection, row, session.account.id)
                return await self._accounts.me(session)
        raise not_found("invitation")

    async def _of_account(self, session: Session) -> list[_Row]:
        async with self._database.system() as connection:
            return await QUERIES.all(connection, "invitations_of", _Row, account_id=session.account.id)

    async def _by_token(self, connection: Connection, token: str) -> _Row:
        row = await QUERIES.maybe(connection, "invitation_by_token", _Row, token_hash=hash_token(token))
        if row is None:
            raise _over()
        return row

    async def _join(self, connection: Connection, row: _Row, account_id: UUID) -> None:
        where = {"workspace_id": row.workspace_id, "account_id": account_id}
        if not await QUERIES.value(
            connection, "take_invitation", UUID, workspace_id=row.workspace_id, id=row.id
        ):
            raise _over()
        await QUERIES.execute(connection, "join_staff", role=row.role, custom=row.custom, **where)
        await QUERIES.execute(connection, "join_teams", teams=row.teams, **where)
        audit.as_account(account_id)
        await audit.record(
            connection, row.workspace_id, "staff.joined", row.email, after={"role": row.role_name or row.role}
        )

    async def _offer(self, row: _Row) -> InvitedTo:
        workspace = await self._accounts.workspace(row.workspace_id)
        given = {key: value for key, value in msgspec.structs.asdict(row).items() if key in _SHOWN}
        return InvitedTo(workspace=workspace, **given)


_SHOWN = ("id", "email", "role", "role_name", "by_name", "known")


def _over() -> AppError:
    words = "This invitation was used or withdrawn, or is no longer valid."
    return AppError(ErrorCode.UNAUTHENTICATED, words)
