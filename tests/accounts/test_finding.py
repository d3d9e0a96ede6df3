"""People find whom they know, where those agreed; and nothing of whom they looked for stays."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2

from causerie.accounts.finding import LOOKS_A_DAY
from tests.helpers.server import Server
from tests.helpers.world import World
from tests.security.callers import sign_in, sign_in_by_link

Json = dict[str, Any]
MARIA, ION = "maria@mail.example", "ion@mail.example"
NUMBER = "+37369123456"


@asynccontextmanager
async def person(server: Server, email: str) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(base_url=server.url, trust_env=False) as http:
        await sign_in_by_link(server, http, email)
        yield http


async def agree(http: httpx2.AsyncClient, **to: bool) -> Json:
    findable: Json = (await http.patch("/api/v1/me/findable", json=to)).raise_for_status().json()
    return findable


async def look(http: httpx2.AsyncClient, *addresses: str) -> list[Json]:
    answer = await http.post("/api/v1/me/people", json={"addresses": addresses})
    found: list[Json] = answer.raise_for_status().json()
    return found


async def number_of(server: Server, email: str, phone: str | None) -> None:
    async with server.runtime.database.system() as connection:
        await connection.execute("update account set phone = $2 where email = $1", email, phone)


async def test_only_who_agreed_is_found_and_by_that_address_alone(server: Server) -> None:
    async with person(server, MARIA) as maria, person(server, ION) as ion:
        await maria.patch("/api/v1/me", json={"name": "Maria"})
        await number_of(server, MARIA, NUMBER)
        assert (await maria.get("/api/v1/me/findable")).json() == {"email": False, "phone": False}
        assert await look(ion, MARIA, NUMBER, "nobody@mail.example") == []
        assert await agree(maria, email=True) == {"email": True, "phone": False}
        (found,) = await look(ion, MARIA, NUMBER)
        assert (found["address"], found["name"]) == (MARIA, "Maria")
        await agree(maria, email=False, phone=True)
        assert [one["address"] for one in await look(ion, MARIA, NUMBER)] == [NUMBER]
        assert await look(maria, MARIA, NUMBER) == []  # oneself


async def test_an_address_that_nobody_proved_finds_nobody(server: Server, served_world: World) -> None:
    email = served_world.agent.account.email
    assert email is not None
    async with httpx2.AsyncClient(base_url=server.url, trust_env=False) as http:
        await sign_in(server, http, email)
        assert (await http.get("/api/v1/me/findable")).json() == {"email": None, "phone": None}
        for kind in ("email", "phone"):
            assert (await http.patch("/api/v1/me/findable", json={kind: True})).status_code == 409
    async with person(server, email) as http:  # the mailbox is theirs
        assert await agree(http, email=True) == {"email": True, "phone": None}


async def test_who_takes_another_number_agrees_anew(server: Server) -> None:
    async with person(server, MARIA) as maria, person(server, ION) as ion:
        await number_of(server, MARIA, NUMBER)
        await agree(maria, phone=True)
        assert len(await look(ion, NUMBER)) == 1
        assert (await maria.delete("/api/v1/me/phone")).status_code == 200
        await number_of(server, MARIA, NUMBER)
        assert await look(ion, NUMBER) == []


async def test_nothing_is_kept_of_whom_somebody_looked_for(server: Server) -> None:
    canary = "canary-of-an-address-book@mail.example"
    async with person(server, ION) as ion:
        await look(ion, canary)
    async with server.runtime.database.acquire() as connection:
        tables = await connection.fetch(
            "select format('%I.%I', schemaname, tablename) from pg_tables"
            " where schemaname not in ('pg_catalog', 'information_schema')"
        )
        for (table,) in tables:
            rows = f"select count(*) from {table} t where t::text like $1"
            assert await connection.fetchval(rows, f"%{canary}%") == 0, table


async def test_nobody_goes_through_all_numbers(server: Server) -> None:
    async with person(server, ION) as ion:
        many = [f"+3736{n:07d}" for n in range(1_000)]
        for _ in range(LOOKS_A_DAY):
            await look(ion, *many)
        body = {"addresses": many}
        assert (await ion.post("/api/v1/me/people", json=body)).status_code == 429
        body["addresses"].append(NUMBER)
        assert (await ion.post("/api/v1/me/people", json=body)).status_code == 400


async def test_who_agreed_is_written_to_and_nobody_else(server: Server) -> None:
    async with person(server, MARIA) as maria, person(server, ION) as ion:
        path, said = "/api/v1/me/people/direct", {"address": MARIA}
        assert (await ion.post(path, json=said)).status_code == 404
        await agree(maria, email=True)
        first, again = [(await ion.post(path, json=said)).raise_for_status().json() for _ in range(2)]
        assert first == again
        (head,) = (await ion.get("/api/v1/inbox")).json()["heads"]
        assert head["conversation"] == first["conversation"]
        # She is told once there is something to read.
        assert (await maria.get("/api/v1/inbox")).json()["heads"] == []
