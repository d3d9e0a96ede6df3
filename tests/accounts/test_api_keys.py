"""API keys over real HTTP: a program acts for a person, and for no more than was said."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest

from causerie.accounts import api_keys
from causerie.kit.limits import RateLimit
from tests.helpers.server import Server
from tests.helpers.world import PASSWORD, World, make_world, new_client_id

Json = dict[str, Any]
READ = ["conversations.read"]


@asynccontextmanager
async def program(server: Server, token: str = "") -> AsyncIterator[httpx2.AsyncClient]:
    """A program with this key, or none."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with httpx2.AsyncClient(base_url=f"{server.url}/api/v1", headers=headers, trust_env=False) as http:
        yield http


@asynccontextmanager
async def signed_in(server: Server, world: World) -> AsyncIterator[httpx2.AsyncClient]:
    """The browser of the business's admin."""
    email = f"admin-{new_client_id()}@shop.example"
    async with server.runtime.database.system() as connection:
        await server.runtime.accounts.add_staff(
            connection, world.workspace, email, "Admin", PASSWORD, "admin"
        )
    async with program(server) as http:
        me = (await http.post("/sign-in", json={"email": email, "password": PASSWORD})).raise_for_status()
        http.headers["X-CSRF-Token"] = me.json()["csrf"]
        yield http


async def make(http: httpx2.AsyncClient, world: World, **wishes: Any) -> Json:
    made: Json = (
        (await http.post(keys_of(world), json={"name": "CRM", "scopes": READ} | wishes))
        .raise_for_status()
        .json()
    )
    return made


def keys_of(world: World) -> str:
    return f"/workspaces/{world.workspace}/api-keys"


def conversations_of(world: World) -> str:
    return f"/workspaces/{world.workspace}/conversations"


async def test_a_program_speaks_for_the_person_who_made_its_key(server: Server, served_world: World) -> None:
    customer = await served_world.customer()
    await server.runtime.conversations.say(customer.line("hello"))
    async with signed_in(server, served_world) as person:
        made = await make(person, served_world, scopes=["conversations.read", "conversations.write"])
        me = (await person.get("/me")).json()
    async with program(server, made["token"]) as http:
        # No cookie is sent, so nobody else's page can make it speak.
        said = {"t": "append", "client_id": "from-the-crm", "content": {"kind": "text", "text": "On its way"}}
        path = f"{conversations_of(served_world)}/{customer.conversation}/entries"
        first, again = [await http.post(path, json=said) for _ in range(2)]
        assert first.status_code == 201, first.text
        assert first.json()["seq"] == again.json()["seq"]
        entry = (await http.get(path)).json()["entries"][-1]
        assert entry["author"] == {"kind": "staff", "id": me["account"]["id"]}


async def test_a_key_opens_what_its_scopes_say_and_nothing_else(server: Server, served_world: World) -> None:
    other = await make_world(server.runtime)
    async with signed_in(server, served_world) as person:
        token = (await make(person, served_world))["token"]
    async with program(server, token) as http:
        assert (await http.get(conversations_of(served_world))).status_code == 200
        for path, status in (
            (f"/workspaces/{served_world.workspace}/staff", 403),  # another scope
            (keys_of(served_world), 401),  # what no key opens
            ("/me", 401),
            (conversations_of(other), 401),  # another business
        ):
            assert (await http.get(path)).status_code == status, path
    async with program(server, token[:-1] + ("A" if token[-1] != "A" else "B")) as http:
        assert (await http.get(conversations_of(served_world))).status_code == 401


async def test_a_key_ends_when_it_is_removed_when_its_days_are_over_and_when_its_person_goes(
    server: Server, served_world: World
) -> None:
    database = server.runtime.database
    async with signed_in(server, served_world) as person:
        removed, old, left = [await make(person, served_world, days=1) for _ in range(3)]
        assert (await person.delete(f"{keys_of(served_world)}/{removed['key']['id']}")).status_code == 204
        listed = (await person.get(keys_of(served_world))).json()["keys"]
        assert {key["id"] for key in listed} == {old["key"]["id"], left["key"]["id"]}
        assert "token" not in str(listed)
    async with database.system() as connection:
        await connection.execute(
            "update api_key set expires_at = now() where workspace_id = $1 and id = $2::text::uuid",
            served_world.workspace,
            old["key"]["id"],
        )
    async with program(server, left["token"]) as http:
        assert (await http.get(conversations_of(served_world))).status_code == 200
    async with database.system() as connection:
        await connection.execute(
            "delete from staff where workspace_id = $1 and account_id = $2::text::uuid",
            served_world.workspace,
            left["key"]["by"],
        )
    for made in (removed, old, left):
        async with program(server, made["token"]) as http:
            assert (await http.get(conversations_of(served_world))).status_code == 401


async def test_a_key_can_do_no_more_than_its_person_may_by_now(server: Server, served_world: World) -> None:
    async with signed_in(server, served_world) as person:
        made = await make(person, served_world, scopes=["conversations.write", "channels.write"])
    async with server.runtime.database.system() as connection:
        await connection.execute(
            "update staff set role = 'viewer' where workspace_id = $1 and account_id = $2::text::uuid",
            served_world.workspace,
            made["key"]["by"],
        )
    async with program(server, made["token"]) as http:
        path = f"{conversations_of(served_world)}/{(await served_world.customer()).conversation}/resolve"
        assert (await http.post(path)).status_code == 403


async def test_keys_are_made_by_people_who_showed_who_they_are(server: Server, served_world: World) -> None:
    async with signed_in(server, served_world) as person:
        for scopes, status in ((["staff.write"], 400), (["keys.write"], 400), (["what"], 400), ([], 400)):
            answer = await person.post(keys_of(served_world), json={"name": "CRM", "scopes": scopes})
            assert answer.status_code == status, scopes
        async with server.runtime.database.system() as connection:
            await connection.execute("update session set proved_at = now() - interval '1 hour'")
        answer = await person.post(keys_of(served_world), json={"name": "CRM", "scopes": READ})
        assert answer.status_code == 403


async def test_a_program_that_asks_too_often_is_told_when_to_come_back(
    server: Server, served_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server.runtime.api_keys, "_pace", RateLimit(burst=2, per_minute=1))
    async with signed_in(server, served_world) as person:
        token = (await make(person, served_world))["token"]
    async with program(server, token) as http:
        answers = [await http.get(conversations_of(served_world)) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[-1].headers["retry-after"]) > 0


async def test_a_key_says_when_it_was_used(
    server: Server, served_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api_keys, "NOTED_SECONDS", 0.0)
    async with signed_in(server, served_world) as person:
        made = await make(person, served_world)
        assert made["key"]["used_at"] is None
        async with program(server, made["token"]) as http:
            assert (await http.get(conversations_of(served_world))).status_code == 200
        [key] = (await person.get(keys_of(served_world))).json()["keys"]
        assert key["used_at"] is not None
