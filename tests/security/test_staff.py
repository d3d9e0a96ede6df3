"""Who works here comes by an invitation to their own mailbox, and goes at once: over real mail, HTTP and sockets."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg
import httpx2
import msgspec
import pytest

from tests.helpers.server import Server
from tests.helpers.waiting import until
from tests.helpers.world import PASSWORD, World, make_world, new_client_id
from tests.security.callers import NOBODYS, Caller, Json, Post, client, line, sign_in, socket

AUDITED = "select action, subject, after, account_id, address, device from audit where workspace_id = $1 order by id"


@asynccontextmanager
async def desk(server: Server, world: World, email: str) -> AsyncIterator[Caller]:
    """Somebody of the staff, signed in."""
    async with client(server) as http:
        http.headers["User-Agent"] = "Mozilla/5.0 (X11; Linux) Firefox/140.0"
        await sign_in(server, http, email)
        yield Caller(email, http, {"t": "hello", "app": "desk", "workspace": str(world.workspace)})


def of(world: World, path: str) -> str:
    return f"/api/v1/workspaces/{world.workspace}/{path}"


def address_of(world: World) -> str:
    assert world.agent.account.email is not None
    return world.agent.account.email


async def invite(
    owner: Caller, world: World, email: str, role: str = "agent", **more: object
) -> httpx2.Response:
    return await owner.http.post(of(world, "staff-invitations"), json={"email": email, "role": role} | more)


async def token_of(mailbox: Post, email: str) -> str:
    """The token of the newest invitation's link."""
    found = re.search(r"/desk/invited#([\w-]+)", await mailbox.newest(email))
    assert found is not None
    return found[1]


def newcomer() -> str:
    return f"new-{new_client_id()}@mail.example"


async def test_who_is_asked_by_mail_works_here_as_was_said(server: Server, mailbox: Post) -> None:
    world, email = await make_world(server.runtime), newcomer()
    async with desk(server, world, address_of(world)) as owner, client(server) as http:
        teams = await owner.http.post(of(world, "teams"), json={"name": "Returns", "members": []})
        [team] = teams.json()
        made = await invite(
            owner, world, email.upper().replace("MAIL.EXAMPLE", "mail.example"), teams=[team["id"]]
        )
        assert made.status_code == 201, made.text
        assert (await invite(owner, world, email)).status_code == 409
        token = await token_of(mailbox, email)
        offer = (await http.post("/api/v1/sign-in/invitation/look", json={"token": token})).json()
        assert (offer["role"], offer["by_name"], offer["known"], offer["email"]) == (
            "agent",
            "Olga",
            False,
            email,
        )
        answer = await http.post("/api/v1/sign-in/invitation", json={"token": token, "name": "Nina"})
        [works_in] = answer.json()["staff_of"]
        assert (works_in["workspace"]["id"], works_in["role"]) == (str(world.workspace), "agent")
        again = await http.post("/api/v1/sign-in/invitation", json={"token": token})
        assert again.status_code == 401
        people = {one["email"]: one for one in (await owner.http.get(of(world, "members"))).json()}
        assert people[email]["person"]["name"] == "Nina"
        assert [one["name"] for one in people[email]["teams"]] == ["Returns"]
        assert (await http.get(of(world, "conversations"))).status_code == 200
        assert (await invite(owner, world, email)).status_code == 409
        await assert_written_down(server, world, email)


async def assert_written_down(server: Server, world: World, email: str) -> None:
    async with server.runtime.database.acquire() as connection:
        rows = [dict(row) for row in await connection.fetch(AUDITED, world.workspace)]
    told = [
        (row["action"], row["subject"], row["after"]) for row in rows if row["action"].startswith("staff.")
    ]
    assert told == [("staff.invited", email, {"role": "agent"}), ("staff.joined", email, {"role": "agent"})]
    assert {row["account_id"] for row in rows} >= {world.agent.account.id}
    assert rows[0]["device"] == "Firefox, Linux"
    assert rows[0]["address"].startswith("198.18.")


