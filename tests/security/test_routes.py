"""Who gets in where. What is tried is read from the application's own routes: a new one is tried from its first day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pytest
from litestar import Litestar, get
from litestar.handlers import BaseRouteHandler
from litestar.routes import HTTPRoute, WebSocketRoute

from causerie.accounts.permissions import PERMISSIONS, PUBLIC, ROLES, VISITOR
from causerie.main import create_app
from causerie.settings import Settings
from tests.helpers.server import Server, serving, settings_for
from tests.helpers.world import new_client_id
from tests.security.callers import NOBODYS, Caller, Cast, Json, cast


@dataclass(frozen=True)
class Door:
    """A method of a route, with the permission on its line."""

    method: str
    path: str
    permission: str | None
    takes_json: bool

    def at(self, ids: dict[str, object]) -> str:
        """The address with these ids in it."""
        path = self.path
        for name, value in ids.items():
            for kind in ("uuid", "str", "path"):
                path = path.replace(f"{{{name}:{kind}}}", str(value))
        return path


def doors(app: Litestar) -> Iterator[Door]:
    """Every method of every route, but for the framework's own OPTIONS."""
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for handler, methods in _handlers(route):
                for method in sorted(methods):
                    if method != "OPTIONS":
                        yield _door(method, route.path, handler)
        elif isinstance(route, WebSocketRoute):
            yield _door("WEBSOCKET", route.path, route.route_handler)


def _handlers(route: HTTPRoute) -> Iterator[tuple[BaseRouteHandler, set[str]]]:
    for handler in route.route_handlers:
        yield handler, {str(method) for method in handler.http_methods}


def _door(method: str, path: str, handler: BaseRouteHandler) -> Door:
    takes_json = "data" in handler.parsed_fn_signature.parameters
    return Door(method, path, handler.opt.get("permission"), takes_json)


APP = create_app(Settings().completed())
PRIVATE = [door for door in doors(APP) if door.permission != PUBLIC]

# Ids of what is nobody's, by their names in addresses: a new one gets a line here.
NOWHERE: dict[str, object] = {
    "slug": "nobody-here",
    "provider": "nobody",
    "token": "A" * 44,
    "name": "opened",
    "dimension": "agent",
    **dict.fromkeys(
        (
            "story",
            "contact",
            "team",
            "pack",
            "sticker",
            "passkey",
            "export",
            "login",
            "member",
            "invitation",
            "key",
            "webhook",
            "message",
            "agent",
            "reply",
            "segment",
            "person",
            "role",
            "asked",
            "bulk",
            "rule",
            "trial",
            "macro",
            "batch",
        ),
        NOBODYS,
    ),
}

RULE: Json = {"name": "Refunds", "when": {"on": "customer_wrote"}, "then": [{"do": "resolve"}]}
# A filter of contacts that everybody fits.
ANYBODY: Json = {"match": "all", "of": [{"kind": "count", "field": "cases", "how": "at_least", "number": 0}]}
MAPPING: Json = {"columns": ["name"], "agreed": "nobody"}

