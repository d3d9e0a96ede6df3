"""A demo that browsers give passkeys to: known by a name, because they take no IP address for one. Its database is the
tests' own, so that time can pass in it."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor

import asyncpg
import pytest

from tests.e2e.conftest import started_demo
from tests.e2e.demo import Demo
from tests.helpers.database import running_server


@pytest.fixture(scope="package")
def aside() -> Iterator[Executor]:
    """A thread without an event loop: the browser's runs in this one."""
    with ThreadPoolExecutor(1) as thread:
        yield thread


@pytest.fixture(scope="package")
def demos_database(aside: Executor) -> Iterator[str]:
    """The URL of the demo's database."""
    server = running_server()
    yield aside.submit(server.__enter__).result().url
    aside.submit(server.__exit__, None, None, None).result()


@pytest.fixture(scope="package")
def demo(tmp_path_factory: pytest.TempPathFactory, demos_database: str) -> Iterator[Demo]:
    """`causerie demo --empty` at http://localhost."""
    folder = tmp_path_factory.mktemp("demo")
    with started_demo(folder, "localhost", database_url=demos_database) as demo:
        yield demo


@pytest.fixture
def an_hour_passes(aside: Executor, demos_database: str) -> Callable[[], None]:
    """For everybody who is signed in: what they proved is an hour old."""

    async def pass_it() -> None:
        connection = await asyncpg.connect(demos_database)
        await connection.execute("update session set proved_at = proved_at - interval '1 hour'")
        await connection.close()

    return lambda: aside.submit(asyncio.run, pass_it()).result()
