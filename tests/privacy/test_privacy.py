"""What people may ask of a business: who am I to you, give me my data, forget me. Nothing is left of who asked that."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pytest
from msgspec import structs

from causerie.accounts.model import Account
from causerie.contacts import claims, consents, people
from causerie.contacts.model import Claim, ContactEdit, Page, Tracked
from causerie.contacts.people import By
from causerie.content import FileContent, FileDraft, LinkCard
from causerie.conversations.model import Author, Edited, Linked, Message
from causerie.conversations.readers import Reader
from causerie.directory.exports import NewContactExport
from causerie.events import EmailGiven
from causerie.kit.ids import new_id
from causerie.webhooks.model import NewWebhook
from tests.conversations.test_inbox import owner_of
from tests.helpers.server import Server
from tests.helpers.world import Customer, World, make_world, new_client_id
from tests.security.callers import client, sign_in_by_link

CANARY = "Zwitschervogel"


@pytest.fixture
async def customer(served_world: World) -> Customer:
    return await served_world.customer()


@pytest.fixture
async def account(customer: Customer) -> Account:
    return await owner_of(customer)


@pytest.fixture
async def http(server: Server, account: Account) -> AsyncIterator[httpx2.AsyncClient]:
    """The account's own browser."""
    async with client(server) as http:
        assert account.email is not None
        await sign_in_by_link(server, http, account.email)
        yield http


def path(customer: Customer, what: str) -> str:
    return f"/api/v1/inbox/{customer.conversation}/{what}"


async def get(http: httpx2.AsyncClient, address: str) -> Any:
    answer = await http.get(address)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def until_done(server: Server, kind: str) -> None:
    """Waits until the last request of this kind is done."""
    async with asyncio.timeout(20):
        while True:
            async with server.runtime.database.acquire() as connection:
                query = "select state from data_request where kind = $1 order by asked_at desc limit 1"
                if await connection.fetchval(query, kind) == "done":
                    return
            await asyncio.sleep(0.05)


async def live(world: World, customer: Customer, account: Account) -> None:
    """The customer leaves traces everywhere."""
    runtime, contact_id = world.runtime, customer.visitor.contact_id
    assert contact_id is not None
    conversation = customer.conversation
    await runtime.webhooks.make(world.agent, NewWebhook("https://crm.example", ["message.created"]))
    await runtime.conversations.say(world.answer(conversation, "What is your address?"))
    said = customer.line(f"I live at {CANARY} street")
    _, seq = await runtime.conversations.say(said)
    edit = structs.replace(said, client_id=new_client_id(), body=Edited(seq, f"I live at {CANARY} lane"))
    await runtime.conversations.say(edit)
    linking = customer.line(f"Look at https://shop.example/{CANARY}")
    _, linking_seq = await runtime.conversations.say(linking)
    card = LinkCard(f"https://shop.example/{CANARY}", CANARY, "shop.example")
    await runtime.conversations.say(
        structs.replace(
            linking, client_id=new_client_id(), author=Author("system"), body=Linked(linking_seq, card)
        )
    )
    file = await runtime.files.take(
        world.workspace, customer.visitor.file_owner, f"{CANARY}.txt", CANARY.encode()
    )
    content = await runtime.files.content(
        world.workspace, customer.visitor.file_owner, FileDraft(file.id, CANARY)
    )
    assert isinstance(content, FileContent)
    await runtime.conversations.say(
        structs.replace(customer.line("x"), client_id=new_client_id(), body=Message(content))
    )
    await runtime.files.take(world.workspace, str(account.id), "unsent.txt", CANARY.encode())
    await runtime.conversations.happened(
        world.workspace,
        conversation,
        EmailGiven(f"{CANARY.lower()}@mail.example"),
        by=customer.person,
        channel="web",
    )
    page = Page(f"https://shop.example/{CANARY}", CANARY)
    await runtime.visitors.visited(customer.visitor, conversation, page)
    async with runtime.database.system() as connection:
        who = Claim(name=CANARY, email=f"{CANARY.lower()}@mail.example")
        await claims.claim(connection, world.workspace, contact_id, who, {"street": CANARY, "plan": "gold"})
        await people.edit(
            connection, world.workspace, contact_id, ContactEdit(name=CANARY, locale="ro"), By(None)
        )
        tracked = Tracked(new_client_id(), "ordered", (await now(connection)), {"what": CANARY})
        await claims.track(connection, world.workspace, contact_id, [tracked])
        await consents.give(
            connection,
            world.workspace,
            contact_id,
            purpose="news",
            channel="email",
            text="Send me the news by mail.",
            source="form",
        )
        await connection.execute(
            "update conversation set attributes = jsonb_build_object('note', $2::text) where id = $1",
            conversation,
            CANARY,
        )
        await connection.execute(
            "insert into delivery (workspace_id, id, conversation_id, channel, address, reference, from_seq, to_seq,"
            " state) values ($1, $2, $3, 'email', $4, 'r', 1, 1, 'sent')",
            world.workspace,
            new_id(),
            conversation,
            f"{CANARY.lower()}@mail.example",
        )
        await connection.execute(
            "insert into inbound values ($1, 'email', $2, $3)", world.workspace, f"<1@{CANARY}>", conversation
        )
    await runtime.imports.take(world.agent, "people.csv", f"Name\n{CANARY}\n".encode())
    export = await runtime.exports.ask(world.agent, NewContactExport())
    async with asyncio.timeout(20):
        while True:
            if (await runtime.exports.one(world.agent, export.id)).state == "done":
                break
            await asyncio.sleep(0.05)
    await runtime.indexer.catch_up()
    await runtime.outbox.catch_up()


