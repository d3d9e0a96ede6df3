# ruff: noqa: N802, D102 - aiosmtpd finds its hooks by names such as handle_RCPT, and documents them
"""Mail coming in: an SMTP (RFC 5321) and LMTP (RFC 2033) server in our own event loop.

It says 250 only after `deliver` has returned: acknowledged means kept. It relays nothing: a recipient that
`accept` doesn't know is refused at RCPT.
"""

import asyncio
import logging
import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Literal

import msgspec
from aiosmtpd.smtp import SMTP
from aiosmtpd.smtp import Envelope as SmtpEnvelope
from aiosmtpd.smtp import Session as SmtpSession

from causerie.channels.email.model import MailRefused
from causerie.errors import AppError
from causerie.kit.limits import RateLimit

log = logging.getLogger(__name__)

_NULL_SENDER = "<>"
_LINE_BYTES = 64 * 1024  # RFC 5321 wants 1,000; careless programs write a whole HTML page into one line


class Envelope(msgspec.Struct, frozen=True):
    """One mail as it arrived. `mail_from` is "" for the null sender; `raw` is the untouched original."""

    mail_from: str
    recipients: list[str]
    raw: bytes
    peer: str


class ListenerLimits(msgspec.Struct, frozen=True):
    """Times in seconds. `session_seconds` bounds each command and a mail's whole transfer.

    `mails_at_once` and `mails_per_minute` bound what one sender, and what one recipient, gets in.
    """

    mail_bytes: int = 32 * 1024 * 1024
    recipients: int = 20
    connections: int = 100
    connections_per_peer: int = 60
    session_seconds: float = 120
    deliver_seconds: float = 60
    mails_at_once: int = 60
    mails_per_minute: float = 6


Accept = Callable[[str], bool]
Deliver = Callable[[Envelope], Awaitable[None]]


