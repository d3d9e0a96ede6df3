"""A server of the live protocol that answers late, loses, doubles or leaves gaps, as it is told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from os import getpid

import msgspec

from bench.lines import Address, LineSpec
from bench.load import Pairs
from bench.wire import FrameProtocol, server_frame, upgrade_answer


class Odd(msgspec.Struct, frozen=True):
    """Of every `nth` message: whether the other side gets it at all, gets it as two entries, gets its frame twice, or
    is told of it only later, beyond a gap. `delay`: seconds until anything is answered."""

    delay: float = 0.0
    nth: int = 10
    loses: bool = False
    doubles: bool = False
    repeats: bool = False
    skips: bool = False


class _Room:
    def __init__(self) -> None:
        self.lines: list[_OddLine] = []
        self.entries: list[dict[str, object]] = []


class _OddLine(FrameProtocol):
    def __init__(self, odd: Odd, rooms: dict[str, _Room]) -> None:
        super().__init__()
        self._odd = odd
        self._rooms = rooms

    def on_head(self, head: bytes) -> None:
        self.transport.write(upgrade_answer(head))

    def on_text(self, payload: bytes) -> None:
        frame = msgspec.json.decode(payload)
        if frame["t"] == "append":
            asyncio.get_running_loop().call_later(self._odd.delay, self._append, frame)
        elif frame["t"] == "watch":
            room = self._rooms.setdefault(frame["conversation"], _Room())
            room.lines.append(self)
            self._tell(frame["conversation"], len(room.entries))
        elif frame["t"] == "pull":
            self._tell(frame["conversation"], frame["after"])

    def _append(self, frame: dict[str, str]) -> None:
        conversation, client_id = frame["conversation"], frame["client_id"]
        room = self._rooms[conversation]
        is_odd = int(client_id[8:]) % self._odd.nth == self._odd.nth - 1
        before = len(room.entries)
        for _ in range(2 if is_odd and self._odd.doubles else 1):
            room.entries.append({"seq": len(room.entries) + 1, "client_id": client_id})
        self._say(
            {"t": "ack", "client_id": client_id, "conversation": conversation, "seq": len(room.entries)}
        )
        for line in room.lines:
            if is_odd and line is not self and self._odd.skips:
                asyncio.get_running_loop().call_later(0.05, line._tell, conversation, before)
                continue
            if is_odd and line is not self and self._odd.loses:
                line._tell(conversation, before, entries=[])
                continue
            line._tell(conversation, before)
            if is_odd and self._odd.repeats:
                line._tell(conversation, before - 1)

    def _tell(self, conversation: str, after: int, entries: list[dict[str, object]] | None = None) -> None:
        have = self._rooms[conversation].entries
        told = have[after:] if entries is None else entries
        frame = {"conversation": conversation, "after": after, "through": len(have), "head": len(have)}
        self._say({"t": "entries", **frame, "entries": told, "people": []})

    def _say(self, frame: dict[str, object]) -> None:
        self.transport.write(server_frame(msgspec.json.encode(frame)))


@asynccontextmanager
async def odd_server(odd: Odd) -> AsyncIterator[Address]:
    rooms: dict[str, _Room] = {}
    server = await asyncio.get_running_loop().create_server(lambda: _OddLine(odd, rooms), "127.0.0.1", 0)
    async with server:
        yield Address(server.sockets[0].getsockname()[1], [getpid()], getpid())


def pairs(count: int) -> Pairs:
    """Both sides of so many conversations."""
    specs = [LineSpec(b'{"t":"hello"}', f"conversation-{number}") for number in range(count)]
    return [(spec, spec) for spec in specs]
