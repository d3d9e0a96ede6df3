"""Two workers: pairs whose sockets are held by one process, and pairs whose sockets are held by two."""

from __future__ import annotations

from msgspec import Struct

from bench.lines import Address, LineSpec, connect
from bench.load import Pace, Pairs, Run, Sender, Sent, connect_pairs, in_loop, measured
from bench.machine import who_serves

TRIES = 200


class Apart(Struct, frozen=True):
    """The same load at the same time: between sockets of one process, and between sockets of two."""

    together: Sent
    apart: Sent


async def _apart(address: Address, pairs: Pairs, rate: float, seconds: float) -> Apart:
    run = Run(keep_going=False)
    senders = await connect_pairs(address, pairs, [], run)
    both = list(zip(senders[::2], senders[1::2], strict=True))
    half = len(both) // 2
    together = [await _placed(address, pair, run, apart=False) for pair in both[:half]]
    apart = [await _placed(address, pair, run, apart=True) for pair in both[half:]]
    Pace(run, [sender for pair in together + apart for sender in pair], rate).tick()
    spent = await measured(run, address, seconds)
    return Apart(
        run.result(*spent, only={sender for pair in together for sender in pair}),
        run.result(*spent, only={sender for pair in apart for sender in pair}),
    )


async def _placed(
    address: Address, pair: tuple[Sender, Sender], run: Run, *, apart: bool
) -> tuple[Sender, Sender]:
    """The pair with its second socket opened again until the right process holds it. Raises AssertionError."""
    one, other = pair
    for _ in range(TRIES):
        holders = who_serves(address.port, address.pids)
        if (holders[_port(one)] != holders[_port(other)]) == apart:
            return one, other
        other.leave()
        [other] = await connect(address, [other.spec], lambda spec: Sender(spec, run))
    raise AssertionError("one worker takes every connection")


def _port(line: Sender) -> int:
    return int(line.transport.get_extra_info("sockname")[1])


def apart(address: Address, pairs: list[tuple[LineSpec, LineSpec]], rate: float, seconds: float) -> Apart:
    """Says so many a second, half of them between sockets of one process and half between sockets of two."""
    return in_loop(_apart(address, pairs, rate, seconds))
