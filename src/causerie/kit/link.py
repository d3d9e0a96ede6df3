"""The narrow interface between a live line and whatever carries it."""

from __future__ import annotations

from typing import Protocol


class Link(Protocol):
    """The way to one client. None of its methods blocks or raises; after `close` nothing more is sent."""

    def send(self, frame: bytes) -> None:
        """Sends one text frame. A reader who is too far behind is dropped, and comes back by cursor."""

    def buffered(self) -> int:
        """Bytes that the client has not taken yet."""

    def close(self, code: int) -> None:
        """Closes the line with a WebSocket close code (RFC 6455, section 7.4)."""


class Line(Protocol):
    """What a carrier feeds."""

    def on_message(self, data: bytes) -> None:
        """One whole text frame came in."""

    async def room(self) -> None:
        """Waits until the line can take more; what the client sends meanwhile waits on the network."""

    def on_close(self) -> None:
        """The line is gone; called once."""
