"""Nodes forked from a process that has loaded the program: a start costs a tenth of what it does elsewhere, so that a
busy machine restarts them as soon as a free one.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from multiprocessing import get_context
from pathlib import Path

from faults import link, node

CONTEXT = get_context("forkserver")
CONTEXT.set_forkserver_preload(["__main__", "faults.node"])


class Forked:
    """The process of a node, to be handled as subprocess.Popen's are. `namespace`: the network that it lives in."""

    def __init__(self, environ: dict[str, str], log: Path, seed: str, namespace: Path | None = None) -> None:
        self._process = CONTEXT.Process(target=_become, args=(environ, log, seed, namespace))
        self._process.start()

    @property
    def pid(self) -> int:
        """Its number."""
        assert self._process.pid is not None
        return self._process.pid

    def poll(self) -> int | None:
        """Its exit status, where it has ended."""
        return None if self._process.is_alive() else self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """The same, when it has ended. Raises TimeoutExpired."""
        self._process.join(timeout)
        status = self.poll()
        if status is None:
            raise subprocess.TimeoutExpired("a node", timeout or 0)
        return status

    def send_signal(self, number: int) -> None:
        """Sends it a signal, where it lives."""
        if self._process.is_alive():
            os.kill(self.pid, number)

    def kill(self) -> None:
        """Kills it."""
        self.send_signal(signal.SIGKILL)


def _become(environ: dict[str, str], log: Path, seed: str, namespace: Path | None) -> None:
    os.setsid()
    if namespace is not None:
        link.enter(namespace)
    with log.open("ab") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    if "LD_PRELOAD" in environ:  # what is loaded first can't be loaded later
        os.execve(sys.executable, [sys.executable, "-m", "faults.node", seed], environ)
    os.environ.clear()
    os.environ.update(environ)
    node.main([seed])
