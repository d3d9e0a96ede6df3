"""One topic with thousands of subscribers holds up nobody else, and nobody hears it in another order."""

import asyncio
import time
from dataclasses import dataclass, field

import pytest

from causerie.kit.hub import SLICE_SECONDS, WIDE, Hub

CROWD = 5_000


@dataclass(eq=False)
class Ear:
    """Notes what it hears; each frame takes it as long as a write to a socket."""

    heard: list[bytes] = field(default_factory=list)
    seconds: float = 0.0

    def push(self, topic: str, frame: bytes) -> None:
        self.heard.append(frame)
        end = time.perf_counter() + self.seconds
        while time.perf_counter() < end:
            pass


def crowd(hub: Hub, topic: str, *, seconds: float = 0.0) -> list[Ear]:
    ears = [Ear(seconds=seconds) for _ in range(CROWD)]
    for ear in ears:
        hub.subscribe(topic, ear)
    return ears


async def check_told(ears: list[Ear], frames: list[bytes]) -> None:
    for _ in range(10_000):
        if all(len(ear.heard) >= len(frames) for ear in ears):
            break
        await asyncio.sleep(0)
    assert all(ear.heard == frames for ear in ears)


async def test_a_crowd_is_told_in_slices_in_which_others_are_served() -> None:
    hub, longest, last, turns = Hub(), 0.0, 0.0, 0
    ears = crowd(hub, "crowd", seconds=10e-6)
    pair = Ear()
    hub.subscribe("pair", pair)
    hub.publish("crowd", b"1")
    hub.publish("pair", b"a word")
    assert pair.heard == [b"a word"]
    assert ears[-1].heard == []
    while len(ears[-1].heard) < 1:
        await asyncio.sleep(0)
        now = time.process_time()
        longest, last, turns = max(longest, now - last if turns else 0.0), now, turns + 1
    assert turns >= CROWD * 10e-6 / SLICE_SECONDS / 2
    # Of this process's own time: another one may take the processor away.
    assert longest < 0.010


async def test_every_subscriber_hears_every_frame_once_and_in_order() -> None:
    hub = Hub()
    ears, others = crowd(hub, "crowd"), crowd(hub, "other crowd")
    frames = [b"%d" % number for number in range(20)]
    for frame in frames:
        hub.publish("crowd", frame)
        hub.publish("other crowd", frame)
        await asyncio.sleep(0)
    await check_told(ears, frames)
    await check_told(others, frames)


async def test_what_one_is_told_alone_stands_behind_what_all_are_told() -> None:
    hub = Hub()
    ears = crowd(hub, "crowd")
    hub.publish("crowd", b"to all")
    hub.tell("crowd", b"to one", ears[7])
    await check_told(ears[:7] + ears[8:], [b"to all"])
    assert ears[7].heard == [b"to all", b"to one"]


async def test_who_left_meanwhile_hears_nothing_more_and_who_came_nothing_older() -> None:
    hub = Hub()
    ears = crowd(hub, "crowd")
    hub.publish("crowd", b"news")
    hub.unsubscribe("crowd", ears[-1])
    late = Ear()
    hub.subscribe("crowd", late)
    await check_told(ears[:-1], [b"news"])
    assert ears[-1].heard == late.heard == []


async def test_one_who_fails_keeps_nothing_from_the_others(caplog: pytest.LogCaptureFixture) -> None:
    class Deaf(Ear):
        def push(self, topic: str, frame: bytes) -> None:
            raise ValueError("deaf")

    hub = Hub()
    hub.subscribe("crowd", Deaf())
    ears = crowd(hub, "crowd")
    hub.publish("crowd", b"news")
    await check_told(ears, [b"news"])
    assert caplog.messages == ["a subscriber of crowd failed"]


async def test_a_few_are_told_at_once() -> None:
    hub = Hub()
    ears = [Ear() for _ in range(WIDE)]
    for ear in ears:
        hub.subscribe("few", ear)
    hub.publish("few", b"news")
    assert all(ear.heard == [b"news"] for ear in ears)
