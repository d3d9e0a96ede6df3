"""Signing in and staying in: what a cookie, a code and a link are good for, and when they no longer are."""

from __future__ import annotations

import asyncio
import re
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import msgspec
import pytest
from websockets.exceptions import InvalidStatus

from causerie.accounts.api import SESSION_COOKIE
from causerie.conversations import catchup
from causerie.kit.secrets import hash_token
from tests.helpers.server import Server, serving, settings_for
from tests.helpers.world import PASSWORD, World, make_world, new_client_id
from tests.security.callers import Cast, Json, Line, Post, client, sign_in, socket

NEW_PASSWORD = "a new and long password"


@asynccontextmanager
async def signed_in(server: Server, world: World) -> AsyncIterator[httpx2.AsyncClient]:
    """The agent of this workspace in a browser of their own."""
    async with client(server) as http:
        assert world.agent.account.email is not None
        await sign_in(server, http, world.agent.account.email)
        yield http


@asynccontextmanager
async def desk(server: Server, world: World, http: httpx2.AsyncClient) -> AsyncIterator[Line]:
    """The browser's open desk."""
    cookie = f"{SESSION_COOKIE}={http.cookies[SESSION_COOKIE]}"
    async with socket(server, {"Cookie": cookie}) as connection:
        line = Line(connection)
        await connection.send(msgspec.json.encode(desk_hello(world)), text=True)
        await line.until("welcome")
        yield line


def desk_hello(world: World) -> Json:
    return {"t": "hello", "app": "desk", "workspace": str(world.workspace)}


# the cookie ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base_url", "secure"), [("http://127.0.0.1:{}", False), ("https://chat.example", True)]
)
async def test_the_sessions_cookie_is_for_our_own_pages_requests_alone(
    database_url: str, tmp_path: Path, base_url: str, secure: bool
) -> None:
    settings = settings_for(database_url, tmp_path)
    settings = msgspec.structs.replace(settings, base_url=base_url.format(settings.port))
    async with serving(settings) as server:
        world = await make_world(server.runtime)
        async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{settings.port}", trust_env=False) as http:
            answer = await http.post(
                "/api/v1/sign-in", json={"email": world.agent.account.email, "password": PASSWORD}
            )
    value, *flags = answer.headers["set-cookie"].split("; ")
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(flags)
    assert ("Secure" in flags) is secure
    assert not any(flag.lower().startswith("domain") for flag in flags)
    assert len(value) >= len(SESSION_COOKIE) + 33  # 192 random bits and the equals sign
    assert answer.headers["cache-control"] == "no-store"


async def test_what_is_stored_of_tokens_signs_nobody_in(server: Server, people: Cast) -> None:
    """Weakness 26: a stolen copy of the database holds hashes, codes and tokens of 192 bits are nowhere in it."""
    secrets = [caller.http.cookies[SESSION_COOKIE] for caller in people.callers.values() if caller.cookie]
    secrets.append(people.customer.visitor.token)
    async with server.runtime.database.acquire() as connection:
        for table in ("session", "sign_in_code", "identity", "file", "account"):
            rows = await connection.fetchval(f"select json_agg(t)::text from {table} t") or ""
            assert not [secret for secret in secrets if secret in rows or secret.split(".")[0] in rows]


# the end of a session ------------------------------------------------------------------------------------------------


async def test_weakness_34_a_new_password_ends_the_other_sessions_and_their_open_lines(
    server: Server,
) -> None:
    world = await make_world(server.runtime)
    async with (
        signed_in(server, world) as here,
        signed_in(server, world) as there,
        desk(server, world, here) as mine,
        desk(server, world, there) as theirs,
        late_desk(server, there) as late,
        stream(world, there) as events,
    ):
        answer = await here.post("/api/v1/me/password", json={"current": PASSWORD, "new": NEW_PASSWORD})
        assert answer.status_code == 204
        assert (await theirs.until("bye"))[-1]["reason"] == "signed_out"
        await theirs.socket.wait_closed()
        assert theirs.socket.close_code == 4401
        async with asyncio.timeout(10):
            assert any(['"signed_out"' in event async for event in events.aiter_lines()])
        # This one was opened before, and says hello only now.
        await late.socket.send(msgspec.json.encode(desk_hello(world)), text=True)
        assert [frame["t"] for frame in await late.until("bye")] == ["error", "bye"]
        assert (await there.get("/api/v1/me")).status_code == 401
        assert (await here.get("/api/v1/me")).status_code == 200
        assert await mine.answers() == []


@asynccontextmanager
async def late_desk(server: Server, http: httpx2.AsyncClient) -> AsyncIterator[Line]:
    async with socket(server, {"Cookie": f"{SESSION_COOKIE}={http.cookies[SESSION_COOKIE]}"}) as connection:
        yield Line(connection)