# What each route takes: a new route that takes a body gets a line here.
BODIES: dict[str, Json] = {
    "PATCH /api/v1/me": {"about": "tall"},
    "POST /api/v1/me/proof": {"kind": "code", "code": "000000"},
    "POST /api/v1/me/logins/with/{provider:str}": {"app": "messenger"},
    "POST /api/v1/me/push/device": {
        "endpoint": "https://push.example/1",
        "keys": {"p256dh": "x", "auth": "x"},
    },
    "PATCH /api/v1/me/findable": {"email": False},
    "POST /api/v1/me/people/direct": {"address": "a@mail.example"},
    "POST /api/v1/me/people": {"addresses": ["a@mail.example"]},
    "POST /api/v1/me/phone/code": {"phone": "+37369123456"},
    "PUT /api/v1/me/phone": {"phone": "+37369123456", "code": "000000"},
    "PUT /api/v1/me/push/quiet": {"quiet": None},
    "PUT /api/v1/me/push/alerts": {"new": True},
    "POST /api/v1/me/passkeys": {"name": "Phone", "credential": {}},
    "PATCH /api/v1/me/passkeys/{passkey:uuid}": {"name": "Phone"},
    "PATCH /api/v1/inbox/{conversation:uuid}": {"pinned": 1},
    "POST /api/v1/inbox/{conversation:uuid}/consents/withdraw": {"purpose": "news", "channel": "email"},
    "POST /api/v1/inbox/{conversation:uuid}/erasure": {"conversation": str(NOBODYS)},
    "POST /api/v1/workspaces/{workspace:uuid}/api-keys": {"name": "CRM", "scopes": ["conversations.read"]},
    "POST /api/v1/workspaces/{workspace:uuid}/webhooks": {
        "url": "https://crm.example",
        "events": ["note.created"],
    },
    "PATCH /api/v1/workspaces/{workspace:uuid}/webhooks/{webhook:uuid}": {"enabled": False},
    "PUT /api/v1/workspaces/{workspace:uuid}/members/{person:uuid}/role": {"role": "viewer"},
    "POST /api/v1/workspaces/{workspace:uuid}/staff-invitations": {
        "email": "a@b.example",
        "role": "viewer",
        "teams": [str(NOBODYS)],
    },
    "POST /api/v1/workspaces/{workspace:uuid}/macros": {"name": "Done", "steps": [{"kind": "resolve"}]},
    "PUT /api/v1/workspaces/{workspace:uuid}/macros/{macro:uuid}": {
        "name": "Done",
        "steps": [{"kind": "resolve"}],
    },
    "POST /api/v1/workspaces/{workspace:uuid}/bulk": {
        "client_id": "12345678",
        "deeds": [{"kind": "resolve"}],
        "conversations": [],
    },
    "PUT /api/v1/workspaces/{workspace:uuid}/audit-life": {"days": 365},
    "POST /api/v1/workspaces/{workspace:uuid}/roles": {"name": "Shift lead", "capabilities": []},
    "PUT /api/v1/workspaces/{workspace:uuid}/roles/{role:uuid}": {"name": "Lead", "capabilities": []},
    "POST /api/v1/groups": {"name": "Hikers"},
    "PATCH /api/v1/groups/{conversation:uuid}": {"name": "Climbers"},
    "PUT /api/v1/groups/{conversation:uuid}/members/{member:uuid}/role": {"role": "admin"},
    "PUT /api/v1/groups/{conversation:uuid}/blocked": {"blocked": True},
    "POST /api/v1/groups/{conversation:uuid}/invitations": {"days": 7},
    "POST /api/v1/me/invitations": {"max_uses": 1},
    "PUT /api/v1/workspaces/{workspace:uuid}/visible-attributes": {"names": ["plan"]},
    "POST /api/v1/me/password": {"current": "not it", "new": "long enough and new"},
    "POST /api/v1/widget/{channel:uuid}/identify": {
        "user_id": "u",
        "user_hash": "00",
        "expires": 1,
        "nonce": "12345678",
    },
    "POST /api/v1/widget/{channel:uuid}/about": {"contact": {"plan": "gold"}},
    "POST /api/v1/widget/{channel:uuid}/email": {"email": "a@mail.example"},
    "POST /api/v1/widget/{channel:uuid}/confirm": {"locale": "en"},
    "POST /api/v1/widget/{channel:uuid}/confirm/verify": {"code": "000000"},
    "PUT /api/v1/workspaces/{workspace:uuid}/channels/{channel:uuid}/widget": {"position": "left"},
    "POST /api/v1/message-us/{slug:str}/start": {"ref": "flyer"},
    "POST /api/v1/workspaces/{workspace:uuid}/stories": {"file": str(NOBODYS), "alt": "a coat"},
    "POST /api/v1/stories/{story:uuid}/answer": {"client_id": "a-client-id", "text": "hello"},
    "POST /api/v1/widget/{channel:uuid}/gifs": {"gif": "no.gif"},
    "POST /api/v1/gifs": {"gif": "no.gif"},
    "POST /api/v1/workspaces/{workspace:uuid}/sticker-packs": {"name": "Socks"},
    "PUT /api/v1/workspaces/{workspace:uuid}/sticker-packs/{pack:uuid}": {"name": "Socks", "stickers": []},
    "POST /api/v1/workspaces/{workspace:uuid}/conversations/{conversation:uuid}/assign": {"assignee": None},
    "POST /api/v1/workspaces/{workspace:uuid}/conversations/{conversation:uuid}/snooze": {"until": None},
    "PUT /api/v1/workspaces/{workspace:uuid}/reopening": {"days": 14},
    "PUT /api/v1/workspaces/{workspace:uuid}/routing": {"way": "turns"},
    "PUT /api/v1/workspaces/{workspace:uuid}/sla-policies": {"policies": []},
    "POST /api/v1/workspaces/{workspace:uuid}/rules": RULE,
    "PUT /api/v1/workspaces/{workspace:uuid}/rules/{rule:uuid}": RULE,
    "PUT /api/v1/workspaces/{workspace:uuid}/rules/{rule:uuid}/enabled": {"enabled": True},
    "PUT /api/v1/workspaces/{workspace:uuid}/rules-order": {"rules": [str(NOBODYS)]},
    "POST /api/v1/workspaces/{workspace:uuid}/rule-trials": RULE,
    "PUT /api/v1/workspaces/{workspace:uuid}/availability": {"state": "away"},
    "PUT /api/v1/workspaces/{workspace:uuid}/agents/{agent:uuid}": {"capacity": 3},
    "POST /api/v1/workspaces/{workspace:uuid}/conversations/{conversation:uuid}/labels": {"remove": ["vip"]},
    "POST /api/v1/workspaces/{workspace:uuid}/conversations/{conversation:uuid}/priority": {"priority": None},
    "POST /api/v1/workspaces/{workspace:uuid}/conversations/{conversation:uuid}/team": {"team": None},
    "PUT /api/v1/workspaces/{workspace:uuid}/labels": {"name": "vip", "colour": "#336699"},
    "POST /api/v1/workspaces/{workspace:uuid}/conversations/{conversation:uuid}/attributes": {
        "attributes": {}
    },
    "PUT /api/v1/workspaces/{workspace:uuid}/attributes": {
        "of": "case",
        "key": "size",
        "label": "Size",
        "type": "text",
    },
    "POST /api/v1/workspaces/{workspace:uuid}/contacts": {"name": "Ana"},
    "PATCH /api/v1/workspaces/{workspace:uuid}/contacts/{contact:uuid}": {"name": "Ana"},
    "PUT /api/v1/workspaces/{workspace:uuid}/contacts/{contact:uuid}/blocked": {"blocked": True},
    "POST /api/v1/workspaces/{workspace:uuid}/contacts/{contact:uuid}/consents": {"text": "Yes."},
    "POST /api/v1/workspaces/{workspace:uuid}/teams": {"name": "Returns", "members": []},
    "PUT /api/v1/workspaces/{workspace:uuid}/teams/{team:uuid}": {"name": "Returns", "members": []},
    "POST /api/v1/workspaces/{workspace:uuid}/conversations/{conversation:uuid}/entries": {
        "t": "append",
        "client_id": "a-client-id",
        "content": {"kind": "text", "text": "hello"},
    },
    "POST /api/v1/workspaces/{workspace:uuid}/conversations/{conversation:uuid}/scheduled": {
        "client_id": "a-client-id",
        "content": {"kind": "text", "text": "hello"},
        "due": (datetime.now(UTC) + timedelta(days=300)).isoformat(),
    },
    "POST /api/v1/workspaces/{workspace:uuid}/contact-imports/{batch:uuid}/preview": MAPPING,
    "POST /api/v1/workspaces/{workspace:uuid}/contact-imports/{batch:uuid}/start": MAPPING,
    "POST /api/v1/workspaces/{workspace:uuid}/contact-exports": {"format": "vcard"},
    "POST /api/v1/workspaces/{workspace:uuid}/segments": {"name": "New", "filter": ANYBODY},
    "PUT /api/v1/workspaces/{workspace:uuid}/segments/{segment:uuid}": {"name": "New", "filter": ANYBODY},
    "POST /api/v1/workspaces/{workspace:uuid}/segments/preview": ANYBODY,
    "POST /api/v1/workspaces/{workspace:uuid}/replies": {
        "title": "Hi",
        "shortcut": "hi",
        "texts": {"en": "Hi"},
    },
    "PUT /api/v1/workspaces/{workspace:uuid}/replies/{reply:uuid}": {
        "title": "Hi",
        "shortcut": "hi",
        "texts": {"en": "Hi"},
    },
    "POST /api/v1/workspaces/{workspace:uuid}/conversations/{conversation:uuid}/amendments": {
        "t": "amend",
        "client_id": "a-client-id",
        "of": 2,
        "change": {"kind": "react", "emoji": "👍"},
    },
}