async def test_an_invitation_is_for_the_owner_of_its_mailbox_and_ends(server: Server, mailbox: Post) -> None:
    """By its newest link, or by who is signed in with that address proven; by nobody else."""
    world, email = await make_world(server.runtime), newcomer()
    async with desk(server, world, address_of(world)) as owner, client(server) as http:
        [asked] = (await invite(owner, world, email)).json()
        old = await token_of(mailbox, email)
        path = of(world, f"staff-invitations/{asked['id']}")
        assert (await owner.http.post(f"{path}/resend")).status_code == 200
        newest = await token_of(mailbox, email)
        assert old != newest
        assert await look(http, old) == 401
        # Another's session sees nothing of it.
        accept = f"/api/v1/me/staff-invitations/{asked['id']}/accept"
        assert (await owner.http.get("/api/v1/me/staff-invitations")).json() == []
        foreign, nobodys = [
            await owner.http.post(one) for one in (accept, accept.replace(asked["id"], str(NOBODYS)))
        ]
        assert (foreign.status_code, foreign.content) == (404, nobodys.content)
        async with server.runtime.database.system() as connection:
            await connection.execute(
                "update staff_invitation set expires_at = now() where id = $1", UUID(asked["id"])
            )
        assert await look(http, newest) == 401
        assert (await owner.http.post(f"{path}/resend")).status_code == 200
        newest = await token_of(mailbox, email)
        assert await look(http, newest) == 200
        assert (await owner.http.delete(path)).status_code == 204
        assert await look(http, newest) == 401
        assert (await owner.http.delete(path)).status_code == 404


async def look(http: httpx2.AsyncClient, token: str) -> int:
    return (await http.post("/api/v1/sign-in/invitation/look", json={"token": token})).status_code


async def test_who_is_signed_in_at_the_address_accepts_without_the_mail(server: Server) -> None:
    """Only where the address was proven: an owner may have written it down for somebody."""
    world, theirs = await make_world(server.runtime), await make_world(server.runtime)
    email = address_of(theirs)
    async with desk(server, world, address_of(world)) as owner, desk(server, theirs, email) as other:
        [asked] = (await invite(owner, world, email, "viewer")).json()
        assert (await other.http.get("/api/v1/me/staff-invitations")).json() == []
        async with server.runtime.database.system() as connection:
            await connection.execute("update account set email_proven_at = now() where email = $1", email)
        [offer] = (await other.http.get("/api/v1/me/staff-invitations")).json()
        assert offer["id"] == asked["id"]
        me = (await other.http.post(f"/api/v1/me/staff-invitations/{asked['id']}/accept")).json()
        assert {one["role"] for one in me["staff_of"]} == {"owner", "viewer"}


async def test_only_an_owner_decides_about_owners_and_the_last_one_stays(server: Server) -> None:
    world = await make_world(server.runtime)
    email, owner_id = f"admin-{new_client_id()}@shop.example", world.agent.account.id
    async with server.runtime.database.system() as connection:
        admin_id = await server.runtime.accounts.add_staff(
            connection, world.workspace, email, "Ada", PASSWORD, "admin"
        )
    async with desk(server, world, address_of(world)) as owner, desk(server, world, email) as admin:
        roles = of(world, f"members/{owner_id}")
        assert (await admin.http.put(f"{roles}/role", json={"role": "agent"})).status_code == 403
        assert (await admin.http.delete(roles)).status_code == 403
        assert (await invite(admin, world, newcomer(), "owner")).status_code == 403
        assert (await owner.http.put(f"{roles}/role", json={"role": "agent"})).status_code == 409
        assert (await owner.http.delete(roles)).status_code == 409
        made = await owner.http.put(of(world, f"members/{admin_id}/role"), json={"role": "owner"})
        assert made.status_code == 200, made.text
        assert (await owner.http.delete(roles)).status_code == 204
        # Who left decides nothing any more.
        assert (await owner.http.get(of(world, "members"))).status_code == 404


