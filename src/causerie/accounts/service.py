"""Signing in and out, and who works where."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
from msgspec import Struct

from causerie.accounts import audit
from causerie.accounts.model import (
    Account,
    Locale,
    Me,
    Person,
    ProfileChange,
    Role,
    Session,
    Staff,
    StaffOf,
    WorkspaceCard,
)
from causerie.accounts.passwords import hashed, is_password
from causerie.accounts.permissions import all_of
from causerie.errors import AppError, ErrorCode, not_found
from causerie.kit.database import Connection, Database
from causerie.kit.ids import new_id
from causerie.kit.limits import RateLimit
from causerie.kit.queries import Queries
from causerie.kit.secrets import Signer, hash_token, new_code, new_token
from causerie.kit.together import Together

QUERIES = Queries.beside(__file__)

SESSION_LIFE = timedelta(days=30)
CODE_LIFE = timedelta(minutes=15)
LINK_LIFE = timedelta(days=14)
# For so long after a sign-in or a proof, what decides over the account may be changed.
PROOF_LIFE = timedelta(minutes=10)

# (address, code, token of the link, language)
SendCode = Callable[[str, str, str, Locale], Awaitable[None]]
# An address was proven to be this account's, in the transaction that signs in.
EmailProven = Callable[[Connection, Account], Awaitable[None]]
# A person changed how others see them; after the commit.
ProfileChanged = Callable[[Account], Awaitable[None]]
SessionsEnded = Callable[[list[UUID]], None]


class _AccountRow(Struct):
    id: UUID
    email: str | None
    name: str
    about: str
    avatar_url: str | None
    locale: str
    phone: str | None
    password_hash: str | None

    @property
    def account(self) -> Account:
        return Account(self.id, self.email, self.name, self.about, self.avatar_url, self.locale, self.phone)


class _SessionRow(Struct):
    token_hash: bytes
    id: UUID
    expires_at: datetime
    proved_at: datetime
    account_id: UUID
    email: str | None
    name: str
    about: str
    avatar_url: str | None
    locale: str
    phone: str | None

    @property
    def session(self) -> Session:
        account = Account(
            self.account_id, self.email, self.name, self.about, self.avatar_url, self.locale, self.phone
        )
        return Session(self.id, account, self.expires_at, self.proved_at)


class _AtWork(Struct):
    id: UUID
    email: str | None
    name: str
    about: str
    avatar_url: str | None
    locale: str
    role: Role
    granted: frozenset[str]


class _StaffOfRow(Struct):
    id: UUID
    slug: str
    name: str
    logo_url: str | None
    colour: str
    role: Role
    granted: frozenset[str]


class _RoleRow(Struct):
    workspace_id: UUID
    account_id: UUID
    role: Role
    granted: frozenset[str]


class Accounts:
    """Everything about logins. `send_code` mails a code; the others tell the floors above."""

    def __init__(
        self,
        database: Database,
        secret: str,
        *,
        send_code: SendCode,
        email_proven: EmailProven,
        profile_changed: ProfileChanged,
        sessions_ended: SessionsEnded,
    ) -> None:
        self._database = database
        self._csrf = Signer(secret, "csrf")
        self._codes = Signer(secret, "sign-in code")
        self._send_code = send_code
        self._email_proven = email_proven
        self._profile_changed = profile_changed
        self._sessions_ended = sessions_ended
        self._by_token = Together(self._load_sessions)
        self._open = Together(self._are_open)
        self._by_address = RateLimit(burst=10, per_minute=5)
        self._by_client = RateLimit(burst=30, per_minute=20)
        self._mails = RateLimit(burst=3, per_minute=0.5)

    # signing in ----------------------------------------------------------------------------------------------

    async def sign_in(self, email: str, password: str, client: str) -> tuple[Me, str]:
        """The person and the new session's token. `client` is the peer's address, for the rate limit.

        Raises AppError(unauthenticated), the same for an unknown address and a wrong password.
        """
        email = email.strip().lower()
        self._by_client.check(client)
        self._by_address.check(email)
        async with self._database.system() as connection:
            row = await QUERIES.maybe(connection, "account_by_email", _AccountRow, email=email)
        right = await asyncio.to_thread(is_password, row.password_hash if row else None, password)
        if not row or not right:
            raise AppError(ErrorCode.UNAUTHENTICATED, "The e-mail address or the password is not right.")
        async with self._database.system() as connection:
            return await self._open_session(connection, row.account)

    async def request_code(self, email: str, locale: Locale, client: str) -> None:
        """Mails a one-time code and a link. Says nothing of whether the address is known. Raises rate_limited."""
        email = email.strip().lower()
        self._by_client.check(client)
        self._mails.check(email)
        async with self._database.system() as connection:
            await QUERIES.execute(connection, "delete_old_codes")
            code, token = await self._new_code(connection, email)
        await self._send_code(email, code, token, locale)

    async def verify_code(self, email: str, code: str, client: str) -> tuple[Me, str]:
        """Signs in by the code that was mailed; makes the account where there is none. Raises unauthenticated."""
        email = email.strip().lower()
        self._by_client.check(client)
        await self.check_code(email, code)
        return await self._sign_in_proven(email)

    async def check_code(self, email: str, code: str) -> None:
        """Takes the code: it is void afterwards. Raises unauthenticated where it is wrong, old, used or tried five
        times."""
        self._by_address.check(email)
        async with self._database.system() as connection:
            right = await QUERIES.value(
                connection, "try_code", bool, email=email, code_hash=hash_token(self._codes.sign(email, code))
            )
        if not right:
            raise AppError(ErrorCode.UNAUTHENTICATED, "This code is not right, or no longer valid.")

    async def new_link(self, connection: Connection, email: str) -> str:
        """The token of a link to be mailed to `email`: whoever opens it is signed in as its owner. It works once."""
        token = new_token()
        await QUERIES.execute(
            connection,
            "insert_code",
            id=new_id(),
            email=email,
            code_hash=None,
            token_hash=hash_token(token),
            expires_at=datetime.now(UTC) + LINK_LIFE,
        )
        return token

    async def use_link(self, token: str, client: str) -> tuple[Me, str]:
        """Signs in by a mail's link, once. Raises unauthenticated."""
        self._by_client.check(client)
        async with self._database.system() as connection:
            email = await QUERIES.value(connection, "use_token", str, token_hash=hash_token(token))
        if email is None:
            raise AppError(ErrorCode.UNAUTHENTICATED, "This link was used, or is no longer valid.")
        return await self._sign_in_proven(email)

    async def _new_code(self, connection: Connection, email: str) -> tuple[str, str]:
        code, token = new_code(), new_token()
        await QUERIES.execute(
            connection,
            "insert_code",
            id=new_id(),
            email=email,
            code_hash=hash_token(self._codes.sign(email, code)),
            token_hash=hash_token(token),
            expires_at=datetime.now(UTC) + CODE_LIFE,
        )
        return code, token

    async def _sign_in_proven(self, email: str) -> tuple[Me, str]:
        async with self._database.system() as connection:
            return await self.open_session(connection, await self.account_of(connection, email))

    async def account_of(self, connection: Connection, email: str | None, name: str = "") -> UUID:
        """The account of whoever has just proven this address, made where there is none; without an address a new
        one. `name` is a new account's."""
        account_id = new_id()
        await QUERIES.execute(
            connection,
            "insert_account",
            id=account_id,
            email=email,
            name=name.replace("\0", "")[:100],
            locale="en",
            password_hash=None,
        )
        if email is None:
            return account_id
        row = await QUERIES.one(connection, "account_by_email", _AccountRow, email=email)
        await QUERIES.execute(connection, "prove_address", id=row.id)
        await self._email_proven(connection, row.account)
        return row.id

    def check_client(self, client: str) -> None:
        """Counts one attempt of the peer at this address. Raises rate_limited."""
        self._by_client.check(client)

    async def open_session(self, connection: Connection, account_id: UUID) -> tuple[Me, str]:
        """Signs in whoever was proven to be this account, in the transaction of that proof."""
        row = await QUERIES.one(connection, "account_by_id", _AccountRow, id=account_id)
        return await self._open_session(connection, row.account)

    async def _open_session(self, connection: Connection, account: Account) -> tuple[Me, str]:
        token, session_id = new_token(), new_id()
        await QUERIES.execute(connection, "delete_expired_sessions")
        await QUERIES.execute(
            connection,
            "insert_session",
            token_hash=hash_token(token),
            id=session_id,
            account_id=account.id,
            expires_at=datetime.now(UTC) + SESSION_LIFE,
        )
        return await self._me(connection, session_id, account), token

    # the signed-in person --------------------------------------------------------------------------------------

    async def session(self, token: str) -> Session | None:
        """The session of a cookie's token, where it is still valid."""
        return await self._by_token.ask(None, hash_token(token))

    async def _load_sessions(self, _: None, tokens: list[bytes]) -> list[Session | None]:
        async with self._database.acquire() as connection:
            rows = await QUERIES.all(connection, "sessions_by_token", _SessionRow, tokens=tokens)
        sessions = {row.token_hash: row.session for row in rows}
        return [sessions.get(token) for token in tokens]

    async def is_open(self, session: Session) -> bool:
        """Whether a session that was read before is still valid."""
        return await self._open.ask(None, session.id)

    async def _are_open(self, _: None, sessions: list[UUID]) -> list[bool]:
        ended = set(await self.ended(sessions))
        return [session_id not in ended for session_id in sessions]

    async def ended(self, sessions: list[UUID]) -> list[UUID]:
        """Which of these sessions are over."""
        async with self._database.acquire() as connection:
            return await QUERIES.column(connection, "ended_sessions", UUID, ids=sessions)

    def csrf(self, session_id: UUID) -> str:
        """What a page of this session must send back with every change."""
        return self._csrf.sign(str(session_id))

    def csrf_is_right(self, session_id: UUID, given: str) -> bool:
        """Whether `given` is this session's."""
        return self._csrf.verify(given, str(session_id))

    async def me(self, session: Session) -> Me:
        """The signed-in person, as of now."""
        async with self._database.acquire() as connection:
            return await self._me(connection, session.id, session.account)

    async def _me(self, connection: Connection, session_id: UUID, account: Account) -> Me:
        rows = await QUERIES.all(connection, "staff_of", _StaffOfRow, account_id=account.id)
        staff_of = [
            StaffOf(
                WorkspaceCard(row.id, row.slug, row.name, row.logo_url, row.colour),
                row.role,
                sorted(all_of(row.role, row.granted)),
            )
            for row in rows
        ]
        return Me(account, self.csrf(session_id), staff_of)

    async def sign_out(self, session: Session) -> None:
        """Ends the session and its open sockets."""
        async with self._database.system() as connection:
            await QUERIES.execute(connection, "delete_session", id=session.id)
        self._sessions_ended([session.id])

    async def change_password(self, session: Session, current: str, new: str) -> None:
        """Sets the password and ends every other session, open sockets too. Raises unauthenticated."""
        self._by_address.check(str(session.account.id))
        if not await asyncio.to_thread(is_password, await self._password_hash(session), current):
            raise AppError(ErrorCode.UNAUTHENTICATED, "The current password is not right.")
        stored = await asyncio.to_thread(hashed, new)
        async with self._database.system() as connection:
            await QUERIES.execute(connection, "set_password", id=session.account.id, password_hash=stored)
            ended = await QUERIES.column(
                connection, "delete_other_sessions", UUID, account_id=session.account.id, keep=session.id
            )
            await audit.record_account(connection, session.account.id, "account.password_changed")
        self._sessions_ended(ended)

    # showing again who one is ----------------------------------------------------------------------------------

    def check_proved(self, session: Session) -> None:
        """What decides over the account needs a fresh proof. Raises forbidden without one."""
        if not is_proved(session):
            raise AppError(ErrorCode.FORBIDDEN, "Prove first that it is you.")

    async def request_proof_code(self, session: Session, client: str) -> None:
        """Mails a code to the account's own address. Raises conflict where it has none, rate_limited."""
        if session.account.email is None:
            raise AppError(ErrorCode.CONFLICT, "This account has no e-mail address.")
        await self.request_code(
            session.account.email, msgspec.convert(session.account.locale, Locale), client
        )

    async def prove_by_code(self, session: Session, code: str) -> None:
        """Takes the mailed code. Raises unauthenticated."""
        await self.check_code(session.account.email or "", code)
        await self.proved(session)

    async def prove_by_password(self, session: Session, password: str) -> None:
        """Takes the password. Raises unauthenticated."""
        self._by_address.check(str(session.account.id))
        if not await asyncio.to_thread(is_password, await self._password_hash(session), password):
            raise AppError(ErrorCode.UNAUTHENTICATED, "The password is not right.")
        await self.proved(session)

    async def proved(self, session: Session) -> None:
        """Somebody showed just now that this session is theirs."""
        async with self._database.system() as connection:
            await QUERIES.execute(connection, "prove_session", id=session.id)

    async def has_password(self, session: Session) -> bool:
        """Whether one can sign in by a password."""
        return await self._password_hash(session) is not None

    async def _password_hash(self, session: Session) -> str | None:
        async with self._database.acquire() as connection:
            return await QUERIES.value(connection, "password_hash", str, id=session.account.id)

    async def change_profile(self, session: Session, change: ProfileChange) -> Me:
        """Changes what is given."""
        async with self._database.system() as connection:
            await QUERIES.execute(
                connection,
                "update_profile",
                id=session.account.id,
                name=change.name,
                about=change.about,
                locale=change.locale,
            )
        given = {key: value for key, value in msgspec.structs.asdict(change).items() if value is not None}
        return await self._changed(session, msgspec.structs.replace(session.account, **given))

    async def set_avatar(self, session: Session, url: str) -> Me:
        """Sets the person's picture, relative to the base URL."""
        async with self._database.system() as connection:
            await QUERIES.execute(connection, "set_avatar", id=session.account.id, avatar_url=url)
        return await self._changed(session, msgspec.structs.replace(session.account, avatar_url=url))

    async def _changed(self, session: Session, account: Account) -> Me:
        await self._profile_changed(account)
        return await self.me(msgspec.structs.replace(session, account=account))

    # workspaces ------------------------------------------------------------------------------------------------

    async def staff(self, session: Session, workspace_id: UUID) -> Staff:
        """The account at work in `workspace_id`. Raises not_found where it does not work there."""
        async with self._database.acquire() as connection:
            where = {"workspace_id": workspace_id, "account_id": session.account.id}
            row = await QUERIES.maybe(connection, "role_in", _RoleRow, **where)
        if row is None:
            raise not_found("workspace")
        return Staff(workspace_id, session.account, row.role, session.id, row.granted)

    async def roles_of(
        self, pairs: list[tuple[UUID, UUID]]
    ) -> dict[tuple[UUID, UUID], tuple[Role, frozenset[str]]]:
        """What each of these (workspace, account) is there; who works there no more is left out."""
        workspaces, accounts = zip(*pairs, strict=True)
        async with self._database.acquire() as connection:
            rows = await QUERIES.all(
                connection, "roles_of", _RoleRow, workspaces=list(workspaces), accounts=list(accounts)
            )
        return {(row.workspace_id, row.account_id): (row.role, row.granted) for row in rows}

    async def at_work(self, workspace_id: UUID, account_id: UUID, acting: UUID) -> Staff:
        """For whom something goes on in `workspace_id` that they began, with the role that they have now. `acting`:
        what goes on, in place of a session. Raises not_found where they work there no more."""
        async with self._database.acquire() as connection:
            row = await QUERIES.maybe(
                connection, "at_work", _AtWork, workspace_id=workspace_id, account_id=account_id
            )
        if row is None:
            raise not_found("workspace")
        account = Account(row.id, row.email, row.name, row.about, row.avatar_url, row.locale)
        return Staff(workspace_id, account, row.role, acting, row.granted)

    async def staff_people(self, workspace_id: UUID) -> list[Person]:
        """Everybody who works there, by name."""
        async with self._database.tenant(workspace_id) as connection:
            return await QUERIES.all(connection, "staff_people", Person, workspace_id=workspace_id)

    async def workspace(self, workspace_id: UUID) -> WorkspaceCard:
        """The business. Raises not_found."""
        async with self._database.acquire() as connection:
            card = await QUERIES.maybe(connection, "workspace", WorkspaceCard, id=workspace_id)
        if card is None:
            raise not_found("workspace")
        return card

    async def workspace_by_slug(self, slug: str) -> WorkspaceCard | None:
        """The business of that short name."""
        async with self._database.acquire() as connection:
            return await QUERIES.maybe(connection, "workspace_by_slug", WorkspaceCard, slug=slug)

    async def set_logo(self, workspace_id: UUID, logo_url: str) -> WorkspaceCard:
        """Shows the business by this picture from now on."""
        async with self._database.system() as connection:
            await QUERIES.execute(connection, "set_logo", id=workspace_id, logo_url=logo_url)
            await audit.record(connection, workspace_id, "workspace.logo_changed")
        return await self.workspace(workspace_id)

    async def create_workspace(
        self, connection: Connection, slug: str, name: str, colour: str, locale: Locale
    ) -> UUID:
        """Makes a workspace with nobody in it."""
        workspace_id = new_id()
        await QUERIES.execute(
            connection,
            "insert_workspace",
            id=workspace_id,
            slug=slug,
            name=name,
            colour=colour,
            locale=locale,
        )
        return workspace_id

    async def add_staff(
        self, connection: Connection, workspace_id: UUID, email: str, name: str, password: str, role: Role
    ) -> UUID:
        """Makes the account where there is none (an existing one keeps its password), and lets it work here."""
        stored = await asyncio.to_thread(hashed, password)
        await QUERIES.execute(
            connection,
            "insert_account",
            id=new_id(),
            email=email.lower(),
            name=name,
            locale="en",
            password_hash=stored,
        )
        row = await QUERIES.one(connection, "account_by_email", _AccountRow, email=email.lower())
        await QUERIES.execute(
            connection, "insert_staff", workspace_id=workspace_id, account_id=row.id, role=role
        )
        return row.id


def is_proved(session: Session) -> bool:
    """Whether the person showed lately who they are."""
    return datetime.now(UTC) - session.proved_at < PROOF_LIFE