@asynccontextmanager
async def stream(world: World, http: httpx2.AsyncClient) -> AsyncIterator[httpx2.Response]:
    async with http.stream("POST", "/live/stream", json=[desk_hello(world)]) as events:
        assert events.status_code == 200
        yield events


async def test_weakness_34_signing_out_ends_the_session_and_its_open_lines(server: Server) -> None:
    world = await make_world(server.runtime)
    async with signed_in(server, world) as here, signed_in(server, world) as other:
        token = here.cookies[SESSION_COOKIE]
        async with desk(server, world, here) as line, desk(server, world, other) as unmoved:
            assert (await here.post("/api/v1/sign-out")).status_code == 204
            assert (await line.until("bye"))[-1]["reason"] == "signed_out"
            assert await unmoved.answers() == []
        assert SESSION_COOKIE not in here.cookies
        kept = await here.get("/api/v1/me", headers={"Cookie": f"{SESSION_COOKIE}={token}"})
        assert kept.status_code == 401


@pytest.mark.parametrize("alone", [True, False])
async def test_a_session_that_is_over_by_time_ends_its_open_lines(
    server: Server, monkeypatch: pytest.MonkeyPatch, alone: bool
) -> None:
    monkeypatch.setattr(catchup, "POLL_SECONDS", 60 if alone else 0.05)
    monkeypatch.setattr(catchup, "EXPIRY_SECONDS", 0.05)
    server.runtime.catch_up.missed(None)  # it waits anew
    asking = asyncio.ensure_future(server.runtime.catch_up.run_alone()) if alone else None
    world = await make_world(server.runtime)
    async with (
        signed_in(server, world) as here,
        signed_in(server, world) as other,
        desk(server, world, here) as line,
        desk(server, world, other) as unmoved,
    ):
        async with server.runtime.database.system() as connection:
            await connection.execute(
                "update session set expires_at = now() where token_hash = $1",
                hash_token(here.cookies[SESSION_COOKIE]),
            )
        assert (await line.until("bye"))[-1]["reason"] == "signed_out"
        assert await unmoved.answers() == []
    if asking is not None:
        asking.cancel()


# pages that are not ours ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "", "http://127.0.0.1", "https://127.0.0.1:1"]
)
async def test_weakness_7_a_socket_with_a_cookie_comes_from_our_own_pages(people: Cast, origin: str) -> None:
    cookie = people["agent"].cookie
    assert cookie is not None
    with pytest.raises(InvalidStatus) as refused:
        async with socket(people.server, {"Cookie": cookie, "Origin": origin}):
            pass
    assert refused.value.response.status_code == 403
    async with socket(people.server, {"Cookie": cookie, "Origin": people.server.url}) as opened:
        assert opened.close_code is None


@pytest.mark.parametrize("path", ["/live/stream", "/live/poll?wait=0"])
async def test_weakness_8_lines_over_http_need_the_sessions_token(people: Cast, path: str) -> None:
    agent = people["agent"]
    right = agent.http.headers["X-CSRF-Token"]
    hello = [desk_hello(people.mine)]
    for token in ("", "x", people["owner"].http.headers["X-CSRF-Token"]):
        answer = await agent.http.post(path, json=hello, headers={"X-CSRF-Token": token})
        assert answer.status_code == 403
    for origin in ("https://evil.example", "null"):
        answer = await agent.http.post(path, json=hello, headers={"Origin": origin})
        assert answer.status_code == 403
    async with agent.http.stream("POST", path, json=hello, headers={"X-CSRF-Token": right}) as answer:
        assert answer.status_code == 200


# codes and links -----------------------------------------------------------------------------------------------------


def fresh_address() -> str:
    return f"somebody-{new_client_id()}@mail.example"


async def ask_code(http: httpx2.AsyncClient, post: Post, address: str) -> tuple[str, str]:
    """A fresh code and the link's token, from the mailbox."""
    answer = await http.post("/api/v1/sign-in/code", json={"email": address})
    assert (answer.status_code, answer.json()) == (202, {})
    text = await post.newest(address)
    code, token = re.search(r"\b\d{6}\b", text), re.search(r"/messenger/in#(\S+)", text)
    assert code is not None
    assert token is not None
    return code[0], token[1]


async def type_code(http: httpx2.AsyncClient, address: str, code: str) -> int:
    answer = await http.post("/api/v1/sign-in/code/verify", json={"email": address, "code": code})
    return answer.status_code


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


async def test_a_code_works_once(server: Server, mailbox: Post) -> None:
    address = fresh_address()
    async with client(server) as http:
        code, _ = await ask_code(http, mailbox, address)
        assert await type_code(http, fresh_address(), code) == 401
        assert await type_code(http, address, code) == 200
        assert await type_code(http, address, code) == 401


