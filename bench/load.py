"""The load generator, in a process of its own: raw frames over many sockets, and a clock.

What it can't do by itself is checked by it: every message that it sent was acknowledged once, and reached every
socket that watches once.
"""

from __future__ import annotations

import asyncio
import math
import random
import re
import secrets
import time
from array import array
from collections.abc import Awaitable, Callable
from itertools import cycle
from pathlib import Path
from typing import TypeVar

import uvloop
from msgspec import Struct

from bench.machine import cpu_seconds, family_cpu_seconds, resident_kib
from bench.wire import FrameProtocol, client_frame, upgrade_request

T = TypeVar("T")
WORDS = "Hello, is the blue raincoat there in size M, and when would it arrive in Chisinau?"
WARM_UP_SECONDS = 1.0
SETTLE_SECONDS = 30.0
CONNECTING = 50
_ACK, _ENTRIES = b'{"t":"ack"', b'{"t":"entries"'
# Counts a message wherever it stands.
_MARK = WORDS[-12:].encode() + b'"'
_READY = (_ENTRIES, b'{"t":"heads"')


class Address(Struct, frozen=True):
    """Where a server listens, its process, and the first process of its PostgreSQL."""

    port: int
    pid: int
    database_pid: int


class LineSpec(Struct, frozen=True):
    """A socket: who it says it is, and the conversation that it watches; none: it hears the list."""

    hello: bytes
    conversation: str
    cookie: str = ""


class Latency(Struct, frozen=True):
    """Milliseconds."""

    p50: float
    p95: float
    p99: float


class Sent(Struct, frozen=True):
    """What a run of sends gave. `generator`, `server` and `database`: the share of one core that each used."""

    messages: int
    per_second: float
    ack: Latency
    other_side: Latency
    generator: float
    server: float
    database: float

    @property
    def cost(self) -> float:
        """Microseconds of processor that server and database spent on a message."""
        return (self.server + self.database) / self.per_second * 1e6


class Line(FrameProtocol):
    """A socket that says hello, watches its conversation and tells its owner of frames."""

    def __init__(self, spec: LineSpec) -> None:
        super().__init__()
        self.spec = spec
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.gone = asyncio.Event()

    def on_head(self, head: bytes) -> None:
        """The handshake is answered: says hello and what it wants to hear."""
        if not head.startswith(b"HTTP/1.1 101"):
            self.ready.set_exception(ConnectionError(head.decode(errors="replace")))
            return
        watch = b'{"t":"watch","conversation":"%s"}' % self.spec.conversation.encode()
        if not self.spec.conversation:
            watch = b'{"t":"list"}'
        self.transport.write(client_frame(self.spec.hello) + client_frame(watch))

    def on_text(self, payload: bytes) -> None:
        """Ready by the first answer; then frame by frame."""
        if self.ready.done():
            self.on_frame(payload)
        elif payload.startswith(_READY):
            self.ready.set_result(None)
        elif payload.startswith((b'{"t":"error"', b'{"t":"bye"')):
            self.ready.set_exception(ConnectionError(payload.decode()))

    def on_frame(self, payload: bytes) -> None:
        """A frame after the watch was answered."""

    def connection_lost(self, error: Exception | None) -> None:
        """The socket is gone."""
        if not self.ready.done():
            self.ready.set_exception(error or ConnectionError("closed before it was ready"))
        self.gone.set()


LineT = TypeVar("LineT", bound=Line)


async def connect(address: Address, specs: list[LineSpec], make: Callable[[LineSpec], LineT]) -> list[LineT]:
    """Opens a socket for each spec, `CONNECTING` at a time, each of them ready. Raises ConnectionError."""
    loop = asyncio.get_running_loop()
    turns = asyncio.Semaphore(CONNECTING)

    async def open_one(spec: LineSpec) -> LineT:
        async with turns:
            transport, line = await loop.create_connection(lambda: make(spec), "127.0.0.1", address.port)
            transport.write(upgrade_request(f"127.0.0.1:{address.port}", spec.cookie))
            async with asyncio.timeout(SETTLE_SECONDS):
                await line.ready
            return line

    return list(await asyncio.gather(*(open_one(spec) for spec in specs)))


class Sender(Line):
    """A socket of a pair that talks. Its messages of one read go out by one write."""

    def __init__(self, spec: LineSpec, run: Run) -> None:
        super().__init__(spec)
        self._run = run
        self._out: list[bytes] = []

    def send(self, due: float) -> None:
        """Says something, counted from the moment at which it was due; it leaves with `flush`."""
        self._out.append(client_frame(self._run.next_message(self, due)))

    def flush(self) -> None:
        """Lets go what was said."""
        if self._out:
            self.transport.write(b"".join(self._out))
            self._out.clear()

    def on_frame(self, payload: bytes) -> None:
        """Acks and entries are the run\'s; a refusal ends it."""
        if payload.startswith(_ACK):
            self._run.acknowledged(self, payload)
        elif payload.startswith(_ENTRIES):
            self._run.delivered(self, payload)
        elif payload.startswith((b'{"t":"error"', b'{"t":"bye"')):
            self._run.failed(payload)

    def on_read(self) -> None:
        """What the acks let go leaves together."""
        self.flush()


