"""The server killed at random while people talk, and stopped by hand: what was acknowledged stands, nothing is left."""

import asyncio
import random
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from causerie.content import Text
from causerie.conversations.frames import Bye, ServerFrame
from causerie.conversations.model import Counts
from causerie.demo import PASSWORD, STAFF
from causerie.demo_talk import torn_sleeve
from causerie.replay.count import Count, count
from causerie.replay.dialogues import Dialogue, Format, read
from causerie.replay.play import Replay
from tests.helpers.demo import Demo, command_of, running_demo, until_gone
from tests.helpers.people import Agent, signed_in

# Half a minute on a machine of its own; longer where others work too.
pytestmark = [pytest.mark.proof, pytest.mark.timeout(300)]

ROOT = Path(__file__).resolve().parents[2]
DIALOGUES = ROOT.parent / "shared" / "data" / "dialogues" / "abcd_50.json"
KILLS = 2
# The program's own end, or the shell's 128 + SIGINT where the signal is raised again after a clean stop.
CLEAN = (0, 130)
QUICK_START_SECONDS = 3.0
# Or so many times what loading the modules takes, where the machine is busy.
MOST_LOADS = 2.5


@pytest.fixture
def own_demo() -> Iterator[Demo]:
    """A demo that this test may kill."""
    with running_demo() as demo:
        yield demo


@pytest.fixture
def dialogues() -> list[Dialogue]:
    """Fifty real conversations."""
    if not DIALOGUES.is_file():
        pytest.skip(f"the recorded dialogues are not here: {DIALOGUES}")
    return read(DIALOGUES, Format.ABCD)


class Killer:
    """Kills the demo after as many turns as chance says, and starts it again each time."""

    def __init__(self, demo: Demo, rng: random.Random, turns: int) -> None:
        self.kills = 0
        self._demo = demo
        self._when = sorted(rng.sample(range(turns // 10, turns * 9 // 10), KILLS))
        self._said = 0
        self._starting: asyncio.Task[float] | None = None

    def said(self) -> None:
        """Somebody said something."""
        self._said += 1
        if self._when and self._said >= self._when[0] and (self._starting is None or self._starting.done()):
            self._when.pop(0)
            self.kills += 1
            self._demo.kill()
            self._starting = asyncio.create_task(self._demo.start())


async def test_a_replay_goes_on_over_kills_and_nothing_acknowledged_is_lost(
    own_demo: Demo, dialogues: list[Dialogue], rng: random.Random
) -> None:
    agents = [(email, PASSWORD) for email, _, _ in STAFF]
    replay = Replay(own_demo.url, speed=0, identify_secret=own_demo.identify_secret)
    killer = Killer(own_demo, rng, sum(len(dialogue.turns) for dialogue in dialogues))
    since = datetime.now(UTC) - timedelta(minutes=1)
    played = await replay.play(dialogues, agents, killer.said)
    assert killer.kills == KILLS
    async with signed_in(own_demo.url) as agent:
        counts, stray = await count(agent.api, agent.workspace, played, since)
    lengths = [len(dialogue.turns) for dialogue in dialogues]
    assert counts == [Count(length, length, 0, 0, 0, 0, 0, 0) for length in lengths]
    assert stray == 0


async def send_a_picture(agent: Agent, url: str) -> None:
    """Makes the demo start the process that encodes pictures anew, and say something."""
    async with await agent.visitor(url) as visitor, httpx.AsyncClient(base_url=url, trust_env=False) as http:
        answer = await http.post(
            f"/api/v1/widget/{agent.channel}/files",
            content=torn_sleeve(),
            headers={"Authorization": f"Bearer {visitor.hello.token}", "X-File-Name": "sleeve.png"},
        )
        assert answer.status_code == 201, answer.text
        await visitor.append(Text("Look at this"))


async def loading() -> float:
    """The seconds that the program's modules alone take now, which nobody has but who has processor and disk."""
    began = time.monotonic()
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", "import causerie.main")
    assert await process.wait() == 0
    return time.monotonic() - began


async def said(url: str) -> int:
    """How many conversations the desk shows."""
    async with signed_in(url) as agent:
        counts = await agent.api.get(f"/workspaces/{agent.workspace}/counts", Counts)
        return counts.all


async def test_neither_ctrl_c_nor_a_kill_leaves_a_process_and_the_next_start_is_quick(own_demo: Demo) -> None:
    starts, loads = [], []
    for stop in ("ctrl-c", "kill", "ctrl-c", "kill"):
        async with signed_in(own_demo.url) as agent:
            await send_a_picture(agent, own_demo.url)
        before, started = await said(own_demo.url), own_demo.descendants()
        commands = [command_of(pid) for pid in started]
        assert any("picture_worker" in command for command in commands)
        assert any("postgres" in command for command in commands)
        if stop == "kill":
            own_demo.kill()
        else:
            assert await own_demo.interrupt() in CLEAN, own_demo.log()
        await until_gone(started)
        loads.append(await loading())
        starts.append(await own_demo.start())
        assert await said(own_demo.url) == before
    assert "Traceback" not in own_demo.log()
    print("starts", starts, "loads", loads)  # noqa: T201
    # Three seconds on a machine that has time for it.
    assert min(starts) < max(QUICK_START_SECONDS, MOST_LOADS * min(loads))


async def test_an_open_line_is_told_to_come_back_and_does(own_demo: Demo) -> None:
    heard: list[ServerFrame] = []
    async with signed_in(own_demo.url) as agent, agent.line(own_demo.url, heard.append) as desk:
        await desk.until(lambda: desk.connections == 1)
        assert await own_demo.interrupt() in CLEAN, own_demo.log()
        assert heard[-1] == Bye("drain", 1_000)
        await own_demo.start()
        await desk.until(lambda: desk.connections == 2)
        assert desk.welcome is not None
