"""`causerie serve --workers 2`: workers end, are killed and come back; no message is lost, nothing is left behind."""

import asyncio
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest

from causerie.client import LiveClient
from causerie.content import Text
from causerie.conversations.frames import Bye, ServerFrame
from causerie.runtime import Runtime
from tests.helpers.demo import MEMORY, descendants, until_gone
from tests.helpers.installation import Installation, installation, until
from tests.helpers.server import free_port
from tests.helpers.talk import desk, session_token, widget
from tests.helpers.world import World

SECRET = "a secret of the tests, long enough"
VISITORS = 12
SAID = 30
# All messages of a conversation, by the order in which they stand.
MESSAGES = """
select body #>> '{content,text}' as text from entry where conversation_id = $1 and kind = 'message' order by seq
"""

pytestmark = [pytest.mark.proof, pytest.mark.timeout(300)]


@pytest.fixture
def folder() -> Iterator[Path]:
    """In memory: no test waits for a disk."""
    path = Path(tempfile.mkdtemp(prefix="causerie-workers-", dir=MEMORY if MEMORY.is_dir() else None))
    yield path
    shutil.rmtree(path)


async def talk(client: LiveClient) -> list[int]:
    """A visitor says things one after the other. Returns the seqs that were acknowledged."""
    return [(await client.append(Text(f"line {number}"))).seq for number in range(SAID)]


async def what_stands(runtime: Runtime, client: LiveClient) -> list[str]:
    """What the visitor said and one line more, as it is kept."""
    conversation = (await client.append(Text("the end"))).conversation
    async with runtime.database.system() as connection:
        return [row["text"] for row in await connection.fetch(MESSAGES, conversation)]


async def connected(client: LiveClient) -> None:
    """Waits for the line's first welcome."""
    await client.until(lambda: client.welcome is not None)


async def test_a_worker_that_is_told_to_stop_sends_its_lines_to_the_other_and_none_is_lost(
    runtime: Runtime, world: World, folder: Path
) -> None:
    byes: list[ServerFrame] = []

    def heard(frame: ServerFrame) -> None:
        if isinstance(frame, Bye):
            byes.append(frame)

    async with AsyncExitStack() as stack:
        await stack.enter_async_context(asyncio.timeout(120))
        url = runtime.settings.database_url
        settings = {"secret": SECRET, "database_url": url, "log_level": "debug", "log_format": "json"}
        installed = await stack.enter_async_context(installation(folder, **settings))
        clients = [
            await stack.enter_async_context(widget(installed.url, world, heard)) for _ in range(VISITORS)
        ]
        await asyncio.gather(*map(connected, clients))
        talks = asyncio.gather(*map(talk, clients))
        ended = installed.workers()[0]
        os.kill(ended, signal.SIGTERM)
        for seqs in await talks:
            assert seqs == sorted(set(seqs))
        await until_gone([ended])
        assert byes, "no line was at the worker that ended"
        assert all(bye == Bye("drain", 1_000) for bye in byes)
        for client in clients:
            assert await what_stands(runtime, client) == [f"line {n}" for n in range(SAID)] + ["the end"]
        await installed.started_another(ended)
        assert "the end" not in installed.log()


async def test_who_is_at_a_silent_worker_is_gone_for_the_others(
    runtime: Runtime, world: World, folder: Path
) -> None:
    """This process is a third one of the installation: it hears of everybody by the bus."""
    token, url = await session_token(world), runtime.settings.database_url

    def is_here() -> bool:
        return [who.id for who in runtime.presence.staff_online(world.workspace)] == [world.agent.account.id]

    async with (
        asyncio.timeout(60),
        installation(folder, secret=SECRET, database_url=url) as installed,
        desk(installed.url, world, token),
    ):
        await until(is_here)
        workers = installed.workers()
        for pid in workers:
            os.kill(pid, signal.SIGSTOP)
        await until(lambda: not is_here())
        for pid in workers:
            os.kill(pid, signal.SIGCONT)
        await until(is_here)
        assert installed.workers() == workers


async def test_a_killed_worker_comes_back_and_a_killed_parent_leaves_nothing(folder: Path) -> None:
    async with installation(folder, secret=SECRET) as installed:
        killed = installed.workers()[0]
        os.kill(killed, signal.SIGKILL)
        await installed.started_another(killed)
        assert len(installed.workers()) == 2
        started = descendants(installed.pid)
        assert len(started) > 3, "the database is among them"
        installed.signal(signal.SIGKILL)
        await installed.ended()
        await until_gone(started)


async def test_a_parent_that_is_told_to_stop_ends_everything(folder: Path) -> None:
    listen = f"127.0.0.1:{free_port()}"
    async with installation(folder, secret=SECRET, metrics_listen=listen, log_format="json") as installed:
        async with httpx.AsyncClient(trust_env=False) as http:
            figures = (await http.get(f"http://{listen}/metrics")).text
        assert "causerie_bus_connected 1.0" in figures
        started = descendants(installed.pid)
        installed.signal(signal.SIGTERM)
        assert await installed.ended() == 0, installed.log()
        await until_gone(started, 1)
        assert "Traceback" not in installed.log()


async def test_an_installation_that_cannot_start_says_why_and_ends(folder: Path) -> None:
    installed = Installation(folder, {"database_url": "postgresql://nobody@127.0.0.1:1/nothing"})
    assert await installed.ended() == 1
    assert "cannot use the database" in installed.log()
