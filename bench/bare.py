"""The floors: the same path with nothing on it. `python -m bench.bare URL` serves; it prints its port when it is ready.

Socket → group commit → everybody who watches. No sign-in, no permission, no head, no job, no list, no history. The
frames are those of the live protocol, so the same generator drives it.
"""

from __future__ import annotations

import asyncio
import sys
import time
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import uvloop
from msgspec import Struct

from bench.wire import FrameProtocol, server_frame, upgrade_answer
from causerie.content import Text
from causerie.kit.ids import new_id

TABLE = "create table if not exists bench_entry (like entry including all)"
INSERT = """
insert into bench_entry (workspace_id, conversation_id, seq, id, client_id, kind, author_kind, author_id, channel, body,
  at)
select $1, c, s, i, k, 'message', 'contact', $1, 'web', b::jsonb, $7
from unnest($2::uuid[], $3::bigint[], $4::uuid[], $5::text[], $6::text[]) as w (c, s, i, k, b)
"""
WATCHED = b'{"t":"entries","conversation":"%s","after":%d,"through":%d,"head":%d,"entries":[],"people":[]}'
NOBODY = UUID(int=1)
ENCODE = msgspec.json.Encoder().encode
MAX_BATCH = 1_000


class Append(Struct, tag_field="t", tag="append"):
    client_id: str
    conversation: UUID
    content: Text


class Watch(Struct, tag_field="t", tag="watch"):
    conversation: UUID


class Hello(Struct, tag_field="t", tag="hello"):
    pass


DECODE = msgspec.json.Decoder(Append | Watch | Hello).decode


class Room:
    """A conversation: who watches it, and its last seq."""

    def __init__(self) -> None:
        self.lines: list[BareLine] = []
        self.last_seq = 0


class Bare:
    """Everything that the bare server has."""

    def __init__(self, connection: asyncpg.Connection[Any]) -> None:
        self._connection = connection
        self.rooms: dict[UUID, Room] = {}
        self._waiting: list[tuple[BareLine, Append]] = []
        self._wake = asyncio.Event()

    def take(self, line: BareLine, append: Append) -> None:
        """Queues a message for the next commit."""
        self._waiting.append((line, append))
        self._wake.set()

    async def run(self) -> None:
        """Commits batch after batch, and tells."""
        insert = await self._connection.prepare(INSERT)
        while True:
            await self._wake.wait()
            batch, self._waiting = self._waiting[:MAX_BATCH], self._waiting[MAX_BATCH:]
            if not self._waiting:
                self._wake.clear()
            seqs = []
            for _, append in batch:
                room = self.rooms[append.conversation]
                room.last_seq += 1
                seqs.append(room.last_seq)
            await insert.fetch(*columns([append for _, append in batch], seqs))
            self._tell(batch, seqs)

    def _tell(self, batch: list[tuple[BareLine, Append]], seqs: list[int]) -> None:
        at = datetime.now(UTC).isoformat()
        out: dict[BareLine, list[bytes]] = {}
        for (line, append), seq in zip(batch, seqs, strict=True):
            where = str(append.conversation).encode()
            ack = b'{"t":"ack","client_id":"%s","conversation":"%s","seq":%d}' % (
                append.client_id.encode(),
                where,
                seq,
            )
            entries = server_frame(
                b'{"t":"entries","conversation":"%s","after":%d,"through":%d,"head":%d,"entries":[{"seq":%d,"at":"%s",'
                b'"client_id":"%s","body":{"kind":"message","content":%s}}],"people":[]}'
                % (
                    where,
                    seq - 1,
                    seq,
                    seq,
                    seq,
                    at.encode(),
                    append.client_id.encode(),
                    ENCODE(append.content),
                )
            )
            out.setdefault(line, []).append(server_frame(ack))
            for watching in self.rooms[append.conversation].lines:
                out.setdefault(watching, []).append(entries)
        for line, frames in out.items():
            line.transport.write(b"".join(frames))


def columns(batch: list[Append], seqs: list[int]) -> list[object]:
    """The rows of a batch as the statement takes them."""
    return [
        NOBODY,
        [append.conversation for append in batch],
        seqs,
        [new_id() for _ in batch],
        [append.client_id for append in batch],
        [ENCODE(append.content).decode() for append in batch],
        datetime.now(UTC),
    ]


class BareLine(FrameProtocol):
    """A socket of the bare server."""

    def __init__(self, bare: Bare) -> None:
        super().__init__()
        self._bare = bare
        self._room: Room | None = None

    def on_head(self, head: bytes) -> None:
        """Answers the handshake."""
        self.transport.write(upgrade_answer(head))

    def on_text(self, payload: bytes) -> None:
        """An append, a watch or a hello."""
        match DECODE(payload):
            case Append() as append:
                self._bare.take(self, append)
            case Watch(conversation=conversation):
                self._room = self._bare.rooms.setdefault(conversation, Room())
                self._room.lines.append(self)
                self.transport.write(
                    server_frame(WATCHED % (str(conversation).encode(), *[self._room.last_seq] * 3))
                )
            case Hello():
                pass

    def connection_lost(self, error: Exception | None) -> None:
        """Leaves the room."""
        if self._room is not None:
            self._room.lines.remove(self)


async def serve(url: str) -> None:
    """Serves until it is ended."""
    connection = await asyncpg.connect(url)
    await connection.execute(f"{TABLE}; truncate bench_entry")
    bare = Bare(connection)
    server = await asyncio.get_running_loop().create_server(lambda: BareLine(bare), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await bare.run()


async def commits(url: str, in_flight: int, seconds: float) -> float:
    """Rows a second that a bare loop commits in batches of `in_flight`, with no socket at all."""
    connection = await asyncpg.connect(url)
    await connection.execute(f"{TABLE}; truncate bench_entry")
    insert = await connection.prepare(INSERT)
    conversations = [new_id() for _ in range(50)]
    count, began = 0, time.perf_counter()
    text = Text("Hello, is the blue raincoat there in size M, and when would it arrive in Chisinau?")
    while time.perf_counter() - began < seconds:
        batch = [
            Append(f"bench{count + number:012d}", conversations[number % 50], text)
            for number in range(in_flight)
        ]
        await insert.fetch(*columns(batch, list(range(count + 1, count + in_flight + 1))))
        count += in_flight
    per_second = count / (time.perf_counter() - began)
    await connection.close()
    return per_second


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(sys.argv[1]))