class Run:
    """One measured run: what was sent when, acknowledged when, and when it was on the other side."""

    def __init__(self, *, keep_going: bool) -> None:
        self._name = secrets.token_hex(4).encode()
        self._find = re.compile(rb'"client_id":"' + self._name + rb'(\d{10})"').findall
        self._keep_going = keep_going
        self._senders: list[Sender] = []
        self._due = array("d")
        self._acked = array("d")
        self._seen = array("d")
        self._times_seen = array("B")
        self._problem: bytes | None = None
        self.stopped = False

    def next_message(self, sender: Sender, due: float) -> bytes:
        """The next append, and a place for its times."""
        number = len(self._senders)
        self._senders.append(sender)
        self._due.append(due)
        self._acked.append(0.0)
        self._seen.append(0.0)
        self._times_seen.append(0)
        return (
            b'{"t":"append","client_id":"%s%010d","conversation":"%s","content":{"kind":"text","text":"%s"}}'
            % (
                self._name,
                number,
                sender.spec.conversation.encode(),
                WORDS.encode(),
            )
        )

    def acknowledged(self, sender: Sender, payload: bytes) -> None:
        """An ack came; the next message goes."""
        now = time.perf_counter()
        for found in self._find(payload):
            number = int(found)
            if self._acked[number]:
                self._problem = payload
            self._acked[number] = now
            if self._keep_going and not self.stopped:
                sender.send(now)

    def delivered(self, line: Sender, payload: bytes) -> None:
        """Entries came to one side."""
        now = time.perf_counter()
        for found in self._find(payload):
            number = int(found)
            self._times_seen[number] += 1
            if self._senders[number] is not line:
                self._seen[number] = now

    def failed(self, payload: bytes) -> None:
        """The server refused something: the run is worth nothing."""
        self._problem = payload
        self.stopped = True

    @property
    def count(self) -> int:
        """How many messages were sent."""
        return len(self._due)

    async def acknowledged_all(self) -> None:
        """Waits for every ack. Raises AssertionError where one does not come."""
        deadline = time.perf_counter() + SETTLE_SECONDS
        while not all(self._acked):
            if time.perf_counter() > deadline or self._problem is not None:
                raise AssertionError(f"not all was acknowledged; {self._problem!r}")
            await asyncio.sleep(0.05)

    async def settled(self) -> None:
        """Waits until all is acknowledged and delivered to both sides. Raises AssertionError where it is not."""
        deadline = time.perf_counter() + SETTLE_SECONDS
        while time.perf_counter() < deadline and self._problem is None:
            if all(self._acked) and all(times == 2 for times in self._times_seen):
                return
            await asyncio.sleep(0.05)
        lost = sum(not at for at in self._acked)
        wrong = sum(times != 2 for times in self._times_seen)
        raise AssertionError(
            f"{lost} of {len(self._acked)} not acknowledged, {wrong} not delivered twice; {self._problem!r}"
        )

    def result(self, began: float, ended: float, generator: float, server: float, database: float) -> Sent:
        """The figures of the messages that were due in [began, ended)."""
        chosen = [number for number, due in enumerate(self._due) if began <= due < ended]
        done = sum(began <= at < ended for at in self._acked)
        seconds = ended - began
        return Sent(
            messages=len(chosen),
            per_second=done / seconds,
            ack=_latency([self._acked[number] - self._due[number] for number in chosen]),
            other_side=_latency([self._seen[number] - self._due[number] for number in chosen]),
            generator=generator / seconds,
            server=server / seconds,
            database=database / seconds,
        )


def _latency(seconds: list[float]) -> Latency:
    if not seconds:
        return Latency(math.nan, math.nan, math.nan)
    ordered = sorted(seconds)
    at = [ordered[min(len(ordered) - 1, int(len(ordered) * part))] * 1000 for part in (0.5, 0.95, 0.99)]
    return Latency(*at)


async def _measured(run: Run, address: Address, seconds: float, work: Awaitable[None] | None) -> Sent:
    task = asyncio.ensure_future(work) if work else None
    await asyncio.sleep(WARM_UP_SECONDS)
    before, began = _spent(address), time.perf_counter()
    await asyncio.sleep(seconds)
    ended = time.perf_counter()
    own, server, database = (after - then for after, then in zip(_spent(address), before, strict=True))
    run.stopped = True
    if task is not None:
        await task
    await run.settled()
    return run.result(began, ended, own, server, database)


def _spent(address: Address) -> tuple[float, float, float]:
    return time.process_time(), cpu_seconds(address.pid), family_cpu_seconds(address.database_pid)


async def _sends(
    address: Address,
    pairs: list[tuple[LineSpec, LineSpec]],
    others: list[LineSpec],
    in_flight: int,
    seconds: float,
) -> Sent:
    run = Run(keep_going=True)
    await connect(address, others, Line)
    senders = await connect(
        address, [spec for pair in pairs for spec in pair], lambda spec: Sender(spec, run)
    )
    now = time.perf_counter()
    for sender, _ in zip(cycle(senders), range(in_flight), strict=False):
        sender.send(now)
    for sender in senders:
        sender.flush()
    return await _measured(run, address, seconds, None)


