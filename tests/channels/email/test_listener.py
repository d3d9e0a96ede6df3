"""Mail comes in by real sockets: what was answered with 250 was kept, and nothing else gets in."""

import asyncio
import ssl
import subprocess
from contextlib import suppress
from pathlib import Path

import aiosmtplib
import pytest
import uvloop

from causerie.channels.email.listener import Envelope, Listener
from causerie.channels.email.model import MailRefused
from causerie.errors import ErrorCode
from causerie.kit.ids import new_id
from tests.channels.email.listening import ADDRESSES, MAIL, REPLY, Kept, Talk, listening, send


async def test_a_mail_arrives_untouched() -> None:
    kept = Kept()
    async with listening(kept.deliver) as listener:
        await send(listener)
    (envelope,) = kept
    assert (envelope.mail_from, envelope.recipients, envelope.raw) == ("maria@example.net", [REPLY], MAIL)
    assert envelope.peer == "127.0.0.1"


async def test_bounces_with_the_null_sender_arrive() -> None:
    kept = Kept()
    async with listening(kept.deliver) as listener:
        talk = await Talk.to(listener)
        await talk.hear()
        await talk.say("EHLO me")
        assert (await talk.say("MAIL FROM:<> SIZE=100 BODY=8BITMIME")).startswith("250")
        await talk.say(f"RCPT TO:<{REPLY.upper()}>")
        await talk.say("DATA")
        assert (await talk.say(b"From: x@y.example\r\n\r\nbounced\r\n.")).startswith("250")
    assert kept[0].mail_from == ""


async def test_250_is_said_only_after_the_mail_is_kept() -> None:
    may_return = asyncio.Event()
    started = asyncio.Event()

    async def deliver(envelope: Envelope) -> None:
        started.set()
        await may_return.wait()

    async with listening(deliver) as listener:
        sending = asyncio.create_task(send(listener))
        await started.wait()
        done, _ = await asyncio.wait([sending], timeout=0.2)
        assert not done
        may_return.set()
        await sending


@pytest.mark.parametrize(
    "address",
    [
        "someone@mail.shop.example",
        "reply+abc@mail.shop.example",
        # Named, because the workers of a run must agree on names and the token is drawn anew by each.
        pytest.param(REPLY.replace("@mail", "@other"), id="our token at another domain"),
        "victim@example.com",
        "hello@shop.example.evil.example",
        '"hello@shop.example"@evil.example',
        "@shop.example:victim@example.com",
    ],
)
async def test_nothing_is_relayed_or_taken_for_strangers(address: str) -> None:
    kept = Kept()
    async with listening(kept.deliver) as listener:
        talk = await Talk.to(listener)
        await talk.hear()
        await talk.say("EHLO me")
        await talk.say("MAIL FROM:<maria@example.net>")
        assert (await talk.say(f"RCPT TO:<{address}>"))[:3] in ("550", "553")
        assert (await talk.say("DATA")).startswith("503")
    assert kept == []


async def test_a_refusal_reaches_the_sender_in_words() -> None:
    async def deliver(envelope: Envelope) -> None:
        raise MailRefused(ErrorCode.INVALID, "The mail has no\r\n250 sender's address.")

    async with listening(deliver) as listener:
        with pytest.raises(aiosmtplib.SMTPDataError) as refusal:
            await send(listener)
    assert refusal.value.code == 550
    assert refusal.value.message == "5.6.0 The mail has no 250 sender's address."


async def test_a_failure_means_try_again_and_tells_no_secrets() -> None:
    async def deliver(envelope: Envelope) -> None:
        raise RuntimeError("password=hunter2")

    async with listening(deliver) as listener:
        with pytest.raises(aiosmtplib.SMTPDataError) as refusal:
            await send(listener)
    assert refusal.value.code == 451
    assert "hunter2" not in refusal.value.message


async def test_a_delivery_that_takes_too_long_means_try_again() -> None:
    async def deliver(envelope: Envelope) -> None:
        await asyncio.Event().wait()

    async with listening(deliver, deliver_seconds=0.1) as listener:
        with pytest.raises(aiosmtplib.SMTPDataError) as refusal:
            await send(listener)
    assert refusal.value.code == 451


@pytest.mark.parametrize(
    "body",
    [
        b"one\r\n\n.\n\r\nMAIL FROM:<evil@example.com>",
        b"one\r\n\n.\r\nMAIL FROM:<evil@example.com>",
        b"one\r\n.\rMAIL FROM:<evil@example.com>",
        b"one\ntwo",
    ],
)
async def test_smuggled_mails_are_refused_whole(body: bytes) -> None:
    kept = Kept()
    async with listening(kept.deliver) as listener:
        talk = await Talk.to(listener)
        await talk.up_to_data()
        assert (await talk.say(b"From: a@b.example\r\n\r\n" + body + b"\r\n.")).startswith("554 5.6.0")
        assert (await talk.say("NOOP")).startswith("250")
    assert kept == []


