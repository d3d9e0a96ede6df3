"""Several processes behind one port: a parent that holds the port and the database, and workers that it keeps alive.

The port is one listening socket that all workers share: what waits to be accepted is taken by whoever lives, so
neither a worker's death nor its drain refuses or loses a connection.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import sys
import time
from contextlib import AsyncExitStack
from threading import Thread

from causerie.kit import log
from causerie.kit.postgres import PostgresError, opened
from causerie.settings import PREFIX, Settings, SettingsError

LOG = logging.getLogger("causerie.workers")
BACKLOG = 2048
# More are too many for the embedded database's connections.
MOST_WITH_EMBEDDED = 5
STOP_SECONDS = 45.0
# A worker that lived for so long is started again at once, one that dies sooner after a pause.
STEADY_SECONDS = 10.0
LONGEST_PAUSE_SECONDS = 10.0
READY = b"."


class Worker:
    """One place for a worker, whoever fills it now."""

    def __init__(self, number: int, listening: socket.socket, environ: dict[str, str]) -> None:
        self.ready = asyncio.Event()
        self._number = number
        self._listening = listening
        self._environ = environ
        self._process: asyncio.subprocess.Process | None = None

    async def live(self) -> int:
        """Starts a process and waits for its end. Returns its exit status."""
        # Its end of this pair becomes readable when we end, however that happens; ours when it serves.
        ours, its = socket.socketpair()
        with ours:
            with its:
                self._process = await asyncio.create_subprocess_exec(
                    *(sys.executable, "-m", "causerie.workers", "--worker"),
                    *(str(self._listening.fileno()), str(its.fileno())),
                    env=self._environ,
                    stdin=asyncio.subprocess.DEVNULL,
                    pass_fds=[self._listening.fileno(), its.fileno()],
                    # A Ctrl-C at the terminal is for us, who end the workers first and the database last.
                    start_new_session=True,
                )
            ours.setblocking(False)
            if await asyncio.get_running_loop().sock_recv(ours, 1) == READY:
                LOG.info("worker %d serves, process %d", self._number, self._process.pid)
                self.ready.set()
            return await self._process.wait()

    async def keep(self, stopping: asyncio.Event) -> None:
        """Keeps a process alive until `stopping`; the first worker's only if it ever served."""
        pause = 0.1
        while not stopping.is_set():
            began = time.monotonic()
            status = await self.live()
            if stopping.is_set() or (self._number == 0 and not self.ready.is_set()):
                return
            LOG.warning("worker %d ended with %d; starting another", self._number, status)
            pause = (
                0.1 if time.monotonic() - began > STEADY_SECONDS else min(pause * 2, LONGEST_PAUSE_SECONDS)
            )
            try:
                async with asyncio.timeout(pause):
                    await stopping.wait()
            except TimeoutError:
                continue

    def end(self, number: signal.Signals) -> None:
        """Sends the signal to the process, where there is one."""
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(number)


async def supervise(settings: Settings, count: int) -> int:
    """Serves with `count` workers until SIGTERM or SIGINT. Returns the exit status.

    Raises SettingsError and PostgresError. A worker that can't even start ends the whole.
    """
    if count > MOST_WITH_EMBEDDED and not settings.database_url:
        raise SettingsError(
            f"the embedded database is enough for {MOST_WITH_EMBEDDED} workers: set {PREFIX}DATABASE_URL for more"
        )
    settings = settings.with_secret()
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    async with AsyncExitStack() as stack:
        listening = stack.enter_context(_listen(settings))
        url = await stack.enter_async_context(opened(settings))
        workers = [Worker(n, listening, _environ(settings, url, n)) for n in range(count)]
        # The first one brings the database to today's schema, and says what is wrong where something is.
        first = asyncio.create_task(workers[0].keep(stopping))
        if not await _serves(workers[0], first, stopping):
            return 1
        keeping = [first, *(asyncio.create_task(worker.keep(stopping)) for worker in workers[1:])]
        await stopping.wait()
        await _end(workers, keeping)
    return 0


async def _serves(worker: Worker, keeping: asyncio.Task[None], stopping: asyncio.Event) -> bool:
    ready = asyncio.create_task(worker.ready.wait())
    ended = asyncio.create_task(stopping.wait())
    await asyncio.wait({ready, ended, keeping}, return_when=asyncio.FIRST_COMPLETED)
    for task in (ready, ended):
        task.cancel()
    if not worker.ready.is_set():
        stopping.set()
        await _end([worker], [keeping])
    return worker.ready.is_set()


async def _end(workers: list[Worker], keeping: list[asyncio.Task[None]]) -> None:
    for worker in workers:
        worker.end(signal.SIGTERM)
    _, late = await asyncio.wait(keeping, timeout=STOP_SECONDS)
    if late:
        LOG.error("%d workers did not end in %.0f s and are killed", len(late), STOP_SECONDS)
        for worker in workers:
            worker.end(signal.SIGKILL)
        await asyncio.wait(late)


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise SettingsError(
            f"{settings.host}:{settings.port} can't be listened on: {error.strerror}"
        ) from error


def _environ(settings: Settings, url: str, number: int) -> dict[str, str]:
    environ = {**os.environ, f"{PREFIX}DATABASE_URL": url}
    if number:
        environ.pop(f"{PREFIX}MAIL_LISTEN", None)  # that port is the first one's
    if settings.metrics_listen:
        host, _, port = settings.metrics_listen.rpartition(":")
        environ[f"{PREFIX}METRICS_LISTEN"] = f"{host}:{int(port) + number}"
    return environ


# in a worker ---------------------------------------------------------------------------------------------------------


def work(listening: socket.socket, parent: socket.socket) -> None:
    """Serves on a socket that others share, until SIGTERM or the parent's end."""
    # Here, because the parent needs none of it.
    from causerie.main import create_app
    from causerie.serving import web_server

    settings = Settings.from_env(os.environ)
    Thread(target=_end_with, args=(parent,), daemon=True).start()
    server = web_server(create_app(settings), settings, on_ready=lambda: parent.sendall(READY))
    server.run(sockets=[listening])


def _end_with(parent: socket.socket) -> None:
    while parent.recv(1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(STOP_SECONDS)
    os._exit(1)


def main(arguments: list[str]) -> int:
    """`python -m causerie.workers COUNT`; in a worker `--worker LISTENING_FD PARENT_FD`."""
    settings = Settings.from_env(os.environ)
    log.configure(settings.log_level, settings.log_format)
    if arguments[0] == "--worker":
        work(socket.socket(fileno=int(arguments[1])), socket.socket(fileno=int(arguments[2])))
        return 0
    try:
        return asyncio.run(supervise(settings, int(arguments[0])))
    except (SettingsError, PostgresError) as error:
        print(f"causerie: {error}", file=sys.stderr)  # noqa: T201  (to whoever typed the command)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