async def test_who_decides_about_people_shows_who_they_are(server: Server) -> None:
    world = await make_world(server.runtime)
    async with desk(server, world, address_of(world)) as owner:
        async with server.runtime.database.system() as connection:
            await connection.execute(
                "update session set proved_at = now() - interval '11 minutes' where account_id = $1",
                world.agent.account.id,
            )
        colleague = of(world, f"members/{world.colleague.account.id}")
        for answer in (
            await invite(owner, world, newcomer()),
            await owner.http.put(f"{colleague}/role", json={"role": "admin"}),
            await owner.http.delete(colleague),
        ):
            assert answer.status_code == 403, answer.text


async def test_who_is_removed_is_out_at_once_and_their_cases_are_nobodys(server: Server) -> None:
    world = await make_world(server.runtime)
    customer, colleague = await world.customer(), world.colleague.account
    assert colleague.email is not None
    await server.runtime.conversations.say(customer.line("Where is it?"))
    conversation = of(world, f"conversations/{customer.conversation}")
    async with (
        desk(server, world, address_of(world)) as owner,
        desk(server, world, colleague.email) as removed,
        line(server, removed) as their_line,
    ):
        said = {"assignee": str(colleague.id)}
        assert (await removed.http.post(f"{conversation}/assign", json=said)).status_code == 200
        assert (await owner.http.delete(of(world, f"members/{colleague.id}"))).status_code == 204
        frames = await their_line.until("bye")
        assert frames[-1]["reason"] == "forbidden"
        for path in ("conversations", f"conversations/{customer.conversation}", "staff"):
            gone = await removed.http.get(of(world, path))
            missing = await removed.http.get(of(world, path).replace(str(world.workspace), str(NOBODYS)))
            assert (gone.status_code, gone.content) == (404, missing.content)
        await assert_no_line(server, removed)

        async def is_nobodys() -> bool:
            head: Json = (await owner.http.get(conversation)).json()["head"]
            return head["assignee"] is None

        await until(is_nobodys)
        assert (await owner.http.post(f"{conversation}/assign", json=said)).status_code == 404
        entries = (await owner.http.get(f"{conversation}/entries")).json()
        [given, back] = [one["body"]["event"] for one in entries["entries"] if _is_assigned(one)]
        assert (given["assignee"], back["assignee"]) == (str(colleague.id), None)


def _is_assigned(entry: Json) -> bool:
    return bool(entry["body"].get("event", {}).get("type") == "assigned")


async def assert_no_line(server: Server, removed: Caller) -> None:
    async with socket(server, {"Cookie": removed.cookie or ""}) as connection:
        await connection.send(msgspec.json.encode(removed.hello), text=True)
        async with asyncio.timeout(10):
            said = [await connection.recv(), await connection.recv()]
    assert b"not_found" in _bytes(said[0])
    assert b"forbidden" in _bytes(said[1])


def _bytes(said: str | bytes) -> bytes:
    return said.encode() if isinstance(said, str) else said


async def test_another_role_counts_in_open_lines_at_once(server: Server) -> None:
    world = await make_world(server.runtime)
    customer, colleague = await world.customer(), world.colleague.account
    assert colleague.email is not None
    append = {
        "t": "append",
        "conversation": str(customer.conversation),
        "content": {"kind": "text", "text": "Hi"},
    }
    async with (
        desk(server, world, address_of(world)) as owner,
        desk(server, world, colleague.email) as agent,
        line(server, agent) as their_line,
    ):
        path = of(world, f"members/{colleague.id}/role")
        for role, answer in (("viewer", "error"), ("agent", "ack")):
            assert (await owner.http.put(path, json={"role": role})).status_code == 200
            assert (await their_line.until("role_changed"))[-1]["role"] == role
            await their_line.socket.send(
                msgspec.json.encode(append | {"client_id": new_client_id()}), text=True
            )
            assert (await their_line.until(answer))[-1]["t"] == answer


