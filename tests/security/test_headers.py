"""What browsers are told: which pages may run what, who may frame them, and what nobody may keep."""

from __future__ import annotations

import re

import pytest

from causerie.channels.sites import origin
from causerie.errors import AppError, ErrorCode
from causerie.pages import STATIC
from tests.helpers.server import Server
from tests.security.callers import NOBODYS, Cast, client
from tests.security.test_routes import NOWHERE, PRIVATE, knock

PAGES = ["/desk", "/desk/anything", "/messenger", "/messenger/in", "/api/docs"]


def policy(header: str) -> dict[str, str]:
    """A policy's directives."""
    return dict(part.strip().partition(" ")[::2] for part in header.split(";"))


@pytest.mark.parametrize("path", PAGES)
async def test_pages_run_nothing_inline_and_nobody_frames_them(server: Server, path: str) -> None:
    async with client(server) as http:
        answer = await http.get(path)
    assert answer.status_code == 200, "the pages are not built: run `make web`"
    directives = policy(answer.headers["content-security-policy"])
    assert directives["default-src"] == "'none'"
    assert directives["frame-ancestors"] == "'none'"
    assert directives["base-uri"] == "'none'"
    assert not re.search(r"unsafe|\*|https?:|data:", answer.headers["content-security-policy"])
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] in ("strict-origin-when-cross-origin", "no-referrer")
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=|javascript:", answer.text)
    outside = re.findall(r"(?:src|href)=[\"'](?:https?:)?//[^\"']*", answer.text)
    assert outside == []


async def test_the_widget_is_framed_by_its_channels_sites_alone(server: Server, people: Cast) -> None:
    async with client(server) as http:
        answer = await http.get(f"/widget/{people.mine.channel}")
        directives = policy(answer.headers["content-security-policy"])
        assert directives["frame-ancestors"] == "'self' https://shop.example"
        assert "x-frame-options" not in answer.headers  # it would speak against the list
        assert (await http.get(f"/widget/{NOBODYS}")).status_code == 404


async def test_the_shells_behind_static_are_framed_by_nobody(server: Server) -> None:
    """The same files, reached beside the routes that say who may frame them."""
    files = [path.relative_to(STATIC) for path in STATIC.rglob("*") if path.is_file()]
    assert files, "the pages are not built: run `make web`"
    async with client(server) as http:
        for file in files:
            answer = await http.get(f"/static/{file}")
            assert answer.status_code == 200
            assert policy(answer.headers["content-security-policy"])["frame-ancestors"] == "'none'"
            assert answer.headers["x-content-type-options"] == "nosniff"
            hashed = "/assets/" in f"/{file}"
            assert ("immutable" in answer.headers["cache-control"]) is hashed


@pytest.mark.parametrize(
    "path",
    [
        "../main.py",
        "..%2fmain.py",
        "%2e%2e/main.py",
        "..\\main.py",
        "/etc/passwd",
        "desk/../../main.py",
        "%00",
    ],
)
async def test_weakness_41_static_files_are_what_was_built_alone(server: Server, path: str) -> None:
    async with client(server) as http:
        answer = await http.get(f"/static/{path}")
    assert answer.status_code in (400, 404)
    assert "import" not in answer.text


# sites ---------------------------------------------------------------------------------------------------------------

NO_SITES = [
    "https://shop.example;script-src *",
    "https://shop.example; script-src *",
    "https://shop.example\r\nSet-Cookie: a=b",
    "https://shop.example\n",
    "https://shop.example https://evil.example",
    "https://shop.example,https://evil.example",
    "https://*",
    "https://*.example",
    "*",
    "https://",
    "https:",
    "'self'",
    "'unsafe-inline'",
    "data:",
    "javascript://shop.example",
    "//shop.example",
    "shop.example",
    "https://user:password@shop.example",
    "https://shop.example:port",
    "https://shop.example\\@evil.example",
    "https://shop..example",
    "https://shop.example\x00",
    "",
]