# What names its workspace behind the question mark.
BY_QUERY = ("/api/v1/files", "/api/v1/stickers", "/api/v1/gifs")


async def knock(caller: Caller, door: Door, ids: dict[str, object]) -> httpx2.Response:
    """One request of the caller's at this door."""
    body: dict[str, Any] = {}
    if door.takes_json:
        body["json"] = BODIES[f"{door.method} {door.path}"] | (
            {"client_id": new_client_id()}
            if door.path.endswith(("/entries", "/amendments", "/scheduled"))
            else {}
        )
        if door.path.endswith("/amendments"):
            body["json"]["conversation"] = str(ids["conversation"])
    elif door.method in ("POST", "PUT") and (
        "file" in door.path + "avatar" or door.path.endswith("/stickers")
    ):
        body = {"content": b"text", "headers": {"X-File-Name": "a.txt"}}
    params = {"workspace": str(ids["workspace"])} if door.path in BY_QUERY else {}
    return await caller.http.request(door.method, door.at(ids), params=params, **body)


# every door names who may pass ---------------------------------------------------------------------------------------


def test_every_route_names_its_permission() -> None:
    found = list(doors(APP))
    assert [door for door in found if door.permission not in PERMISSIONS] == []
    assert {"/live", "/healthz", "/api/openapi.json", "/static/{file_path:path}"} <= {
        door.path for door in found
    }


