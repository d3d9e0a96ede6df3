"""Work of the processor's, kept off the event loop: in another process, which ends with us whatever ends us."""

import asyncio
import os
import signal
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


class ProcessPool:
    """Some processes, started when they are first needed, and again after one died."""

    def __init__(self, workers: int = 1) -> None:
        self._workers = workers
        self._executor: ProcessPoolExecutor | None = None

    async def run(self, function: Callable[..., T], /, *arguments: object) -> T:
        """Calls `function` over there: it stands at the top of a module, and what goes in and out can be pickled.

        Raises what it raises, and BrokenProcessPool where a process was killed: the next call gets a new one.
        """
        if self._executor is None:
            # Not forked: a copy of this process would hold its sockets and its locks.
            self._executor = ProcessPoolExecutor(self._workers, get_context("spawn"), _end_with_parent)
        executor = self._executor
        try:
            return await asyncio.get_running_loop().run_in_executor(executor, function, *arguments)
        except BrokenProcessPool:
            if self._executor is executor:
                self._executor = None
            executor.shutdown(wait=False)
            raise

    async def close(self) -> None:
        """Ends the processes, when what they do is done."""
        executor, self._executor = self._executor, None
        if executor is not None:
            await asyncio.to_thread(executor.shutdown)


def _end_with_parent() -> None:
    # A Ctrl-C at the terminal is for the parent, who ends us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_wait_for_parent, daemon=True).start()


def _wait_for_parent() -> None:
    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
