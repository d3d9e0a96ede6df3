"""Sending: the load generator's programs that talk, each run in a process of its own.

What a server can't be believed to do is checked here: every message was acknowledged once, and reached every socket
that watches once. A run in which it is not so is an error, and no figure.
"""

from __future__ import annotations

import asyncio
import re
import secrets
import time
from array import array
from collections.abc import Awaitable, Container
from itertools import cycle
from typing import TypeVar

import msgspec
import uvloop
from msgspec import Struct

from bench.figures import Busy, Latency, latency
from bench.lines import REFUSED, Address, Line, LineSpec, connect
from bench.machine import Meter
from bench.wire import client_frame

T = TypeVar("T")
Pairs = list[tuple[LineSpec, LineSpec]]
WORDS = "Hello, is the blue raincoat there in size M, and when would it arrive in Chisinau?"
WARM_UP_SECONDS = 1.0
SETTLE_SECONDS = 30.0
# The finest that the loop's timers do; every read looks at the clock too.
TICK_SECONDS = 0.001
_ACK, _ENTRIES = b'{"t":"ack"', b'{"t":"entries"'
_RANGE = re.compile(rb'\{"t":"entries","conversation":"[^"]*","after":(\d+),"through":(\d+)').match


class _Numbered(Struct):
    seq: int
    client_id: str


class _Page(Struct):
    entries: list[_Numbered]


_DECODE_PAGE = msgspec.json.Decoder(_Page).decode


class Sent(Struct, frozen=True):
    """What a run of sends gave. `other_side`: from when a message was due until the other socket of its pair had it;
    `from_leaving`: the same from when it left; `late`: from due to left."""

    messages: int
    per_second: float
    ack: Latency
    other_side: Latency
    from_leaving: Latency
    late: Latency
    busy: Busy

    @property
    def cost(self) -> float:
        """Microseconds of processor that server and database spent on a message."""
        return (self.busy.server + self.busy.database) / self.per_second * 1e6


class Run:
    """One measured run: when each message was due, left, was acknowledged, and was on the other side."""

    def __init__(self, *, keep_going: bool) -> None:
        self.name = secrets.token_hex(4).encode()
        self.stopped = False
        self._find = re.compile(rb'"client_id":"' + self.name + rb'(\d{10})"').findall
        self._keep_going = keep_going
        self._senders: list[Sender] = []
        self._due = array("d")
        self._left = array("d")
        self._acked = array("d")
        self._seen = array("d")
        # How often it was acknowledged, taken by its sender, and taken by the other side.
        self._acks, self._echoes, self._arrivals = bytearray(), bytearray(), bytearray()
        self._problem: bytes | None = None

    def leaves(self, sender: Sender, due: float, now: float) -> int:
        """The number of a message that leaves now."""
        number = len(self._senders)
        self._senders.append(sender)
        self._due.append(due)
        self._left.append(now)
        for times in (self._acked, self._seen):
            times.append(0.0)
        for counts in (self._acks, self._echoes, self._arrivals):
            counts.append(0)
        return number

    def acknowledged(self, sender: Sender, payload: bytes) -> None:
        """An ack came; in a closed loop the next message goes."""
        now = time.perf_counter()
        for found in self._find(payload):
            number = int(found)
            self._acked[number] = now
            self._count(self._acks, number)
            if self._keep_going and not self.stopped:
                sender.send(now, now)

    def delivered(self, line: Sender, entries: bytes) -> None:
        """Entries came that one side did not have."""
        now = time.perf_counter()
        for found in self._find(entries):
            number = int(found)
            if self._senders[number] is line:
                self._count(self._echoes, number)
            else:
                self._seen[number] = now
                self._count(self._arrivals, number)

    def _count(self, counts: bytearray, number: int) -> None:
        counts[number] = min(counts[number] + 1, 2)

    def failed(self, payload: bytes) -> None:
        """The server refused something: the run is worth nothing."""
        self._problem = payload
        self.stopped = True

    @property
    def count(self) -> int:
        """How many messages left."""
        return len(self._left)

    async def acknowledged_all(self) -> None:
        """Waits for every ack. Raises AssertionError where one does not come."""
        await self._until_once(self._acks)

    async def settled(self) -> None:
        """Waits until all is acknowledged and on both sides. Raises AssertionError where something is missing, or came
        twice."""
        await self._until_once(self._acks, self._echoes, self._arrivals)

    async def _until_once(self, *all_counts: bytearray) -> None:
        deadline = time.perf_counter() + SETTLE_SECONDS
        while any(0 in counts for counts in all_counts) and self._problem is None:
            if time.perf_counter() > deadline:
                break
            await asyncio.sleep(0.05)
        wrong = [f"{counts.count(0)} missing, {counts.count(2)} more than once" for counts in all_counts]
        if self._problem is not None or any(0 in counts or 2 in counts for counts in all_counts):
            raise AssertionError(
                f"of {len(self._due)} messages, as acks, at the sender, at the other side: {'; '.join(wrong)}; "
                f"{self._problem!r}"
            )

    def result(self, began: float, ended: float, busy: Busy, only: Container[Sender] | None = None) -> Sent:
        """The figures of the messages that were due in [began, ended), of these senders or of all."""
        chosen = [
            number
            for number, due in enumerate(self._due)
            if began <= due < ended and (only is None or self._senders[number] in only)
        ]
        return Sent(
            messages=len(chosen),
            per_second=sum(began <= at < ended for at in self._acked) / (ended - began),
            ack=self._times(self._due, self._acked, chosen),
            other_side=self._times(self._due, self._seen, chosen),
            from_leaving=self._times(self._left, self._seen, chosen),
            late=self._times(self._due, self._left, chosen),
            busy=busy,
        )

    def _times(self, begun: array[float], done: array[float], chosen: list[int]) -> Latency:
        return latency([done[number] - begun[number] for number in chosen])


