"""Five thousand people are there when all nodes stop, once with a word and once without: within a minute all are back,
and each was told everything once.
"""

import random
import signal

from bench.machine import allow_many_files
from faults.cluster import Shape
from faults.crowd import Follower
from faults.scenario import Scenario, until
from faults.world import World

MANY = 5_000
CONNECT_SECONDS = 120.0
MOST_SECONDS = 60.0
# A frame to each of them is work for us too.
PAUSE_SECONDS = 2.0
# They come one after the other, at first.
AT_ONCE = 250


async def run(world: World, rng: random.Random) -> None:
    """Gathers them, then ends all nodes, by either way."""
    cluster, history = world.cluster, world.history
    for person in world.people:
        person.pause = PAUSE_SECONDS
    assert await until(lambda: all(person.have for person in world.people), CONNECT_SECONDS)
    crowd: list[Follower] = []
    for _ in range(MANY // AT_ONCE):
        for _ in range(AT_ONCE):
            person = rng.choice(world.people)
            conversation = rng.choice(list(person.have))
            crowd.append(Follower(person, conversation, cluster.ways, random.Random(rng.random())))
            world.follow(crowd[-1])
        assert await until(lambda: all(one.caught_up.is_set() for one in crowd), CONNECT_SECONDS)
    for words, number in (("SIGTERM", signal.SIGTERM), ("kill -9", signal.SIGKILL)):
        lines = [one.lines for one in crowd]
        history.fault(f"{words} of all nodes, with {len(crowd)} people")
        began = history.now
        for node in cluster.nodes:
            node.signal(number)

        def back(lines: list[int] = lines) -> bool:
            return all(
                one.lines > before and one.caught_up.is_set()
                for one, before in zip(crowd, lines, strict=True)
            )

        await until(back, 2 * MOST_SECONDS)
        history.measured(
            f"seconds until {len(crowd)} are back after {words}", history.now - began, MOST_SECONDS
        )


allow_many_files()
SCENARIO = Scenario(name="restart-storm", run=run, shape=Shape(nodes=2), seconds=30, short_seconds=0, seeds=1)
