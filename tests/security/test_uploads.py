"""What people upload is typed by its content, shown in place only where that is safe, found only by its address."""

from __future__ import annotations

import asyncio
import io
import re
import zipfile
from pathlib import Path
from urllib.parse import quote, unquote

import httpx2
import pytest
from PIL import Image

from causerie.files.service import MAX_FILE_BYTES, MAX_NAME, safe_name
from tests.helpers.server import Server
from tests.security.callers import NOBODYS, Cast


def picture(kind: str = "PNG") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(buffer, kind)
    return buffer.getvalue()


def archive() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("index.html", "<script>alert(1)</script>")
    return buffer.getvalue()


SCRIPT = b"<script>alert(document.domain)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
HOSTILE = {
    "page.html": b"<!doctype html>" + SCRIPT,
    "picture.svg": SVG,
    "picture.png": SVG,
    "with-bom.svg": b"\xef\xbb\xbf" + SVG,
    "utf16.svg": SVG.decode().encode("utf-16"),
    "late.html": b" " * 3_000 + SCRIPT,
    "comment.html": b"<!-- " + b"x" * 5_000 + b" -->" + SCRIPT,
    "document.pdf": b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj",
    "page.xhtml": b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">' + SCRIPT + b"</html>",
    "script.js": b"alert(1)",
    "flash.swf": b"FWS\x09" + bytes(100),
    "archive.jar": archive(),
    "nothing-known": bytes(range(256)),
}


async def upload(people: Cast, name: str, data: bytes, who: str = "visitor") -> httpx2.Response:
    """The file as this caller uploads it."""
    headers = {"X-File-Name": quote(name), "Content-Type": "image/png"}
    if who == "visitor":
        return await people[who].http.post(
            f"/api/v1/widget/{people.mine.channel}/files", content=data, headers=headers
        )
    params = {"workspace": str(people.mine.workspace)}
    return await people[who].http.post("/api/v1/files", params=params, content=data, headers=headers)


