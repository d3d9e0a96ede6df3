"""Two workers against one on the same cores, over each bus."""

from __future__ import annotations

from bench import apart, load
from bench.apart import Apart
from bench.installation import Bench
from bench.load import Pairs, Sent
from bench.report import Row
from bench.sends import PAIRS, of_a_run, unbelievable
from bench.world import nats_server

# Light: what is added is the way over the bus, and not a queue.
LIGHT = 0.1


async def measure(bench: Bench) -> list[Row]:
    """One worker, then two over NOTIFY, then two over NATS; the same business and the same load."""
    pairs = await bench.world.pairs(PAIRS)
    one = await _sends(bench, pairs)
    rows = [Row("one worker, 1,000 in flight", one.per_second, "/s", busy=one.busy, more=of_a_run(one))]
    await bench.world.stop()
    async with bench.world.database_beside() as database_url:
        with nats_server() as nats_url:
            for bus, url in (("NOTIFY", ""), ("NATS", nats_url)):
                await bench.world.start(workers=2, database_url=database_url, nats_url=url)
                two = await _sends(bench, pairs)
                rate = one.per_second * LIGHT
                light = await bench.generate(apart.apart, bench.world.address, pairs, rate, bench.seconds)
                rows += _rows(bus, one, two, light)
                await bench.world.stop()
    return rows


async def _sends(bench: Bench, pairs: Pairs) -> Sent:
    return await bench.generate(load.sends, bench.world.address, pairs, [], 1_000, bench.seconds)


def _rows(bus: str, one: Sent, two: Sent, light: Apart) -> list[Row]:
    ratio = two.per_second / one.per_second
    near, far = light.together, light.apart
    added = far.other_side.p50 - near.other_side.p50
    more = "; ".join(
        [
            f"between workers {far.other_side}, within one {near.other_side} ms",
            f"left late by {far.late} ms",
            *unbelievable(far),
        ]
    )
    believed = not unbelievable(far)
    return [
        Row(f"two workers over {bus}, 1,000 in flight", two.per_second, "/s", one.per_second, ratio, two.busy,
            of_a_run(two), "≥ 0.9 of one", ratio >= 0.9),
        Row(f"added between workers over {bus}, at {one.per_second * LIGHT:,.0f}/s", added, "ms", busy=far.busy,
            more=more, bar="p50 + ≤ 2 ms", passes=believed and added <= 2, aim="+ 0.6 ms",
            reaches=believed and added <= 0.6),
    ]  # fmt: skip
