"""What a process and this machine cost and offer, from Linux's /proc."""

from __future__ import annotations

import os
import platform
import resource
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from bench.figures import Busy

_ESTABLISHED = "01"
_TICK = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int) -> float:
    """The processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICK


def family_cpu_seconds(pid: int) -> float:
    """The same of a process with all that it started, the ended ones that it waited for too."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    ended = (int(fields[13]) + int(fields[14])) / _TICK
    return cpu_seconds(pid) + ended + sum(cpu_seconds(child) for child in descendants(pid))


class Meter:
    """Who uses the processor from now on: this process, the server's and its PostgreSQL's."""

    def __init__(self, server: Sequence[int], database: int) -> None:
        self._server = server
        self._database = database
        self._began = time.perf_counter()
        self._before = self._spent()

    def read(self) -> Busy:
        """The shares until now."""
        seconds = time.perf_counter() - self._began
        own, server, database, all_ = (
            (now - then) / seconds for now, then in zip(self._spent(), self._before, strict=True)
        )
        return Busy(own, server, database, max(0.0, all_ - own - server - database))

    def _spent(self) -> tuple[float, float, float, float]:
        user, nice, system, _, _, irq, softirq, *_ = _machine_ticks()
        return (
            time.process_time(),
            sum(map(cpu_seconds, self._server)),
            family_cpu_seconds(self._database),
            (user + nice + system + irq + softirq) / _TICK,
        )


def _machine_ticks() -> list[int]:
    """Of all cores: user, nice, system, idle, iowait, irq, softirq, …"""
    first = Path("/proc/stat").read_text().split("\n", 1)[0]
    return [int(field) for field in first.split()[1:]]


def resident_kib(pid: int) -> int:
    """What a process holds in memory."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise LookupError(f"/proc/{pid}/status has no VmRSS")


def descendants(pid: int) -> list[int]:
    """Every process that a process started, with theirs."""
    found: list[int] = []
    waiting = [pid]
    while waiting:
        for children in Path(f"/proc/{waiting.pop()}/task").glob("*/children"):
            started = [int(child) for child in children.read_text().split()]
            found += started
            waiting += started
    return found


def who_serves(port: int, pids: Sequence[int]) -> dict[int, int]:
    """Which of the processes holds the server's end of each connection to `port`, by the port of the other end."""
    holders = {}
    for pid in pids:
        for fd in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(FileNotFoundError):  # closed meanwhile
                holders[str(fd.readlink())] = pid
    found = {}
    for row in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        _, local, remote, state, *_, inode = row.split()[:10]
        holder = holders.get(f"socket:[{inode}]")
        if holder is not None and state == _ESTABLISHED and int(local.rpartition(":")[2], 16) == port:
            found[int(remote.rpartition(":")[2], 16)] = holder
    return found


def facts() -> dict[str, str]:
    """The machine as a report names it."""
    model = next(
        (
            line.split(":")[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "cores": str(len(os.sched_getaffinity(0))),
        "processor": model,
        "memory": f"{memory:.0f} GiB",
        "system": platform.platform(),
        "python": platform.python_version(),
        "load before": f"{os.getloadavg()[0]:.1f}",
    }


def allow_many_files() -> None:
    """As many open files as the system lets us have; what we start inherits it."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
