"""Crowds: the load generator's programs that listen, each run in a process of its own."""

from __future__ import annotations

import asyncio
import random
import re
import time
from pathlib import Path

from msgspec import Struct

from bench.figures import Busy
from bench.lines import CONNECTING, Address, Line, LineSpec, connect
from bench.load import SETTLE_SECONDS, WARM_UP_SECONDS, Run, Sender, closed_loop, in_loop
from bench.machine import Meter, cpu_seconds, resident_kib


class Crowd(Struct, frozen=True):
    """What many sockets that watch cost."""

    sockets: int
    connects_per_second: float
    kib_each: float
    server_cpu_ms_each: float
    busy: Busy


async def _crowd(address: Address, specs: list[LineSpec]) -> Crowd:
    await connect(address, specs[:CONNECTING], Line)
    [server] = address.pids[:1]
    before, cpu = resident_kib(server), cpu_seconds(server)
    meter, began = Meter(address.pids, address.database_pid), time.perf_counter()
    lines = await connect(address, specs[CONNECTING:], Line)
    seconds = time.perf_counter() - began
    busy = meter.read()
    await asyncio.sleep(1)
    count = len(lines)
    grown, cpu = resident_kib(server) - before, cpu_seconds(server) - cpu
    return Crowd(count, count / seconds, grown / count, cpu / count * 1000, busy)


def crowd(address: Address, specs: list[LineSpec]) -> Crowd:
    """Opens them all and lets them be idle."""
    return in_loop(_crowd(address, specs))


class Told(Struct, frozen=True):
    """What a fan-out gave: deliveries a second."""

    per_second: float
    busy: Busy

    @property
    def cost(self) -> float:
        """Microseconds of processor that the server spent on a delivery."""
        return self.busy.server / self.per_second * 1e6


class Listener(Line):
    """Hears one sender's messages, each once and in their order, and looks no further."""

    def __init__(self, spec: LineSpec, run: Run) -> None:
        super().__init__(spec)
        self.heard = 0
        self.problem = ""
        self._find = re.compile(rb'"client_id":"' + run.name + rb'(\d{10})"').findall

    def data_received(self, data: bytes) -> None:
        """Looks for the numbers; one may stand across two reads."""
        if not self.ready.done():
            super().data_received(data)
            return
        data = self._rest + data
        for found in self._find(data):
            if int(found) != self.heard:
                self.problem = self.problem or f"{int(found)} came, where {self.heard} was due"
            self.heard += 1
        # Shorter than what is looked for: no number is found twice.
        self._rest = data[-_LOOKED_FOR + 1 :]

    def connection_lost(self, error: Exception | None) -> None:
        """Nobody asked for it."""
        super().connection_lost(error)
        self.problem = self.problem or "the line was lost"


_LOOKED_FOR = len('"client_id":"########0123456789"')


async def _all_heard(listeners: list[Listener], count: int) -> None:
    deadline = time.perf_counter() + SETTLE_SECONDS
    while any(line.heard < count and not line.problem for line in listeners):
        if time.perf_counter() > deadline:
            break
        await asyncio.sleep(0.05)
    wrong = [line for line in listeners if line.problem or line.heard != count]
    if wrong:
        first = wrong[0]
        raise AssertionError(
            f"{len(wrong)} of {len(listeners)} readers did not hear {count} messages once and in order: "
            f"{first.heard} heard; {first.problem}"
        )


async def _fan_out(address: Address, specs: list[LineSpec], seconds: float) -> Told:
    run = Run(keep_going=True)
    listeners = await connect(address, specs[1:], lambda spec: Listener(spec, run))
    await closed_loop(run, await connect(address, specs[:1], lambda spec: Sender(spec, run)), 1)
    await asyncio.sleep(WARM_UP_SECONDS)
    meter, began, before = (
        Meter(address.pids, address.database_pid),
        time.perf_counter(),
        sum(line.heard for line in listeners),
    )
    await asyncio.sleep(seconds)
    busy, passed = meter.read(), time.perf_counter() - began
    told = sum(line.heard for line in listeners) - before
    run.stopped = True
    await run.acknowledged_all()
    await _all_heard(listeners, run.count)
    return Told(told / passed, busy)


def fan_out(address: Address, specs: list[LineSpec], seconds: float) -> Told:
    """The first socket talks, all the others count."""
    return in_loop(_fan_out(address, specs, seconds))


async def _come_back(port: int, specs: list[LineSpec], all_there: Path) -> float:
    address = Address(port, [], 0)
    lines = await connect(address, specs, Line)
    all_there.touch()
    turns = asyncio.Semaphore(CONNECTING)

    async def again(line: Line) -> None:
        await line.gone.wait()
        while True:
            await asyncio.sleep(random.uniform(0.5, 1.5))  # as docs/live.md asks after `bye`
            try:
                async with turns:
                    await connect(address, [line.spec], Line)
                return
            except OSError:
                continue

    await asyncio.gather(*(again(line) for line in lines))
    return time.perf_counter()


def come_back(port: int, specs: list[LineSpec], all_there: Path) -> float:
    """Opens them all, makes the file `all_there`, and when the server has gone opens them all again. Returns when the
    last was ready, as CLOCK_MONOTONIC has it, which all processes share."""
    return in_loop(_come_back(port, specs, all_there))
