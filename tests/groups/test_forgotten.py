"""A member takes a copy of what is theirs, and is forgotten."""

from __future__ import annotations

import io
import json
import zipfile

from causerie.content import FileDraft
from causerie.conversations import frames as f
from causerie.conversations.model import Happened
from tests.helpers.server import Server
from tests.helpers.talkers import talker, texts
from tests.privacy.test_privacy import CANARY, remains, until_done
from tests.security.callers import client, sign_in_by_link


async def test_of_a_member_who_is_forgotten_nothing_remains_and_the_group_goes_on(server: Server) -> None:
    runtime = server.runtime
    anna, boris = await talker(runtime, "Anna"), await talker(runtime, "Boris")
    conversation = await boris.group("Hikers")
    await anna.join(await boris.invitation(conversation))
    for person in (anna, boris):
        await person.watch(conversation)
    await boris.say(conversation, f"I live at {CANARY} street")
    await anna.say(conversation, "And I do not")
    workspace = (await runtime.conversations.reader_for_account(boris.id, conversation)).workspace_id
    file = await runtime.files.take(workspace, str(boris.id), f"{CANARY}.txt", CANARY.encode())
    assert isinstance(await boris.say(conversation, FileDraft(file.id, CANARY)), f.Ack)
    await runtime.indexer.catch_up()
    before = [entry.seq for entry in await anna.read(conversation)]

    async with client(server) as http:
        assert boris.account.email is not None
        await sign_in_by_link(server, http, boris.account.email)
        path = f"/api/v1/inbox/{conversation}"
        assert (await http.post(f"{path}/export")).status_code == 202
        await until_done(server, "export")
        copy = await http.get((await http.get(f"{path}/export")).json()["url"])
        with zipfile.ZipFile(io.BytesIO(copy.content)) as archive:
            lines = archive.read("entries.jsonl").splitlines()
            assert [json.loads(line)["seq"] for line in lines] == before
            assert any(name.endswith(f"{CANARY}.txt") for name in archive.namelist())
        assert await remains(server)
        asked = await http.post(f"{path}/erasure", json={"conversation": str(conversation)})
        assert asked.status_code == 202
        await until_done(server, "erasure")
        assert (await http.get("/api/v1/inbox")).json()["heads"] == []
    await runtime.indexer.catch_up()

    assert await remains(server) == []
    after = await anna.read(conversation)
    assert [entry.seq for entry in after] == [*before, before[-1] + 1]
    assert texts(after) == ["And I do not"]
    events = [entry.body.event for entry in after if isinstance(entry.body, Happened)]
    assert {getattr(event, "name", "") for event in events} == {"Hikers", "Anna", ""}
    group = await runtime.groups.group(anna.id, conversation)
    assert (group.role, [member.person.name for member in group.members]) == ("owner", ["Anna"])
    assert isinstance(await boris.say(conversation, "Still here?"), f.Refused)
