"""Signing in at a provider: what lets in, and the ways in which others have been let in elsewhere."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import jwt
import pytest

from causerie.kit.ids import new_id
from causerie.settings import OidcProvider, Settings, SettingsError
from tests.helpers.provider import CLIENT_ID, CLIENT_SECRET, IdProvider, id_provider
from tests.helpers.server import Server, serving, settings_for

Json = dict[str, Any]


@pytest.fixture
async def provider() -> AsyncIterator[IdProvider]:
    async with id_provider() as provider:
        yield provider


@pytest.fixture
async def other() -> AsyncIterator[IdProvider]:
    async with id_provider() as provider:
        yield provider


@pytest.fixture
async def server(
    database_url: str, tmp_path: Path, provider: IdProvider, other: IdProvider
) -> AsyncIterator[Server]:
    known = [
        OidcProvider(name, name.title(), one.url, CLIENT_ID, CLIENT_SECRET)
        for name, one in (("one", provider), ("two", other))
    ]
    hosts = [one.url.removeprefix("http://") for one in (provider, other)]
    async with serving(settings_for(database_url, tmp_path, oidc=known, allow_hosts=hosts)) as server:
        yield server


@asynccontextmanager
async def browser(server: Server) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(base_url=f"{server.url}/api/v1", trust_env=False) as http:
        yield http


async def begin(http: httpx2.AsyncClient, name: str = "one") -> str:
    """The address of the provider's page."""
    answer = await http.post(f"/sign-in/with/{name}", json={"app": "messenger"})
    url: str = answer.raise_for_status().json()["url"]
    return url


async def come_back(http: httpx2.AsyncClient, brought: Json, name: str = "one") -> str:
    """Where the browser is led."""
    answer = await http.get(f"/sign-in/with/{name}/back", params=brought)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def enter(http: httpx2.AsyncClient, provider: IdProvider, name: str = "one") -> str:
    return await come_back(http, provider.agree(await begin(http, name)), name)


async def account(http: httpx2.AsyncClient) -> Json:
    """Who is signed in; changes are allowed from then on."""
    me: Json = (await http.get("/me")).raise_for_status().json()
    http.headers["X-CSRF-Token"] = me["csrf"]
    found: Json = me["account"]
    return found


async def is_out(http: httpx2.AsyncClient) -> bool:
    return (await http.get("/me")).status_code == 401


REFUSED = "/messenger#refused=unauthenticated"


# who gets in ---------------------------------------------------------------------------------------------------------


async def test_a_verified_address_finds_its_account_and_the_subject_from_then_on(
    server: Server, provider: IdProvider
) -> None:
    async with server.runtime.database.system() as connection:
        known = await server.runtime.accounts.account_of(connection, "ion@mail.example")
    async with browser(server) as http:
        assert await enter(http, provider) == "/messenger"
        assert (await account(http))["id"] == str(known)
    provider.claims |= {"email": "other@mail.example"}
    async with browser(server) as http:
        assert await enter(http, provider) == "/messenger"
        assert (await account(http))["email"] == "ion@mail.example"


@pytest.mark.parametrize("said", [False, "false", "no", None, "absent"])
async def test_an_address_that_nobody_verified_finds_nothing(
    server: Server, provider: IdProvider, said: object
) -> None:
    async with server.runtime.database.system() as connection:
        known = await server.runtime.accounts.account_of(connection, "ion@mail.example")
    provider.claims |= {"email_verified": said}
    if said == "absent":
        del provider.claims["email_verified"]
    async with browser(server) as http:
        led = await enter(http, provider)
        if led == "/messenger":
            found = await account(http)
            assert found["id"] != str(known)
            assert found["email"] is None
        else:
            assert (led, said) == (REFUSED, None)  # null is no answer that the standard knows


async def test_another_provider_with_the_same_subject_is_another_person(
    server: Server, provider: IdProvider, other: IdProvider
) -> None:
    other.claims = {"sub": "1"}
    async with browser(server) as mine, browser(server) as theirs:
        await enter(mine, provider)
        await enter(theirs, other, "two")
        assert (await account(mine))["id"] != (await account(theirs))["id"]


# who does not --------------------------------------------------------------------------------------------------------


