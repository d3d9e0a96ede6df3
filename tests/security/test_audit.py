"""What changes access, settings or data is written down, whichever route it comes by: with who, and from where."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from tests.helpers.pictures import png
from tests.helpers.server import Server
from tests.helpers.waiting import until
from tests.helpers.world import PASSWORD, make_world, new_client_id
from tests.security.callers import NOBODYS, Caller, Json
from tests.security.test_routes import PRIVATE, RULE
from tests.security.test_staff import address_of, desk, of

# Who decides about a workspace does it by these. What others change stands in a timeline, in a contact's own history,
# or is one's own.
DECIDING = {
    "staff.write",
    "keys.write",
    "webhooks.write",
    "channels.write",
    "cases.write",
    "contacts.manage",
}
ROOT = "/api/v1/workspaces/{workspace:uuid}/"
# They change nothing of these.
NO_CHANGE = {
    f"POST {ROOT}webhooks/{{webhook:uuid}}/ping",
    f"POST {ROOT}webhooks/{{webhook:uuid}}/messages/again",
    f"POST {ROOT}rule-trials",
    f"POST {ROOT}contact-imports",
    f"POST {ROOT}contact-imports/{{batch:uuid}}/preview",
    f"POST {ROOT}webhooks/{{webhook:uuid}}/messages/{{message:uuid}}/again",
}
# These go one after the other, with a file: test_who_brought_people_in_or_took_them_out_is_written_down.
WITH_FILES = {
    f"POST {ROOT}contact-imports/{{batch:uuid}}/start",
    f"POST {ROOT}contact-imports/{{batch:uuid}}/undo",
    f"POST {ROOT}contact-exports",
}


@dataclass(frozen=True)
class Deed:
    """A change by a route, and what is written down of it. `keeps`: the name of the id that its answer brings."""

    door: str
    body: Json | None
    action: str
    keeps: str = ""


ATTRIBUTE = {"of": "contact", "key": "plan", "label": "Plan", "type": "text"}
DEEDS = [
    Deed("POST teams", {"name": "Returns", "members": []}, "team.made", "team"),
    Deed("PUT teams/{team:uuid}", {"name": "Refunds", "members": []}, "team.changed"),
    Deed("DELETE teams/{team:uuid}", None, "team.closed"),
    Deed("POST roles", {"name": "Lead", "capabilities": ["cases.write"]}, "role.made", "role"),
    Deed("PUT roles/{role:uuid}", {"name": "Lead", "capabilities": []}, "role.changed"),
    Deed("DELETE roles/{role:uuid}", None, "role.deleted"),
    Deed("PUT members/{person:uuid}/role", {"role": "admin"}, "staff.role_changed"),
    Deed("POST staff-invitations", {"email": "EMAIL", "role": "agent"}, "staff.invited", "asked"),
    Deed("POST staff-invitations/{asked:uuid}/resend", None, "staff.invited_again"),
    Deed("DELETE staff-invitations/{asked:uuid}", None, "staff.invitation_withdrawn"),
    Deed("POST api-keys", {"name": "CRM", "scopes": ["contacts.read"]}, "api_key.made", "key"),
    Deed("DELETE api-keys/{key:uuid}", None, "api_key.removed"),
    Deed(
        "POST webhooks",
        {"url": "https://crm.example/sec", "events": ["note.created"]},
        "webhook.made",
        "webhook",
    ),
    Deed("PATCH webhooks/{webhook:uuid}", {"enabled": False}, "webhook.changed"),
    Deed("POST webhooks/{webhook:uuid}/secret", None, "webhook.secret_changed"),
    Deed("DELETE webhooks/{webhook:uuid}", None, "webhook.removed"),
    Deed("PUT channels/{channel:uuid}/widget", {"position": "left"}, "widget.changed"),
    Deed("PUT logo", None, "workspace.logo_changed"),
    Deed("PUT visible-attributes", {"names": ["plan"]}, "contact.shown_changed"),
    Deed("PUT labels", {"name": "vip", "colour": "#336699"}, "label.defined"),
    Deed("DELETE labels", None, "label.deleted"),
    Deed("PUT reopening", {"days": 3}, "reopening.changed"),
    Deed("PUT routing", {"way": "turns"}, "routing.changed"),
    Deed("PUT sla-policies", {"policies": [{"name": "All", "first": 30}]}, "sla.changed"),
    Deed("PUT agents/{agent:uuid}", {"capacity": 3}, "agent.changed"),
    Deed("PUT attributes", ATTRIBUTE, "attribute.defined"),
    Deed("DELETE attributes", None, "attribute.deleted"),
    Deed("POST rules", RULE, "rule.made", "rule"),
    Deed("PUT rules/{rule:uuid}", RULE | {"name": "Another"}, "rule.changed"),
    Deed("PUT rules/{rule:uuid}/enabled", {"enabled": True}, "rule.switched"),
    Deed("PUT rules-order", {"rules": [str(NOBODYS)]}, "rule.ordered"),
    Deed("DELETE rules/{rule:uuid}", None, "rule.removed"),
    Deed("PUT audit-life", {"days": 90}, "audit.kept"),
    Deed("DELETE members/{person:uuid}", None, "staff.removed"),
]
QUERIES = {"DELETE labels": {"name": "vip"}, "DELETE attributes": {"of": "contact", "key": "plan"}}


def test_every_route_that_decides_is_tried_below() -> None:
    doors = {
        f"{door.method} {door.path}"
        for door in PRIVATE
        if door.permission in DECIDING and door.method != "GET"
    }
    tried = {deed.door.replace(" ", f" {ROOT}", 1) for deed in DEEDS}
    assert doors - NO_CHANGE - WITH_FILES - tried == set()
    assert tried <= doors


async def do(owner: Caller, deed: Deed, ids: Json) -> None:
    """Does it, and remembers what was made."""
    method, _, path = deed.door.partition(" ")
    for name, value in ids.items():
        path = path.replace(f"{{{name}:uuid}}", str(value))
    more: Json = {"params": QUERIES.get(deed.door)}
    if path == "logo":
        more |= {"content": png(8, 8), "headers": {"Content-Type": "image/png"}}
    elif deed.body is not None:
        email = f"new-{new_client_id()}@mail.example"
        more["json"] = {key: email if value == "EMAIL" else value for key, value in deed.body.items()}
        if deed.body.get("rules"):
            more["json"] = {"rules": [ids["rule"]]}
    answer = await owner.http.request(method, f"/api/v1/workspaces/{ids['workspace']}/{path}", **more)
    assert answer.status_code < 300, (deed.door, answer.text)
    if deed.keeps:
        made = answer.json()
        several = made if isinstance(made, list) else made.get(f"{deed.keeps}s")
        ids[deed.keeps] = (several[0] if several else made.get(deed.keeps, made))["id"]


async def test_whatever_changes_access_or_settings_is_written_down_by_whom(server: Server) -> None:
    world = await make_world(server.runtime)
    colleague = world.colleague.account.id
    ids: Json = {
        "workspace": world.workspace,
        "channel": world.channel,
        "person": colleague,
        "agent": colleague,
    }
    async with desk(server, world, address_of(world)) as owner:
        for deed in DEEDS:
            await do(owner, deed, ids)
            newest = (await owner.http.get(of(world, "audit"))).json()["entries"][0]
            told = (newest["action"], newest["by"]["id"], newest["device"], newest["by_key"])
            assert told == (deed.action, str(world.agent.account.id), "Firefox, Linux", False), deed
            assert newest["address"].startswith("198.18.")
        # Doing what is so already is nothing.
        before = (await owner.http.get(of(world, "audit"))).json()["entries"]
        assert (await owner.http.put(of(world, "audit-life"), json={"days": 90})).status_code == 200
        assert (await owner.http.get(of(world, "audit"))).json()["entries"] == before
        [kept] = [entry for entry in before if entry["action"] == "audit.kept"]
        assert (kept["before"], kept["after"]) == ({"days": 365}, {"days": 90})
        # Of an address the host alone: what stands behind it may be a secret.
        whole = (await owner.http.get(of(world, "audit.csv"))).text
        assert "crm.example" in whole
        assert "crm.example/sec" not in whole
        assert "whsec_" not in whole
        await assert_ones_own_login(server, owner, world.workspace)


async def assert_ones_own_login(server: Server, owner: Caller, workspace: object) -> None:
    said = {"current": PASSWORD, "new": f"{PASSWORD} and more"}
    assert (await owner.http.post("/api/v1/me/password", json=said)).status_code == 204
    path = f"/api/v1/workspaces/{workspace}/audit"
    assert (await owner.http.get(path)).json()["entries"][0]["action"] == "account.password_changed"


async def test_who_brought_people_in_or_took_them_out_is_written_down(server: Server) -> None:
    world = await make_world(server.runtime)
    async with desk(server, world, address_of(world)) as owner:
        headers = {"X-File-Name": "people.csv", "Content-Type": "text/csv"}
        table = b"name,email\nAna,ana@mail.example\n"
        draft = await owner.http.post(of(world, "contact-imports"), content=table, headers=headers)
        assert draft.status_code == 201, draft.text
        batch = f"contact-imports/{draft.json()['batch']['id']}"
        mapping = {"columns": ["name", "email"], "agreed": "nobody"}
        assert (await owner.http.post(of(world, f"{batch}/start"), json=mapping)).status_code == 202

        async def is_done() -> bool:
            return bool((await owner.http.get(of(world, batch))).json()["state"] == "done")

        await until(is_done)
        assert (await owner.http.post(of(world, f"{batch}/undo"))).status_code == 202
        assert (
            await owner.http.post(of(world, "contact-exports"), json={"format": "csv"})
        ).status_code == 202
        log = (await owner.http.get(of(world, "audit"))).json()["entries"]
    by = {(entry["action"], entry["by"]["id"]) for entry in log}
    wanted = ("contact.brought_in", "contact.import_undone", "contact.taken_out")
    assert {(action, str(world.agent.account.id)) for action in wanted} <= by


async def test_the_log_is_for_who_decides_about_people_and_its_csv_holds_no_formula(server: Server) -> None:
    """Weakness 42."""
    world = await make_world(server.runtime)
    email = world.colleague.account.email
    assert email is not None
    hostile = ("=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", 'a"b,c')
    async with desk(server, world, address_of(world)) as owner, desk(server, world, email) as agent:
        for path in ("audit", "audit.csv", "audit-life"):
            assert (await agent.http.get(of(world, path))).status_code == 403
        for name in hostile:
            made = await owner.http.post(of(world, "teams"), json={"name": name, "members": []})
            assert made.status_code == 201
        found = await owner.http.get(of(world, "audit.csv"), params={"action": "team.made"})
        rows = list(csv.reader(io.StringIO(found.text)))[1:]
        assert [row[4].removeprefix("'") for row in rows] == [*reversed(hostile)]
        assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
        assert (await owner.http.get(of(world, "audit"), params={"action": "no.such"})).json()[
            "entries"
        ] == []


async def test_what_was_done_is_forgotten_when_its_days_are_over(server: Server) -> None:
    world = await make_world(server.runtime)
    async with server.runtime.database.system() as connection:
        for days in (0, 364, 366):
            await connection.execute(
                "insert into audit (workspace_id, id, action, subject, at)"
                " values ($1, gen_random_uuid(), 'a.b', $2, now() - make_interval(days => $3))",
                world.workspace,
                str(days),
                days,
            )
    await server.runtime.audit_log.forget()
    async with server.runtime.database.acquire() as connection:
        kept = await connection.fetch("select subject from audit where workspace_id = $1", world.workspace)
    assert {row["subject"] for row in kept} == {"0", "364"}