class Listener:
    """A server for one protocol on one TCP address or one Unix socket.

    `accept` tells whether a recipient is ours. `deliver` keeps the mail. When it raises MailRefused, the
    sender is told why and won't try again; at any other error, and after `deliver_seconds`, the sender will.
    So a mail may be delivered twice, with the same Message-ID.
    """

    def __init__(
        self,
        accept: Accept,
        deliver: Deliver,
        *,
        protocol: Literal["smtp", "lmtp"] = "smtp",
        hostname: str,
        limits: ListenerLimits | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.limits = limits or ListenerLimits()
        self._accept = accept
        self._deliver = deliver
        self._protocol = _LmtpSession if protocol == "lmtp" else _SmtpSession
        self._is_lmtp = protocol == "lmtp"
        self._hostname = hostname
        self._tls = tls
        self._server: asyncio.Server | None = None
        self.port = 0  # not a property: aiosmtpd reads every member of its handler
        self._sessions: set[_SmtpSession] = set()
        self._deliveries: set[asyncio.Future[None]] = set()
        self._rate = RateLimit(burst=self.limits.mails_at_once, per_minute=self.limits.mails_per_minute)

    async def start(self, host: str = "127.0.0.1", port: int = 0, *, socket_path: Path | None = None) -> None:
        """Begin to accept connections; `port` then holds the TCP port.

        Raises OSError where the address can't be had.
        """
        loop = asyncio.get_running_loop()
        if socket_path is not None:
            self._server = await loop.create_unix_server(self._session, str(socket_path))
        else:
            self._server = await loop.create_server(self._session, host, port)
            self.port = int(self._server.sockets[0].getsockname()[1])

    async def stop(self, grace_seconds: float = 10) -> None:
        """Accept no more, let deliveries under way end and be answered, then close every connection."""
        if self._server is None:
            return
        self._server.close()
        if self._deliveries:
            await asyncio.wait(self._deliveries, timeout=grace_seconds)
            await asyncio.sleep(0)  # lets the sessions write their answers
        for session in list(self._sessions):
            session.hang_up()
        self._server = None

    def _session(self) -> "_SmtpSession":
        return self._protocol(
            self,
            hostname=self._hostname,
            ident="Causerie",
            data_size_limit=self.limits.mail_bytes,
            enable_SMTPUTF8=True,
            timeout=self.limits.session_seconds,
            tls_context=self._tls,
            auth_exclude_mechanism=["LOGIN", "PLAIN"],
            command_call_limit={"RCPT": 10 * self.limits.recipients, "*": 100},
            loop=asyncio.get_running_loop(),
        )

    def opened(self, session: "_SmtpSession", peer: str) -> str | None:
        """Count a new connection in; return why it can't stay, if so."""
        if len(self._sessions) >= self.limits.connections:
            return "too many connections"
        if peer and sum(other.peer == peer for other in self._sessions) >= self.limits.connections_per_peer:
            return "too many connections from your address"
        self._sessions.add(session)
        return None

    def closed(self, session: "_SmtpSession") -> None:
        """Count a connection out."""
        self._sessions.discard(session)

    # The hooks of aiosmtpd, which finds them by name.

    async def handle_EHLO(
        self, server: SMTP, session: SmtpSession, envelope: SmtpEnvelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [line for line in responses if not line.startswith("250-AUTH")]

    async def handle_VRFY(
        self, server: SMTP, session: SmtpSession, envelope: SmtpEnvelope, address: str
    ) -> str:
        return "252 2.5.0 Send a mail and see"

    async def handle_MAIL(
        self, server: SMTP, session: SmtpSession, envelope: SmtpEnvelope, address: str, options: list[str]
    ) -> str:
        if not self._has_room(f"from {self._rate_key(address, server)}"):
            return "450 4.7.1 Too many mails from this address, please try again later"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(
        self, server: SMTP, session: SmtpSession, envelope: SmtpEnvelope, address: str, options: list[str]
    ) -> str:
        if len(envelope.rcpt_tos) >= self.limits.recipients:
            return "452 4.5.3 Too many recipients"
        if not self._accept(address):
            return "550 5.1.1 Not an address of ours; please answer to the address that the mail came with"
        if not self._has_room(f"to {address.lower()}"):
            return "450 4.7.1 Too many mails to this address, please try again later"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: SmtpSession, envelope: SmtpEnvelope) -> str:
        raw = bytes(envelope.content or b"") if not isinstance(envelope.content, str) else b""
        if raw.count(b"\n") != raw.count(b"\r\n") or raw.count(b"\r") != raw.count(b"\r\n"):
            # Servers disagree about where a mail with lone line ends ends (SMTP smuggling); RFC 5321, 2.3.8.
            return "554 5.6.0 The mail has a line that does not end in <CR><LF>"
        sender = "" if envelope.mail_from == _NULL_SENDER else (envelope.mail_from or "")
        return await self._kept(Envelope(sender, list(envelope.rcpt_tos), raw, _peer(session)))

    async def handle_exception(self, error: Exception) -> str:
        log.error("an SMTP session failed", exc_info=error)
        return "451 4.3.0 Something went wrong here, please try again later"

    async def _kept(self, envelope: Envelope) -> str:
        delivery = asyncio.ensure_future(self._delivered(envelope))
        self._deliveries.add(delivery)
        delivery.add_done_callback(self._deliveries.discard)
        try:
            await delivery
        except MailRefused as refusal:
            return f"550 5.6.0 {_reply_text(refusal.detail)}"
        except Exception:
            log.exception("a mail could not be kept; its sender will try again")
            return "451 4.3.0 The mail could not be kept, please try again later"
        return "250 2.6.0 Kept"

    async def _delivered(self, envelope: Envelope) -> None:
        async with asyncio.timeout(self.limits.deliver_seconds):
            await self._deliver(envelope)

    def _has_room(self, key: str) -> bool:
        try:
            self._rate.check(key)
        except AppError:
            return False
        return True

    def _rate_key(self, address: str, server: SMTP) -> str:
        # Bounces share the null sender, so they are counted by who brings them.
        if address == _NULL_SENDER:
            return f"<>{_peer(server.session)}"
        return address.lower()


class _SmtpSession(SMTP):
    """One connection, counted by its listener."""

    line_length_limit = _LINE_BYTES

    def __init__(self, listener: Listener, **options: Any) -> None:
        super().__init__(listener, **options)
        self._listener = listener
        self.peer = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if self.transport is not None:  # the same connection, now under TLS
            super().connection_made(transport)
            return
        name = transport.get_extra_info("peername")
        self.peer = name[0] if isinstance(name, tuple) else ""
        reason = self._listener.opened(self, self.peer)
        super().connection_made(transport)
        if reason is not None and isinstance(transport, asyncio.WriteTransport):
            transport.write(f"421 4.7.0 {self.hostname} {reason}, please try again later\r\n".encode())
            transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        self._listener.closed(self)
        super().connection_lost(error)

    def hang_up(self) -> None:
        """Close the connection with a word."""
        transport = self.transport
        if isinstance(transport, asyncio.WriteTransport) and not transport.is_closing():
            transport.write(f"421 4.3.2 {self.hostname} is being stopped\r\n".encode())
            transport.close()


class _LmtpSession(_SmtpSession):
    """LMTP differs in its greeting, and in one answer for each recipient after the mail."""

    def __init__(self, listener: Listener, **options: Any) -> None:
        super().__init__(listener, **options)
        self._smtp_methods["LHLO"] = super().smtp_EHLO
        self._answers = 1

    async def smtp_HELO(self, hostname: str) -> None:
        await self.push("500 5.5.1 This is LMTP: say LHLO")

    async def smtp_EHLO(self, hostname: str) -> None:
        await self.push("500 5.5.1 This is LMTP: say LHLO")

    async def push(self, status: str | bytes) -> None:
        line = status.encode() if isinstance(status, str) else status
        answers, self._answers = self._answers, 1
        if line.startswith(b"354") and self.envelope is not None:
            self._answers = len(self.envelope.rcpt_tos)
        await super().push(b"\r\n".join([line] * answers))


def _peer(session: SmtpSession | None) -> str:
    name: object = session.peer if session is not None else None  # the type says str, asyncio a tuple
    return str(name[0]) if isinstance(name, tuple) else ""


def _reply_text(words: str) -> str:
    return " ".join(words.split())[:400]
