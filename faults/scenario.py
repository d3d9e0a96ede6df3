"""What a scenario is, and which there are."""

from __future__ import annotations

import asyncio
import importlib
import os
import pkgutil
import random
import shutil
import time
from collections.abc import Awaitable, Callable, Sequence

from msgspec import Struct

from faults import scenarios
from faults.checker import Violation
from faults.cluster import Shape
from faults.history import Event
from faults.world import World


class Need(Struct, frozen=True):
    """Something that not every machine has. `missing`: why it can't be had here, or null."""

    missing: Callable[[], str | None]


def _no_check(_: Sequence[Event]) -> list[Violation]:
    return []


class Scenario(Struct, frozen=True, kw_only=True):
    """One way to break things. `run` breaks, for `world.seconds` in all, with no chance but `rng`'s; what is not mended
    then is mended after it. `also`: what else must be so. `seconds`, `seeds`: of `make faults`; `short_seconds`: of the
    short set in the tests, where 0 leaves it out; `reconnect_p99`: the most seconds without a line that `make faults`
    lets pass, a hundredth of the lines aside.
    """

    name: str
    run: Callable[[World, random.Random], Awaitable[None]]
    shape: Shape = Shape()
    needs: Sequence[Need] = ()
    also: Callable[[Sequence[Event]], list[Violation]] = _no_check
    seconds: float = 30.0
    short_seconds: float = 3.0
    seeds: int = 1
    reconnect_p99: float | None = None

    def missing(self) -> list[str]:
        """What this machine lacks for it."""
        return [why for need in self.needs if (why := need.missing())]


async def until(true: Callable[[], bool], seconds: float) -> bool:
    """Waits for what only another process knows. Returns whether it came in time."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        await asyncio.sleep(0.05)
    return True


def program(name: str) -> Need:
    """A program of the machine's."""
    return Need(lambda: None if shutil.which(name) else f"there is no {name}")


ROOT = Need(lambda: None if os.geteuid() == 0 else "it takes root's rights")


def every_scenario() -> dict[str, Scenario]:
    """All of them, by name; each is a file's `SCENARIO`."""
    names = [found.name for found in pkgutil.iter_modules(scenarios.__path__)]
    modules = [importlib.import_module(f"{scenarios.__name__}.{name}") for name in names]
    return {module.SCENARIO.name: module.SCENARIO for module in modules}