async def test_login_csrf_what_one_browser_began_no_other_finishes(
    server: Server, provider: IdProvider
) -> None:
    async with browser(server) as attacker, browser(server) as victim:
        brought = provider.agree(await begin(attacker))
        assert await come_back(victim, brought) == REFUSED
        await begin(victim)
        assert await come_back(victim, brought) == REFUSED
        assert await is_out(victim)
        assert await come_back(attacker, brought) == "/messenger"


async def test_replay_an_answer_is_taken_once(server: Server, provider: IdProvider) -> None:
    async with browser(server) as http:
        brought = provider.agree(await begin(http))
        assert await come_back(http, brought) == "/messenger"
        assert await come_back(http, brought) == REFUSED
        again = provider.agree(await begin(http))
        assert await come_back(http, again | {"code": brought["code"]}) == REFUSED


async def test_a_state_that_is_none_of_ours_is_refused_by_a_word(server: Server) -> None:
    async with browser(server) as http:
        for state in ("", "x", "messenger", "messenger~enter", "messenger~enter~9999999999.a.b"):
            answer = await http.get("/sign-in/with/one/back", params={"state": state, "code": "x"})
            assert answer.status_code == 303
            assert answer.headers["location"] in ("/messenger#refused=invalid", REFUSED)


async def test_mix_up_an_answer_of_another_provider_is_refused(
    server: Server, provider: IdProvider, other: IdProvider
) -> None:
    async with browser(server) as http:
        brought = provider.agree(await begin(http))
        assert await come_back(http, brought, "two") == REFUSED
        assert await come_back(http, brought | {"iss": other.url}) == REFUSED
        provider.names_itself = True
        async with browser(server) as fresh:
            silent = provider.agree(await begin(fresh))
            del silent["iss"]
            server.runtime.providers._relation("one")._read_at = -1e9
            assert await come_back(fresh, silent) == REFUSED
            assert await enter(fresh, provider) == "/messenger"
        assert other.asked == []


def by_shared_secret(claims: Json) -> str:
    return jwt.encode(claims, CLIENT_SECRET * 8, algorithm="HS256")


def by_nobody(claims: Json) -> str:
    return jwt.encode(claims, "", algorithm="none")


LIES: dict[str, Callable[[Json], Json]] = {
    "a nonce of another sign-in": lambda said: said | {"nonce": "another"},
    "no nonce": lambda said: {name: value for name, value in said.items() if name != "nonce"},
    "another client's": lambda said: said | {"aud": "somebody-else"},
    "several clients'": lambda said: said | {"aud": [CLIENT_ID, "somebody-else"]},
    "given to another": lambda said: said | {"azp": "somebody-else"},
    "another issuer's": lambda said: said | {"iss": "https://evil.example"},
    "too old": lambda said: said | {"exp": said["iat"] - 120},
    "of tomorrow": lambda said: said | {"iat": said["iat"] + 86_400},
    "without an end": lambda said: {name: value for name, value in said.items() if name != "exp"},
    "of nobody": lambda said: {name: value for name, value in said.items() if name != "sub"},
}


@pytest.mark.parametrize("lie", LIES)
async def test_a_token_that_is_not_right_lets_nobody_in(
    server: Server, provider: IdProvider, lie: str
) -> None:
    provider.lie = LIES[lie]
    async with browser(server) as http:
        assert await enter(http, provider) == REFUSED
        assert await is_out(http)


@pytest.mark.parametrize("sign", [by_shared_secret, by_nobody])
async def test_only_the_providers_own_key_signs(
    server: Server, provider: IdProvider, sign: Callable[[Json], str]
) -> None:
    provider.sign = sign
    async with browser(server) as http:
        assert await enter(http, provider) == REFUSED


