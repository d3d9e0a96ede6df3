"""The part of picows 2.3 that a carrier uses. Its own types leave out WSProtocol, which is private."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from typing import Any, Protocol

class WSUpgradeRequest: ...

class WSUpgradeResponse:
    @staticmethod
    def create_101_response(extra_headers: Iterable[tuple[str, str]] | None = None) -> WSUpgradeResponse: ...

class WSUpgradeResponseWithListener:
    def __init__(self, response: WSUpgradeResponse, listener: WSListener | None) -> None: ...

class WSFrame:
    msg_type: int
    fin: int
    rsv1: int
    rsv2: int
    rsv3: int
    payload_size: int
    def get_payload_as_bytes(self) -> bytes: ...
    def get_close_code(self) -> int: ...

class WSTransport:
    underlying_transport: asyncio.Transport
    is_close_frame_sent: bool
    def send(self, msg_type: int, message: bytes) -> None: ...
    def send_ping(self) -> None: ...
    def send_close(self, close_code: int, close_message: bytes) -> None: ...

class WSListener:
    def on_ws_connected(self, transport: WSTransport) -> None: ...
    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None: ...
    def on_ws_disconnected(self, transport: WSTransport) -> None: ...
    def pause_writing(self) -> None: ...
    def resume_writing(self) -> None: ...

class _Strategy(Protocol): ...

class WSAutoPingStrategy:
    PING_WHEN_IDLE: _Strategy

class WSProtocol(asyncio.BufferedProtocol):
    transport: WSTransport
    listener: WSListener | None
    def __init__(
        self,
        host_port: str | None,
        ws_path: str | None,
        is_client_side: bool,
        ws_listener_factory: Callable[[WSUpgradeRequest], WSUpgradeResponseWithListener],
        logger: logging.LoggerAdapter[Any],
        disconnect_on_exception: bool,
        websocket_handshake_timeout: float | None,
        enable_auto_ping: bool,
        auto_ping_idle_timeout: float,
        auto_ping_reply_timeout: float,
        auto_ping_strategy: _Strategy,
        enable_auto_pong: bool,
        max_frame_size: int,
        extra_headers: Iterable[tuple[str, str]] | None,
        read_buffer_init_size: int,
    ) -> None: ...
    def get_buffer(self, sizehint: int) -> memoryview: ...