async def now(connection: Any) -> Any:
    return await connection.fetchval("select now()")


async def remains(server: Server) -> list[str]:
    """Every row of every table, and every stored file, in which the canary still sings."""
    found: list[str] = []
    async with server.runtime.database.acquire() as connection:
        tables = await connection.fetch(
            "select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            " where c.relkind in ('r', 'p', 'm') and n.nspname in ('public', 'jobs')"
        )
        for (table,) in tables:
            rows = await connection.fetch(
                f"select t::text from {table} t where t::text ilike $1", f"%{CANARY}%"
            )
            # Words are kept as their stems.
            stems = await connection.fetch(
                f"select t::text from {table} t where t::text ilike '%zwitscherv%'"
            )
            found += [f"{table}: {row[0]}" for row in [*rows, *stems]]
    folder = server.runtime.settings.data_dir / "files"
    found += [str(file) for file in folder.rglob("*") if file.is_file() and has_canary(file)]
    return found


def has_canary(file: Path) -> bool:
    data = file.read_bytes()
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return any(CANARY.encode() in archive.read(name) for name in archive.namelist())
    return CANARY.encode() in data


async def test_a_person_sees_what_the_business_shows_of_them(
    server: Server, customer: Customer, account: Account, http: httpx2.AsyncClient
) -> None:
    await live(customer.world, customer, account)
    profile = await get(http, path(customer, "profile"))
    assert profile["claimed_facts"] == {}
    owner = structs.replace(customer.world.agent, role="owner")
    await server.runtime.privacy.show_attributes(owner, ["plan", "unknown"])
    profile = await get(http, path(customer, "profile"))
    assert profile["claimed_facts"] == {"plan": "gold"}
    told = {(one["kind"], one["value"], one["verified_at"] is not None) for one in profile["identities"]}
    assert told == {("email", account.email, True), ("email", f"{CANARY.lower()}@mail.example", False)}


async def test_a_consent_is_taken_back_as_easily_and_its_history_stays(
    server: Server, customer: Customer, account: Account, http: httpx2.AsyncClient
) -> None:
    await live(customer.world, customer, account)
    (given,) = (await get(http, path(customer, "profile")))["consents"]
    assert (given["given"], given["text"]) == (True, "Send me the news by mail.")
    wish = {"purpose": "news", "channel": "email"}
    for _ in range(2):
        answer = await http.post(path(customer, "consents/withdraw"), json=wish)
        assert [one["given"] for one in answer.json()["consents"]] == [False]
    answer = await http.post(path(customer, "consents/withdraw"), json=wish | {"purpose": "other"})
    assert answer.status_code == 400
    async with server.runtime.database.tenant(customer.world.workspace) as connection:
        assert customer.visitor.contact_id is not None
        history = await consents.history(connection, customer.world.workspace, customer.visitor.contact_id)
    assert [(one.given, one.source) for one in history] == [(False, "messenger"), (True, "form")]