class Sender(Line):
    """A socket of a pair that talks. What it says at one moment leaves by one write."""

    def __init__(self, spec: LineSpec, run: Run) -> None:
        super().__init__(spec)
        self._run = run
        self._out: list[bytes] = []
        # A message is made once; only its number is put in.
        self._before, self._after = client_frame(
            b'{"t":"append","client_id":"%s##########","conversation":"%s","content":{"kind":"text","text":"%s"}}'
            % (run.name, spec.conversation.encode(), WORDS.encode())
        ).split(b"##########")
        self.pace: Pace | None = None
        self._is_leaving = False
        # As docs/live.md has it: up to where all is known, what was seen beyond a gap, and from where it was pulled.
        self._have = self._beyond = 0
        self._pulled = -1

    def send(self, due: float, now: float) -> None:
        """Says something that was due at `due`; it leaves with `flush`."""
        self._out.append(b"%b%010d%b" % (self._before, self._run.leaves(self, due, now), self._after))

    def flush(self) -> None:
        """Lets go what was said."""
        if self._out:
            self.transport.write(b"".join(self._out))
            self._out.clear()

    def on_frame(self, payload: bytes) -> None:
        """Acks and entries are the run's; a refusal ends it."""
        if payload.startswith(_ACK):
            self._run.acknowledged(self, payload)
        elif payload.startswith(_ENTRIES):
            self._take_entries(payload)
        elif payload.startswith(REFUSED):
            self._run.failed(payload)

    def _take_entries(self, payload: bytes) -> None:
        """What came twice is dropped, and a gap is asked for, as docs/live.md wants it of a client."""
        found = _RANGE(payload)
        if found is None:
            self._run.failed(payload)
            return
        after, through = int(found[1]), int(found[2])
        if after == self._have:
            self._run.delivered(self, payload)
        elif after < self._have < through:
            new = [one.client_id for one in _DECODE_PAGE(payload).entries if one.seq > self._have]
            self._run.delivered(self, b"".join(b'"client_id":"%s"' % id_.encode() for id_ in new))
        elif after > self._have:
            self._beyond = max(self._beyond, through)
        if after <= self._have:
            self._have = max(self._have, through)
        if self._beyond > self._have and self._pulled != self._have:
            self._pulled = self._have
            pull = b'{"t":"pull","conversation":"%s","after":%d}' % (
                self.spec.conversation.encode(),
                self._have,
            )
            self.transport.write(client_frame(pull))

    def on_ready(self, payload: bytes) -> None:
        """The answer to `watch` says what is known from the beginning."""
        found = _RANGE(payload)
        if found is not None:
            self._have = int(found[2])

    def on_read(self) -> None:
        """What the acks let go leaves together, and what has become due."""
        self.flush()
        if self.pace is not None:
            self.pace.send_due()

    def leave(self) -> None:
        """Closes the socket: it is no longer part of the run."""
        self._is_leaving = True
        self.transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        """An end that nobody asked for."""
        super().connection_lost(error)
        if not self._run.stopped and not self._is_leaving:
            self._run.failed(b"a line was lost")