def test_public_doors_are_these_alone() -> None:
    """A door that becomes public by a slip of the pen is seen here."""
    public = {f"{door.method} {door.path}" for door in doors(APP) if door.permission == PUBLIC}
    assert {door for door in public if door.startswith(("POST", "PUT", "PATCH", "DELETE"))} == {
        "POST /api/v1/sign-in",
        "POST /api/v1/sign-in/code",
        "POST /api/v1/sign-in/code/verify",
        "POST /api/v1/sign-in/link",
        "POST /api/v1/sign-in/invitation",
        "POST /api/v1/sign-in/invitation/look",
        "POST /api/v1/sign-in/phone",
        "POST /api/v1/sign-in/phone/verify",
        "POST /api/v1/sign-in/passkey",
        "POST /api/v1/sign-in/with/{provider:str}",
        "POST /api/v1/sign-in/passkey/challenge",
        "POST /api/v1/widget/{channel:uuid}/session",
        "POST /api/v1/widget/{channel:uuid}/triggers/{trigger:str}/{deed:str}",
        "POST /live/stream",
        "POST /live/poll",
        "POST /answer/{token:str}",
    }


async def test_a_route_without_a_permission_lets_nobody_in(database_url: str, tmp_path: Path) -> None:
    @get("/forgotten")
    async def forgotten() -> str:
        return "the secret"

    settings = settings_for(database_url, tmp_path)
    app = create_app(settings, extra=[forgotten])  # type: ignore[list-item]  # a handler is as good as a router
    async with serving(settings, app) as server, cast(server) as people:
        for caller in people.callers.values():
            answer = await caller.http.get("/forgotten")
            assert answer.status_code in (401, 403), caller.name
            assert "secret" not in answer.text


def test_every_body_is_tried() -> None:
    assert [door for door in PRIVATE if door.takes_json and f"{door.method} {door.path}" not in BODIES] == []


# who passes ----------------------------------------------------------------------------------------------------------


def expected(door: Door, caller: Caller) -> set[int]:
    """What this caller may be answered at its own workspace's door."""
    passes = set(range(200, 300)) | {400, 413, 415}
    if door.path.endswith("/gifs"):
        passes.add(404)  # nobody is asked for GIFs
    if door.permission == VISITOR:
        return passes | {401} if caller.name == "visitor" else {401}
    if caller.name in ("anonymous", "visitor", "visitor of another"):
        return {401}
    if door.permission == "account":
        return passes | {401, 404}  # the wrong password; a conversation that is not theirs
    if caller.role is None:
        return {404}
    if door.permission in ("stories.write", "stickers.write", "keys.write", "webhooks.write"):
        passes.add(404)  # what is not there
    if any(
        name in door.path
        for name in (
            "{team:uuid}",
            "{agent:uuid}",
            "{contact:uuid}",
            "{segment:uuid}",
            "{rule:uuid}",
            "{trial:uuid}",
            "{person:uuid}",
            "{role:uuid}",
            "{asked:uuid}",
            "/staff-invitations",
            "{batch:uuid}",
            "/contact-exports/",
            "/scheduled/",
            "/replies/",
            "/bulk/",
            "/macros/",
        )
    ):
        passes.add(404)
    if door.path.endswith(
        ("/snooze", "/give-to-bot", "/teams", "/roles", "/replies", "/segments", "/rules-order")
    ):
        passes.add(409)  # a case that is resolved by then; a name that is taken
    return passes if door.permission in ROLES[caller.role] | caller.granted else {403}


