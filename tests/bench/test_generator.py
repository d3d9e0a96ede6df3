"""The load generator is believed because it sees a server that is late, loses or doubles, and its own lateness."""

import asyncio
import time
from os import getpid, getppid
from typing import Any

import pytest

from bench import crowd, load
from bench.lines import Line, connect
from bench.load import Sent
from bench.machine import who_serves
from bench.sends import unbelievable
from tests.bench.odd_server import Odd, odd_server, pairs

RATE = 500


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "SETTLE_SECONDS", 0.5)
    monkeypatch.setattr(crowd, "SETTLE_SECONDS", 0.5)
    monkeypatch.setattr(load, "WARM_UP_SECONDS", 0.1)
    monkeypatch.setattr(crowd, "WARM_UP_SECONDS", 0.1)


async def open_loop(odd: Odd) -> Sent:
    async with odd_server(odd) as address:
        return await load._sends_at(address, pairs(3), [], RATE, 0.5)


async def closed_loop(odd: Odd) -> Sent:
    async with odd_server(odd) as address:
        return await load._sends(address, pairs(3), [], 30, 0.3)


async def test_an_open_loop_sends_what_is_due_whatever_comes_back() -> None:
    sent = await open_loop(Odd(delay=0.2))
    assert sent.messages == pytest.approx(RATE * 0.5, abs=2)


async def test_a_server_that_answers_late_is_seen_as_late() -> None:
    sent = await open_loop(Odd(delay=0.2))
    assert sent.other_side.p50 >= 200
    assert sent.from_leaving.p50 >= 200
    assert sent.ack.p50 >= 200
    prompt = await open_loop(Odd())
    assert prompt.other_side.p50 < 100


async def test_a_generator_that_stalls_is_seen_as_late_and_not_believed() -> None:
    """Everything that was due meanwhile counts from when it was due, and not from when the generator woke up."""
    asyncio.get_running_loop().call_later(0.3, time.sleep, 0.2)
    sent = await open_loop(Odd())
    assert sent.late.p99 > 100
    assert sent.other_side.p99 > 100
    assert sent.messages == pytest.approx(RATE * 0.5, abs=2)
    assert any("late" in reason for reason in unbelievable(sent))


async def test_a_closed_loop_counts_what_was_acknowledged() -> None:
    sent = await closed_loop(Odd(delay=0.05))
    assert 300 < sent.per_second <= 600  # 30 in flight, each for 50 ms and a little


@pytest.mark.parametrize("program", [open_loop, closed_loop])
@pytest.mark.parametrize("odd", [Odd(repeats=True), Odd(skips=True)])
async def test_what_the_protocol_allows_is_no_error(program: Any, odd: Odd) -> None:
    """A range that comes again is dropped, and one that is missing is pulled."""
    sent = await program(odd)
    assert sent.messages > 0


@pytest.mark.parametrize("program", [open_loop, closed_loop])
@pytest.mark.parametrize(
    ("odd", "words"),
    [
        (Odd(loses=True), "other side: .* [1-9][0-9]* missing"),
        (Odd(doubles=True), "[1-9][0-9]* more than once"),
    ],
)
async def test_a_server_that_loses_or_doubles_gives_no_figures(program: Any, odd: Odd, words: str) -> None:
    with pytest.raises(AssertionError, match=words):
        await program(odd)


@pytest.mark.parametrize("odd", [Odd(loses=True, nth=2), Odd(doubles=True, nth=2), Odd(skips=True, nth=2)])
async def test_a_crowd_must_hear_everything_once_and_in_order(odd: Odd) -> None:
    async with odd_server(odd) as address:
        [(spec, _)] = pairs(1)
        with pytest.raises(AssertionError, match="once and in order"):
            await crowd._fan_out(address, [spec] * 5, 0.2)


async def test_a_fan_out_counts_deliveries() -> None:
    async with odd_server(Odd(delay=0.02)) as address:
        [(spec, _)] = pairs(1)
        told = await crowd._fan_out(address, [spec] * 5, 0.3)
    assert 80 < told.per_second <= 220  # four readers, a message each 20 ms and a little


async def test_the_system_says_which_process_holds_a_connection() -> None:
    async with odd_server(Odd()) as address:
        [(spec, _)] = pairs(1)
        lines = await connect(address, [spec] * 3, Line)
        holders = who_serves(address.port, [getpid(), getppid()])
        assert holders == {line.transport.get_extra_info("sockname")[1]: getpid() for line in lines}
        assert who_serves(address.port, [getppid()]) == {}
        for line in lines:
            line.transport.close()
