"""The real demo, as a process of its own that can be stopped, killed and started again."""

import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.helpers.server import free_port

START_SECONDS = 60.0
STOP_SECONDS = 30.0
# A killed program loses nothing that it had written to a file system in memory, and no test waits for a disk.
MEMORY = Path("/dev/shm")


class Demo:
    """`causerie demo --empty` over one data folder, on one port."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Of the process that runs now."""
        assert self._process is not None
        return self._process.pid

    @property
    def identify_secret(self) -> str:
        """What the demo's shop signs its customers' names with."""
        return (self.data_dir / "identify-secret").read_text()

    async def start(self) -> float:
        """Starts it and waits until it serves. Returns the seconds that took."""
        began = time.monotonic()
        self._process = process = self._spawn()
        async with httpx.AsyncClient(trust_env=False) as http:
            while not await _serves(http, self.url):
                assert process.poll() is None, self.log()
                assert time.monotonic() - began < START_SECONDS, self.log()
                await asyncio.sleep(0.02)
        return time.monotonic() - began

    def _spawn(self) -> subprocess.Popen[bytes]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("CAUSERIE_")}
        environment |= {
            "CAUSERIE_PORT": str(self.port),
            "CAUSERIE_DATA_DIR": str(self.data_dir),
            "CAUSERIE_VISITOR_MESSAGES_PER_SECOND": "1000000",  # tests talk faster than people
        }
        with (self.data_dir / "demo.log").open("ab") as log:
            return subprocess.Popen(
                [Path(sys.executable).with_name("causerie"), "demo", "--empty"],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self) -> None:
        """Kills the program alone, as a crash would; what it had started must end by itself."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    async def interrupt(self) -> int:
        """Presses Ctrl-C, which the terminal sends to the whole group. Returns the exit status."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGINT)
        return await asyncio.to_thread(self._process.wait, STOP_SECONDS)

    def log(self) -> str:
        """All that it wrote, of every start."""
        return (self.data_dir / "demo.log").read_text(errors="replace")

    def descendants(self) -> list[int]:
        """Every process that it started and that lives, with theirs."""
        return descendants(self.pid)


def descendants(pid: int) -> list[int]:
    """Every process that this one started and that lives, with theirs."""
    found: list[int] = []
    waiting = [pid]
    while waiting:
        for children in Path(f"/proc/{waiting.pop()}/task").glob("*/children"):
            with contextlib.suppress(FileNotFoundError):
                started = [int(pid) for pid in children.read_text().split()]
                found += started
                waiting += started
    return found


async def _serves(http: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await http.get(f"{url}/healthz")).is_success
    except httpx.TransportError:
        return False


@contextmanager
def running_demo() -> Iterator[Demo]:
    """A demo with nothing in it, gone without a trace afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="causerie-demo-", dir=MEMORY if MEMORY.is_dir() else None))
    folder.chmod(0o755)  # where PostgreSQL must run as another user than root, that user goes through here
    demo = Demo(folder)
    try:
        asyncio.run(demo.start())
        yield demo
    finally:
        started = demo.descendants()
        demo.kill()
        asyncio.run(until_gone(started))
        shutil.rmtree(folder)


async def until_gone(pids: list[int], seconds: float = STOP_SECONDS) -> None:
    """Waits until none of these processes lives."""
    deadline = time.monotonic() + seconds
    while left := [pid for pid in pids if _lives(pid)]:
        assert time.monotonic() < deadline, f"still there: {[command_of(pid) for pid in left]}"
        await asyncio.sleep(0.02)


def _lives(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def command_of(pid: int) -> str:
    """The command line of a process."""
    with contextlib.suppress(FileNotFoundError):
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    return f"{pid}, gone now"
