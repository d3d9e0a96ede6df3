"""The pool of connections to PostgreSQL, and the two ways into a transaction: `system` and `tenant`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, TypeAlias
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg
import msgspec

Connection: TypeAlias = (
    "asyncpg.Connection[asyncpg.Record] | asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"
)

# What a connection that was lost raises; the last where it was lost in the middle of an answer.
CONNECTION_ERRORS = (
    OSError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
# What says nothing of the question: the database is full, down, on its way up or down, or was busy for too long.
TROUBLE = (
    ConnectionError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
    asyncpg.PostgresSystemError,
    asyncpg.TransactionRollbackError,
    asyncpg.LockNotAvailableError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.ReadOnlySQLTransactionError,
)
TENANT_ROLE = "causerie_tenant"
OLDEST_SERVER = 17
POOL_SIZE = 10
ACQUIRE_TIMEOUT = 30.0  # seconds to wait for a free connection
SESSION = {
    "application_name": "causerie",
    "timezone": "UTC",
    "statement_timeout": "30s",
    "lock_timeout": "10s",
    # A program that stands still in a transaction holds up everybody who needs what it locked. They wait for longer.
    "idle_in_transaction_session_timeout": "5s",
}

_JSONB_VERSION = b"\x01"


class DatabaseUnavailable(RuntimeError):
    """The database cannot be used; the message says why, without the password."""


class Database:
    """A pool of connections that know our types.

    `jsonb` is any value that msgspec encodes, and comes back as builtins. In a `jsonb[]` no element may be a
    list itself: asyncpg takes that for a second dimension.
    """

    def __init__(self, url: str, pool: "asyncpg.Pool[asyncpg.Record]") -> None:
        self._url = url
        self._pool = pool

    @classmethod
    async def connect(cls, url: str, *, max_size: int = POOL_SIZE) -> "Database":
        """Open the pool. Raises DatabaseUnavailable when the server cannot be reached, refuses us or is too
        old.
        """
        pool = asyncpg.create_pool(
            url,
            min_size=1,
            max_size=max_size,
            server_settings=dict(SESSION),
            init=teach_types,
            reset=_keep,
            timeout=ACQUIRE_TIMEOUT,
        )
        try:
            await pool
        except (OSError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise DatabaseUnavailable(f"cannot use the database {without_password(url)}: {error}") from error
        database = cls(url, pool)
        async with database.acquire() as connection:
            version = connection.get_server_version()
        if version.major < OLDEST_SERVER:
            await database.close()
            raise DatabaseUnavailable(
                f"PostgreSQL {version.major} is too old; {OLDEST_SERVER} or newer is needed"
            )
        return database

    async def close(self) -> None:
        """Close the pool after its connections have come back."""
        await self._pool.close()

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator[Connection]:
        """A connection outside a transaction; it must not be changed. Raises TimeoutError when none gets free in 30
        seconds.
        """
        async with self._pool.acquire(timeout=ACQUIRE_TIMEOUT) as connection:
            yield connection

    async def own(self) -> "asyncpg.Connection[asyncpg.Record]":
        """A connection beside the pool, for who needs one all the time: to take one from the pool and to give it back
        are a task each. The caller closes it. Raises asyncpg's errors where it can't be made.
        """
        connection = await asyncpg.connect(self._url, server_settings=dict(SESSION), timeout=ACQUIRE_TIMEOUT)
        await teach_types(connection)
        return connection

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Connection]:
        """A connection that may be changed: what is locked and set in its session ends with the block."""
        async with self.acquire() as connection:
            try:
                yield connection
            finally:
                try:
                    await connection.reset()
                except BaseException:
                    connection.terminate()  # with a lock in it, it must not serve others
                    raise

    @asynccontextmanager
    async def system(self) -> AsyncIterator[Connection]:
        """A transaction with full rights, over all workspaces."""
        async with self.acquire() as connection, connection.transaction():
            yield connection

    @asynccontextmanager
    async def tenant(self, workspace_id: UUID) -> AsyncIterator[Connection]:
        """A transaction that row level security binds to one workspace; the binding ends with it."""
        async with self.acquire() as connection:
            try:
                # One round trip. The hexadecimal digits of a UUID are safe wherever they stand.
                await connection.execute(
                    f"begin; set local role {TENANT_ROLE}; set local causerie.workspace_id = '{workspace_id.hex}'"
                )
                yield connection
            except BaseException:
                await connection.execute("rollback")
                raise
            await connection.execute("commit")


async def _keep(connection: Connection) -> None:
    """Between two uses nothing is asked of a connection: transactions end with their blocks, and see `session`."""


async def teach_types(connection: Connection) -> None:
    """Teach a connection our types; the pool does it for its own."""
    await connection.set_type_codec(
        "jsonb", schema="pg_catalog", encoder=_encode_jsonb, decoder=_decode_jsonb, format="binary"
    )


def _encode_jsonb(value: object) -> bytes:
    return _JSONB_VERSION + msgspec.json.encode(value)


def _decode_jsonb(data: bytes) -> Any:
    return msgspec.json.decode(memoryview(data)[1:])


def without_password(url: str) -> str:
    """The URL as it may stand in a message."""
    password = urlsplit(url).password
    return url.replace(f":{password}@", ":***@") if password else url
