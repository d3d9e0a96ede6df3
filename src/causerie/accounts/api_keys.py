"""Keys with which programs act for a member of staff: for no more than that person may, and the key's scopes allow."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

from msgspec import Struct

from causerie.accounts import audit
from causerie.accounts.model import Account, ApiKey, ApiKeyMade, NewApiKey, Role, Session, Staff
from causerie.accounts.permissions import SCOPES, may
from causerie.accounts.service import Accounts
from causerie.errors import AppError, ErrorCode, not_found
from causerie.kit.database import Database
from causerie.kit.ids import new_id
from causerie.kit.limits import RateLimit
from causerie.kit.queries import Queries
from causerie.kit.secrets import hash_token, new_token

QUERIES = Queries.beside(__file__)

# A token says what it is, so that whoever searches code for secrets finds it.
PREFIX = "causerie_key_"
MOST = 50  # of one workspace
BURST, PER_MINUTE = 300, 3_000
# When a key was last used is written down so often at most.
NOTED_SECONDS = 60.0


class _Row(Struct):
    id: UUID
    scopes: list[str]
    role: Role
    granted: frozenset[str]
    account_id: UUID
    email: str | None
    account_name: str
    about: str
    avatar_url: str | None
    locale: str

    @property
    def account(self) -> Account:
        return Account(
            self.account_id, self.email, self.account_name, self.about, self.avatar_url, self.locale
        )


class ApiKeys:
    """The keys of all workspaces."""

    def __init__(self, database: Database, accounts: Accounts) -> None:
        self._database = database
        self._accounts = accounts
        self._pace = RateLimit(burst=BURST, per_minute=PER_MINUTE)
        self._noted: dict[UUID, float] = {}

    async def of(self, workspace_id: UUID) -> list[ApiKey]:
        """Every key of the workspace, the newest first."""
        async with self._database.tenant(workspace_id) as connection:
            return await QUERIES.all(connection, "api_keys", ApiKey, workspace_id=workspace_id)

    async def make(self, staff: Staff, session: Session, new: NewApiKey) -> ApiKeyMade:
        """A new key; its token is told this once. Raises forbidden where the person did not show lately who they
        are, or lacks a scope themselves, invalid for a scope that keys can't have, conflict where there are 50."""
        self._accounts.check_proved(session)
        wanted = sorted(set(new.scopes))
        if unknown := [scope for scope in wanted if scope not in SCOPES]:
            raise AppError(ErrorCode.INVALID, f"No key can be made for: {', '.join(unknown)}.")
        if lacking := [scope for scope in wanted if not may(staff, scope)]:
            raise AppError(ErrorCode.FORBIDDEN, f"You may not do this yourself: {', '.join(lacking)}.")
        if len(await self.of(staff.workspace_id)) >= MOST:
            raise AppError(ErrorCode.CONFLICT, f"There are {MOST} keys already; remove one first.")
        token, id_ = PREFIX + new_token(), new_id()
        async with self._database.tenant(staff.workspace_id) as connection:
            await QUERIES.execute(
                connection,
                "insert_api_key",
                workspace_id=staff.workspace_id,
                id=id_,
                account_id=staff.account.id,
                name=new.name.strip(),
                token_hash=hash_token(token),
                scopes=wanted,
                expires_at=new.days and datetime.now(UTC) + timedelta(days=new.days),
            )
            made_for = {"scopes": wanted, "days": new.days}
            await audit.record(
                connection, staff.workspace_id, "api_key.made", new.name.strip(), after=made_for
            )
        [made] = [key for key in await self.of(staff.workspace_id) if key.id == id_]
        return ApiKeyMade(made, token)

    async def remove(self, workspace_id: UUID, id_: UUID) -> None:
        """It opens nothing from now on. Raises not_found."""
        async with self._database.tenant(workspace_id) as connection:
            where = {"workspace_id": workspace_id, "id": id_}
            name = await QUERIES.value(connection, "delete_api_key", str, **where)
            if name is None:
                raise not_found("key")
            await audit.record(connection, workspace_id, "api_key.removed", name)

    async def staff(self, workspace_id: UUID, token: str, permission: str) -> Staff:
        """For whom the token acts. Raises unauthenticated for one that opens nothing here, forbidden where its scopes
        or the person's role lack `permission`, rate_limited."""
        row = None
        if token.startswith(PREFIX):
            async with self._database.acquire() as connection:
                row = await QUERIES.maybe(
                    connection, "api_key", _Row, workspace_id=workspace_id, token_hash=hash_token(token)
                )
        if row is None:
            raise AppError(ErrorCode.UNAUTHENTICATED, "This key opens nothing here, or no longer.")
        self._pace.check(str(row.id))
        staff = Staff(workspace_id, row.account, row.role, row.id, row.granted)
        if permission not in row.scopes or not may(staff, permission):
            raise AppError(ErrorCode.FORBIDDEN, f"This key may not do this: it lacks {permission}.")
        await self._note(workspace_id, row.id)
        return staff

    async def _note(self, workspace_id: UUID, id_: UUID) -> None:
        now = time.monotonic()
        if now - self._noted.get(id_, -NOTED_SECONDS) < NOTED_SECONDS:
            return
        self._noted[id_] = now
        async with self._database.tenant(workspace_id) as connection:
            await QUERIES.execute(connection, "api_key_used", workspace_id=workspace_id, id=id_)