async def _sends_at(
    address: Address,
    pairs: list[tuple[LineSpec, LineSpec]],
    others: list[LineSpec],
    rate: float,
    seconds: float,
) -> Sent:
    run = Run(keep_going=False)
    await connect(address, others, Line)
    senders = await connect(
        address, [spec for pair in pairs for spec in pair], lambda spec: Sender(spec, run)
    )

    async def talk() -> None:
        began, count = time.perf_counter(), 0
        turn = cycle(senders)
        while not run.stopped:
            while (due := began + count / rate) <= time.perf_counter():
                sender = next(turn)
                sender.send(due)
                sender.flush()
                count += 1
            await asyncio.sleep(0.0005)

    return await _measured(run, address, seconds, talk())


def sends(
    address: Address,
    pairs: list[tuple[LineSpec, LineSpec]],
    others: list[LineSpec],
    in_flight: int,
    seconds: float,
) -> Sent:
    """Keeps so many messages in flight, shared among all sockets of the pairs."""
    return in_loop(_sends(address, pairs, others, in_flight, seconds))


def sends_at(
    address: Address,
    pairs: list[tuple[LineSpec, LineSpec]],
    others: list[LineSpec],
    rate: float,
    seconds: float,
) -> Sent:
    """Says so many a second, whatever comes back; times count from when each was due."""
    return in_loop(_sends_at(address, pairs, others, rate, seconds))


def in_loop(work: Awaitable[T]) -> T:
    """Runs it in a loop of this process's own."""

    async def main() -> T:
        return await work

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(main())


class Crowd(Struct, frozen=True):
    """What many sockets that watch cost."""

    sockets: int
    connects_per_second: float
    kib_each: float
    server_cpu_ms_each: float
    generator: float


async def _crowd(address: Address, specs: list[LineSpec]) -> Crowd:
    await connect(address, specs[:CONNECTING], Line)
    before, cpu, own = resident_kib(address.pid), cpu_seconds(address.pid), time.process_time()
    began = time.perf_counter()
    lines = await connect(address, specs[CONNECTING:], Line)
    seconds = time.perf_counter() - began
    count = len(lines)
    spent = time.process_time() - own
    await asyncio.sleep(1)
    grown = resident_kib(address.pid) - before
    cpu = cpu_seconds(address.pid) - cpu
    return Crowd(count, count / seconds, grown / count, cpu / count * 1000, spent / seconds)


def crowd(address: Address, specs: list[LineSpec]) -> Crowd:
    """Opens them all and lets them be idle."""
    return in_loop(_crowd(address, specs))


class Told(Struct, frozen=True):
    """What a fan-out gave: deliveries a second, and the share of one core that each used."""

    per_second: float
    generator: float
    server: float


class Listener(Line):
    """Counts the messages that it is told, and looks no further."""

    def __init__(self, spec: LineSpec, told: Tally) -> None:
        super().__init__(spec)
        self._told = told

    def data_received(self, data: bytes) -> None:
        """Counts marks; one may stand across two reads."""
        if self.ready.done():
            data = self._rest + data
            self._told.add(data.count(_MARK))
            self._rest = data[-len(_MARK) + 1 :]
        else:
            super().data_received(data)


class Tally:
    """A count that somebody may wait for."""

    def __init__(self) -> None:
        self.count = 0
        self._changed = asyncio.Event()

    def add(self, number: int) -> None:
        """Counts more."""
        self.count += number
        self._changed.set()

    async def reach(self, number: int) -> None:
        """Waits until it is so many. Raises TimeoutError, and AssertionError where it is more."""
        async with asyncio.timeout(SETTLE_SECONDS):
            while self.count < number:
                self._changed.clear()
                await self._changed.wait()
        if self.count != number:
            raise AssertionError(f"{self.count} deliveries, where {number} were due")


async def _fan_out(address: Address, specs: list[LineSpec], seconds: float) -> Told:
    run, tally = Run(keep_going=True), Tally()
    listeners = await connect(address, specs[1:], lambda spec: Listener(spec, tally))
    [sender] = await connect(address, specs[:1], lambda spec: Sender(spec, run))
    sender.send(time.perf_counter())
    sender.flush()
    await asyncio.sleep(WARM_UP_SECONDS)
    before, began, count = _spent(address), time.perf_counter(), tally.count
    await asyncio.sleep(seconds)
    spent, passed, count = _spent(address), time.perf_counter() - began, tally.count - count
    run.stopped = True
    await run.acknowledged_all()
    await tally.reach(len(listeners) * run.count)
    return Told(count / passed, (spent[0] - before[0]) / passed, (spent[1] - before[1]) / passed)


def fan_out(address: Address, specs: list[LineSpec], seconds: float) -> Told:
    """The first socket talks, all the others count."""
    return in_loop(_fan_out(address, specs, seconds))


async def _come_back(port: int, specs: list[LineSpec], all_there: Path) -> float:
    address = Address(port, 0, 0)
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
