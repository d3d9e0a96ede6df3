"""What is said among people is told to the devices of who has not read it."""

from __future__ import annotations

from tests.channels.push.test_push import NOTHING_TO_DO, server, service, signed_in
from tests.helpers.push_service import PushService
from tests.helpers.server import Server
from tests.helpers.talkers import talker
from tests.helpers.waiting import until

__all__ = ["server", "service"]


async def test_a_members_device_is_told_who_said_what_and_the_authors_own_is_not(
    server: Server, service: PushService
) -> None:
    anna, boris = await talker(server.runtime, "Anna"), await talker(server.runtime, "Boris")
    conversation = await anna.group("Hikers")
    await boris.join(await anna.invitation(conversation))
    for person in (anna, boris):
        assert person.account.email is not None
        async with signed_in(server, person.account.email) as http:
            key = (await http.get("/me/push")).json()["key"]
            device = service.subscribe(person.account.name, key)
            (await http.post("/me/push/device", json=device)).raise_for_status()
    await anna.say(conversation, "Sunday at nine")
    await until(lambda: len(service.told) >= 1)
    async with server.runtime.database.acquire() as connection:
        await until(lambda: connection.fetchval(NOTHING_TO_DO))
    [told] = service.told
    assert told.device == "Boris"
    assert (told.notice["title"], told.notice["text"], told.notice["unread"]) == (
        "Hikers",
        "Anna: Sunday at nine",
        1,
    )
