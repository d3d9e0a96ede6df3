"""A live line's socket on picows, which leaves to us fragments, UTF-8, reserved bits, close replies, and timers."""

from __future__ import annotations

import asyncio
import struct

from picows import WSListener
from picows.picows import WSFrame, WSTransport

from causerie.kit import link
from causerie.kit.heartbeat import TURNS
from causerie.kit.link import MAX_BUFFERED, Carriage, Line

# Opcodes of RFC 6455, section 11.8. As plain numbers: picows converts its own enumeration at each call.
CONTINUATION, TEXT, BINARY, CLOSE = 0, 1, 2, 8
FIN = 0x80


# The last payload and the frame made of it: a server's frame is the same for all who hear it (RFC 6455, section 5.1).
_framed_last = (b"", bytes((FIN | TEXT, 0)))


def _framed(payload: bytes) -> bytes:
    global _framed_last  # noqa: PLW0603  (a memory of one)
    last = _framed_last
    if last[0] is not payload:
        size = len(payload)
        if size < 126:
            head = bytes((FIN | TEXT, size))
        elif size < 1 << 16:
            head = struct.pack(">BBH", FIN | TEXT, 126, size)
        else:
            head = struct.pack(">BBQ", FIN | TEXT, 127, size)
        last = _framed_last = (payload, head + payload)
    return last[1]


class PicowsLink(WSListener):
    """One client's socket, from the end of the handshake on. `largest`: the bytes of the longest message taken."""

    __slots__ = (
        "_carriage",
        "_closing",
        "_held",
        "_largest",
        "_line",
        "_out",
        "_parts",
        "_quiet",
        "_size",
        "_socket",
        "_transport",
        "_unheard",
    )

    def __init__(self, carriage: Carriage, largest: int) -> None:
        self._carriage = carriage
        self._largest = largest
        self._line: Line | None = None
        self._closing = False
        self._held = False
        # What is sent in this turn of the loop, and the bytes of that and of what the client has not taken.
        self._out: list[bytes] | None = None
        self._size = 0
        # What came of a message in fragments.
        self._parts: bytearray | None = None
        # Turns since something was sent, and since something came.
        self._quiet = 0
        self._unheard = 0

    # the line's side -------------------------------------------------------------------------------------------

    def send(self, frame: bytes) -> None:
        """Sends one text frame at the end of this turn of the loop; drops a reader who is too far behind."""
        if self._closing:
            return
        if self._out is None:
            self._size = self._transport.get_write_buffer_size()
            self._out = []
            self._carriage.outgoing.soon(self)
        if self._size > MAX_BUFFERED:
            self._out = [_framed(self._carriage.slow)]
            self.close(link.CLOSE_SLOW)
            return
        self._quiet = 0
        self._size += len(frame)
        self._out.append(_framed(frame))

    def flush(self) -> None:
        """Hands what was sent to the system."""
        out, self._out = self._out, None
        if out and not self._socket.is_close_frame_sent and not self._transport.is_closing():
            self._transport.write(out[0] if len(out) == 1 else b"".join(out))

    def buffered(self) -> int:
        """Bytes of this turn, and those that the system's own buffer had no room for."""
        return self._size if self._out else self._transport.get_write_buffer_size()

    def hold(self, *, held: bool) -> None:
        """Reads no more while `held`. What picows has read, LARGEST_READ at most, is heard all the same."""
        if held != self._held and not self._transport.is_closing():
            self._held = held
            (self._transport.pause_reading if held else self._transport.resume_reading)()

    def close(self, code: int) -> None:
        """Says why, and waits a moment for what was written to be taken and for the client's own close."""
        if not self._closing:
            self._closing = True
            self.hold(held=False)
            self.flush()
            self._socket.send_close(code, b"")
            asyncio.get_running_loop().call_later(link.LINGER_SECONDS, self._transport.abort)

    def turn(self) -> None:
        """Beats after a silent heartbeat; asks a silent client for a sign of life, and gives it up after one more."""
        self._quiet += 1
        # Who is not read can't give a sign of life.
        self._unheard += not self._held
        if self._quiet >= TURNS:
            self.send(self._carriage.heartbeat.frame)
        if self._unheard == TURNS:
            self._socket.send_ping()
        elif self._unheard == 2 * TURNS:
            self._closing = True
            self._transport.abort()

    # picows' side ----------------------------------------------------------------------------------------------

    def on_ws_connected(self, transport: WSTransport) -> None:
        """The handshake is done."""
        self._socket = transport
        self._transport = transport.underlying_transport
        self._line = self._carriage.make_line(self)
        self._carriage.heartbeat.join(self)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        """The socket is gone."""
        self._closing = True
        self._out = None
        if self._line is not None:
            self._carriage.heartbeat.leave(self)
            line, self._line = self._line, None
            line.on_close()

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """A frame came in; picows answers pings itself."""
        self._unheard = 0
        kind = frame.msg_type
        if kind == CLOSE:
            self._closed_by_client(frame.get_close_code())
        elif transport.is_close_frame_sent:
            pass  # sent before the client heard of the close, or behind a mistake
        elif frame.rsv1 or frame.rsv2 or frame.rsv3:
            self.close(link.CLOSE_PROTOCOL)
        elif kind == TEXT and frame.fin and self._parts is None:
            self._message(frame.get_payload_as_bytes())
        elif kind in (TEXT, CONTINUATION):
            self._fragment(frame)
        elif kind == BINARY:
            self.close(link.CLOSE_UNSUPPORTED)

    def pause_writing(self) -> None:
        """What waits is counted in `send`."""

    def resume_writing(self) -> None:
        """See pause_writing."""

    def _closed_by_client(self, code: int) -> None:
        # 0: a close without a code, which RFC 6455, section 7.1.5 calls 1005 and forbids to send.
        self.close(code if code >= link.CLOSE_NORMAL and code not in (1005, 1006) else link.CLOSE_NORMAL)
        self._transport.close()

    def _fragment(self, frame: WSFrame) -> None:
        if (frame.msg_type == CONTINUATION) != (self._parts is not None):
            self.close(link.CLOSE_PROTOCOL)
            return
        self._parts = self._parts or bytearray()
        self._parts += frame.get_payload_as_bytes()
        if len(self._parts) > self._largest:
            self.close(link.CLOSE_TOO_BIG)
        elif frame.fin:
            message, self._parts = bytes(self._parts), None
            self._message(message)

    def _message(self, data: bytes) -> None:
        if not data.isascii():
            try:
                data.decode()
            except UnicodeDecodeError:
                self.close(link.CLOSE_NOT_UTF8)
                return
        assert self._line is not None
        self._line.on_message(data)
