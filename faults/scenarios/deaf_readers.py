"""A thousand clients stop reading, and then very much is said that they should hear. They cost little memory, are sent
away, hold up nobody else; and when they listen again nothing is missing.
"""

import asyncio
import random

from faults import link
from faults.cluster import Shape
from faults.crowd import Follower
from faults.figures import answer_times, p99
from faults.scenario import Need, Scenario, until
from faults.world import World

MANY = 1_000
CONNECT_SECONDS = DROP_SECONDS = 60.0
# A megabyte and more for each of them is to be read again.
BACK_SECONDS = 120.0
MOST_KIB_EACH = 256
# Long enough that a few dozen are more than what may wait for one reader.
WORDS = "и снова о том же самом плаще " * 330
# What others may wait, beside the work that the burst itself is.
TIMES, SECONDS_MORE = 2.0, 0.5


async def run(world: World, rng: random.Random) -> None:
    """They come, hear nothing, are sent away, and come back."""
    [node], wire, history = world.cluster.nodes, world.cluster.link, world.history
    assert wire is not None
    talking = [
        person
        for person in world.people
        if not person.me.staff and person.me.workspace == world.workspaces[0]
    ]
    others = {person.me.who for person in world.people if person.me.workspace == world.workspaces[1]}
    assert await until(lambda: all(person.have for person in talking), CONNECT_SECONDS)
    crowd = []
    for number in range(MANY):
        person = talking[number % len(talking)]
        [conversation] = person.have
        crowd.append(
            Follower(person, conversation, lambda: [node.other_way], random.Random(rng.random()), small=True)
        )
        world.follow(crowd[-1])
    assert await until(lambda: all(one.caught_up.is_set() for one in crowd), CONNECT_SECONDS)
    resident, came = node.rss_kib, history.now
    await asyncio.sleep(world.seconds * 0.2)
    before = p99(answer_times(history.events, others, came))
    history.fault(f"{len(crowd)} readers are deaf, and very much is said")
    began, most = history.now, resident
    for one in crowd:
        one.be_deaf()
    for person in talking:
        person.words = WORDS

    def dropped() -> bool:
        nonlocal most
        most = max(most, node.rss_kib)
        return not node.sockets(wire.other)

    seconds = DROP_SECONDS if not await until(dropped, DROP_SECONDS) else history.now - began
    for person in talking:
        person.talking = False
    assert await until(lambda: not any(person.unanswered for person in talking), DROP_SECONDS)
    history.measured("seconds until all deaf are sent away", seconds, DROP_SECONDS - 1)
    history.measured("KiB for each of the deaf", (most - resident) / len(crowd), MOST_KIB_EACH)
    during = p99(answer_times(history.events, others, began))
    history.measured("seconds that others wait, p99", during, before * TIMES + SECONDS_MORE)
    history.fault("they listen again")
    began = history.now
    for one in crowd:
        one.listen()
    await until(lambda: all(one.have == one.of.have[one.conversation] for one in crowd), BACK_SECONDS)
    history.measured("seconds until all deaf know everything", history.now - began, BACK_SECONDS)


SCENARIO = Scenario(
    name="deaf-readers",
    run=run,
    shape=Shape(nodes=1, link=True),
    needs=[Need(link.missing)],
    seconds=20,
    short_seconds=0,
    seeds=2,
)
