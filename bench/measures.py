"""Each measurement, with its floor beside it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

from bench import bare, growth, load
from bench.load import LineSpec, Sent
from bench.report import Row
from bench.world import World

T = TypeVar("T")
Pairs = list[tuple[LineSpec, LineSpec]]
PAIRS = 50


class Bench:
    """An installation, its generator, and how long to measure."""

    def __init__(self, world: World, *, full: bool) -> None:
        self.world = world
        self.full = full
        self.seconds = 10.0 if full else 4.0
        self._generator = ProcessPoolExecutor(1, get_context("spawn"))

    async def generate(self, program: Callable[..., T], *arguments: object) -> T:
        """Runs a load program in the generator's process."""
        return await asyncio.get_running_loop().run_in_executor(self._generator, program, *arguments)

    def close(self) -> None:
        """Ends the generator."""
        self._generator.shutdown()


async def sends(bench: Bench) -> list[Row]:
    """Durable sends, with 1, 100 and 1,000 in flight, and at half of the most."""
    world, rows = bench.world, []
    pairs = await world.pairs(PAIRS)
    desks = [world.list_desk()]
    most = bare_most = 0.0
    for in_flight in (1, 100, 1_000):
        commits = await bare.commits(world.database_url, in_flight, bench.seconds / 2)
        with world.bare_server() as floor:
            path = await bench.generate(load.sends, floor, pairs, [], in_flight, bench.seconds)
        sent = await bench.generate(load.sends, world.address, pairs, desks, in_flight, bench.seconds)
        most, bare_most = sent.per_second, path.per_second
        what = f"durable sends, {in_flight:,} in flight"
        rows += [
            Row(f"bare path, {in_flight:,} in flight", path.per_second, "/s", commits, path.per_second / commits,
                _busy(path), _times(path)),
            Row(what, most, "/s", bare_most, most / bare_most, _busy(sent), _times(sent),
                *(("≥ 0.4 and 10,000/s", most >= 0.4 * bare_most and most >= 10_000) if in_flight == 1_000 else ())),
        ]  # fmt: skip
    return [*rows, await _half(bench, pairs, desks, most, bare_most)]


async def _half(bench: Bench, pairs: Pairs, desks: list[LineSpec], most: float, bare_most: float) -> Row:
    with bench.world.bare_server() as floor:
        path = await bench.generate(load.sends_at, floor, pairs, [], bare_most / 2, bench.seconds)
    sent = await bench.generate(load.sends_at, bench.world.address, pairs, desks, most / 2, bench.seconds)
    p50, p99 = sent.other_side.p50, sent.other_side.p99
    floor_p50 = path.other_side.p50
    return Row(
        f"send → other side at half load ({most / 2:,.0f}/s)", p50, "ms", floor_p50, p50 / floor_p50, _busy(sent),
        _times(sent), "p50 ≤ 3, p99 ≤ 15 ms", p50 <= 3 and p99 <= 15,
    )  # fmt: skip


async def fan_out(bench: Bench) -> list[Row]:
    """One conversation, watched by ever more sockets."""
    rows = []
    for count in (2, 1_000, 5_000) if bench.full else (2, 1_000):
        [(visitor, _)] = await bench.world.pairs(1)
        watching = [visitor] * count
        with bench.world.bare_server() as floor:
            path = await bench.generate(load.fan_out, floor, watching, bench.seconds)
        told = await bench.generate(load.fan_out, bench.world.address, watching, bench.seconds)
        ratio = told.per_second / path.per_second
        judged = ("≥ 0.75", ratio >= 0.75) if count >= 1_000 else ()
        costs = [one.server / one.per_second * 1e6 for one in (told, path)]
        more = f"{costs[0]:.1f} µs of server each, floor {costs[1]:.1f}"
        rows.append(
            Row(f"fan-out to {count:,} sockets", told.per_second, "/s", path.per_second, ratio,
                f"{told.generator:.0%} / {told.server:.0%}", more, *judged)
        )  # fmt: skip
    return rows


async def idle(bench: Bench) -> list[Row]:
    """Sockets that are signed in, watch a conversation and are silent."""
    count = 10_000 if bench.full else 2_000
    visitors = [visitor for visitor, _ in await bench.world.pairs(count)]
    crowd = await bench.generate(load.crowd, bench.world.address, visitors)
    return [
        Row(f"{crowd.sockets:,} idle sockets", crowd.kib_each, "KiB each", bar="≤ 20 KiB",
            passes=crowd.kib_each <= 20),
        Row("connects, with hello and watch", crowd.connects_per_second, "/s", busy=f"{crowd.generator:.0%}",
            more=f"{crowd.server_cpu_ms_each:.2f} ms of server each"),
    ]  # fmt: skip


async def restart(bench: Bench) -> list[Row]:
    """The node goes down, as at an update, and every socket comes back."""
    count = 5_000 if bench.full else 1_000
    visitors = [visitor for visitor, _ in await bench.world.pairs(count)]
    all_there = bench.world.data_dir / "all-there"
    port = bench.world.address.port
    resuming = asyncio.ensure_future(bench.generate(load.come_back, port, visitors, all_there))
    while not resuming.done() and not all_there.exists():  # noqa: ASYNC110  (another process makes it)
        await asyncio.sleep(0.1)
    began = time.perf_counter()
    await bench.world.stop()
    await bench.world.start()
    up = time.perf_counter() - began
    seconds = await resuming - began
    return [
        Row(f"restart with {count:,} sockets, until all are resumed", seconds, "s", up, more="floor: server down",
            bar="< 60 s", passes=seconds < 60)
    ]  # fmt: skip


async def grow(bench: Bench) -> list[Row]:
    """The same work over ever more stored entries."""
    rows = []
    first = 0.0
    pairs = await bench.world.pairs(PAIRS)
    for entries in (10_000, 1_000_000, 10_000_000) if bench.full else (10_000, 1_000_000):
        conversations = min(entries, 1_000_000)
        await growth.fill(bench.world, conversations, entries)
        sent = await bench.generate(load.sends, bench.world.address, pairs, [], 1_000, bench.seconds)
        first = first or sent.per_second
        ratio = sent.per_second / first
        what = f"{entries:,} entries, {conversations:,} conversations"
        rows.append(
            Row(f"durable sends at {what}", sent.per_second, "/s", first, ratio, _busy(sent), _times(sent), "≥ 0.9",
                ratio >= 0.9)
        )  # fmt: skip
        for name, reading in await growth.readings(bench.world):
            rows.append(
                Row(f"{name} at {what}", reading.p50, "ms", more=f"p99 {reading.p99:.1f} ms", bar="p99 ≤ 50 ms",
                    passes=reading.p99 <= 50)
            )  # fmt: skip
    return rows


def _busy(sent: Sent) -> str:
    return f"{sent.generator:.0%} / {sent.server:.0%} / {sent.database:.0%}"


def _times(sent: Sent) -> str:
    ack, other = sent.ack, sent.other_side
    return (
        f"ack {ack.p50:.1f} {ack.p95:.1f} {ack.p99:.1f}, other {other.p50:.1f} {other.p95:.1f} {other.p99:.1f} ms, "
        f"{sent.cost:.0f} µs a message"
    )


MEASURES: dict[str, Callable[[Bench], Awaitable[list[Row]]]] = {
    "sends": sends,
    "fan-out": fan_out,
    "idle": idle,
    "restart": restart,
    "growth": grow,
}
