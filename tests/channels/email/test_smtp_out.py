"""What became of a mail is said as it is: sent, refused, later, or unknown."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
import pytest

from causerie.channels.email.compose import compose
from causerie.channels.email.smtp_out import Outcome, Refused, Sent, SmtpServer, TryLater, Unknown, send
from tests.channels.email.outbound import MAIL

GREETING = "220 mx.example"


class ScriptedServer:
    """An SMTP server that says what it is told to say, and drops the connection where it is told "drop"."""

    def __init__(self, replies: dict[str, str]) -> None:
        self.replies = {
            "EHLO": "250 mx",
            "MAIL": "250 ok",
            "RCPT": "250 ok",
            "DATA": "354 go",
            ".": "250 taken",
            **replies,
        }
        self.received = b""
        self.server = SmtpServer("127.0.0.1", 0, security="opportunistic", timeout=0.5, final_timeout=0.5)

    @asynccontextmanager
    async def running(self) -> AsyncIterator["ScriptedServer"]:
        listener = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        port = listener.sockets[0].getsockname()[1]
        self.server = msgspec.structs.replace(self.server, port=port)
        try:
            yield self
        finally:
            listener.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if not await self._say(writer, self.replies.get("connect", GREETING)):
                return
            while line := await reader.readline():
                verb = line[:4].decode().strip().upper()
                if not await self._say(writer, self.replies.get(verb, "250 ok")):
                    return
                if verb == "DATA" and self.replies["DATA"].startswith("354"):
                    if self.replies["."] == "drop in the middle":
                        await reader.readline()
                        return
                    self.received = await reader.readuntil(b"\r\n.\r\n")
                    if not await self._say(writer, self.replies["."]):
                        return
        except asyncio.CancelledError:
            pass  # the test is over
        finally:
            writer.close()

    async def _say(self, writer: asyncio.StreamWriter, reply: str) -> bool:
        if reply == "drop":
            return False
        if reply != "silence":
            writer.write(f"{reply}\r\n".encode())
            await writer.drain()
        return True


async def outcome_of(**replies: str) -> Outcome:
    scripted = ScriptedServer({"." if key == "end" else key: reply for key, reply in replies.items()})
    async with scripted.running():
        return await send(scripted.server, compose(MAIL), "hello@shop.example", "maria@example.net")


async def test_a_mail_that_was_taken_is_sent() -> None:
    assert await outcome_of(end="250 2.0.0 queued as 4711") == Sent("2.0.0 queued as 4711")


@pytest.mark.parametrize(
    ("replies", "outcome"),
    [
        ({"MAIL": "550 5.7.1 not you"}, Refused(550, "5.7.1 not you")),
        ({"RCPT": "550 5.1.1 no such user"}, Refused(550, "5.1.1 no such user")),
        ({"DATA": "554 no"}, Refused(554, "no")),
        ({"end": "552 5.3.4 too big"}, Refused(552, "5.3.4 too big")),
        ({"RCPT": "450 4.2.1 greylisted"}, TryLater("450 4.2.1 greylisted")),
        ({"DATA": "451 busy"}, TryLater("451 busy")),
        ({"end": "452 disk full"}, TryLater("452 disk full")),
    ],
)
async def test_the_servers_words_are_kept(replies: dict[str, str], outcome: Outcome) -> None:
    assert await outcome_of(**replies) == outcome


@pytest.mark.parametrize(
    "replies",
    [
        {"connect": "drop"},
        {"connect": "554 go away"},
        {"connect": "silence"},
        {"EHLO": "drop"},
        {"MAIL": "drop"},
        {"RCPT": "silence"},
        {"DATA": "drop"},
        {"DATA": "silence"},
    ],
)
async def test_before_data_a_lost_or_silent_server_is_tried_later(replies: dict[str, str]) -> None:
    assert isinstance(await outcome_of(**replies), TryLater)


@pytest.mark.parametrize("end", ["drop", "silence", "drop in the middle", "what?"])
async def test_after_data_the_outcome_is_unknown(end: str) -> None:
    assert isinstance(await outcome_of(end=end), Unknown)


async def test_a_port_where_nobody_listens_is_tried_later() -> None:
    async with ScriptedServer({}).running() as scripted:
        server = scripted.server
    assert isinstance(await send(server, compose(MAIL), "a@b.example", "c@d.example"), TryLater)


@pytest.mark.parametrize("recipient", ["c@d.example\r\nRCPT TO:<e@f.example>", "c@d.example>\nDATA"])
async def test_an_address_cannot_smuggle_commands(recipient: str) -> None:
    async with ScriptedServer({}).running() as scripted:
        assert isinstance(await send(scripted.server, compose(MAIL), "a@b.example", recipient), Refused)


async def test_lines_with_a_dot_and_lone_line_feeds_arrive_as_one_mail() -> None:
    async with ScriptedServer({}).running() as scripted:
        outcome = await send(scripted.server, b"From: a@b.example\n\n.\n.two\n", "a@b.example", "c@d.example")
    assert isinstance(outcome, Sent)
    assert scripted.received == b"From: a@b.example\r\n\r\n..\r\n..two\r\n.\r\n"


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://127.0.0.1:8025", SmtpServer("127.0.0.1", 8025)),
        ("smtp://mail.example", SmtpServer("mail.example", 25)),
        (
            "smtp://u%40x:p%2Fw@mail.example?starttls=1",
            SmtpServer("mail.example", 587, "u@x", "p/w", "starttls"),
        ),
        ("smtps://u:p@mail.example", SmtpServer("mail.example", 465, "u", "p", "tls")),
    ],
)
def test_urls(url: str, server: SmtpServer) -> None:
    assert SmtpServer.from_url(url) == server


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mail.example:25",
        "http://mail.example",
        "smtp://",
        "smtp://m.example?tls=1",
        "smtp://u:secret@m.example",
        "smtp://m.example?starttls=yes",
        "smtp://m.example:99999",
    ],
)
def test_a_wrong_url_is_explained_without_the_password(url: str) -> None:
    with pytest.raises(ValueError, match=r"\w{4}") as refusal:
        SmtpServer.from_url(url)
    assert len(str(refusal.value)) > 10
    assert "secret" not in str(refusal.value)
