"""The narrow interface between a live line and whatever carries it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from msgspec import Struct

from causerie.kit.heartbeat import Heartbeat
from causerie.kit.outgoing import Outgoing

# Bytes that wait for one reader before it is dropped.
MAX_BUFFERED = 1024 * 1024
# How long a client may take to answer a close, or to take what was written before it.
LINGER_SECONDS = 3.0
# RFC 6455, section 7.4.1.
CLOSE_NORMAL, CLOSE_PROTOCOL, CLOSE_UNSUPPORTED = 1000, 1002, 1003
CLOSE_NOT_UTF8, CLOSE_SLOW, CLOSE_TOO_BIG, CLOSE_RESTART = 1007, 1008, 1009, 1012
# Where an ASGI scope has what takes a Carriage and gives the socket away, in scope["extensions"].
HAND_OVER = "causerie.hand_over"


class Link(Protocol):
    """The way to one client. None of its methods blocks or raises; after `close` nothing more is sent."""

    def send(self, frame: bytes) -> None:
        """Sends one text frame. A reader who is too far behind is dropped, and comes back by cursor."""

    def buffered(self) -> int:
        """Bytes that the client has not taken yet."""

    def hold(self, *, held: bool) -> None:
        """Whether to stop reading; what the client sends meanwhile waits on the network, but for what is read."""

    def close(self, code: int) -> None:
        """Closes the line with a WebSocket close code (RFC 6455, section 7.4), after what was sent before."""


class Line(Protocol):
    """What a carrier feeds."""

    def on_message(self, data: bytes) -> None:
        """One whole text frame came in; it is valid UTF-8."""

    def on_close(self) -> None:
        """The line is gone; called once."""


class Carriage(Struct, frozen=True):
    """How lines are carried: what makes a line, what a silent one says, what flushes those that said something, and
    what a reader hears who is too slow."""

    make_line: Callable[[Link], Line]
    heartbeat: Heartbeat
    outgoing: Outgoing
    slow: bytes
