"""The embedded server, started for real by programs of its own that are then killed."""

import asyncio
import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import asyncpg
import pytest

# ruff: noqa: ASYNC240  (these tests are about files and processes, and nothing else waits for the loop)
from causerie.kit.postgres import SOCKET_PATH_LIMIT, EmbeddedPostgres, PostgresError, opened
from causerie.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
NOBODY = pwd.getpwnam("nobody").pw_uid

PROGRAM = """
import asyncio, json, os, sys
from pathlib import Path
from causerie.kit import postgres_child
from causerie.kit.postgres import EmbeddedPostgres, PostgresError

async def main():
    server = EmbeddedPostgres(Path(sys.argv[1]))
    try:
        url = await server.start()
    except PostgresError as error:
        print(json.dumps({"error": str(error)}), flush=True)
        return
    print(json.dumps({"url": url, "pid": server._process.pid}), flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await server.stop()

asyncio.run(main())
"""


# Under another number than root's, in a namespace: the interpreter may stand where only root can enter.
ORDINARY_USER = ("unshare", "--user", "--map-user=1000", "--map-group=1000") if os.geteuid() == 0 else ()
# Root where no further user namespace can be made, as in most containers.
CONFINED_ROOT = (sys.executable, str(Path(__file__).with_name("confined_root.py")))


