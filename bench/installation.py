"""What every measurement works with: an installation, and a load generator in a process of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager
from multiprocessing import get_context
from typing import TypeVar

from bench.world import World, running

T = TypeVar("T")


class Bench:
    """An installation, its generator, and how long to measure."""

    def __init__(self, world: World, generator: ProcessPoolExecutor, *, full: bool) -> None:
        self.world = world
        self.full = full
        self.seconds = 10.0 if full else 4.0
        self._generator = generator

    async def generate(self, program: Callable[..., T], *arguments: object) -> T:
        """Runs a load program in the generator's process."""
        return await asyncio.get_running_loop().run_in_executor(self._generator, program, *arguments)


@asynccontextmanager
async def installed(*, full: bool) -> AsyncIterator[Bench]:
    """A fresh installation, gone afterwards: no measurement leans on another's leftovers."""
    async with running() as world:
        with ProcessPoolExecutor(1, get_context("spawn")) as generator:
            yield Bench(world, generator, full=full)
