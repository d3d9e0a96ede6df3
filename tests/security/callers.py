"""Who knocks at the server: everybody who may have something to hide from somebody else, over real HTTP and sockets."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx2
import msgspec
from websockets.asyncio.client import ClientConnection, connect

from causerie.accounts.api import SESSION_COOKIE
from causerie.accounts.model import Role
from causerie.channels.email.mailbox import Mailbox
from causerie.kit.ids import new_id
from tests.helpers.server import Server
from tests.helpers.world import PASSWORD, Customer, World, make_world, new_client_id

Json = dict[str, Any]
_ADDRESSES = itertools.count()
NOBODYS = UUID("00000000-0000-7000-8000-000000000000")


@dataclass
class Caller:
    """Somebody with what proves who they are, and the `hello` that they say."""

    name: str
    http: httpx2.AsyncClient
    hello: Json | None = None
    role: Role | None = None
    granted: frozenset[str] = frozenset()

    @property
    def cookie(self) -> str | None:
        """The session's cookie as a header."""
        token = self.http.cookies.get(SESSION_COOKIE)
        return f"{SESSION_COOKIE}={token}" if token else None


class Line:
    """A live line over a WebSocket, spoken in bare JSON."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def say(self, frame: Json) -> list[Json]:
        """Sends a frame, and returns what was answered before the server answered the ping behind it."""
        await self.socket.send(msgspec.json.encode(frame), text=True)
        return await self.answers()

    async def answers(self) -> list[Json]:
        """Everything up to the answer of a ping."""
        await self.socket.send(b'{"t":"ping"}', text=True)
        return (await self.until("pong"))[:-1]

    async def until(self, kind: str) -> list[Json]:
        """Everything up to the first frame of this kind, but for heartbeats."""
        frames: list[Json] = []
        async with asyncio.timeout(10):
            while not frames or frames[-1]["t"] != kind:
                frame = msgspec.json.decode(await self.socket.recv())
                frames += [frame] if frame["t"] != "beat" else []
        return frames


@dataclass
class Post:
    """The mail server that the server sends through, with everybody's mailbox."""

    smtp_url: str
    mailbox: Mailbox

    async def newest(self, address: str) -> str:
        """The text of the newest mail to this address."""
        return (await self.mailbox.read(self.mailbox.mails(address)[0].id)).text


@asynccontextmanager
async def socket(server: Server, headers: Mapping[str, str] | None = None) -> AsyncIterator[ClientConnection]:
    """A bare WebSocket to the server."""
    async with connect(
        server.live_url,
        additional_headers=dict(headers or {}),
        compression=None,
        proxy=None,
        ping_interval=None,
    ) as connection:
        yield connection


@asynccontextmanager
async def line(server: Server, caller: Caller) -> AsyncIterator[Line]:
    """A line of this caller's, after its welcome."""
    assert caller.hello is not None
    async with socket(server, {"Cookie": caller.cookie} if caller.cookie else {}) as connection:
        opened = Line(connection)
        await connection.send(msgspec.json.encode(caller.hello), text=True)
        await opened.until("welcome")
        yield opened


async def sign_in(server: Server, http: httpx2.AsyncClient, email: str, password: str = PASSWORD) -> None:
    """Signs the client in: its cookie, and the header that changes must carry."""
    answer = await http.post(f"{server.url}/api/v1/sign-in", json={"email": email, "password": password})
    assert answer.status_code == 200, answer.text
    http.headers["X-CSRF-Token"] = answer.json()["csrf"]


async def sign_in_by_link(server: Server, http: httpx2.AsyncClient, email: str) -> None:
    """Signs the owner of a mailbox in, as the link of a mail does."""
    async with server.runtime.database.system() as connection:
        token = await server.runtime.accounts.new_link(connection, email)
    answer = await http.post(f"{server.url}/api/v1/sign-in/link", json={"token": token})
    assert answer.status_code == 200, answer.text
    http.headers["X-CSRF-Token"] = answer.json()["csrf"]


