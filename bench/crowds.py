"""What many sockets cost: to tell them all, to hold them, to let them in, to have them back."""

from __future__ import annotations

import asyncio
import time

from bench import crowd
from bench.installation import Bench
from bench.report import Row


async def fan_out(bench: Bench) -> list[Row]:
    """One conversation, watched by ever more sockets."""
    rows = []
    for count in (2, 1_000, 5_000) if bench.full else (2, 1_000):
        [(visitor, _)] = await bench.world.pairs(1)
        watching = [visitor] * count
        with bench.world.bare_server() as floor:
            path = await bench.generate(crowd.fan_out, floor, watching, bench.seconds)
        told = await bench.generate(crowd.fan_out, bench.world.address, watching, bench.seconds)
        ratio = told.per_second / path.per_second
        judged = ("≥ 0.75", ratio >= 0.75, "1.0", ratio >= 1) if count >= 1_000 else ()
        more = (
            f"{told.cost:.1f} µs of server each, floor {path.cost:.1f}; "
            f"the floor's generator {path.busy.generator:.0%}, its server {path.busy.server:.0%}"
        )
        rows.append(
            Row(f"fan-out to {count:,} sockets", told.per_second, "/s", path.per_second, ratio, told.busy, more,
                *judged)
        )  # fmt: skip
    return rows


async def group(bench: Bench) -> list[Row]:
    """A full group, in which each member listens with several devices; the floor is as many readers of a customer."""
    members, devices = 500, 10 if bench.full else 2
    lines = await bench.world.group(members)
    [(visitor, _)] = await bench.world.pairs(1)
    count = members * devices
    alone = await bench.generate(crowd.fan_out, bench.world.address, [visitor] * count, bench.seconds)
    told = await bench.generate(crowd.fan_out, bench.world.address, lines * devices, bench.seconds)
    ratio = told.per_second / alone.per_second
    more = f"{told.cost:.1f} µs of server each, in a customer's conversation {alone.cost:.1f}"
    what = f"fan-out to {count:,} lines of a group of {members}"
    return [
        Row(what, told.per_second, "/s", alone.per_second, ratio, told.busy, more, "≥ 0.75", ratio >= 0.75, "1.0",
            ratio >= 1)
    ]  # fmt: skip


async def idle(bench: Bench) -> list[Row]:
    """Sockets that are known, watch a conversation and are silent; and what letting them in takes."""
    count = 10_000 if bench.full else 2_000
    visitors = [visitor for visitor, _ in await bench.world.pairs(count)]
    found = await bench.generate(crowd.crowd, bench.world.address, visitors)
    return [
        Row(f"{count:,} idle sockets", found.kib_each, "KiB each", bar="≤ 20 KiB", passes=found.kib_each <= 20,
            aim="12 KiB", reaches=found.kib_each <= 12),
        Row("connects, with hello and watch", found.connects_per_second, "/s", busy=found.busy,
            more=f"{found.server_cpu_ms_each:.2f} ms of server each"),
    ]  # fmt: skip


async def restart(bench: Bench) -> list[Row]:
    """The node goes down, as at an update, and every socket comes back."""
    count = 5_000 if bench.full else 1_000
    visitors = [visitor for visitor, _ in await bench.world.pairs(count)]
    all_there = bench.world.data_dir / "all-there"
    port = bench.world.address.port
    resuming = asyncio.ensure_future(bench.generate(crowd.come_back, port, visitors, all_there))
    while not resuming.done() and not all_there.exists():  # noqa: ASYNC110  (another process makes it)
        await asyncio.sleep(0.1)
    began = time.perf_counter()
    await bench.world.stop()
    await bench.world.start()
    up = time.perf_counter() - began
    seconds = await resuming - began
    return [
        Row(f"restart with {count:,} sockets, until all are resumed", seconds, "s", up,
            more="the floor is the time in which the server was down", bar="< 60 s", passes=seconds < 60,
            aim="< 10 s", reaches=seconds < 10)
    ]  # fmt: skip