async def test_a_picture_that_can_not_be_kept_leaves_nothing_behind(server: Server, people: Cast) -> None:
    folder = server.runtime.settings.data_dir / "files"
    before = {path for path in folder.rglob("*") if path.is_file()}
    async with server.runtime.database.system() as connection:
        await connection.execute(
            """
            create function fail() returns trigger language plpgsql as
                $$ begin raise exception 'could not extend file' using errcode = 'disk_full'; end $$;
            create trigger fails before insert on file execute function fail();
            """
        )
    try:
        answer = await upload(people, "picture.png", picture())
    finally:
        async with server.runtime.database.system() as connection:
            await connection.execute("drop function fail() cascade")
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert {path for path in folder.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("name", HOSTILE)
async def test_weakness_4_what_could_run_is_a_download(people: Cast, name: str) -> None:
    stored = (await upload(people, name, HOSTILE[name])).json()
    answer = await people["anonymous"].http.get(stored["url"])
    assert answer.content == HOSTILE[name]
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert "thumbnail_url" not in stored
    assert (await people["anonymous"].http.get(stored["url"] + "/thumbnail")).status_code == 404


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
async def test_weakness_4_of_a_picture_only_the_picture_is_kept(people: Cast, kind: str) -> None:
    stored = (await upload(people, f"me.{kind.lower()}", picture(kind) + SCRIPT + SVG)).json()
    answer = await people["anonymous"].http.get(stored["url"])
    assert answer.headers["x-content-type-options"] == "nosniff"
    if answer.headers["content-disposition"].startswith("attachment;"):
        assert answer.headers["content-type"] == "application/octet-stream"
        return
    assert answer.headers["content-type"].startswith("image/")
    assert b"script" not in answer.content
    assert Image.open(io.BytesIO(answer.content)).size == (40, 30)


async def test_weakness_4_a_picture_that_is_none_is_refused(people: Cast) -> None:
    answer = await upload(people, "me.png", b"\x89PNG\r\n\x1a\n" + SCRIPT)
    assert answer.status_code == 415
    avatar = await people["agent"].http.put("/api/v1/me/avatar", content=SVG)
    assert avatar.status_code == 415


NAMES = [
    "../../etc/passwd",
    "..\\..\\windows\\system.ini",
    "/etc/passwd",
    "a/b/c.txt",
    "a\x00.png",
    "a\r\nSet-Cookie: b=c.txt",
    'a"; filename="b.html',
    "\u202egpj.exe",
    ".",
    "..",
    " ",
    ".htaccess",
    "x" * 400 + ".txt",
    "имя файла.txt",
    "CON",
]


@pytest.mark.parametrize("name", NAMES)
async def test_weakness_41_a_name_is_only_shown(people: Cast, server: Server, name: str) -> None:
    folder = server.runtime.settings.data_dir
    before = tree(folder)
    stored = (await upload(people, name, b"text")).json()
    added = tree(folder) - before
    assert len(added) == 1
    assert re.fullmatch(r"files/[0-9a-f-]{36}/[0-9a-f-]{36}/original", added.pop())
    answer = await people["anonymous"].http.get(stored["url"])
    shown = unquote(answer.headers["content-disposition"].removeprefix("attachment; filename*=UTF-8''"))
    assert shown == stored["name"] == safe_name(name)
    assert shown.isprintable()
    assert not set("/\\\r\n\x00") & set(shown)
    assert 0 < len(shown) <= MAX_NAME
    assert "set-cookie" not in answer.headers


def tree(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


async def test_weakness_27_a_file_is_found_with_its_whole_address_alone(people: Cast) -> None:
    stored = (await upload(people, "a.txt", b"text")).json()
    other = (await upload(people, "b.txt", b"other")).json()
    *_, workspace, file, signature = stored["url"].split("/")
    assert len(signature) == 22  # 128 bits
    tries = [
        f"/files/{workspace}/{file}/{signature[:-1]}",
        f"/files/{workspace}/{file}/{'A' * 22}",
        f"/files/{workspace}/{file}/{signature.swapcase()}",
        f"/files/{workspace}/{file}/%00",
        f"/files/{workspace}/{file}/%ff",
        f"/files/{workspace}/{file}/é",
        f"/files/{people.theirs.workspace}/{file}/{signature}",
        f"/files/{workspace}/{other['id']}/{signature}",
        f"/files/{workspace}/{NOBODYS}/{signature}",
    ]
    answers = [await people["owner"].http.get(address) for address in tries]
    assert [answer.status_code for answer in answers] == [404] * len(tries)
    assert len({answer.content for answer in answers}) == 1


async def test_a_file_is_sent_by_who_uploaded_it_alone(people: Cast) -> None:
    stored = (await upload(people, "a.txt", b"text")).json()
    path = f"/api/v1/workspaces/{people.mine.workspace}/conversations/{people.customer.conversation}/entries"
    answer = await people["agent"].http.post(
        path,
        json={"t": "append", "client_id": "12345678", "content": {"kind": "file", "file": stored["id"]}},
    )
    assert answer.status_code == 404


async def test_nobody_fills_a_workspace_that_is_not_theirs(people: Cast) -> None:
    """An account uploads where it works or is a customer, and nowhere else."""
    answers = [
        await people["agent"].http.post(
            "/api/v1/files",
            params={"workspace": str(workspace)},
            content=b"text",
            headers={"X-File-Name": "a.txt"},
        )
        for workspace in (people.theirs.workspace, NOBODYS)
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert (await upload(people, "a.txt", b"text", "messenger")).status_code == 201


async def test_files_up_to_the_limit_are_taken_and_larger_ones_refused(people: Cast) -> None:
    stored = await upload(people, "large.bin", bytes(MAX_FILE_BYTES))
    assert stored.status_code == 201
    assert stored.json()["size"] == MAX_FILE_BYTES
    assert (await upload(people, "larger.bin", bytes(MAX_FILE_BYTES + 1))).status_code == 413
    assert (await upload(people, "empty.bin", b"")).status_code == 400
    avatar = await people["agent"].http.put("/api/v1/me/avatar", content=bytes(MAX_FILE_BYTES + 1))
    assert avatar.status_code == 413


async def test_fresh_tokens_do_not_help_against_the_limit_of_uploads(people: Cast) -> None:
    http = people["anonymous"].http

    async def one() -> int:
        token = (await http.post(f"/api/v1/widget/{people.mine.channel}/session")).json()["token"]
        headers = {"Authorization": f"Bearer {token}", "X-File-Name": "a.txt"}
        answer = await http.post(
            f"/api/v1/widget/{people.mine.channel}/files", content=b"text", headers=headers
        )
        return answer.status_code

    statuses = await asyncio.gather(*(one() for _ in range(130)))
    assert statuses.count(201) >= 100
    assert 429 in statuses
