"""Devices are told what is not read: sealed, by name, once, and no longer than it is true."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest

from causerie.accounts.model import Person
from causerie.conversations.readers import Reader
from causerie.kit.ids import new_id
from tests.helpers.push_service import PushService, push_service
from tests.helpers.server import Server, serving, settings_for
from tests.helpers.waiting import until
from tests.helpers.world import Customer, World, make_world

Json = dict[str, Any]
NOTHING_TO_DO = """
select not exists (select from jobs.pgqueuer where entrypoint = 'tell_device') and not exists (select from outside_due)
"""
LATER = """
select exists (select from jobs.pgqueuer where entrypoint = 'tell_device'
  and execute_after > now() + interval '30 minutes')
"""


@pytest.fixture
async def service() -> AsyncIterator[PushService]:
    async with push_service() as service:
        yield service


@pytest.fixture
async def server(database_url: str, tmp_path: Path, service: PushService) -> AsyncIterator[Server]:
    hosts = [service.url.removeprefix("http://")]
    async with serving(settings_for(database_url, tmp_path, allow_hosts=hosts)) as server:
        yield server


@dataclass
class Member:
    """A customer with an account, at one browser of theirs."""

    customer: Customer
    http: httpx2.AsyncClient
    service: PushService

    @property
    def world(self) -> World:
        return self.customer.world

    async def state(self) -> Json:
        state: Json = (await self.http.get("/me/push")).raise_for_status().json()
        return state

    async def is_forgotten(self) -> bool:
        return not (await self.state())["here"]

    async def listens(self, name: str) -> None:
        """This browser subscribes."""
        device = self.service.subscribe(name, (await self.state())["key"])
        (await self.http.post("/me/push/device", json=device)).raise_for_status()

    async def is_answered(self, text: str) -> None:
        await self.world.runtime.conversations.say(self.world.answer(self.customer.conversation, text))

    async def reads(self) -> None:
        """Everything, on any device."""
        runtime, customer = self.world.runtime, self.customer
        assert customer.visitor.contact_id is not None
        reader = Reader(self.world.workspace, Person("contact", customer.visitor.contact_id, ""))
        async with runtime.database.acquire() as connection:
            head = await connection.fetchval(
                "select last_seq from conversation where id = $1", customer.conversation
            )
        await runtime.conversations.mark(reader, customer.conversation, delivered=head, read=head)

    async def hears(self, many: int) -> list[Json]:
        """Waits for as many messages, and returns them all."""
        await until(lambda: len(self.service.told) >= many)
        return [told.notice for told in self.service.told]


@asynccontextmanager
async def signed_in(server: Server, email: str) -> AsyncIterator[httpx2.AsyncClient]:
    async with server.runtime.database.system() as connection:
        token = await server.runtime.accounts.new_link(connection, email)
    async with httpx2.AsyncClient(base_url=f"{server.url}/api/v1", trust_env=False) as http:
        me = (await http.post("/sign-in/link", json={"token": token})).raise_for_status().json()
        http.headers["X-CSRF-Token"] = me["csrf"]
        yield http


@pytest.fixture
async def member(server: Server, service: PushService) -> AsyncIterator[Member]:
    world = await make_world(server.runtime)
    customer = await world.customer()
    await server.runtime.conversations.say(customer.line("hello"))
    email = f"{new_id().hex}@mail.example"
    await server.runtime.widget.give_email(customer.visitor, email)
    async with signed_in(server, email) as http:
        yield Member(customer, http, service)


async def test_an_answer_that_is_not_read_is_told_sealed_and_by_name(member: Member) -> None:
    await member.listens("phone")
    await member.is_answered("We have it in blue")
    (notice,) = await member.hears(1)
    assert notice["conversation"] == str(member.customer.conversation)
    assert (notice["kind"], notice["text"], notice["unread"]) == ("text", "We have it in blue", 1)
    assert notice["title"].startswith("Shop")
    (told,) = member.service.told
    assert (told.urgency, told.ttl) == ("high", 86_400)


async def test_what_was_read_in_time_rings_nowhere(member: Member) -> None:
    await member.listens("phone")
    await member.is_answered("first")
    await member.reads()
    async with member.world.runtime.database.acquire() as connection:
        await until(lambda: connection.fetchval(NOTHING_TO_DO))
    assert member.service.told == []


async def test_a_muted_conversation_rings_nowhere(member: Member) -> None:
    await member.listens("phone")
    muted = {"muted_until": "9999-12-31T00:00:00Z"}
    (await member.http.patch(f"/inbox/{member.customer.conversation}", json=muted)).raise_for_status()
    await member.is_answered("hello")
    async with member.world.runtime.database.acquire() as connection:
        await until(lambda: connection.fetchval(NOTHING_TO_DO))
    assert member.service.told == []


async def test_what_is_read_on_one_device_is_taken_away_from_the_others(
    server: Server, member: Member
) -> None:
    await member.listens("phone")
    me = (await member.http.get("/me")).json()["account"]["email"]
    async with signed_in(server, me) as laptop:
        device = member.service.subscribe("laptop")
        (await laptop.post("/me/push/device", json=device)).raise_for_status()
        await member.is_answered("hello")
        await member.hears(2)
        await member.reads()
        notices = await member.hears(4)
    assert {told.device for told in member.service.told[2:]} == {"phone", "laptop"}
    assert [(one["close"], one["unread"]) for one in notices[2:]] == [(True, 0), (True, 0)]
    assert len({told.topic for told in member.service.told}) == 1  # what waits over there is replaced


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone", "403 Forbidden"])
async def test_a_device_that_is_gone_is_forgotten(member: Member, status: str) -> None:
    await member.listens("phone")
    member.service.answers["phone"] = status
    await member.is_answered("hello")
    await until(member.is_forgotten)
    assert member.service.asked == 1


async def test_a_push_service_that_is_busy_is_asked_again(member: Member) -> None:
    await member.listens("phone")
    member.service.answers["phone"] = "503 Service Unavailable"
    await member.is_answered("hello")
    await until(lambda: member.service.asked > 0)
    del member.service.answers["phone"]
    assert [one["text"] for one in await member.hears(1)] == ["hello"]


async def test_who_signs_out_is_told_nothing_any_more(server: Server, member: Member) -> None:
    await member.listens("phone")
    (await member.http.post("/sign-out")).raise_for_status()
    async with server.runtime.database.acquire() as connection:
        assert await connection.fetchval("select count(*) from push_device") == 0


async def test_in_quiet_hours_it_waits_until_they_end(member: Member) -> None:
    await member.listens("phone")
    minute = datetime.now(UTC).hour * 60 + datetime.now(UTC).minute
    always = {"begins": (minute - 60) % 1440, "ends": (minute + 60) % 1440, "timezone": "UTC"}
    assert (await member.http.put("/me/push/quiet", json={"quiet": always})).status_code == 204
    assert (await member.state())["quiet"] == always
    await member.is_answered("hello")
    async with member.world.runtime.database.acquire() as connection:
        await until(lambda: connection.fetchval(LATER))
    assert member.service.told == []
    wrong = {"quiet": always | {"timezone": "Mars/Base"}}
    assert (await member.http.put("/me/push/quiet", json=wrong)).status_code == 400
    assert (await member.http.put("/me/push/quiet", json={"quiet": None})).status_code == 204
    assert (await member.state())["quiet"] is None


@pytest.mark.parametrize(
    "endpoint", ["http://push.example/1", "http://127.0.0.1:1/x", "http://169.254.169.254/latest"]
)
async def test_a_push_service_is_at_an_https_address(member: Member, endpoint: str) -> None:
    device = member.service.subscribe("phone") | {"endpoint": endpoint}
    assert (await member.http.post("/me/push/device", json=device)).status_code == 400


async def test_weakness_11_a_device_at_a_private_address_is_not_gone_to_and_is_forgotten(
    member: Member,
) -> None:
    await member.listens("phone")
    private = member.service.url.replace("http://127.0.0.1", "https://localhost")
    device = member.service.subscribe("phone") | {"endpoint": f"{private}/phone"}
    assert (await member.http.post("/me/push/device", json=device)).status_code == 204
    await member.is_answered("hello")
    await until(member.is_forgotten)
    assert member.service.asked == 0


async def test_keys_that_are_none_are_refused(member: Member) -> None:
    right = member.service.subscribe("phone")
    for p256dh, auth in (
        ("", right["keys"]["auth"]),
        ("!", right["keys"]["auth"]),
        ("A" * 87, right["keys"]["auth"]),
        (right["keys"]["p256dh"], "AAAA"),
    ):
        device = right | {"keys": {"p256dh": p256dh, "auth": auth}}
        assert (await member.http.post("/me/push/device", json=device)).status_code == 400


async def test_the_key_is_the_installations_own_and_stays(server: Server, member: Member) -> None:
    first = (await member.state())["key"]
    server.runtime.push._courier._sender = None  # as after a restart
    assert (await member.state())["key"] == first
