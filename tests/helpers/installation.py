"""`causerie serve --workers 2` as it is typed: a parent with its workers, to be ended and killed."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from causerie.settings import PREFIX
from tests.helpers.demo import command_of, descendants, until_gone
from tests.helpers.server import free_port

WORKERS = 2
START_SECONDS = 60.0
STOP_SECONDS = 60.0


async def until(true: Callable[[], bool]) -> None:
    """Waits for what only another process knows."""
    while not true():  # noqa: ASYNC110  (no event of ours is set over there)
        await asyncio.sleep(0.02)


class Installation:
    """One machine's processes. `settings`: by their names without the prefix."""

    def __init__(self, folder: Path, settings: dict[str, str]) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._log = folder / "serve.log"
        given = {"port": str(self.port), "data_dir": str(folder), **settings}
        environ = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [Path(sys.executable).with_name("causerie"), "serve", "--workers", str(WORKERS)],
                env=environ | {f"{PREFIX}{name.upper()}": value for name, value in given.items()},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """Of the parent."""
        return self._process.pid

    def workers(self) -> list[int]:
        """The processes of the workers that live now."""
        return [pid for pid in descendants(self.pid) if "causerie.workers --worker" in command_of(pid)]

    async def ready(self) -> None:
        """Waits until all workers serve."""
        async with asyncio.timeout(START_SECONDS), httpx.AsyncClient(trust_env=False) as http:
            while self.log().count(" serves, process ") < WORKERS or not await _is_ready(http, self.url):
                assert self._process.poll() is None, self.log()
                await asyncio.sleep(0.02)

    async def started_another(self, gone: int) -> None:
        """Waits until the worker has a successor that serves."""
        async with asyncio.timeout(START_SECONDS):
            await until(
                lambda: gone not in self.workers() and self.log().count(" serves, process ") > WORKERS
            )

    def signal(self, number: signal.Signals) -> None:
        """Sends a signal to the parent alone."""
        self._process.send_signal(number)

    async def ended(self) -> int:
        """The parent's exit status, when it has ended."""
        return await asyncio.to_thread(self._process.wait, STOP_SECONDS)

    def log(self) -> str:
        """All that its processes wrote."""
        return self._log.read_text(errors="replace")


async def _is_ready(http: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await http.get(f"{url}/readyz")).is_success
    except httpx.TransportError:
        return False


@asynccontextmanager
async def installation(folder: Path, **settings: str) -> AsyncIterator[Installation]:
    """Serves until the block ends."""
    folder.chmod(0o755)  # noqa: ASYNC240  where PostgreSQL must run as another user than root, that user goes through here
    installed = Installation(folder, settings)
    try:
        await installed.ready()
        yield installed
    finally:
        started = [installed.pid, *descendants(installed.pid)]
        if installed._process.poll() is None:
            installed._process.kill()
            installed._process.wait()
        await until_gone(started)
