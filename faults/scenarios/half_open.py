"""Visitors who vanish without a word, as when a telephone leaves the net: no packet goes either way any more. Their
lines are given up within 45 seconds, agents see that they are gone, and when they come back nothing is missing.
"""

import asyncio
import random

from faults import link
from faults.cluster import Shape
from faults.scenario import Need, Scenario, until
from faults.world import World

VISITORS = 20
MOST_SECONDS = 45.0


async def run(world: World, rng: random.Random) -> None:
    """They come, say something, vanish, and are back when it is all over."""
    cluster = world.cluster
    wire = cluster.link
    assert wire is not None
    gone = [
        await world.visitor(ways=lambda: [node.other_way for node in cluster.nodes]) for _ in range(VISITORS)
    ]
    agents = [
        person for person in world.people if person.me.staff and person.me.workspace == gone[0].me.workspace
    ]
    assert await until(lambda: all(person.have for person in gone), MOST_SECONDS)
    theirs = {conversation for person in gone for conversation in person.have}

    def here() -> int:
        return sum(
            on and conversation in theirs for agent in agents for (conversation, _), on in agent.here.items()
        )

    assert await until(lambda: here() == VISITORS * len(agents), MOST_SECONDS)
    world.history.fault(f"{VISITORS} visitors vanish")
    wire.cut(to_nodes=True, to_people=True, host=wire.other)
    loop = asyncio.get_running_loop()
    began, ends = loop.time(), loop.time() + max(world.seconds, MOST_SECONDS)
    reaped = unseen = None
    while loop.time() < ends and None in (reaped, unseen):
        await asyncio.sleep(0.2)
        if reaped is None and not any(node.sockets(wire.other) for node in cluster.nodes):
            reaped = loop.time() - began
        if unseen is None and not here():
            unseen = loop.time() - began
    never = 2 * MOST_SECONDS
    world.history.measured("seconds until no socket is left", reaped or never, MOST_SECONDS)
    world.history.measured("seconds until agents see it", unseen or never, MOST_SECONDS)
    wire.mend()


SCENARIO = Scenario(
    name="half-open",
    run=run,
    shape=Shape(nodes=2, link=True),
    needs=[Need(link.missing)],
    seconds=50,
    short_seconds=0,
    seeds=2,
)
