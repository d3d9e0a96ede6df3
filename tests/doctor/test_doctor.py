"""The doctor names what is wrong, says how to mend it, and is content where nothing is."""

import asyncio
import io
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from urllib.parse import quote

import asyncpg
import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from rich.console import Console

from causerie.doctor.command import examine, run
from causerie.doctor.finding import Finding
from causerie.kit.database import TENANT_ROLE
from tests.helpers.database import TestServer
from tests.helpers.nats import nats_servers
from tests.helpers.server import free_port

STRONG = "dR3kq0ZbYx7-hT5uVwLm2nPsAe8GfCj1"


@pytest.fixture
def environ(tmp_path: Path, database_url: str) -> dict[str, str]:
    """A configuration for this machine in which nothing is wrong."""
    return {
        "CAUSERIE_DATA_DIR": str(tmp_path),
        "CAUSERIE_DATABASE_URL": database_url,
        "CAUSERIE_SECRET": STRONG,
        "CAUSERIE_PORT": str(free_port()),
    }


def of(found: list[Finding], what: str) -> Finding:
    """The gravest finding on one matter."""
    return max(
        (one for one in found if one.what == what),
        key=lambda one: ("fine", "note", "wrong").index(one.verdict),
    )


def wrongs(found: list[Finding]) -> set[str]:
    """The matters in which something is wrong; whether the front ends were built is another test's matter."""
    return {one.what for one in found if one.verdict == "wrong"} - {"front ends"}


async def test_a_sound_configuration_is_found_sound(environ: dict[str, str]) -> None:
    found = await examine(environ)
    assert wrongs(found) == set()
    assert of(found, "schema").words == "up to date"
    assert all(one.mend for one in found if one.verdict == "wrong")


async def test_every_setting_that_cannot_be_read_is_named_at_once() -> None:
    found = await examine(
        {"CAUSERIE_PORT": "http", "CAUSERIE_PROT": "80", "CAUSERIE_BASE_URL": "chat", "PORT": "x"}
    )
    assert [one.verdict for one in found] == ["wrong"] * 3
    assert [one.mend.split()[1] for one in found] == ["CAUSERIE_BASE_URL", "CAUSERIE_PORT", "CAUSERIE_PROT"]


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        ({"BASE_URL": "http://chat.example.com"}, "wrong"),
        ({"BASE_URL": "https://chat.example.com"}, "wrong"),
        ({"BASE_URL": "https://chat.example.com", "TRUSTED_PROXIES": "127.0.0.1"}, "fine"),
        ({"HOST": "0.0.0.0"}, "wrong"),
        ({"BASE_URL": "http://localhost:8000"}, "note"),
        ({}, "note"),
    ],
)
async def test_a_public_address_is_encrypted(
    environ: dict[str, str], given: dict[str, str], verdict: str
) -> None:
    found = await examine(environ | {f"CAUSERIE_{name}": value for name, value in given.items()})
    assert of(found, "address").verdict == verdict


@pytest.mark.parametrize("secret", ["short", "a" * 64])
async def test_a_secret_that_can_be_guessed_is_wrong(environ: dict[str, str], secret: str) -> None:
    assert of(await examine(environ | {"CAUSERIE_SECRET": secret}), "secret").verdict == "wrong"


async def test_a_kept_secret_is_for_its_owner_alone(environ: dict[str, str], tmp_path: Path) -> None:
    del environ["CAUSERIE_SECRET"]
    path = tmp_path / "secret"
    assert of(await examine(environ), "secret").verdict == "fine"
    assert not path.exists()
    path.write_text(STRONG)
    path.chmod(0o644)
    found = of(await examine(environ), "secret")
    assert (found.verdict, found.mend) == ("wrong", f"chmod 600 {path}")
    path.chmod(0o600)
    assert of(await examine(environ), "secret").verdict == "fine"
    path.write_text("")
    assert of(await examine(environ), "secret").verdict == "wrong"