async def test_too_large_a_mail_is_refused_before_and_while_it_comes() -> None:
    kept = Kept()
    async with listening(kept.deliver, mail_bytes=10_000) as listener:
        with pytest.raises(aiosmtplib.SMTPResponseException) as announced:
            await send(listener, MAIL + b"x" * 20_000)
        assert announced.value.code == 552
        talk = await Talk.to(listener)
        await talk.up_to_data()
        assert (await talk.say(b"x: y\r\n" * 5_000 + b".")).startswith("552")
        await send(listener)
    assert len(kept) == 1


async def test_a_very_long_line_is_taken() -> None:
    kept = Kept()
    async with listening(kept.deliver) as listener:
        talk = await Talk.to(listener)
        await talk.up_to_data()
        assert (await talk.say(b"From: a@b.example\r\n\r\n" + b"x" * 30_000 + b"\r\n.")).startswith("250")


async def test_there_is_a_limit_to_recipients() -> None:
    kept = Kept()
    async with listening(kept.deliver, recipients=2) as listener:
        talk = await Talk.to(listener)
        await talk.hear()
        await talk.say("EHLO me")
        await talk.say("MAIL FROM:<maria@example.net>")
        answers = [await talk.say(f"RCPT TO:<{ADDRESSES.make(new_id(), new_id())}>") for _ in range(3)]
        assert [answer[:3] for answer in answers] == ["250", "250", "452"]


async def test_there_is_a_limit_to_connections() -> None:
    async with listening(Kept().deliver, connections=2) as listener:
        first, second = await Talk.to(listener), await Talk.to(listener)
        assert (await first.hear()).startswith("220")
        assert (await second.hear()).startswith("220")
        third = await Talk.to(listener)
        assert (await third.hear()).startswith("421")
        assert await third.reader.read() in (b"", b"220 mail.shop.example Causerie\r\n")
        first.writer.close()
        await first.writer.wait_closed()
        async with asyncio.timeout(5):
            while not (await (await Talk.to(listener)).hear()).startswith("220"):
                pass


async def test_a_silent_peer_is_hung_up_on() -> None:
    async with listening(Kept().deliver, session_seconds=0.2) as listener:
        talk = await Talk.to(listener)
        await talk.hear()
        assert await asyncio.wait_for(talk.reader.read(), 5) == b""


async def test_a_peer_that_drips_data_is_hung_up_on() -> None:
    kept = Kept()
    async with listening(kept.deliver, session_seconds=0.3) as listener:
        talk = await Talk.to(listener)
        await talk.up_to_data()

        async def drip() -> None:
            while not talk.writer.is_closing():
                talk.writer.write(b"x: y\r\n")
                await asyncio.sleep(0.02)

        dripping = asyncio.create_task(drip())
        with suppress(ConnectionResetError):
            assert await asyncio.wait_for(talk.reader.read(), 5) == b""
        dripping.cancel()
    assert kept == []


async def test_a_peer_that_leaves_in_the_middle_leaves_nothing() -> None:
    kept = Kept()
    async with listening(kept.deliver) as listener:
        talk = await Talk.to(listener)
        await talk.up_to_data()
        talk.writer.write(b"From: a@b.example\r\n\r\nhalf")
        talk.writer.close()
        await talk.writer.wait_closed()
        await send(listener)
    assert [envelope.raw for envelope in kept] == [MAIL]


async def test_weakness_50_one_sender_cannot_flood() -> None:
    kept = Kept()
    async with listening(kept.deliver, mails_at_once=3, mails_per_minute=0.001) as listener:
        for _ in range(3):
            await send(listener, to=ADDRESSES.make(new_id(), new_id()))
        with pytest.raises(aiosmtplib.SMTPResponseException) as refusal:
            await send(listener, to=ADDRESSES.make(new_id(), new_id()))
        assert refusal.value.code == 450
        await send(listener, sender="other@example.net", to=ADDRESSES.make(new_id(), new_id()))
    assert len(kept) == 4


async def test_weakness_50_one_conversation_cannot_be_flooded_by_many_senders() -> None:
    kept = Kept()
    async with listening(kept.deliver, mails_at_once=3, mails_per_minute=0.001) as listener:
        for number in range(3):
            await send(listener, sender=f"s{number}@example.net")
        with pytest.raises(aiosmtplib.SMTPRecipientsRefused):
            await send(listener, sender="s4@example.net", to=REPLY.upper())
    assert len(kept) == 3