class Program:
    """Another program that runs the embedded server until its standard input ends."""

    def __init__(
        self,
        data_dir: Path,
        *,
        user: int | None = None,
        wrapper: tuple[str, ...] = (),
        program: str = PROGRAM,
    ):
        self.process = subprocess.Popen(
            [*wrapper, sys.executable, "-c", program, str(data_dir)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert self.process.stdout is not None
        self.said: dict[str, str | int] = json.loads(self.process.stdout.readline())

    @property
    def url(self) -> str:
        assert "url" in self.said, self.said
        return str(self.said["url"])

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        self.process.communicate(timeout=20)
        assert self.process.returncode == 0


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A folder that any user may enter, as pytest's own are not."""
    folder = Path(tempfile.mkdtemp(prefix="causerie-postgres-"))
    folder.chmod(0o755)
    yield folder
    for pid in running_in(folder):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    shutil.rmtree(folder)


def running_in(data_dir: Path) -> list[int]:
    """The processes of PostgreSQL that work in this data directory."""
    found = []
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            if entry.name.isdigit() and (entry / "cwd").readlink() == data_dir.resolve() / "cluster":
                found.append(int(entry.name))
    return found


def until_gone(data_dir: Path, seconds: float) -> float:
    begun = time.monotonic()
    while running_in(data_dir):
        assert time.monotonic() - begun < seconds, "PostgreSQL outlived its parent"
        time.sleep(0.02)  # the end of somebody else's child has no event
    return time.monotonic() - begun


async def ask(url: str, query: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


async def test_data_survives_a_stop_and_the_second_start_is_quick(data_dir: Path) -> None:
    server = EmbeddedPostgres(data_dir)
    url = await server.start()
    await ask(url, "create table kept as select 7 as n")
    await server.stop()
    assert running_in(data_dir) == []
    starts = []
    for _ in range(3):
        begun = time.monotonic()
        url = await server.start()
        starts.append(time.monotonic() - begun)
        assert await ask(url, "select n from kept") == 7
        await server.stop()
    assert min(starts) < 1


async def test_words_of_any_alphabet_are_lowered_and_commits_are_synced(data_dir: Path) -> None:
    server = EmbeddedPostgres(data_dir)
    url = await server.start()
    assert await ask(url, "select lower('ȘĂ ПРИВЕТ')") == "șă привет"
    assert (
        await ask(url, "select current_setting('fsync') || current_setting('synchronous_commit')") == "onon"
    )
    assert await ask(url, "select current_setting('listen_addresses')") == ""
    await server.stop()


@pytest.mark.parametrize("wrapper", [(), ORDINARY_USER], ids=["as ourselves", "as an ordinary user"])
async def test_kill_9_of_the_parent_leaves_no_orphan_and_the_next_start_works(
    data_dir: Path, wrapper: tuple[str, ...]
) -> None:
    first = await asyncio.to_thread(Program, data_dir, wrapper=wrapper)
    await ask(first.url, "create table kept as select 7 as n")
    assert running_in(data_dir)
    first.kill()
    until_gone(data_dir, 2)
    second = await asyncio.to_thread(Program, data_dir, wrapper=wrapper)
    assert await ask(second.url, "select n from kept") == 7
    await asyncio.to_thread(second.stop)
    assert running_in(data_dir) == []


async def test_kill_9_of_everything_leaves_a_pid_file_that_stops_nobody(data_dir: Path) -> None:
    first = await asyncio.to_thread(Program, data_dir)
    await ask(first.url, "create table kept as select 7 as n")
    os.kill(int(first.said["pid"]), signal.SIGKILL)
    first.kill()
    until_gone(data_dir, 10)
    pid_file = data_dir / "cluster" / "postmaster.pid"
    # The worst case: the number in it belongs to a live process that has nothing to do with us.
    lines = pid_file.read_text().splitlines()
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    second = await asyncio.to_thread(Program, data_dir)
    assert await ask(second.url, "select n from kept") == 7
    await asyncio.to_thread(second.stop)


async def test_a_start_right_after_a_kill_waits_for_what_is_still_ending(data_dir: Path) -> None:
    first = await asyncio.to_thread(Program, data_dir)
    await ask(first.url, "create table kept as select 7 as n")
    first.kill()
    second = await asyncio.to_thread(Program, data_dir)
    assert await ask(second.url, "select n from kept") == 7
    await asyncio.to_thread(second.stop)


@pytest.mark.parametrize("folders", [[], ["a-folder-with-a-long-name"] * 5], ids=["near", "deep"])
async def test_while_it_is_kept_its_death_is_an_interruption_and_no_more(
    data_dir: Path, folders: list[str]
) -> None:
    settings = Settings(data_dir=data_dir.joinpath(*folders)).completed()
    pid_file = settings.data_dir / "postgres/cluster/postmaster.pid"
    async with asyncio.timeout(60), opened(settings) as url:
        await ask(url, "create table kept as select 1 as number")
        for number in (signal.SIGKILL, signal.SIGQUIT):
            killed = int(pid_file.read_text().splitlines()[0])
            os.kill(killed, number)
            while not pid_file.exists() or pid_file.read_text().startswith(str(killed)):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
            while True:
                with suppress(OSError, asyncpg.PostgresError):
                    assert await ask(url, "select number from kept") == 1
                    break
                await asyncio.sleep(0.02)


async def test_a_second_program_on_the_same_data_is_refused_and_the_first_goes_on(data_dir: Path) -> None:
    server = EmbeddedPostgres(data_dir)
    url = await server.start()
    second = await asyncio.to_thread(Program, data_dir)
    assert f"in use by another program (process {os.getpid()})" in str(second.said["error"])
    with pytest.raises(PostgresError, match="in use by another program"):
        await EmbeddedPostgres(data_dir).start()
    assert await ask(url, "select 1") == 1
    await server.stop()


async def test_a_deep_data_directory_works(data_dir: Path) -> None:
    deep = data_dir.joinpath(*["a-folder-with-a-long-name"] * 5)
    assert len(str(deep)) > SOCKET_PATH_LIMIT
    server = EmbeddedPostgres(deep)
    url = await server.start()
    socket_dir = Path(url.partition("?host=")[2].replace("%2F", "/"))
    assert await ask(url, "select 1") == 1
    await server.stop()
    assert not socket_dir.exists()


async def test_data_of_another_major_version_is_refused(data_dir: Path) -> None:
    server = EmbeddedPostgres(data_dir)
    await server.start()
    await server.stop()
    (data_dir / "cluster" / "PG_VERSION").write_text("12\n")
    with pytest.raises(PostgresError, match="was made by PostgreSQL 12"):
        await server.start()
    assert running_in(data_dir) == []


async def test_a_folder_that_is_no_cluster_is_refused_and_left_alone(data_dir: Path) -> None:
    (data_dir / "cluster").mkdir()
    (data_dir / "cluster" / "precious").write_text("x")
    with pytest.raises(PostgresError, match="is not a PostgreSQL cluster"):
        await EmbeddedPostgres(data_dir).start()
    assert (data_dir / "cluster" / "precious").read_text() == "x"


async def test_a_server_that_cannot_start_says_why(data_dir: Path) -> None:
    server = EmbeddedPostgres(data_dir)
    await server.start()
    await server.stop()
    (data_dir / "cluster" / "postgresql.conf").write_text("no_such_setting = 1\n")
    with pytest.raises(PostgresError, match="no_such_setting"):
        await server.start()


async def test_an_unfinished_cluster_is_made_anew(data_dir: Path) -> None:
    (data_dir / "cluster.new").mkdir()
    (data_dir / "cluster.new" / "PG_VERSION").write_text("18\n")
    server = EmbeddedPostgres(data_dir)
    assert await ask(await server.start(), "select 1") == 1
    await server.stop()


WITHOUT_PRCTL = PROGRAM.replace(
    "async def main", "postgres_child.__file__ = os.environ['LAUNCHER']\n\nasync def main"
)


async def test_where_the_kernel_cannot_tell_a_watcher_does(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The launcher as it works on a system without prctl: the only difference is that the kernel's offer is
    missing.
    """
    source = (ROOT / "src/causerie/kit/postgres_child.py").read_text()
    launcher = tmp_path / "launcher.py"
    launcher.write_text(source.replace('"prctl"', '"no_such_call"'))
    assert launcher.read_text() != source
    monkeypatch.setenv("LAUNCHER", str(launcher))
    first = await asyncio.to_thread(Program, data_dir, program=WITHOUT_PRCTL)
    assert await ask(first.url, "select 1") == 1
    first.kill()
    until_gone(data_dir, 2)
    second = await asyncio.to_thread(Program, data_dir, program=WITHOUT_PRCTL)
    await asyncio.to_thread(second.stop)
    assert running_in(data_dir) == []


class TestAsRoot:
    """PostgreSQL refuses to run as root. Run by an ordinary user, these have nothing to show."""

    pytestmark = pytest.mark.skipif(
        os.geteuid() != 0, reason="this is about being started as root, and we are not root"
    )

    async def test_a_folder_that_only_root_may_enter_works(self, data_dir: Path) -> None:
        data_dir.chmod(0o700)
        server = EmbeddedPostgres(data_dir / "postgres")
        assert await ask(await server.start(), "select 1") == 1
        await server.stop()

    async def test_without_user_namespaces_it_runs_as_nobody(self, data_dir: Path) -> None:
        first = await asyncio.to_thread(Program, data_dir, wrapper=CONFINED_ROOT)
        await ask(first.url, "create table kept as select 7 as n")
        assert (data_dir / "cluster").stat().st_uid == NOBODY
        first.kill()
        until_gone(data_dir, 2)
        second = await asyncio.to_thread(Program, data_dir)
        assert await ask(second.url, "select n from kept") == 7
        await asyncio.to_thread(second.stop)
        assert (data_dir / "cluster").stat().st_uid == NOBODY

    async def test_a_cluster_made_with_namespaces_goes_on_without(self, data_dir: Path) -> None:
        first = await asyncio.to_thread(Program, data_dir)
        await ask(first.url, "create table kept as select 7 as n")
        await asyncio.to_thread(first.stop)
        second = await asyncio.to_thread(Program, data_dir, wrapper=CONFINED_ROOT)
        assert await ask(second.url, "select n from kept") == 7
        await asyncio.to_thread(second.stop)

    async def test_the_folder_that_bars_the_way_is_named(self, data_dir: Path) -> None:
        data_dir.chmod(0o700)
        program = await asyncio.to_thread(Program, data_dir / "postgres", wrapper=CONFINED_ROOT)
        assert f"cannot enter {data_dir}" in str(program.said["error"])

    async def test_an_ordinary_user_is_told_whose_data_it_is(self, data_dir: Path) -> None:
        first = await asyncio.to_thread(Program, data_dir, wrapper=CONFINED_ROOT)
        await asyncio.to_thread(first.stop)
        program = await asyncio.to_thread(Program, data_dir, wrapper=ORDINARY_USER)
        assert "belongs to user 65534" in str(program.said["error"])