@pytest.mark.parametrize("site", NO_SITES)
async def test_what_is_no_site_gets_into_no_header(server: Server, people: Cast, site: str) -> None:
    with pytest.raises(AppError) as refused:
        async with server.runtime.database.system() as connection:
            await server.runtime.channels.create(connection, people.mine.workspace, "web", "Shop", [site])
    assert refused.value.code is ErrorCode.INVALID


@pytest.mark.parametrize(
    ("site", "expected"),
    [
        ("https://Shop.example/a/path?q=1#f", "https://shop.example"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("https://shop.example:8443/", "https://shop.example:8443"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
        ("https://[::1]:8000/x", "https://[::1]:8000"),
    ],
)
def test_of_a_site_its_origin_counts(site: str, expected: str) -> None:
    assert origin(site) == expected


# answers -------------------------------------------------------------------------------------------------------------


async def test_weakness_10_no_answer_to_somebody_signed_in_is_kept(people: Cast) -> None:
    ids: dict[str, object] = {
        "workspace": people.mine.workspace,
        "conversation": people.customer.conversation,
        "channel": people.mine.channel,
        **NOWHERE,
    }
    for door in PRIVATE:
        if door.method != "GET":
            continue
        for name in ("owner", "messenger", "anonymous"):
            answer = await knock(people[name], door, ids)
            assert answer.headers["cache-control"] == "no-store", (name, door)
            assert answer.headers["x-content-type-options"] == "nosniff"
    poll = await people["owner"].http.post("/live/poll?wait=0", json=[{"t": "ping"}])
    assert poll.headers["cache-control"] == "no-store"


async def test_no_answer_says_who_may_read_it_across_origins(people: Cast) -> None:
    origin_of_evil = {"Origin": "https://evil.example"}
    for path in ("/api/v1/me", "/api/openapi.json", f"/api/v1/widget/{people.mine.channel}", "/desk"):
        answer = await people["owner"].http.get(path, headers=origin_of_evil)
        assert not [name for name in answer.headers if name.startswith("access-control")]


async def test_a_problem_says_what_its_status_says(people: Cast) -> None:
    for method, path, status in (
        ("GET", "/api/v1/nothing", 404),
        ("DELETE", "/api/v1/me", 405),
        ("GET", f"/api/v1/inbox/{NOBODYS}/entries?limit=0", 400),
    ):
        answer = await people["owner"].http.request(method, path)
        assert answer.status_code == status
        assert answer.json()["status"] == status
        assert answer.headers["content-type"].startswith("application/problem+json")
        assert set(answer.json()) >= {"title", "status", "code", "detail"}


@pytest.mark.parametrize("state", ["53100", "57P03", "25006", "40P01"])
async def test_a_database_that_can_not_just_now_is_told_as_unavailable(server: Server, state: str) -> None:
    async with server.runtime.database.system() as connection:
        await connection.execute(
            f"""
            create function fail() returns trigger language plpgsql as
                $$ begin raise exception 'secret words' using errcode = '{state}'; end $$;
            create trigger fails before insert on sign_in_code execute function fail();
            """
        )
    try:
        async with client(server) as http:
            answer = await http.post("/api/v1/sign-in/code", json={"email": f"{state}@example.com"})
    finally:
        async with server.runtime.database.system() as connection:
            await connection.execute("drop function fail() cascade")
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert int(answer.headers["retry-after"]) > 0
    assert "secret" not in answer.text


async def test_a_fault_of_ours_is_told_without_its_details(server: Server) -> None:
    async with server.runtime.database.system() as connection:
        # A name that the query does not expect: what PostgreSQL says of it must not get out.
        await connection.execute("alter table workspace rename column colour to colour_of_secrets")
    try:
        async with client(server) as http:
            async with server.runtime.database.acquire() as connection:
                channel = str(await connection.fetchval("select id from channel limit 1"))
            answer = await http.get(f"/api/v1/widget/{channel}")
    finally:
        async with server.runtime.database.system() as connection:
            await connection.execute("alter table workspace rename column colour_of_secrets to colour")
    assert answer.status_code == 500
    assert answer.json()["code"] == "internal"
    assert "colour" not in answer.text
