"""A business's own programs are told what happens: signed, each entry once, until it arrives."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import pytest

from causerie.conversations.model import Deleted
from causerie.errors import AppError
from causerie.webhooks import delivery
from causerie.webhooks.model import EVENTS, NewWebhook, Webhook, WebhookChange
from causerie.webhooks.signing import signed
from tests.helpers.server import Server, serving, settings_for
from tests.helpers.waiting import until
from tests.helpers.web import listening, plain
from tests.helpers.world import World, make_world

Json = dict[str, Any]
ALL = list(EVENTS)


@dataclass
class Receiver:
    """A program that takes messages as the specification says, each id once. `status`: what it answers."""

    url: str = ""
    secret: str = ""
    status: str = "204 No Content"
    attempts: int = 0
    heard: dict[str, Json] = field(default_factory=dict)

    def answer(self, first: str, headers: dict[str, str], body: bytes) -> bytes:
        """To a sender."""
        self.attempts += 1
        assert first.startswith("POST ")
        id_, at = headers["webhook-id"], headers["webhook-timestamp"]
        assert abs(time.time() - int(at)) < 60
        key = base64.b64decode(self.secret.removeprefix("whsec_"))
        wanted = base64.b64encode(hmac.new(key, f"{id_}.{at}.".encode() + body, hashlib.sha256).digest())
        assert f"v1,{wanted.decode()}" in headers["webhook-signature"].split()
        if self.status.startswith("2"):
            self.heard[id_] = json.loads(body)
        return plain(self.status, b"")

    def texts(self, kind: str = "message.created") -> list[str]:
        """What was said in the messages of this kind, in the order in which it stands in the conversation."""
        told = [one["data"]["entry"] for one in self.heard.values() if one["type"] == kind]
        return [one["body"]["content"]["text"] for one in sorted(told, key=lambda one: int(one["seq"]))]


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    async with listening(receiver.answer) as port:
        receiver.url = f"http://127.0.0.1:{port}/hook"
        yield receiver


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as receiver:
        yield receiver


@pytest.fixture
async def deaf() -> AsyncIterator[str]:
    """An address that takes everything and never answers."""

    async def swallow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    listener = await asyncio.start_server(swallow, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}/"
    listener.close()


@pytest.fixture
async def server(database_url: str, tmp_path: Path, receiver: Receiver, deaf: str) -> AsyncIterator[Server]:
    """One that does its jobs, and may speak to the receivers on this machine."""
    hosts = [url.split("/")[2] for url in (receiver.url, deaf)]
    async with serving(settings_for(database_url, tmp_path, allow_hosts=hosts)) as server:
        yield server


@pytest.fixture
async def world(server: Server) -> World:
    return await make_world(server.runtime)


async def hook(world: World, receiver: Receiver, *events: str) -> Webhook:
    made = await world.runtime.webhooks.make(world.agent, NewWebhook(receiver.url, list(events) or ALL))
    receiver.secret = made.secret
    return made.webhook


async def the_hook(world: World) -> Webhook:
    [found] = await world.runtime.webhooks.of(world.workspace)
    return found


async def test_every_entry_is_told_once_signed_and_as_the_desk_sees_it(
    world: World, receiver: Receiver
) -> None:
    say = world.runtime.conversations.say
    early = await world.customer()
    await say(early.line("before there was a webhook"))
    await world.runtime.outbox.catch_up()
    await hook(world, receiver)
    customer = await world.customer()
    spoken = [f"word {number}" for number in range(12)]
    for number, word in enumerate(spoken):
        await say(customer.line(word) if number % 2 else world.answer(customer.conversation, word))
    await say(world.answer(customer.conversation, "he asks for size M", note=True))
    await say(early.line("after it"))
    await until(
        lambda: receiver.texts("note.created") == ["he asks for size M"] and len(receiver.texts()) == 13
    )
    assert sorted(receiver.texts()) == sorted([*spoken, "after it"])
    told = next(one for one in receiver.heard.values() if one["type"] == "message.created")
    assert told["data"]["workspace"] == str(world.workspace)
    assert {one["type"] for one in receiver.heard.values()} >= {"conversation.case_opened"}
    customers = [
        one for one in receiver.heard.values() if one["data"]["conversation"] == str(customer.conversation)
    ]
    assert len({one["data"]["entry"]["seq"] for one in customers}) == len(customers)


async def test_what_was_amended_is_told_as_it_stands_now(world: World, receiver: Receiver) -> None:
    await hook(world, receiver, "message.created", "message.updated")
    customer = await world.customer()
    _, seq = await world.runtime.conversations.say(customer.line("my card is 4111"))
    await until(lambda: receiver.texts() == ["my card is 4111"])
    await world.runtime.conversations.say(msgspec.structs.replace(customer.line(""), body=Deleted(seq)))
    await until(lambda: any(one["type"] == "message.updated" for one in receiver.heard.values()))
    [updated] = [one for one in receiver.heard.values() if one["type"] == "message.updated"]
    assert updated["data"]["entry"]["body"]["content"]["kind"] == "deleted"
    assert "4111" not in str(updated)


async def test_only_what_was_asked_for_is_told(world: World, receiver: Receiver) -> None:
    await hook(world, receiver, "note.created")
    other = await make_world(world.runtime)
    for one in (world, other):
        customer = await one.customer()
        await one.runtime.conversations.say(customer.line("hello"))
        await one.runtime.conversations.say(
            one.answer(customer.conversation, f"of {one.workspace}", note=True)
        )
    await until(lambda: bool(receiver.heard))
    assert receiver.texts("note.created") == [f"of {world.workspace}"]
    assert len(receiver.heard) == 1


async def test_it_is_tried_until_it_arrives_and_given_up_after_three_days(
    world: World, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 3 * 86_400 < sum(delivery.DELAYS) < 4 * 86_400
    monkeypatch.setattr(delivery, "DELAYS", (0.01, 0.01, 0.01))
    receiver.status = "503 Service Unavailable"
    made = await hook(world, receiver, "message.created")
    customer = await world.customer()
    await world.runtime.conversations.say(customer.line("are you there?"))

    async def is_dead() -> bool:
        return (await the_hook(world)).dead == 1

    await until(is_dead)
    assert receiver.attempts == 4
    [message] = await world.runtime.webhooks.messages(world.workspace, made.id, "dead")
    assert (message.attempts, message.outcome) == (4, "503")
    assert (await the_hook(world)).failing_since is not None
    receiver.status = "200 OK"
    await world.runtime.webhooks.send_again(world.workspace, made.id, None)
    await until(lambda: receiver.texts() == ["are you there?"])

    async def is_well() -> bool:
        found = await the_hook(world)
        return (found.waiting, found.dead, found.failing_since) == (0, 0, None)

    await until(is_well)


async def test_a_receiver_that_never_answers_delays_nobody_else(
    world: World, receiver: Receiver, deaf: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "ANSWER_SECONDS", 60)
    await world.runtime.webhooks.make(world.agent, NewWebhook(deaf, ALL))
    made = await world.runtime.webhooks.make(world.agent, NewWebhook(receiver.url, ["message.created"]))
    receiver.secret = made.secret
    customer = await world.customer()
    # More than there are hands for jobs.
    for number in range(50):
        await world.runtime.conversations.say(customer.line(f"{number}"))
    await until(lambda: len(receiver.heard) >= 50)
    assert sorted(receiver.texts(), key=int) == [str(number) for number in range(50)]


async def test_a_receiver_that_is_gone_for_good_is_asked_no_more(world: World, receiver: Receiver) -> None:
    receiver.status = "410 Gone"
    made = await hook(world, receiver, "message.created")
    customer = await world.customer()
    await world.runtime.conversations.say(customer.line("hello"))

    async def is_off() -> bool:
        return not (await the_hook(world)).enabled

    await until(is_off)
    # Enabled again, it begins anew.
    receiver.status = "200 OK"
    await world.runtime.webhooks.change(world.workspace, made.id, WebhookChange(enabled=True))
    await world.runtime.conversations.say(customer.line("hello again"))
    await until(lambda: bool(receiver.heard))
    assert receiver.texts() == ["hello again"]


async def test_a_ping_and_a_new_secret(world: World, receiver: Receiver) -> None:
    made = await hook(world, receiver, "note.created")
    receiver.secret = (await world.runtime.webhooks.new_secret(world.workspace, made.id)).secret
    await world.runtime.webhooks.ping(world.workspace, made.id)
    await until(lambda: bool(receiver.heard))
    assert [one["type"] for one in receiver.heard.values()] == ["ping"]


async def test_no_redirect_leads_a_message_elsewhere(world: World, receiver: Receiver) -> None:
    """WEAKNESSES 11."""
    receiver.status = "307 Temporary Redirect\r\nlocation: /elsewhere"
    made = await hook(world, receiver, "note.created")
    await world.runtime.webhooks.ping(world.workspace, made.id)

    async def was_tried() -> bool:
        [message] = await world.runtime.webhooks.messages(world.workspace, made.id, None)
        return message.attempts == 1

    await until(was_tried)
    [message] = await world.runtime.webhooks.messages(world.workspace, made.id, None)
    assert "redirects" in message.outcome
    assert receiver.attempts == 1


@pytest.mark.parametrize(
    "url",
    ["http://169.254.169.254/", "http://[::ffff:10.0.0.1]/", "http://localhost:22/", "http://127.0.0.1/"],
)
async def test_no_webhook_reaches_into_the_house(world: World, url: str) -> None:
    """WEAKNESSES 11."""
    made = await world.runtime.webhooks.make(world.agent, NewWebhook(url, ["note.created"]))
    await world.runtime.webhooks.ping(world.workspace, made.webhook.id)

    async def was_tried() -> bool:
        [message] = await world.runtime.webhooks.messages(world.workspace, made.webhook.id, None)
        return message.attempts == 1

    await until(was_tried)
    [message] = await world.runtime.webhooks.messages(world.workspace, made.webhook.id, None)
    assert message.state == "waiting"
    assert not message.outcome.isdigit()


async def test_an_event_that_is_none_is_refused(world: World) -> None:
    with pytest.raises(AppError, match=r"message\.eaten"):
        await world.runtime.webhooks.make(world.agent, NewWebhook("https://crm.example", ["message.eaten"]))


def test_a_signature_covers_id_time_and_body() -> None:
    """The example of the specification's reference libraries."""
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    headers = signed(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, b'{"test": 2432232314}')
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
