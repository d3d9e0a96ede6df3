"""uvicorn's side of HTTP, before a request is answered or its connection becomes a socket."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# From the connection, or the first byte of a later request, to the end of the headers.
REQUEST_SECONDS = 10.0


class HttpProtocol(HttpToolsProtocol):
    """Doesn't wait forever for a request, and keeps what a client sent behind one that asks for a socket."""

    _deadline: asyncio.TimerHandle

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        """Somebody connected."""
        super().connection_made(transport)
        self._deadline = self.loop.call_later(REQUEST_SECONDS, transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        self._deadline.cancel()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """The first byte of a request."""
        self._deadline.cancel()
        self._deadline = self.loop.call_later(REQUEST_SECONDS, self.transport.abort)
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """A request's headers are whole; its body has a limit of its own."""
        self._deadline.cancel()
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        """Bytes of requests, which uvicorn drops behind one for a socket."""
        super().data_received(data)
        carrier: Any = self.transport.get_protocol()
        early = b"" if carrier is self else data.partition(b"\r\n\r\n")[2]
        if early:
            carrier.data_received(early)
