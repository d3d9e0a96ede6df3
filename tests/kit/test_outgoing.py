"""What a turn of the loop sends leaves at its end, and nobody is kept waiting by somebody else's."""

import asyncio
import time
from dataclasses import dataclass, field
from unittest.mock import Mock

from causerie.kit.heartbeat import Heartbeat
from causerie.kit.link import Carriage
from causerie.kit.outgoing import SLICE_SECONDS, Outgoing
from causerie.kit.picows_link import PicowsLink

CROWD = 5_000


@dataclass(eq=False)
class Pen:
    """Notes its flushes in a common list; each takes as long as a write to a socket."""

    flushed: list["Pen"] = field(default_factory=list)
    seconds: float = 0.0

    def flush(self) -> None:
        self.flushed.append(self)
        end = time.perf_counter() + self.seconds
        while time.perf_counter() < end:
            pass


class Broken(Pen):
    """A sender that fails."""

    def flush(self) -> None:
        raise OSError("broken")


async def test_all_are_flushed_in_order_and_not_before_the_turn_ends() -> None:
    outgoing, flushed = Outgoing(), list[Pen]()
    pens = [Pen(flushed) for _ in range(100)]
    for pen in pens:
        outgoing.soon(pen)
    assert flushed == []
    await asyncio.sleep(0)
    assert flushed == pens


async def test_a_crowd_is_flushed_in_slices_in_which_others_are_served() -> None:
    outgoing, flushed, longest, last, turns = Outgoing(), list[Pen](), 0.0, 0.0, 0
    for _ in range(CROWD):
        outgoing.soon(Pen(flushed, seconds=10e-6))
    while len(flushed) < CROWD:
        await asyncio.sleep(0)
        now = time.process_time()
        longest, last, turns = max(longest, now - last if turns else 0.0), now, turns + 1
    assert turns >= CROWD * 10e-6 / SLICE_SECONDS / 2
    # Of this process's own time: another one may take the processor away.
    assert longest < 0.010


async def test_one_that_fails_holds_up_nobody() -> None:
    outgoing, flushed, failures = Outgoing(), list[Pen](), list[object]()
    asyncio.get_running_loop().set_exception_handler(lambda _, context: failures.append(context["exception"]))
    pens = [Pen(flushed), Broken(), Pen(flushed)]
    for pen in pens:
        outgoing.soon(pen)
    for _ in range(3):
        await asyncio.sleep(0)
    assert flushed == [pens[0], pens[2]]
    assert [str(failure) for failure in failures] == ["broken"]
    outgoing.soon(pens[0])
    await asyncio.sleep(0)
    assert flushed[2:] == [pens[0]]


@dataclass
class Wire:
    """Where picows would write: what each call of the system would carry."""

    written: list[bytes] = field(default_factory=list)

    def write(self, data: bytes) -> None:
        self.written.append(data)

    def get_write_buffer_size(self) -> int:
        return 0

    def is_closing(self) -> bool:
        return False


async def test_the_frames_of_a_turn_leave_by_one_write() -> None:
    wire, lines = Wire(), Mock()
    link = PicowsLink(Carriage(lines, Heartbeat(20.0, b""), Outgoing(), b""), 1024)
    link.on_ws_connected(Mock(underlying_transport=wire, is_close_frame_sent=False))
    for text in (b"a", b"b" * 126, b"c" * 65536):
        link.send(text)
    assert wire.written == []
    assert link.buffered() == 1 + 126 + 65536
    await asyncio.sleep(0)
    assert wire.written == [
        b"\x81\x01a" + b"\x81\x7e\x00\x7e" + b"b" * 126 + b"\x81\x7f" + (65536).to_bytes(8) + b"c" * 65536
    ]