async def test_everybody_passes_the_doors_that_are_theirs_and_no_other(server: Server) -> None:
    async with cast(server) as people:
        await check_every_door(people)


async def check_every_door(people: Cast) -> None:
    ids: dict[str, object] = {
        "workspace": people.mine.workspace,
        "conversation": people.customer.conversation,
        "channel": people.mine.channel,
        **NOWHERE,
    }
    last = [door for door in PRIVATE if door.path.endswith("sign-out")]
    for door in [*(door for door in PRIVATE if door not in last), *last]:
        for caller in people.callers.values():
            answer = await knock(caller, door, ids)
            assert answer.status_code in expected(door, caller), (caller.name, door, answer.text)


@pytest.mark.parametrize("param", ["workspace", "conversation", "channel"])
async def test_weakness_22_an_id_of_another_workspace_is_answered_as_one_that_does_not_exist(
    people: Cast, param: str
) -> None:
    mine: dict[str, object] = {
        "workspace": people.mine.workspace,
        "conversation": people.customer.conversation,
        "channel": people.mine.channel,
        **NOWHERE,
    }
    theirs: dict[str, UUID] = {
        "workspace": people.theirs.workspace,
        "conversation": people.stranger.conversation,
        "channel": people.theirs.channel,
    }
    tried = 0
    for door in PRIVATE:
        if f"{{{param}:" not in door.path and not (param == "workspace" and door.path in BY_QUERY):
            continue
        for caller in people.callers.values():
            if "of another" in caller.name:
                continue  # what is tried here is their own
            foreign = await knock(caller, door, mine | {param: theirs[param]})
            missing = await knock(caller, door, mine | {param: NOBODYS})
            assert foreign.status_code in (401, 403, 404), (caller.name, door, foreign.text)
            if param != "channel":  # that a channel exists is public: the shop's page names it
                assert (foreign.status_code, foreign.content) == (missing.status_code, missing.content), (
                    caller.name,
                    door,
                )
            tried += 1
    assert tried > 10