@dataclass
class Cast:
    """Two businesses, and everybody who may try the first one's doors."""

    server: Server
    mine: World
    theirs: World
    customer: Customer
    stranger: Customer
    callers: dict[str, Caller] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Caller:
        return self.callers[name]


@asynccontextmanager
async def client(server: Server) -> AsyncIterator[httpx2.AsyncClient]:
    """A client with a cookie jar and an address of its own."""
    number = next(_ADDRESSES)
    headers = {"X-Forwarded-For": f"198.18.{number // 250}.{number % 250 + 1}"}
    async with httpx2.AsyncClient(base_url=server.url, headers=headers, trust_env=False, timeout=20) as http:
        yield http


@asynccontextmanager
async def cast(server: Server) -> AsyncIterator[Cast]:
    """Everybody, signed in."""
    mine, theirs = await make_world(server.runtime), await make_world(server.runtime)
    customer, stranger = await mine.customer(), await theirs.customer()
    for someone in (customer, stranger):
        await server.runtime.conversations.say(someone.line("hello"))
    people = Cast(server, mine, theirs, customer, stranger)
    async with AsyncExitStack() as stack:

        async def add(name: str, hello: Json | None = None, role: Role | None = None) -> Caller:
            http = await stack.enter_async_context(client(server))
            people.callers[name] = Caller(name, http, hello, role)
            return people.callers[name]

        await add("anonymous", {"t": "hello", "app": "widget", "channel": str(mine.channel)})
        await _visitor(await add("visitor"), customer)
        await _visitor(await add("visitor of another"), stranger)
        await _messenger(people, await add("messenger", {"t": "hello", "app": "messenger"}))
        for role in ("viewer", "agent", "admin", "owner"):
            await _staff(people, await add(role, _desk(mine), role))
        await _custom(people, await add("custom", _desk(mine), "custom"))
        agent_of_another = await add("agent of another", _desk(theirs))
        assert theirs.agent.account.email is not None
        await sign_in(server, agent_of_another.http, theirs.agent.account.email)
        yield people


def _desk(world: World) -> Json:
    return {"t": "hello", "app": "desk", "workspace": str(world.workspace)}


async def _visitor(caller: Caller, customer: Customer) -> None:
    token = customer.visitor.token
    caller.hello = {"t": "hello", "app": "widget", "channel": str(customer.world.channel), "token": token}
    caller.http.headers["Authorization"] = f"Bearer {token}"


async def _messenger(people: Cast, caller: Caller) -> None:
    email = f"customer-{new_client_id()}@mail.example"
    await people.server.runtime.widget.give_email(people.customer.visitor, email)
    await sign_in_by_link(people.server, caller.http, email)


async def _custom(people: Cast, caller: Caller) -> None:
    """Somebody of a role that the owner made: more than a viewer, and less than an agent."""
    email, caller.granted = (
        f"custom-{new_client_id()}@shop.example",
        frozenset({"webhooks.write", "cases.write"}),
    )
    workspace, role = people.mine.workspace, new_id()
    async with people.server.runtime.database.system() as connection:
        account = await people.server.runtime.accounts.add_staff(
            connection, workspace, email, "Custom", PASSWORD, "viewer"
        )
        await connection.execute(
            "insert into role values ($1, $2, $2::uuid::text, $3)", workspace, role, [*caller.granted]
        )
        await connection.execute(
            "update staff set role = 'custom', role_id = $3 where workspace_id = $1 and account_id = $2",
            workspace,
            account,
            role,
        )
    await sign_in(people.server, caller.http, email)


async def _staff(people: Cast, caller: Caller) -> None:
    assert caller.role is not None
    email = f"{caller.role}-{new_client_id()}@shop.example"
    async with people.server.runtime.database.system() as connection:
        await people.server.runtime.accounts.add_staff(
            connection, people.mine.workspace, email, caller.role, PASSWORD, caller.role
        )
    await sign_in(people.server, caller.http, email)
