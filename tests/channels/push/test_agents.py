"""Agents' devices ring for what concerns them, while none of their desks is on a screen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest

from causerie.accounts.model import NewTeam, Staff
from causerie.conversations.readers import Reader
from tests.helpers.push_service import PushService, push_service
from tests.helpers.server import Server, serving, settings_for
from tests.helpers.waiting import until
from tests.helpers.world import Customer, World, make_world
from tests.security.callers import Caller, line, sign_in

Json = dict[str, Any]
IDLE = "select not exists (select from jobs.pgqueuer where entrypoint in ('tell_agent', 'clear_device'))"
LATER = """
select exists (select from jobs.pgqueuer where entrypoint = 'tell_agent'
  and execute_after > now() + interval '30 minutes')
"""
LOOKS = "select exists (select from desk_attention where account_id = $1 and ends_at > now())"


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
class Team:
    """Olga and Adam of one business, each with a device that rings at the desk's, and a customer."""

    world: World
    olga: httpx2.AsyncClient
    adam: httpx2.AsyncClient
    customer: Customer
    service: PushService

    def told(self, name: str) -> list[Json]:
        """What this one's device was told."""
        return [told.notice for told in self.service.told if told.device == name]

    async def hears(self, name: str, many: int = 1) -> Json:
        """Waits for so many; the last."""
        await until(lambda: len(self.told(name)) >= many)
        return self.told(name)[many - 1]

    async def says(self, text: str) -> int:
        """The customer."""
        return (await self.world.runtime.conversations.say(self.customer.line(text)))[1]

    async def done(self) -> None:
        """Waits until everybody was told who is to be told."""
        await self.world.runtime.agents.catch_up()
        async with self.world.runtime.database.acquire() as connection:
            await until(lambda: connection.fetchval(IDLE))

    async def assigned(self, to: Staff) -> None:
        """Olga gives the conversation to somebody."""
        path = f"/api/v1/workspaces/{self.world.workspace}/conversations/{self.customer.conversation}/assign"
        (await self.olga.post(path, json={"assignee": str(to.account.id)})).raise_for_status()

    async def notes(self, text: str) -> None:
        """Olga."""
        say = self.world.runtime.conversations.say
        await say(self.world.answer(self.customer.conversation, text, note=True))

    async def reads(self, who: Staff, seq: int) -> None:
        """Somebody reads up to there."""
        reader = Reader(self.world.workspace, who.person)
        await self.world.runtime.conversations.mark(
            reader, self.customer.conversation, delivered=seq, read=seq
        )


@asynccontextmanager
async def agent(
    server: Server, service: PushService, who: Staff, name: str
) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(base_url=server.url, trust_env=False) as http:
        assert who.account.email is not None
        await sign_in(server, http, who.account.email)
        key = (await http.get("/api/v1/me/push?app=desk")).raise_for_status().json()["key"]
        device = service.subscribe(name, key) | {"app": "desk"}
        (await http.post("/api/v1/me/push/device", json=device)).raise_for_status()
        yield http


@pytest.fixture
async def team(server: Server, service: PushService) -> AsyncIterator[Team]:
    world = await make_world(server.runtime)
    customer = await world.customer()
    async with (
        agent(server, service, world.agent, "olga") as olga,
        agent(server, service, world.colleague, "adam") as adam,
    ):
        yield Team(world, olga, adam, customer, service)


async def test_a_new_conversation_rings_once_for_everybody_until_somebody_reads_it(team: Team) -> None:
    seq = await team.says("Do you have it in blue?")
    for name in ("olga", "adam"):
        notice = await team.hears(name)
        assert (notice["why"], notice["text"]) == ("new", "Do you have it in blue?")
        assert notice["workspace"] == str(team.world.workspace)
    await team.done()
    seq = await team.says("Hello?")
    await team.done()
    assert len(team.told("olga")) == len(team.told("adam")) == 1
    await team.reads(team.world.colleague, seq)
    assert (await team.hears("olga", 2))["close"] is True
    assert (await team.hears("adam", 2))["close"] is True