async def test_a_new_key_is_asked_for_and_a_forgotten_one_signs_no_more(
    server: Server, provider: IdProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with browser(server) as http:
        assert await enter(http, provider) == "/messenger"
        old = dict(provider.keys)
        provider.rotate()
        assert await enter(http, provider) == REFUSED  # asked a moment ago, and not again for everybody's key
        monkeypatch.setattr("causerie.accounts.oidc.ASK_AGAIN_SECONDS", 0)
        assert await enter(http, provider) == "/messenger"
        ((kid, key),) = old.items()
        provider.sign = lambda claims: jwt.encode(claims, key, algorithm="ES256", headers={"kid": kid})
        assert await enter(http, provider) == REFUSED


async def test_who_says_no_over_there_is_told_so(server: Server, provider: IdProvider) -> None:
    async with browser(server) as http:
        brought = provider.agree(await begin(http))
        denied = {"state": brought["state"], "error": "access_denied"}
        assert await come_back(http, denied) == "/messenger#refused=forbidden"


# linking -------------------------------------------------------------------------------------------------------------


async def member(server: Server, http: httpx2.AsyncClient) -> Json:
    """Signs in as somebody new, by a mail's link."""
    email = f"{new_id().hex}@mail.example"
    async with server.runtime.database.system() as connection:
        token = await server.runtime.accounts.new_link(connection, email)
    (await http.post("/sign-in/link", json={"token": token})).raise_for_status()
    return await account(http)


async def link(
    http: httpx2.AsyncClient, provider: IdProvider, finisher: httpx2.AsyncClient | None = None
) -> str:
    answer = await http.post("/me/logins/with/one", json={"app": "desk"})
    return await come_back(finisher or http, provider.agree(answer.raise_for_status().json()["url"]))


async def test_what_is_linked_from_a_session_signs_in_that_account(
    server: Server, provider: IdProvider
) -> None:
    async with browser(server) as http, browser(server) as second, browser(server) as third:
        mine = await member(server, http)
        assert await link(http, provider) == "/desk/profile#linked"
        assert await enter(second, provider) == "/messenger"
        assert (await account(second))["id"] == mine["id"]
        await member(server, third)
        assert await link(third, provider) == "/desk/profile#refused=conflict"
        (login,) = (await http.get("/me/ways")).json()["logins"]
        assert (login["provider"], login["shown"]) == ("one", "ion@mail.example")
        assert (await third.delete(f"/me/logins/{login['id']}")).status_code == 404
        assert (await http.delete(f"/me/logins/{login['id']}")).status_code == 204
        assert (await http.get("/me/ways")).json()["logins"] == []


async def test_nobody_links_their_own_login_to_anothers_session(server: Server, provider: IdProvider) -> None:
    async with browser(server) as attacker, browser(server) as victim:
        await member(server, attacker)
        await member(server, victim)
        assert await link(attacker, provider, victim) == "/desk/profile#refused=unauthenticated"
        assert (await victim.get("/me/ways")).json()["logins"] == []


async def test_the_last_way_in_stays_and_linking_needs_a_fresh_proof(
    server: Server, provider: IdProvider
) -> None:
    provider.claims = {"sub": "7"}
    async with browser(server) as http:
        await enter(http, provider)
        await account(http)
        (login,) = (await http.get("/me/ways")).json()["logins"]
        assert (await http.delete(f"/me/logins/{login['id']}")).status_code == 409
        assert len((await http.get("/me/ways")).json()["logins"]) == 1
        async with server.runtime.database.system() as connection:
            await connection.execute("update session set proved_at = proved_at - interval '1 hour'")
        assert (await http.delete(f"/me/logins/{login['id']}")).status_code == 403
        assert (await http.post("/me/logins/with/two", json={"app": "desk"})).status_code == 403


# the way out, and the setting ----------------------------------------------------------------------------------------


async def test_a_provider_at_a_private_address_is_reached_where_the_owner_allows_it(
    database_url: str, tmp_path: Path, provider: IdProvider
) -> None:
    known = [OidcProvider("one", "One", provider.url.replace("http:", "https:"), CLIENT_ID)]
    async with serving(settings_for(database_url, tmp_path, oidc=known)) as server, browser(server) as http:
        answer = await http.post("/sign-in/with/one", json={"app": "messenger"})
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        assert provider.asked == []
        assert (await http.post("/sign-in/with/nobody", json={"app": "messenger"})).status_code == 404


def test_the_setting_is_json_and_the_issuers_are_https() -> None:
    given = '[{"id":"acme","name":"Acme","issuer":"https://id.acme.example","client_id":"x"}]'
    assert Settings.from_env({"CAUSERIE_OIDC": given}).oidc[0].name == "Acme"
    for wrong in (given.replace("https", "http"), "acme", '[{"id":"acme"}]', given.replace("acme", "A c", 1)):
        with pytest.raises(SettingsError, match="CAUSERIE_OIDC"):
            Settings.from_env({"CAUSERIE_OIDC": wrong})