async def test_a_lost_hint_of_a_removal_is_made_good(server: Server) -> None:
    """Another process removed them, and the bus lost it."""
    world = await make_world(server.runtime)
    email = world.colleague.account.email
    assert email is not None
    async with desk(server, world, email) as agent, line(server, agent) as their_line:
        async with server.runtime.database.system() as connection:
            await connection.execute(
                "update staff set left_at = now() where workspace_id = $1 and account_id = $2",
                world.workspace,
                world.colleague.account.id,
            )
        await server.runtime.catch_up.poll()
        assert (await their_line.until("bye"))[-1]["reason"] == "forbidden"


async def test_what_was_done_stays_written_down(server: Server) -> None:
    world = await make_world(server.runtime)
    async with server.runtime.database.system() as connection:
        await connection.execute(
            "insert into audit (workspace_id, id, action) values ($1, gen_random_uuid(), 'a.b')",
            world.workspace,
        )
    for statement in ("update audit set subject = 'x'", "delete from audit"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with server.runtime.database.tenant(world.workspace) as connection:
                await connection.execute(statement)
        with pytest.raises(asyncpg.RestrictViolationError):
            async with server.runtime.database.system() as connection:
                await connection.execute(statement)


async def test_a_role_of_chosen_capabilities_opens_these_and_nothing_else(server: Server) -> None:
    """At once for everybody who has it; nobody makes one that may more than they."""
    world = await make_world(server.runtime)
    colleague = world.colleague.account
    assert colleague.email is not None
    path = of(world, f"members/{colleague.id}/role")
    async with (
        desk(server, world, address_of(world)) as owner,
        desk(server, world, colleague.email) as agent,
        line(server, agent) as their_line,
    ):
        said = {"name": "Shift lead", "capabilities": ["staff.write", "conversations.write"]}
        [role] = (await owner.http.post(of(world, "roles"), json=said)).json()["roles"]
        for wrong, status in ((said, 409), (said | {"name": "All", "capabilities": ["all"]}, 400)):
            assert (await owner.http.post(of(world, "roles"), json=wrong)).status_code == status
        given = {"role": "custom", "custom": role["id"]}
        for choice, status in (
            ({"role": "custom"}, 400),
            (given | {"custom": str(NOBODYS)}, 404),
            (given, 200),
        ):
            assert (await owner.http.put(path, json=choice)).status_code == status
        told = (await their_line.until("role_changed"))[-1]
        assert set(told["granted"]) == set(said["capabilities"])
        [works_in] = (await agent.http.get("/api/v1/me")).json()["staff_of"]
        assert set(said["capabilities"]) < set(works_in["capabilities"])
        assert (await agent.http.get(of(world, "members"))).status_code == 200
        await assert_they_make_nobody_more_than_they_are(agent, world)
        # Another meaning of the role counts at once.
        changed = of(world, f"roles/{role['id']}")
        assert (await owner.http.put(changed, json={"name": "Lead", "capabilities": []})).status_code == 200
        assert (await their_line.until("role_changed"))[-1]["granted"] == []
        assert (await agent.http.get(of(world, "members"))).status_code == 403
        assert (await owner.http.delete(changed)).status_code == 409
        assert (await owner.http.put(path, json={"role": "agent"})).status_code == 200
        assert (await owner.http.delete(changed)).status_code == 204


async def assert_they_make_nobody_more_than_they_are(agent: Caller, world: World) -> None:
    more = {"name": "More", "capabilities": ["keys.write"]}
    admin = {"email": newcomer(), "role": "admin"}
    for answer in (
        await agent.http.put(of(world, "reopening"), json={"days": 3}),
        await agent.http.post(of(world, "roles"), json=more),
        await agent.http.post(of(world, "staff-invitations"), json=admin),
        await agent.http.delete(of(world, f"members/{world.agent.account.id}")),
    ):
        assert answer.status_code == 403, answer.text