async def test_a_data_folder_below_a_file_is_wrong_and_a_missing_one_is_not(
    environ: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    missing = tmp_path / "not" / "yet"
    assert of(await examine(environ | {"CAUSERIE_DATA_DIR": str(missing)}), "data folder").verdict == "fine"
    assert not missing.exists()
    below = str(tmp_path / "file" / "below")
    assert of(await examine(environ | {"CAUSERIE_DATA_DIR": below}), "data folder").verdict == "wrong"


async def test_a_database_out_of_reach_is_named_without_its_password(environ: dict[str, str]) -> None:
    url = f"postgresql://causerie:open-sesame@127.0.0.1:{free_port()}/causerie"
    found = of(await examine(environ | {"CAUSERIE_DATABASE_URL": url}), "database")
    assert found.verdict == "wrong"
    assert "open-sesame" not in found.words


async def test_the_rights_that_are_missing_are_named(
    environ: dict[str, str], postgres: TestServer, empty_database_url: str
) -> None:
    name = "doctor_poor"
    connection = await asyncpg.connect(empty_database_url)
    try:
        await connection.execute(f"drop role if exists {name}; create role {name} login")
        poor = environ | {"CAUSERIE_DATABASE_URL": empty_database_url.replace("causerie@", f"{name}@")}
        found = await examine(poor)
        mends = [one.mend for one in found if one.what == "database" and one.verdict == "wrong"]
        assert len(mends) == 2
        for mend in mends:
            done = mend.removeprefix("as a superuser: ")
            if await connection.fetchval("select true from pg_roles where rolname = $1", TENANT_ROLE):
                done = done.removeprefix(f"create role {TENANT_ROLE} nologin; ")
            await connection.execute(done)
        assert wrongs(await examine(poor)) == set()
    finally:
        await connection.execute(
            f"reassign owned by {name} to current_user; drop owned by {name}; drop role {name}"
        )
        await connection.close()


async def test_an_empty_database_gets_its_schema_at_the_next_start(
    environ: dict[str, str], empty_database_url: str
) -> None:
    found = of(await examine(environ | {"CAUSERIE_DATABASE_URL": empty_database_url}), "schema")
    assert (found.verdict, found.words) == ("fine", "the next start applies the whole schema")


async def test_a_schema_of_a_newer_program_is_wrong(environ: dict[str, str], database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    await connection.execute("insert into kit.migration (name, sha256) values ('9999_later.sql', '')")
    try:
        found = of(await examine(environ), "schema")
    finally:
        await connection.execute("delete from kit.migration where name = '9999_later.sql'")
        await connection.close()
    assert found.verdict == "wrong"
    assert "9999_later.sql" in found.words


@contextmanager
def listening() -> Iterator[int]:
    """A port that somebody else uses."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


class Server:
    """A mail server that knows one password and takes no mail."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        pytest.fail("a mail was sent")


def _login(server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: object) -> AuthResult:
    right = isinstance(given, LoginPassword) and given.password == b"p:ss word"
    return AuthResult(success=right, handled=False)


@asynccontextmanager
async def mail_server() -> AsyncIterator[int]:
    """The port of a real SMTP server."""

    def session() -> SMTP:
        return SMTP(Server(), authenticator=_login, auth_require_tls=False)

    server = await asyncio.get_running_loop().create_server(session, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


@pytest.mark.parametrize(("password", "verdict"), [("p:ss word", "fine"), ("wrong", "wrong")])
async def test_the_mail_servers_login_is_tried(environ: dict[str, str], password: str, verdict: str) -> None:
    async with mail_server() as port:
        url = f"smtp://shop:{quote(password)}@127.0.0.1:{port}"
        found = await examine(environ | {"CAUSERIE_SMTP_URL": url})
    assert of(found, "mail out").verdict == verdict
    assert of(found, "mail in").verdict == "wrong"  # mail goes out, and answers have no way back
    assert password not in of(found, "mail out").words


async def test_a_mail_server_without_the_encryption_that_was_asked_for_is_wrong(
    environ: dict[str, str],
) -> None:
    async with mail_server() as port:
        url = f"smtp://127.0.0.1:{port}?starttls=1"
        assert of(await examine(environ | {"CAUSERIE_SMTP_URL": url}), "mail out").verdict == "wrong"


async def test_ports_that_others_use_are_named(environ: dict[str, str]) -> None:
    with listening() as web, listening() as mail:
        found = await examine(
            environ
            | {"CAUSERIE_PORT": str(web), "CAUSERIE_MAIL_LISTEN": f"127.0.0.1:{mail}"}
            | {"CAUSERIE_MAIL_DOMAIN": "chat.example.com"}
        )
    assert wrongs(found) == {"web port", "mail in"}


async def test_the_record_that_brings_answers_back_is_told(environ: dict[str, str]) -> None:
    found = await examine(
        environ | {"CAUSERIE_MAIL_LISTEN": "127.0.0.1:0", "CAUSERIE_MAIL_DOMAIN": "chat.example.com"}
    )
    assert of(found, "mail in").verdict == "note"
    assert "chat.example.com. MX 10" in of(found, "mail in").mend


def test_the_table_says_what_to_do_and_the_status_tells_programs() -> None:
    out = Console(file=io.StringIO(), width=120)
    assert run({"CAUSERIE_PORT": "http"}, out) == 1
    assert isinstance(out.file, io.StringIO)
    text = out.file.getvalue()
    assert "✗" in text
    assert "→ set CAUSERIE_PORT as docs/settings.md says" in text
    assert "1 thing to mend" in text


async def test_a_bus_that_answers_is_fine_and_one_that_does_not_is_named(environ: dict[str, str]) -> None:
    with nats_servers(2) as (here, gone):
        await here.ready()
        gone.kill()
        found = await examine({**environ, "CAUSERIE_NATS_URL": f"{here.url},{gone.url}"})
    assert [one.verdict for one in found if one.what == "bus"] == ["fine", "wrong"]
    assert str(gone.port) in of(found, "bus").words


async def test_a_bus_without_a_database_of_all_machines_is_named() -> None:
    found = await examine({"CAUSERIE_NATS_URL": "nats://127.0.0.1:4222"})
    assert "CAUSERIE_DATABASE_URL" in of(found, "settings").words