async def test_what_is_mine_rings_for_me_and_goes_when_i_have_read_it(team: Team) -> None:
    await team.says("Do you have it in blue?")
    await team.hears("olga")
    await team.hears("adam")
    await team.assigned(team.world.colleague)
    assert (await team.hears("olga", 2))["close"] is True  # somebody has it
    await until(lambda: any(one.get("why") == "assigned" for one in team.told("adam")))
    (assigned,) = [one for one in team.told("adam") if one.get("why") == "assigned"]
    assert assigned["by"] == "Olga"
    await team.done()
    before = len(team.told("adam"))
    seq = await team.says("And in green?")
    answered = await team.hears("adam", before + 1)
    assert (answered["why"], answered["text"]) == ("answered", "And in green?")
    await team.reads(team.world.agent, seq)  # Olga looks; it is still Adam's to answer
    await team.done()
    assert len(team.told("adam")) == before + 1
    await team.reads(team.world.colleague, seq)
    assert (await team.hears("adam", before + 2))["close"] is True
    assert len(team.told("olga")) == 2


async def test_who_is_named_in_a_note_is_told_by_whom_and_no_word_of_it(team: Team) -> None:
    await team.notes("@Adamant is a word, and a@adam.example an address")
    await team.done()
    assert team.told("adam") == []
    await team.notes("@adam, it is the blue one")
    notice = await team.hears("adam")
    assert (notice["why"], notice["by"]) == ("mentioned", "Olga")
    assert "blue" not in str(notice)
    await team.done()
    assert team.told("olga") == []
    people = NewTeam("Wheels & Co.", [team.world.agent.account.id, team.world.colleague.account.id])
    await team.world.runtime.teams.found(team.world.workspace, people)
    told = len(team.told("adam"))
    await team.notes("@wheels & co. who has time?")
    await team.done()
    assert (len(team.told("adam")), team.told("olga")) == (told + 1, [])


async def test_an_agent_who_looks_at_a_desk_anywhere_is_told_nothing(server: Server, team: Team) -> None:
    workspace = str(team.world.workspace)
    adam = Caller("adam", team.adam, {"t": "hello", "app": "desk", "workspace": workspace})
    account = team.world.colleague.account.id
    async with server.runtime.database.acquire() as connection, line(server, adam) as desk:
        assert await desk.say({"t": "visible", "on": True}) == []
        await until(lambda: connection.fetchval(LOOKS, account))
        await team.says("one")
        await team.hears("olga")
        await team.done()
        assert team.told("adam") == []
        await desk.say({"t": "visible", "on": False})
        await until(lambda: connection.fetchval(LOOKS.replace("exists", "not exists"), account))
        await team.says("two")
        assert (await team.hears("adam"))["text"] == "two"
        await desk.say({"t": "visible", "on": True})
        await until(lambda: connection.fetchval(LOOKS, account))
        await desk.socket.close()  # a lost line looks at nothing
        await until(lambda: connection.fetchval(LOOKS.replace("exists", "not exists"), account))


async def test_an_agent_is_told_of_what_they_chose_and_not_in_quiet_hours(team: Team) -> None:
    assert (await team.adam.get("/api/v1/me/push/alerts")).json() == {
        "new": True,
        "answered": True,
        "assigned": True,
        "mentioned": True,
    }
    none = {"new": False, "answered": False, "assigned": False, "mentioned": False}
    assert (await team.adam.put("/api/v1/me/push/alerts", json=none)).status_code == 204
    minute = datetime.now(UTC).hour * 60 + datetime.now(UTC).minute
    always = {"begins": (minute - 60) % 1440, "ends": (minute + 60) % 1440, "timezone": "UTC"}
    assert (await team.olga.put("/api/v1/me/push/quiet", json={"quiet": always})).status_code == 204
    await team.says("one")
    async with team.world.runtime.database.acquire() as connection:
        await until(lambda: connection.fetchval(LATER))
    await team.assigned(team.world.colleague)
    await team.says("two")
    await team.notes("@Adam")
    await team.world.runtime.agents.catch_up()
    assert team.service.told == []
