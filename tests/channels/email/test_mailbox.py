"""The demo's mailbox: what is sent is found there, after a restart too, and can be answered."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from litestar import Litestar

from causerie.channels.email.adapter import parse
from causerie.channels.email.compose import compose
from causerie.channels.email.listener import Envelope, Listener
from causerie.channels.email.mailbox import Mailbox
from causerie.channels.email.mailbox_api import mailbox_router
from causerie.channels.email.model import MailAttachment
from causerie.channels.email.smtp_out import Sent, SmtpServer, send
from causerie.channels.email.tokens import ReplyAddresses
from causerie.errors import AppError
from causerie.kit.ids import new_id
from tests.channels.email.outbound import outbound

ADDRESSES = ReplyAddresses("mail.shop.example", b"k" * 32)
REPLY = ADDRESSES.make(new_id(), new_id())


class World:
    """Our listener and the demo's mail server, on real sockets."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.arrived: list[Envelope] = []

    async def start(self) -> None:
        self.ours = Listener(ADDRESSES.accept(lambda _: False), self._arrive, hostname="mail.shop.example")
        await self.ours.start()
        await self.restart_mailbox()

    async def restart_mailbox(self, limit: int = 500) -> None:
        self.mailbox = Mailbox(self.directory, SmtpServer("127.0.0.1", self.ours.port), limit=limit)
        await self.mailbox.open()
        self.sink = Listener(lambda _: True, self.mailbox.keep, hostname="mail.example")
        await self.sink.start()

    async def stop(self) -> None:
        await self.sink.stop()
        await self.ours.stop()

    async def send(self, subject: str = "Your order 1042", to_address: str = "maria@example.net") -> None:
        mail = compose(outbound(reply_to=REPLY, subject=subject, to_address=to_address))
        outcome = await send(
            SmtpServer("127.0.0.1", self.sink.port), mail, "bounces@shop.example", to_address
        )
        assert isinstance(outcome, Sent)

    async def _arrive(self, envelope: Envelope) -> None:
        self.arrived.append(envelope)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    world = World(tmp_path / "mails")
    await world.start()
    yield world
    await world.stop()


async def test_a_mail_goes_out_is_read_answered_and_comes_in(world: World) -> None:
    await world.send()
    (summary,) = world.mailbox.mails("Maria@example.net")
    assert (summary.subject, summary.from_name) == ("Your order 1042", "Anna at Shop")
    kept = await world.mailbox.read(summary.id)
    assert "which size do you take?" in kept.text
    assert "Continue the conversation" in kept.html
    attachment = MailAttachment("tear.png", "image/png", b"\x89PNG\r\n\x1a\n")
    assert isinstance(await world.mailbox.reply(summary.id, "Size M.\n\nAnd in blue?", [attachment]), Sent)
    (envelope,) = world.arrived
    assert envelope.recipients == [REPLY]
    read = parse(envelope.raw)
    assert read.text == "Size M.\n\nAnd in blue?"
    assert read.from_address == "maria@example.net"
    assert read.attachments == [attachment]


async def test_a_restart_finds_the_mails(world: World) -> None:
    await world.send("one")
    await world.send("two")
    before = world.mailbox.mails()
    await world.sink.stop()
    (world.directory / "half.part").write_bytes(b"never finished")
    await world.restart_mailbox()
    assert world.mailbox.mails() == before
    assert [mail.subject for mail in before] == ["two", "one"]
    assert not list(world.directory.glob("*.part"))


async def test_only_the_newest_mails_are_kept(world: World) -> None:
    await world.sink.stop()
    await world.restart_mailbox(limit=2)
    for subject in ("one", "two", "three"):
        await world.send(subject)
    assert [mail.subject for mail in world.mailbox.mails()] == ["three", "two"]
    assert len(list(world.directory.glob("*.eml"))) == 2


async def test_the_list_can_be_of_one_person(world: World) -> None:
    await world.send("to maria")
    await world.send("to boris", "boris@example.net")
    assert [mail.subject for mail in world.mailbox.mails("boris@example.net")] == ["to boris"]


@pytest.mark.parametrize("mail_id", ["", "../../etc/passwd", "0" * 32])
async def test_weakness_41_an_unknown_id_opens_no_file(world: World, mail_id: str) -> None:
    with pytest.raises(AppError):
        await world.mailbox.read(mail_id)


async def test_fifty_sent_at_once_are_all_kept(world: World) -> None:
    await asyncio.gather(*(world.send(f"mail {number}", f"p{number}@example.net") for number in range(50)))
    assert {mail.subject for mail in world.mailbox.mails()} == {f"mail {number}" for number in range(50)}


async def test_the_routes_list_read_and_answer(world: World) -> None:
    await world.send()
    app = Litestar([mailbox_router])
    app.state.mailbox = world.mailbox
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(cast(Any, app)), base_url="http://demo"
    ) as client:
        (summary,) = (await client.get("/api/demo/mailbox")).json()
        mail = (await client.get(f"/api/demo/mailbox/{summary['id']}")).json()
        assert "which size" in mail["text"]
        shown = await client.get(f"/api/demo/mailbox/{summary['id']}/html")
        assert "which size" in shown.text
        assert "sandbox" in shown.headers["content-security-policy"]
        assert "script-src" not in shown.headers["content-security-policy"]
        answered = await client.post(
            f"/api/demo/mailbox/{summary['id']}/answer",
            json={
                "text": "Size M",
                "attachments": [{"name": "a.txt", "media_type": "text/plain", "data": "aGk="}],
            },
        )
        assert answered.status_code == 200
        assert answered.json()["type"] == "sent"
        refused = await client.post(
            f"/api/demo/mailbox/{summary['id']}/answer", json={"text": "", "html": "x"}
        )
        assert refused.status_code == 400
    read = parse(world.arrived[0].raw)
    assert (read.text, read.attachments[0].data) == ("Size M", b"hi")
