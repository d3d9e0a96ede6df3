"""Our listener on a real socket, what it keeps, and hands to talk to it with."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Literal

import aiosmtplib

from causerie.channels.email.listener import Envelope, Listener, ListenerLimits
from causerie.channels.email.tokens import ReplyAddresses
from causerie.kit.ids import new_id

ADDRESSES = ReplyAddresses("mail.shop.example", b"k" * 32)
REPLY = ADDRESSES.make(new_id(), new_id())
MAIL = b"From: maria@example.net\r\nSubject: hi\r\n\r\n.leading dot\r\nHello\r\n"


@asynccontextmanager
async def listening(
    deliver: Callable[[Envelope], Awaitable[None]],
    *,
    protocol: Literal["smtp", "lmtp"] = "smtp",
    tls: ssl.SSLContext | None = None,
    **limits: Any,
) -> AsyncIterator[Listener]:
    accept = ADDRESSES.accept(lambda address: address == "hello@shop.example")
    listener = Listener(
        accept,
        deliver,
        protocol=protocol,
        hostname="mail.shop.example",
        limits=ListenerLimits(**limits),
        tls=tls,
    )
    await listener.start()
    try:
        yield listener
    finally:
        await listener.stop()


class Kept(list[Envelope]):
    """Keeps what is delivered."""

    async def deliver(self, envelope: Envelope) -> None:
        self.append(envelope)


async def send(
    listener: Listener, raw: bytes = MAIL, *, sender: str = "maria@example.net", to: str | list[str] = REPLY
) -> None:
    await aiosmtplib.send(
        raw, sender=sender, recipients=to, hostname="127.0.0.1", port=listener.port, start_tls=False
    )


class Talk:
    """A hand-made client."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    @classmethod
    async def to(cls, listener: Listener) -> "Talk":
        return cls(*await asyncio.open_connection("127.0.0.1", listener.port))

    async def hear(self) -> str:
        """Return one whole answer."""
        lines = [await asyncio.wait_for(self.reader.readline(), 5)]
        while lines[-1][3:4] == b"-":
            lines.append(await asyncio.wait_for(self.reader.readline(), 5))
        return b"".join(lines).decode().rstrip("\r\n")

    async def say(self, line: str | bytes) -> str:
        self.writer.write((line.encode() if isinstance(line, str) else line) + b"\r\n")
        return await self.hear()

    async def up_to_data(self, to: str = REPLY, hello: str = "EHLO me") -> None:
        await self.hear()
        for line in (hello, "MAIL FROM:<maria@example.net>", f"RCPT TO:<{to}>"):
            assert (await self.say(line)).startswith("250")
        assert (await self.say("DATA")).startswith("354")
