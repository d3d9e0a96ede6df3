"""People come back after ten seconds, ten minutes and three days: the age of a cursor is what was said since.
Whose session has ended meanwhile is told so, and nothing else.
"""

import asyncio
import random
from functools import partial
from uuid import UUID

import httpx
import msgspec
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from causerie.accounts.model import Me
from causerie.conversations import frames as f
from faults.clients import DECODE, ENCODE, Person
from faults.cluster import Shape
from faults.crowd import Follower
from faults.scenario import Scenario, until
from faults.world import World

# What a busy conversation has in that time.
MISSED = {"ten seconds": 10, "ten minutes": 300, "three days": 5_000}
SAY_SECONDS = 60.0
MOST_SECONDS = 10.0
CLOSE_SIGNED_OUT = 4401


async def run(world: World, rng: random.Random) -> None:
    """Much is said meanwhile."""
    talker = next(person for person in world.people if not person.me.staff)
    assert await until(lambda: bool(talker.have), SAY_SECONDS)
    [conversation] = talker.have
    crowd = {
        since: Follower(talker, conversation, world.cluster.ways, random.Random(rng.random()))
        for since in MISSED
    }
    for one in crowd.values():
        world.follow(one)
    assert await until(lambda: all(one.caught_up.is_set() for one in crowd.values()), SAY_SECONDS)
    for one in crowd.values():
        one.leave()
    calm = talker.pause, talker.window
    scale = 1.0 if world.seconds > 10 else 0.1
    for since, missed in MISSED.items():
        one = crowd[since]
        talker.pause, talker.window = 0.0, 500
        assert await until(partial(_has, talker, conversation, one.have + int(missed * scale)), SAY_SECONDS)
        talker.pause, talker.window = calm
        assert await until(lambda: len(talker.unanswered) <= talker.window, SAY_SECONDS)
        began, pulls, behind = world.history.now, one.pulls, talker.have[conversation] - one.have
        world.history.fault(f"back after {since}, {behind} entries behind")
        one.come_back()
        await until(one.caught_up.is_set, 2 * MOST_SECONDS)
        world.history.measured(f"seconds to know all of {since}", world.history.now - began, MOST_SECONDS)
        most = 1.5 * behind / f.PAGE_ENTRIES + 10
        world.history.measured(f"pulls after {since}", one.pulls - pulls, most)
    await _signed_out(world, next(person for person in world.people if person.me.staff))


def _has(person: Person, conversation: UUID, seq: int) -> bool:
    return person.have[conversation] >= seq


async def _signed_out(world: World, agent: Person) -> None:
    """A session is ended while its line is open, and comes back with the old cookie and the old cursor."""
    url = world.cluster.ways()[0].url
    cookie = await world.sign_in(agent)
    async with httpx.AsyncClient(base_url=url, trust_env=False, headers={"Cookie": cookie}) as http:
        me = msgspec.json.decode((await http.get("/api/v1/me")).content, type=Me)
        async with asyncio.TaskGroup() as group:
            first = group.create_task(_codes(url, cookie, agent))
            await asyncio.sleep(1)
            world.history.fault("a session is ended")
            (await http.post("/api/v1/sign-out", headers={"X-CSRF-Token": me.csrf})).raise_for_status()
    again = await _codes(url, cookie, agent)
    world.history.measured(
        "lines of an ended session that end otherwise than signed_out",
        (first.result()[-1] != CLOSE_SIGNED_OUT) + (again[-1] != CLOSE_SIGNED_OUT),
        0,
    )
    world.history.measured("frames with data for an ended session", len(again) - 1, 0)


async def _codes(url: str, cookie: str, agent: Person) -> list[int]:
    """Asks for everything; returns the seqs that were heard, and at last the code of the close."""
    heard: list[int] = []
    async with connect(
        f"ws{url.removeprefix('http')}/live", additional_headers={"Cookie": cookie}, proxy=None
    ) as line:
        for frame in (agent.hello, *(f.Watch(conversation, 0) for conversation in agent.have), f.List(None)):
            await line.send(ENCODE(frame), text=True)
        try:
            async with asyncio.timeout(SAY_SECONDS):
                while True:
                    frame = DECODE(await line.recv(decode=False))
                    if isinstance(frame, f.Entries | f.Watching | f.Heads | f.Welcome):
                        heard.append(0)
        except ConnectionClosed as closed:
            return [*heard, closed.rcvd.code if closed.rcvd else 0]


SCENARIO = Scenario(name="long-away", run=run, shape=Shape(nodes=2), seconds=20, short_seconds=3, seeds=2)