async def test_five_wrong_attempts_end_a_code_and_no_older_one_takes_its_place(
    server: Server, mailbox: Post
) -> None:
    address = fresh_address()
    async with client(server) as http:
        older, _ = await ask_code(http, mailbox, address)
        code, _ = await ask_code(http, mailbox, address)
        guesses = [wrong(code) for _ in range(5)]
        assert await asyncio.gather(*(type_code(http, address, guess) for guess in guesses)) == [401] * 5
        assert await type_code(http, address, code) == 401
        assert await type_code(http, address, older) == 401


async def test_codes_and_links_expire(server: Server, mailbox: Post) -> None:
    address = fresh_address()
    async with client(server) as http:
        code, token = await ask_code(http, mailbox, address)
        async with server.runtime.database.system() as connection:
            await connection.execute("update sign_in_code set expires_at = now() where email = $1", address)
        assert await type_code(http, address, code) == 401
        assert (await http.post("/api/v1/sign-in/link", json={"token": token})).status_code == 401


async def test_a_link_works_once_and_is_in_no_log(
    server: Server, mailbox: Post, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    address = fresh_address()
    async with client(server) as http:
        code, token = await ask_code(http, mailbox, address)
        answers = await asyncio.gather(
            *(http.post("/api/v1/sign-in/link", json={"token": token}) for _ in range(10))
        )
    assert sorted(answer.status_code for answer in answers) == [200] + [401] * 9
    # What this test's client says of its own requests, and the mailbox of what it gets, is not the server's log.
    ours = [record for record in caplog.records if not record.name.startswith(("http", "mail.log"))]
    logged = [record.getMessage() for record in ours]
    assert logged
    assert not [line for line in logged if token in line or code in line]


async def test_weakness_37_links_come_from_the_configured_address_alone(
    server: Server, mailbox: Post
) -> None:
    poisoned = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
    address = fresh_address()
    async with client(server) as http:
        await http.post("/api/v1/sign-in/code", json={"email": address}, headers=poisoned)
        assert server.url in await mailbox.newest(address)
        assert "evil" not in await mailbox.newest(address)
        for path in ("/desk", "/messenger", "/widget.js", "/api/docs", "/api/openapi.json", "/nowhere"):
            answer = await http.get(path, headers=poisoned)
            assert "evil.example" not in answer.text + str(answer.headers)


# who is known here ---------------------------------------------------------------------------------------------------


async def timed(http: httpx2.AsyncClient, path: str, body: Json) -> tuple[float, httpx2.Response]:
    began = time.perf_counter()
    answer = await http.post(path, json=body)
    return time.perf_counter() - began, answer


async def test_weakness_35_nobody_learns_which_addresses_are_known(server: Server, people: Cast) -> None:
    known = [people.mine.agent, people.mine.colleague, people.theirs.agent, people.theirs.colleague]
    seconds: dict[bool, list[float]] = {True: [], False: []}
    bodies = set()
    async with client(server) as http:
        for staff in known * 2:
            for is_known, address in ((True, staff.account.email), (False, fresh_address())):
                body: Json = {"email": address, "password": "not the right one"}
                took, answer = await timed(http, "/api/v1/sign-in", body)
                seconds[is_known].append(took)
                bodies.add((answer.status_code, answer.content))
        assert len(bodies) == 1
        codes = {
            (answer.status_code, answer.content)
            for address in (people.mine.agent.account.email, fresh_address())
            for _, answer in [await timed(http, "/api/v1/sign-in/code", {"email": address})]
        }
    assert len(codes) == 1
    medians = statistics.median(seconds[True]), statistics.median(seconds[False])
    assert min(medians) > max(medians) / 2, medians


async def test_weakness_36_an_address_of_ones_own_making_does_not_help_against_the_limits(
    database_url: str, tmp_path: Path
) -> None:
    async with serving(settings_for(database_url, tmp_path)) as server, client(server) as http:
        statuses = []
        for number in range(40):
            statuses.append(
                (
                    await http.post(
                        "/api/v1/sign-in/link",
                        json={"token": "x" * 32},
                        headers={"X-Forwarded-For": f"198.18.7.{number}", "X-Real-IP": f"198.18.8.{number}"},
                    )
                ).status_code
            )
    assert statuses[:30] == [401] * 30
    assert statuses[-5:] == [429] * 5


async def test_weakness_36_one_address_is_not_tried_from_everywhere(server: Server) -> None:
    """Guessing one person's password from a thousand addresses is as slow as from one."""
    address = fresh_address()
    answers = []
    for _ in range(13):
        async with client(server) as http:
            answers.append(await http.post("/api/v1/sign-in", json={"email": address, "password": "a guess"}))
    statuses = [answer.status_code for answer in answers]
    assert statuses[:10] == [401] * 10
    assert statuses[-1] == 429
    assert int(answers[-1].headers["retry-after"]) >= 1