class Pace:
    """An open loop: message n is due at `began` + n / rate, whatever came back until then. A late one keeps its due
    time, so that a server or a generator that stalls is seen (the omission is not coordinated with the server)."""

    def __init__(self, run: Run, senders: list[Sender], rate: float) -> None:
        self._run = run
        self._turn = cycle(senders)
        self._rate = rate
        self._count = 0
        self._began = time.perf_counter()
        self._timer: asyncio.TimerHandle | None = None
        for sender in senders:
            sender.pace = self

    def tick(self) -> None:
        """Looks at the clock from now on, at least once every millisecond."""
        self.send_due()
        if not self._run.stopped:
            self._timer = asyncio.get_running_loop().call_later(TICK_SECONDS, self.tick)

    def send_due(self) -> None:
        """Sends what is due now; what belongs to one socket leaves by one write."""
        now = time.perf_counter()
        due = self._began + self._count / self._rate
        if due > now or self._run.stopped:
            return
        said = []
        while due <= now:
            sender = next(self._turn)
            sender.send(due, now)
            said.append(sender)
            self._count += 1
            due = self._began + self._count / self._rate
        for sender in said:
            sender.flush()


async def measured(run: Run, address: Address, seconds: float) -> tuple[float, float, Busy]:
    """Lets a run that has begun warm up and go on for so many seconds, and waits for all that left.

    Returns from when and until when it was measured, and who was busy. Raises AssertionError where something was lost
    or came twice.
    """
    await asyncio.sleep(WARM_UP_SECONDS)
    meter, began = Meter(address.pids, address.database_pid), time.perf_counter()
    await asyncio.sleep(seconds)
    ended = time.perf_counter()
    busy = meter.read()
    run.stopped = True
    await run.settled()
    return began, ended, busy


async def connect_pairs(address: Address, pairs: Pairs, others: list[LineSpec], run: Run) -> list[Sender]:
    """Both sockets of each pair, one after the other; the others only listen."""
    await connect(address, others, Line)
    return await connect(address, [spec for pair in pairs for spec in pair], lambda spec: Sender(spec, run))


async def closed_loop(run: Run, senders: list[Sender], in_flight: int) -> None:
    """Lets so many messages go; each ack lets the next one go."""
    now = time.perf_counter()
    for sender, _ in zip(cycle(senders), range(in_flight), strict=False):
        sender.send(now, now)
    for sender in senders:
        sender.flush()


async def _sends(
    address: Address, pairs: Pairs, others: list[LineSpec], in_flight: int, seconds: float
) -> Sent:
    run = Run(keep_going=True)
    await closed_loop(run, await connect_pairs(address, pairs, others, run), in_flight)
    return run.result(*await measured(run, address, seconds))


async def _sends_at(
    address: Address, pairs: Pairs, others: list[LineSpec], rate: float, seconds: float
) -> Sent:
    run = Run(keep_going=False)
    Pace(run, await connect_pairs(address, pairs, others, run), rate).tick()
    return run.result(*await measured(run, address, seconds))


def sends(address: Address, pairs: Pairs, others: list[LineSpec], in_flight: int, seconds: float) -> Sent:
    """Keeps so many messages in flight, shared among all sockets of the pairs."""
    return in_loop(_sends(address, pairs, others, in_flight, seconds))


def sends_at(address: Address, pairs: Pairs, others: list[LineSpec], rate: float, seconds: float) -> Sent:
    """Says so many a second, whatever comes back."""
    return in_loop(_sends_at(address, pairs, others, rate, seconds))


def in_loop(work: Awaitable[T]) -> T:
    """Runs it in a loop of this process's own."""

    async def main() -> T:
        return await work

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(main())
