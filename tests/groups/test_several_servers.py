"""A group whose members are at two servers: what each does is heard at the other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from causerie.accounts.api import SESSION_COOKIE
from causerie.client import LiveClient
from causerie.content import Text
from causerie.conversations import frames as f
from causerie.errors import AppError, ErrorCode
from tests.helpers.server import serving, settings_for
from tests.helpers.talkers import Talker, talker, texts


def messenger(url: str, person: Talker, on_frame: Callable[[f.ServerFrame], None]) -> LiveClient:
    """Their line, over a real socket."""
    cookie = f"{SESSION_COOKIE}={person.token}"
    return LiveClient(url, f.Hello("messenger"), cookie=cookie, on_frame=on_frame)


async def test_members_at_two_servers_hear_each_other_until_one_is_put_out(
    database_url: str, tmp_path: Path
) -> None:
    told: list[f.ServerFrame] = []

    def was_told(kind: type[f.ServerFrame]) -> Callable[[], bool]:
        return lambda: any(isinstance(frame, kind) for frame in told)

    async with (
        asyncio.timeout(60),
        serving(settings_for(database_url, tmp_path)) as one,
        serving(settings_for(database_url, tmp_path)) as two,
    ):
        anna, boris = await talker(one.runtime, "Anna"), await talker(one.runtime, "Boris")
        conversation = await anna.group("Hikers")
        await boris.join(await anna.invitation(conversation))
        async with (
            messenger(one.url, anna, lambda frame: None) as her,
            messenger(two.url, boris, told.append) as him,
        ):
            hers, his = her.watch(conversation), him.watch(conversation)
            him.follow_list()
            await her.append(Text("Hello"), conversation=conversation)
            last = await him.append(Text("Hi"), conversation=conversation)
            await her.read(conversation, last.seq)
            await him.read(conversation, last.seq)
            her.say(f.Typing(conversation, True))
            await him.until(was_told(f.IsTyping))
            her.say(f.Mark(conversation, read=last.seq))
            await him.until(was_told(f.Marked))
            await him.until(lambda: conversation in him.heads)

            await one.runtime.groups.remove(anna.id, conversation, await boris.contact(conversation))
            await him.until(was_told(f.Locked))
            after = await her.append(Text("He hears this no more"), conversation=conversation)
            await her.read(conversation, after.seq)
            with pytest.raises(AppError) as refused:
                await him.append(Text("Still here?"), conversation=conversation)
            assert refused.value.code is ErrorCode.FORBIDDEN
            assert texts(hers.entries) == ["Hello", "Hi", "He hears this no more"]
            assert texts(his.entries) == texts(await boris.read(conversation)) == ["Hello", "Hi"]