async def test_a_copy_of_ones_data_holds_all_of_it_and_is_for_nobody_else(
    server: Server, customer: Customer, account: Account, http: httpx2.AsyncClient
) -> None:
    await live(customer.world, customer, account)
    note = customer.world.answer(customer.conversation, "a note among staff", note=True)
    await server.runtime.conversations.say(note)
    assert await get(http, path(customer, "export")) is None
    asked = (await http.post(path(customer, "export"))).json()
    assert (await http.post(path(customer, "export"))).json()["id"] == asked["id"]
    await until_done(server, "export")
    export = await get(http, path(customer, "export"))
    assert (export["state"], export["done"]) == ("done", export["total"])
    answer = await http.get(export["url"])
    assert len(answer.content) == export["size"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        names = set(archive.namelist())
        profile = json.loads(archive.read("profile.json"))
        entries = [json.loads(line) for line in archive.read("entries.jsonl").splitlines()]
        visits = archive.read("visits.jsonl").decode()
        changes = [json.loads(line) for line in archive.read("changes.jsonl").splitlines()]
        (file,) = [name for name in names if name.startswith("files/")]
        assert archive.read(file) == CANARY.encode()
    assert profile["claimed_facts"]["street"] == CANARY
    assert CANARY in visits
    assert [(one["source"], one["changes"]["name"]) for one in changes] == [("desk", ["", CANARY])]
    texts = [entry["body"].get("content", {}).get("text") for entry in entries]
    assert f"I live at {CANARY} lane" in texts
    assert "a note among staff" not in texts

    stranger = await owner_of(await customer.world.customer())
    assert stranger.email is not None
    async with client(server) as other:
        await sign_in_by_link(server, other, stranger.email)
        assert (await other.get(export["url"])).status_code == 404
    async with server.runtime.database.system() as connection:
        await connection.execute("update data_request set expires_at = now()")
    assert (await http.get(export["url"])).status_code == 404
    assert await get(http, path(customer, "export")) is None


async def test_of_somebody_who_is_forgotten_nothing_remains_and_the_numbers_stay(
    server: Server, customer: Customer, account: Account, http: httpx2.AsyncClient
) -> None:
    world, runtime = customer.world, server.runtime
    elsewhere = await (await make_world(runtime)).customer()
    await live(world, customer, account)
    await runtime.conversations.say(elsewhere.line("somebody else"))
    await http.post(path(customer, "export"))
    await until_done(server, "export")
    before = [entry.seq for entry in await entries(world, customer.conversation)]
    assert await remains(server)

    refused = await http.post(path(customer, "erasure"), json={"conversation": str(elsewhere.conversation)})
    assert refused.status_code == 400
    answer = await http.post(path(customer, "erasure"), json={"conversation": str(customer.conversation)})
    assert answer.status_code == 202
    await until_done(server, "erasure")
    await runtime.indexer.catch_up()

    assert await remains(server) == []
    after = await entries(world, customer.conversation)
    assert [entry.seq for entry in after] == before
    said = [entry.body.content.as_text() for entry in after if isinstance(entry.body, Message)]
    assert "What is your address?" in said
    assert (await get(http, "/api/v1/inbox"))["heads"] == []
    card = (await runtime.conversations.detail(world.workspace, customer.conversation)).head.contact
    assert (card.erased, card.name, card.email) == (True, "", None)
    assert (await runtime.search.find(world.agent, "street lane", page=None, limit=20)).hits == []
    async with runtime.database.acquire() as connection:
        kept = await connection.fetch("select kind, account_id, state from data_request")
        assert [tuple(row) for row in kept] == [("erasure", None, "done")]
        assert await connection.fetchval("select count(*) from consent") == 1
    assert [entry.seq for entry in await entries(elsewhere.world, elsewhere.conversation)][-1] == 2
    # The browser is a stranger's now, and what it writes begins another conversation.
    again = await runtime.conversations.open_for_visitor(
        structs.replace(customer.visitor, contact_id=None, identity_id=None), locale="en"
    )
    assert again.conversation_id != customer.conversation


async def entries(world: World, conversation: UUID) -> list[Any]:
    reader = Reader(world.workspace, world.agent.person)
    return (await world.runtime.conversations.entries(reader, conversation)).entries
