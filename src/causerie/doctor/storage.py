"""Where data is kept: the folder, the database, the files, and what was built."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from pathlib import Path

import asyncpg

from causerie import pages
from causerie.doctor.finding import Finding, fine, wrong
from causerie.kit.database import OLDEST_SERVER, TENANT_ROLE, without_password
from causerie.kit.files import Files
from causerie.kit.ids import new_id
from causerie.kit.migrations import MigrationError, pending
from causerie.kit.postgres import EmbeddedPostgres, PostgresError, find_binaries
from causerie.settings import PREFIX, Settings

LEAST_FREE_BYTES = 1024**3
CONNECT_SECONDS = 10
CLOCK_SECONDS = 5
BUILT = ("desk/index.html", "messenger/index.html", "widget/index.html", "widget/widget.js")

RIGHTS = f"""
select rolsuper or rolcreaterole
         or coalesce((select pg_has_role(current_user, r.oid, 'set') from pg_roles r where r.rolname = '{TENANT_ROLE}'),
                     false)
         as may_have_role,
       has_database_privilege(current_database(), 'create') and has_schema_privilege('public', 'create') as may_create,
       extract(epoch from clock_timestamp())::float8 as at
from pg_roles where rolname = current_user
"""


def folder(settings: Settings) -> list[Finding]:
    """Whether the data folder can be written to, and how much room it has."""
    what, path = "data folder", settings.data_dir
    existing = next(parent for parent in (path, *path.parents) if parent.exists())
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        mend = f"give this user the right to write there (chown), or choose another {PREFIX}DATA_DIR"
        return [wrong(what, f"{existing} can't be written to", mend)]
    try:
        with tempfile.TemporaryFile(dir=existing) as probe:
            probe.write(b"x")
            probe.flush()
    except OSError as error:
        return [
            wrong(
                what, f"{existing} can't be written to: {error.strerror}", "make room, or mount it writable"
            )
        ]
    free = shutil.disk_usage(existing).free
    if free < LEAST_FREE_BYTES:
        mend = f"make room: PostgreSQL stops when the disk is full; or choose another {PREFIX}DATA_DIR"
        return [wrong(what, f"{path} has {free / 1024**3:.2f} GiB left", mend)]
    return [fine(what, f"{path}, {free / 1024**3:.0f} GiB free")]


def front_ends() -> list[Finding]:
    """Whether the pages were built."""
    if missing := [name for name in BUILT if not (pages.STATIC / name).is_file()]:
        return [wrong("front ends", f"not built: {', '.join(missing)}", "build them: make web")]
    return [fine("front ends", "built")]


async def files(settings: Settings) -> list[Finding]:
    """Whether uploads can be kept; in the data folder that is the folder's own matter."""
    if not settings.files_url:
        return []
    key = f"doctor/{new_id()}"
    try:
        store = Files(settings.files_url)
        await store.put(key, b"x")
        await store.get(key)
        await store.delete(key)
    except Exception as error:  # noqa: BLE001  (each store has errors of its own, and all of them are the finding)
        mend = f"check {PREFIX}FILES_URL, and that its bucket exists and these credentials may write to it"
        return [wrong("files", f"{without_password(settings.files_url)}: {error}", mend)]
    return [fine("files", without_password(settings.files_url))]


async def database(settings: Settings) -> list[Finding]:
    """The configured PostgreSQL, or the embedded one."""
    if settings.database_url:
        return await _given_database(settings.database_url)
    return await _embedded_database(settings.data_dir / "postgres")


async def _embedded_database(where: Path) -> list[Finding]:
    what = "database"
    try:
        find_binaries()
        if not (where / "cluster").exists():
            return [fine(what, f"embedded; will be made at the first start, in {where}")]
        postgres = EmbeddedPostgres(where)
        url = await postgres.start()
    except PostgresError as error:
        if (holder := _holder(where)) is not None:
            return [fine(what, f"embedded; in use by process {holder}")]
        return [
            wrong(what, str(error), f"mend that, or set {PREFIX}DATABASE_URL to a PostgreSQL of your own")
        ]
    try:
        return await _given_database(url)
    finally:
        await postgres.stop()


def _holder(where: Path) -> str | None:
    """The process that uses the embedded database now, where one does."""
    lock = where / "program.lock"
    pid = lock.read_text().strip() if lock.exists() else ""
    return pid if pid and Path(f"/proc/{pid}").exists() else None


async def _given_database(url: str) -> list[Finding]:
    what = "database"
    try:
        connection = await asyncpg.connect(url, timeout=CONNECT_SECONDS)
    except (OSError, TimeoutError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        words = f"{without_password(url)} can't be reached: {error or type(error).__name__}"
        return [
            wrong(what, words, f"check {PREFIX}DATABASE_URL, and that PostgreSQL runs and lets this user in")
        ]
    try:
        return await _examined(connection)
    finally:
        await connection.close()


async def _examined(connection: asyncpg.Connection[asyncpg.Record]) -> list[Finding]:
    what, version = "database", connection.get_server_version()
    if version.major < OLDEST_SERVER:
        words = f"PostgreSQL {version.major} is too old"
        return [wrong(what, words, f"bring it to {OLDEST_SERVER} or newer (pg_upgrade)")]
    found = [fine(what, f"PostgreSQL {version.major}.{version.minor}")]
    rights = await connection.fetchrow(RIGHTS)
    assert rights is not None
    user = await connection.fetchval("select current_user")
    if not rights["may_have_role"]:
        mend = f"as a superuser: create role {TENANT_ROLE} nologin; grant {TENANT_ROLE} to {user}"
        found.append(
            wrong(what, f"{user} may not make the role {TENANT_ROLE}, which parts the workspaces", mend)
        )
    if not rights["may_create"]:
        name = await connection.fetchval("select current_database()")
        found.append(
            wrong(
                what,
                f"{user} may not make tables in {name}",
                f"as a superuser: alter database {name} owner to {user}",
            )
        )
    apart = abs(float(rights["at"]) - time.time())
    if apart > CLOCK_SECONDS:
        words = f"the database's clock and this machine's are {apart:.0f} s apart"
        found.append(wrong("clock", words, "let both be set by the network"))
    return [*found, await _migrations(connection)]


async def _migrations(connection: asyncpg.Connection[asyncpg.Record]) -> Finding:
    try:
        waiting = await pending(connection)
    except MigrationError as error:
        return wrong(
            "schema",
            str(error),
            "run the version that fits the database, or restore a backup that fits this one",
        )
    except asyncpg.InsufficientPrivilegeError as error:
        return wrong("schema", f"it can't be read: {error}", "connect as the user who made it")
    if waiting:
        return fine("schema", f"the next start applies {', '.join(waiting)}")
    return fine("schema", "up to date")
