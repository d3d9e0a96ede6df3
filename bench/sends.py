"""What sending costs, beside a server that does nothing else, and beside a loop that only commits."""

from __future__ import annotations

from bench import bare, load
from bench.installation import Bench
from bench.lines import LineSpec
from bench.load import Pairs, Sent
from bench.report import Row

PAIRS = 50
# Messages a second that the bar asks of the most; the latency is told at parts of it too, and judged at half of it.
BAR = 10_000
RATES = (BAR // 4, BAR // 2, BAR)
# Above these the generator says more of itself than of the server.
MOST_BUSY, LATEST_MS = 0.9, 2.0


async def measure(bench: Bench) -> list[Row]:
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
        rows += [
            Row(f"bare path, {in_flight:,} in flight", path.per_second, "/s", commits, path.per_second / commits,
                path.busy, of_a_run(path)),
            Row(f"durable sends, {in_flight:,} in flight", most, "/s", bare_most, most / bare_most, sent.busy,
                of_a_run(sent), *_judged(most, bare_most, in_flight)),
        ]  # fmt: skip
    rows += [await _at(bench, pairs, desks, rate) for rate in RATES]
    return [*rows, *await _half(bench, pairs, desks, most, bare_most)]


async def _at(bench: Bench, pairs: Pairs, desks: list[LineSpec], rate: float) -> Row:
    with bench.world.bare_server() as floor:
        path = await bench.generate(load.sends_at, floor, pairs, [], rate, bench.seconds / 2)
    sent = await bench.generate(load.sends_at, bench.world.address, pairs, desks, rate, bench.seconds / 2)
    bare_p50, p50 = path.other_side.p50, sent.other_side.p50
    judged = _in_time(sent) if rate == BAR / 2 else ()
    return Row(
        f"send → other side at {rate:,}/s", p50, "ms", bare_p50, p50 / bare_p50, sent.busy, of_a_schedule(sent),
        *judged,
    )  # fmt: skip


def _in_time(sent: Sent) -> tuple[str, bool, str, bool]:
    believed, other = not unbelievable(sent), sent.other_side
    return (
        "p50 ≤ 3, p99 ≤ 15 ms",
        believed and other.p50 <= 3 and other.p99 <= 15,
        "1.5, 5 ms",
        believed and other.p50 <= 1.5 and other.p99 <= 5,
    )


def _judged(most: float, bare_most: float, in_flight: int) -> tuple[str, bool, str, bool] | tuple[()]:
    if in_flight < 1_000:
        return ()
    ratio = most / bare_most
    return (
        "≥ 0.4 and 10,000/s",
        ratio >= 0.4 and most >= BAR,
        "0.75, 20,000/s",
        ratio >= 0.75 and most >= 2 * BAR,
    )


async def _half(
    bench: Bench, pairs: Pairs, desks: list[LineSpec], most: float, bare_most: float
) -> list[Row]:
    with bench.world.bare_server() as floor:
        path = await bench.generate(load.sends_at, floor, pairs, [], bare_most / 2, bench.seconds)
    sent = await bench.generate(load.sends_at, bench.world.address, pairs, desks, most / 2, bench.seconds)
    other = sent.other_side
    return [
        Row(f"bare path, send → other side at half load ({bare_most / 2:,.0f}/s)", path.other_side.p50, "ms",
            busy=path.busy, more=of_a_schedule(path)),
        Row(f"send → other side at half load ({most / 2:,.0f}/s)", other.p50, "ms", path.other_side.p50,
            other.p50 / path.other_side.p50, sent.busy, of_a_schedule(sent), *_in_time(sent)),
    ]  # fmt: skip


def of_a_run(sent: Sent) -> str:
    """What stands beside the messages a second of a closed loop."""
    return f"ack {sent.ack}, other side {sent.other_side} ms; {sent.cost:.0f} µs a message"


def of_a_schedule(sent: Sent) -> str:
    """What stands beside the milliseconds of an open loop."""
    return "; ".join(
        [
            f"from when it was due {sent.other_side}, from when it left {sent.from_leaving} ms",
            f"left late by {sent.late} ms",
            f"{sent.cost:.0f} µs a message",
            *unbelievable(sent),
        ]
    )


def unbelievable(sent: Sent) -> list[str]:
    """Why the figures say more of the generator than of the server; nothing where they don't."""
    why = []
    if sent.busy.generator > MOST_BUSY:
        why.append(f"the generator was busy to {sent.busy.generator:.0%} of its core")
    if sent.late.p99 > LATEST_MS:
        why.append(f"the generator was late by {sent.late.p99:.1f} ms")
    return [f"NOT TO BE BELIEVED: {reason}" for reason in why]