async def test_fifty_at_once_all_arrive_once() -> None:
    kept = Kept()
    async with listening(kept.deliver) as listener:
        mails = [MAIL.replace(b"hi", f"mail {number}".encode()) for number in range(50)]
        await asyncio.gather(
            *(send(listener, raw, sender=f"s{at}@example.net") for at, raw in enumerate(mails)),
        )
    assert sorted(envelope.raw for envelope in kept) == sorted(mails)


async def test_stopping_waits_for_what_is_being_kept() -> None:
    kept = Kept()
    started, go_on = asyncio.Event(), asyncio.Event()

    async def deliver(envelope: Envelope) -> None:
        started.set()
        await go_on.wait()
        await kept.deliver(envelope)

    async with listening(deliver) as listener:
        sending = asyncio.create_task(send(listener))
        await started.wait()
        stopping = asyncio.create_task(listener.stop())
        stopped, _ = await asyncio.wait([stopping], timeout=0.2)
        assert not stopped
        go_on.set()
        await stopping
    await sending
    assert len(kept) == 1


async def test_lmtp_answers_for_each_recipient() -> None:
    kept = Kept()
    async with listening(kept.deliver, protocol="lmtp", mail_bytes=10_000) as listener:
        talk = await Talk.to(listener)
        await talk.hear()
        assert (await talk.say("EHLO me")).startswith("500")
        assert (await talk.say("LHLO me")).startswith("250")
        for raw, code in ((MAIL, "250"), (b"x: y\r\n" * 5_000, "552"), (b"a\nb\r\n", "554"), (MAIL, "250")):
            await talk.say("MAIL FROM:<maria@example.net>")
            assert (await talk.say(f"RCPT TO:<{REPLY}>")).startswith("250")
            assert (await talk.say("RCPT TO:<hello@shop.example>")).startswith("250")
            assert (await talk.say("RCPT TO:<stranger@shop.example>")).startswith("550")
            assert (await talk.say("DATA")).startswith("354")
            assert (await talk.say(raw.replace(b"\r\n.", b"\r\n..") + b".")).startswith(code)
            assert (await talk.hear()).startswith(code)
        assert (await talk.say("NOOP")).startswith("250")
    assert [envelope.recipients for envelope in kept] == [[REPLY, "hello@shop.example"]] * 2


async def test_lmtp_over_a_unix_socket(tmp_path: Path) -> None:
    kept = Kept()
    listener = Listener(
        ADDRESSES.accept(lambda _: False), kept.deliver, protocol="lmtp", hostname="mail.shop.example"
    )
    await listener.start(socket_path=tmp_path / "lmtp")
    talk = Talk(*await asyncio.open_unix_connection(tmp_path / "lmtp"))
    await talk.up_to_data(hello="LHLO me")
    assert (await talk.say(b"From: a@b.example\r\n\r\nhi\r\n.")).startswith("250")
    await listener.stop()
    assert len(kept) == 1


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    arguments = (
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=127.0.0.1"
    )
    subprocess.run(
        [
            "openssl",
            *arguments.split(),
            "-addext",
            "subjectAltName=IP:127.0.0.1",
            "-keyout",
            path,
            "-out",
            path.with_suffix(".crt"),
        ],
        check=True,
        capture_output=True,
    )
    path.write_bytes(path.read_bytes() + path.with_suffix(".crt").read_bytes())
    return path


async def check_starttls(certificate: Path) -> None:
    kept = Kept()
    server_side = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server_side.load_cert_chain(certificate)
    async with listening(kept.deliver, tls=server_side) as listener:
        client_side = ssl.create_default_context(cafile=str(certificate.with_suffix(".crt")))
        client = aiosmtplib.SMTP(
            hostname="127.0.0.1", port=listener.port, start_tls=True, tls_context=client_side
        )
        await client.connect()
        assert not client.supports_extension("auth")
        await client.sendmail("maria@example.net", [REPLY], MAIL)
        await client.quit()
    assert [envelope.raw for envelope in kept] == [MAIL]


async def test_starttls(certificate: Path) -> None:
    await check_starttls(certificate)


def test_starttls_on_uvloop(certificate: Path) -> None:
    uvloop.run(check_starttls(certificate))


def test_a_mail_arrives_on_uvloop() -> None:
    async def main() -> None:
        kept = Kept()
        async with listening(kept.deliver) as listener:
            await send(listener)
        assert [envelope.raw for envelope in kept] == [MAIL]

    uvloop.run(main())
