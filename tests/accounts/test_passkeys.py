"""Passkeys over real HTTP: what signs in, and everything that does not."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import msgspec
import pytest

from causerie.accounts.ways_api import BROWSER_COOKIE
from tests.helpers.authenticator import PRESENT, Authenticator, encode
from tests.helpers.server import Server, serving, settings_for
from tests.helpers.world import PASSWORD, World, make_world

Json = dict[str, Any]


@pytest.fixture
async def server(database_url: str, tmp_path: Path) -> AsyncIterator[Server]:
    """A server that is known by a name."""
    settings = settings_for(database_url, tmp_path)
    settings = msgspec.structs.replace(settings, base_url=f"http://localhost:{settings.port}")
    async with serving(settings) as server:
        yield server


@asynccontextmanager
async def browser(server: Server) -> AsyncIterator[httpx2.AsyncClient]:
    """A browser that nobody is signed in with."""
    async with httpx2.AsyncClient(base_url=f"{server.url}/api/v1", trust_env=False) as http:
        yield http


@asynccontextmanager
async def signed_in(server: Server, world: World) -> AsyncIterator[httpx2.AsyncClient]:
    """The agent's browser."""
    async with browser(server) as http:
        body = {"email": world.agent.account.email, "password": PASSWORD}
        me = (await http.post("/sign-in", json=body)).raise_for_status().json()
        http.headers["X-CSRF-Token"] = me["csrf"]
        yield http


async def add(http: httpx2.AsyncClient, device: Authenticator, name: str = "Phone") -> httpx2.Response:
    """Makes a passkey of the signed-in person."""
    options = (await http.post("/me/passkeys/challenge")).raise_for_status().json()
    return await http.post("/me/passkeys", json={"name": name, "credential": device.make(options)})


async def challenge(http: httpx2.AsyncClient) -> Json:
    options: Json = (await http.post("/sign-in/passkey/challenge")).raise_for_status().json()
    return options


async def enter(http: httpx2.AsyncClient, credential: Json) -> int:
    return (await http.post("/sign-in/passkey", json={"credential": credential})).status_code


@pytest.fixture
async def device(server: Server, served_world: World) -> Authenticator:
    """The agent's device, with a passkey that is kept."""
    device = Authenticator(server.url)
    async with signed_in(server, served_world) as http:
        assert (await add(http, device)).status_code == 201
    return device


async def test_a_passkey_signs_in_whose_it_is_and_says_when_it_was_used(
    server: Server, served_world: World, device: Authenticator
) -> None:
    async with browser(server) as http:
        options = await challenge(http)
        assert options["userVerification"] == "required"
        assert options["rpId"] == "localhost"
        assert not options.get("allowCredentials")
        assert await enter(http, device.sign(options)) == 200
        assert (await http.get("/me")).json()["account"]["id"] == str(served_world.agent.account.id)
        (kept,) = (await http.get("/me/ways")).json()["passkeys"]
        assert (kept["name"], kept["synced"], kept["used_at"] is None) == ("Phone", False, False)


async def test_a_challenge_is_answered_once(server: Server, device: Authenticator) -> None:
    async with browser(server) as http:
        options = await challenge(http)
        assert await enter(http, device.sign(options)) == 200
        assert await enter(http, device.sign(options)) == 401


async def test_a_challenge_is_for_one_browser_and_one_purpose(
    server: Server, served_world: World, device: Authenticator
) -> None:
    async with browser(server) as mine, browser(server) as thiefs, signed_in(server, served_world) as agent:
        options = await challenge(mine)
        await challenge(thiefs)
        assert await enter(thiefs, device.sign(options)) == 401
        proof = (await agent.post("/me/proof/passkey")).json()
        mine.cookies.set(BROWSER_COOKIE, "x", path="/api/v1/sign-in")
        assert await enter(mine, device.sign(proof)) == 401
        assert await enter(mine, device.sign({"challenge": encode(b"9999999999.made-up.signature")})) == 401


