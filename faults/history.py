"""What happened in a run, told by one clock: what clients sent and heard, and what stood in the end.

A timestamp `at` is seconds of the recorder's CLOCK_MONOTONIC since the run began. `who` is a client, which keeps its
name over all its connections.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import msgspec
from msgspec import Struct


class Client(Struct, frozen=True, tag="client"):
    """Somebody with a line. Staff sees everything of its workspace; a visitor what is for contacts of their own."""

    who: str
    workspace: UUID
    staff: bool


class Connected(Struct, frozen=True, tag="connected"):
    """A line stands: `welcome` came."""

    at: float
    who: str
    node: str


class Lost(Struct, frozen=True, tag="lost"):
    """A line that stood is gone. `why`: the reason of its `bye`, or what the socket said."""

    at: float
    who: str
    why: str


class Sent(Struct, frozen=True, tag="sent"):
    """An append went out, for the first time or again. `client_id` is unique in the whole run."""

    at: float
    who: str
    client_id: str


class Acknowledged(Struct, frozen=True, tag="acknowledged"):
    """The `ack` of an append came."""

    at: float
    who: str
    client_id: str
    conversation: UUID
    seq: int


class Refused(Struct, frozen=True, tag="refused"):
    """An `error` came. With code `unavailable` the outcome is unknown, with any other nothing was kept."""

    at: float
    who: str
    client_id: str | None
    code: str


class Received(Struct, frozen=True, tag="received"):
    """An `entries` frame: all that this reader may see of (`after`, `through`], as seq and client_id."""

    at: float
    who: str
    conversation: UUID
    after: int
    through: int
    entries: list[tuple[int, str]]


class Marked(Struct, frozen=True, tag="marked"):
    """A receipt. `present`: in `watching`, as it is now; else in `marked`, where it may come after a newer one."""

    at: float
    who: str
    conversation: UUID
    reader: UUID
    delivered: int
    read: int
    present: bool


class Listed(Struct, frozen=True, tag="listed"):
    """A head of the list."""

    at: float
    who: str
    conversation: UUID
    last_seq: int


class Heard(Struct, frozen=True, tag="heard"):
    """An id stood in a frame, noted once for each client."""

    who: str
    id: UUID


class Fault(Struct, frozen=True, tag="fault"):
    """What was done to the installation, in words."""

    at: float
    what: str


class Row(Struct, frozen=True, array_like=True):
    """An entry that stands. `shown`: contacts see it too."""

    seq: int
    client_id: str
    kind: str
    shown: bool


class Log(Struct, frozen=True, tag="log"):
    """A whole conversation in the end. `reader`: null for PostgreSQL itself, or a client that asked for all of it."""

    workspace: UUID
    conversation: UUID
    reader: str | None
    rows: list[Row]


class Mark(Struct, frozen=True, tag="mark"):
    """How far a reader is in the end, as PostgreSQL says."""

    conversation: UUID
    reader: UUID
    delivered: int
    read: int


class Followed(Struct, frozen=True, tag="followed"):
    """One of a crowd has read (`after`, `through`] of a conversation over all its lines, each entry once and without a
    gap. `digest`: of the client_ids that it was told, in their order: see crowd.py."""

    who: str
    conversation: UUID
    staff: bool
    after: int
    through: int
    digest: int


class Measured(Struct, frozen=True, tag="measured"):
    """A figure that a scenario holds to a bound. `most`: what it may be."""

    at: float
    what: str
    value: float
    most: float


class Owned(Struct, frozen=True, tag="owned"):
    """An id that belongs to one workspace."""

    workspace: UUID
    id: UUID


Event = (
    Client
    | Connected
    | Lost
    | Sent
    | Acknowledged
    | Refused
    | Received
    | Marked
    | Listed
    | Heard
    | Fault
    | Log
    | Mark
    | Followed
    | Measured
    | Owned
)
E = TypeVar("E")


def digest(client_ids: Iterable[str], begun: int = 0) -> int:
    """A number that tells sequences of entries apart; `begun`: of those before."""
    return zlib.crc32("".join(f"{client_id} " for client_id in client_ids).encode(), begun)


def only(history: Sequence[Event], kind: type[E]) -> Iterator[E]:
    """The events of one kind, in their order."""
    return (event for event in history if isinstance(event, kind))


class History:
    """The recorder. Its events stand in the order in which they happened."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._began = time.monotonic()

    @property
    def now(self) -> float:
        """Seconds since the run began."""
        return time.monotonic() - self._began

    def add(self, event: Event) -> None:
        """Notes what happened."""
        self.events.append(event)

    def fault(self, what: str) -> None:
        """Notes what was done to the installation."""
        self.add(Fault(self.now, what))

    def measured(self, what: str, value: float, most: float) -> None:
        """Notes a figure and what it may be."""
        self.add(Measured(self.now, what, value, most))

    def save(self, path: Path) -> None:
        """Writes it all, a line of JSON each."""
        encode = msgspec.json.Encoder().encode
        path.write_bytes(b"".join(encode(event) + b"\n" for event in self.events))


def load(path: Path) -> list[Event]:
    """Reads what `save` wrote."""
    decode = msgspec.json.Decoder(Event).decode
    return [decode(line) for line in path.read_bytes().splitlines()]