async def test_weakness_22_a_file_of_another_is_answered_as_one_that_does_not_exist(people: Cast) -> None:
    upload = await people["agent of another"].http.post(
        "/api/v1/files",
        params={"workspace": str(people.theirs.workspace)},
        content=b"theirs",
        headers={"X-File-Name": "a.txt"},
    )
    path = f"/api/v1/workspaces/{people.mine.workspace}/conversations/{people.customer.conversation}/entries"
    answers = [
        await people["agent"].http.post(
            path,
            json={"t": "append", "client_id": new_client_id(), "content": {"kind": "file", "file": file}},
        )
        for file in (upload.json()["id"], str(NOBODYS))
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content


async def test_weakness_22_nobody_of_another_workspace_is_made_the_assignee(people: Cast) -> None:
    path = f"/api/v1/workspaces/{people.mine.workspace}/conversations/{people.customer.conversation}/assign"
    answers = [
        await people["owner"].http.post(path, json={"assignee": str(account)})
        for account in (people.theirs.agent.account.id, people.customer.visitor.contact_id, NOBODYS)
    ]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert len({answer.content for answer in answers}) == 1


@pytest.mark.parametrize(
    "swapped", ["0", "1", "true", "null", "[]", "-1", "1e9", "' or 1=1", "%00", "..", "*"]
)
async def test_weakness_23_an_id_of_another_type_is_not_found(people: Cast, swapped: str) -> None:
    for door in PRIVATE:
        if "{conversation:uuid}" in door.path and door.method == "GET":
            address = door.at({"workspace": people.mine.workspace, "conversation": swapped})
            answer = await people["owner"].http.get(address)
            assert answer.status_code in (400, 404), (address, answer.text)
    append = {"client_id": new_client_id(), "content": {"kind": "text", "text": "x"}}
    path = f"/api/v1/workspaces/{people.mine.workspace}/conversations/{people.customer.conversation}"
    for field, value in (("reply_to", swapped), ("conversation", 0), ("client_id", 7), ("note", "yes")):
        answer = await people["owner"].http.post(f"{path}/entries", json=append | {field: value})
        assert answer.status_code == 400, (field, answer.text)
    assert (await people["owner"].http.post(f"{path}/assign", json={"assignee": 1})).status_code == 400


# nothing is taken that was not asked for -----------------------------------------------------------------------------

COLUMNS = """
select distinct column_name from information_schema.columns
where table_schema = 'public'
  and table_name in ('account', 'staff', 'contact', 'identity', 'conversation', 'entry', 'file')
"""


async def test_weakness_30_a_field_that_was_not_asked_for_is_refused_and_changes_nothing(
    server: Server, people: Cast
) -> None:
    async with server.runtime.database.acquire() as connection:
        columns = {row[0] for row in await connection.fetch(COLUMNS)} | {
            "__proto__",
            "constructor",
            "is_admin",
        }
    assert {"role", "verified_at", "password_hash", "contact_id"} <= columns
    before = await _everything(server)
    for door in PRIVATE:
        if not door.takes_json:
            continue
        ids: dict[str, object] = {
            "workspace": people.mine.workspace,
            "conversation": people.customer.conversation,
            "channel": people.mine.channel,
            **NOWHERE,
        }
        caller = people["visitor" if door.permission == VISITOR else "owner"]
        body = BODIES[f"{door.method} {door.path}"]
        for column in sorted(columns - body.keys()):
            if column in ("name", "email", "locale", "about", "code") or column in _known_fields(door):
                continue
            answer = await caller.http.request(door.method, door.at(ids), json=body | {column: "x"})
            assert answer.status_code == 400, (door, column, answer.text)
            assert column in answer.json()["detail"]
    assert await _everything(server) == before


def _known_fields(door: Door) -> set[str]:
    return {"reply_to", "note", "conversation"} if door.path.endswith("/entries") else set()


async def _everything(server: Server) -> list[object]:
    async with server.runtime.database.acquire() as connection:
        return [
            await connection.fetchval(f"select json_agg(t order by t::text)::text from {table} t")
            for table in ("account", "staff", "contact", "identity", "conversation", "entry", "file", "visit")
        ]


async def test_weakness_8_every_change_by_cookie_needs_the_sessions_token(people: Cast) -> None:
    ids: dict[str, object] = {
        "workspace": people.mine.workspace,
        "conversation": people.customer.conversation,
        "channel": people.mine.channel,
        **NOWHERE,
    }
    owner = people["owner"]
    right = owner.http.headers["X-CSRF-Token"]
    changes = [door for door in PRIVATE if door.permission != VISITOR and door.method != "GET"]
    assert changes
    wrong = ["", "x", right[:-1], people["agent"].http.headers["X-CSRF-Token"], "x" * 22]
    for door in changes:
        for token in wrong:
            owner.http.headers["X-CSRF-Token"] = token
            answer = await knock(owner, door, ids)
            assert answer.status_code == 403, (door, answer.text)
            assert "X-CSRF-Token" in answer.json()["detail"]
    owner.http.headers["X-CSRF-Token"] = right


async def test_weakness_8_a_form_of_a_foreign_page_signs_nobody_in(people: Cast) -> None:
    """A browser sends text/plain to anybody without asking; JSON it would ask for, and is told no."""
    body = b'{"email":"a@b.example","password":"x"}'
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""):
        for path in ("/api/v1/sign-in", "/api/v1/sign-in/link", "/api/v1/sign-in/code"):
            answer = await people["anonymous"].http.post(path, content=body, headers={"Content-Type": kind})
            assert answer.status_code == 415, (kind, path, answer.text)
    asked = await people["anonymous"].http.options(
        "/api/v1/sign-in",
        headers={"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"},
    )
    assert not [name for name in asked.headers if name.lower().startswith("access-control")]