async def test_a_challenge_expires(
    server: Server, device: Authenticator, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with browser(server) as http:
        monkeypatch.setattr("causerie.accounts.ceremony.CEREMONY_SECONDS", -1)
        assert await enter(http, device.sign(await challenge(http))) == 401


WRONG: dict[str, Callable[[Authenticator], Authenticator]] = {
    "another page's": lambda device: replace(device, origin="https://evil.example"),
    "another port's": lambda device: replace(device, origin="http://localhost:1"),
    "another installation's": lambda device: replace(device, rp_id="evil.example"),
    "one without a finger on it": lambda device: replace(device, flags=PRESENT),
    "one whose count went back": lambda device: replace(device, count=-1),
    "a key of another's making": lambda device: replace(device, key=Authenticator("").key),
    "one that nobody added": lambda device: replace(device, credential_id=b"nobody's"),
    "one in another's name": lambda device: replace(device, user_handle=bytes(16)),
}


@pytest.mark.parametrize("wrong", WRONG)
async def test_a_wrong_answer_signs_nobody_in(server: Server, device: Authenticator, wrong: str) -> None:
    async with browser(server) as http:
        assert await enter(http, device.sign(await challenge(http))) == 200
        broken = WRONG[wrong](device)
        answer = await http.post("/sign-in/passkey", json={"credential": broken.sign(await challenge(http))})
        assert (answer.status_code, answer.json()["detail"]) == (401, "This passkey does not sign in here.")
        device.count += 2
        assert await enter(http, device.sign(await challenge(http))) == 200


async def test_what_was_made_for_another_page_is_not_kept(server: Server, served_world: World) -> None:
    async with signed_in(server, served_world) as http:
        for wrong in (
            Authenticator("https://evil.example"),
            Authenticator(server.url, rp_id="evil.example"),
            Authenticator(server.url, flags=PRESENT),
            Authenticator(server.url, credential_id=b"x" * 1024),
        ):
            assert (await add(http, wrong)).status_code == 400
        assert (await http.get("/me/ways")).json()["passkeys"] == []


async def test_a_passkey_is_kept_once_whoever_brings_it(server: Server, served_world: World) -> None:
    device = Authenticator(server.url)
    other = await make_world(server.runtime)
    async with signed_in(server, served_world) as mine, signed_in(server, other) as theirs:
        assert (await add(mine, device)).status_code == 201
        assert (await add(theirs, device)).status_code == 409
        options = (await mine.post("/me/passkeys/challenge")).json()
        assert [known["id"] for known in options["excludeCredentials"]] == [encode(device.credential_id)]


async def test_another_persons_passkey_is_answered_as_one_that_does_not_exist(
    server: Server, served_world: World, device: Authenticator
) -> None:
    async with (
        signed_in(server, served_world) as mine,
        signed_in(server, await make_world(server.runtime)) as other,
    ):
        (kept,) = (await mine.get("/me/ways")).json()["passkeys"]
        path = f"/me/passkeys/{kept['id']}"
        assert (await other.patch(path, json={"name": "mine now"})).status_code == 404
        assert (await other.delete(path)).status_code == 404
        assert (await mine.patch(path, json={"name": "Laptop"})).json()["name"] == "Laptop"
        assert (await mine.delete(path)).status_code == 204
    async with browser(server) as http:
        assert await enter(http, device.sign(await challenge(http))) == 401


async def grown_old(server: Server) -> None:
    """An hour passes."""
    async with server.runtime.database.system() as connection:
        await connection.execute("update session set proved_at = proved_at - interval '1 hour'")


async def test_what_decides_over_the_account_needs_a_fresh_proof(
    server: Server, served_world: World, device: Authenticator
) -> None:
    async with signed_in(server, served_world) as http:
        (kept,) = (await http.get("/me/ways")).json()["passkeys"]
        early = (await http.post("/me/passkeys/challenge")).json()
        await grown_old(server)
        assert (await http.get("/me/ways")).json()["proved"] is False
        answer = {"name": "x", "credential": Authenticator(server.url).make(early)}
        for refused in (
            await http.post("/me/passkeys/challenge"),
            await http.post("/me/passkeys", json=answer),
            await http.delete(f"/me/passkeys/{kept['id']}"),
        ):
            assert (refused.status_code, refused.json()["detail"]) == (403, "Prove first that it is you.")
        wrong = {"kind": "password", "password": "not it"}
        assert (await http.post("/me/proof", json=wrong)).status_code == 401
        assert (await http.get("/me/ways")).json()["proved"] is False
        right = {"kind": "password", "password": PASSWORD}
        assert (await http.post("/me/proof", json=right)).status_code == 204
        assert (await http.get("/me/ways")).json()["proved"] is True


async def test_a_passkey_proves_its_own_person_alone(
    server: Server, served_world: World, device: Authenticator
) -> None:
    async with (
        signed_in(server, served_world) as mine,
        signed_in(server, await make_world(server.runtime)) as other,
    ):
        await grown_old(server)

        async def prove(http: httpx2.AsyncClient) -> int:
            options = (await http.post("/me/proof/passkey")).json()
            body = {"kind": "passkey", "credential": device.sign(options)}
            return (await http.post("/me/proof", json=body)).status_code

        assert await prove(other) == 401
        assert await prove(mine) == 204


BROKEN: tuple[object, ...] = (
    "",
    "!",
    "AA",
    encode(b"\xa0"),
    encode(b"\xff" * 40),
    encode(b"{}"),
    None,
    1,
    [],
    {"a": "b"},
    "e" * 2000,
)


@pytest.mark.parametrize("field", ["id", "rawId", "type", "response", "clientDataJSON", "attestationObject"])
async def test_what_no_authenticator_says_is_refused_by_a_word(
    server: Server, served_world: World, field: str
) -> None:
    async with signed_in(server, served_world) as http:
        options = (await http.post("/me/passkeys/challenge")).json()
        for value in BROKEN:
            said = Authenticator(server.url).make(options)
            (said if field in said else said["response"])[field] = value
            answer = await http.post("/me/passkeys", json={"name": "x", "credential": said})
            assert answer.status_code in (400, 401), (value, answer.text)


async def test_an_address_that_is_a_number_offers_no_passkeys(database_url: str, tmp_path: Path) -> None:
    async with serving(settings_for(database_url, tmp_path)) as server, browser(server) as http:
        assert (await http.get("/sign-in/ways")).json()["passkeys"] is False
        assert (await http.post("/sign-in/passkey/challenge")).status_code == 404
