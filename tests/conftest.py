"""Fixtures that any test may ask for."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from causerie.kit.database import Database
from causerie.runtime import Runtime, running
from tests.helpers.database import TestServer, running_server
from tests.helpers.server import Server, serving, settings_for
from tests.helpers.world import World, make_world

# A busy machine must not fail a test; what may take how long is measured in processor time where it matters.
hypothesis_settings.register_profile("causerie", deadline=None)
hypothesis_settings.load_profile("causerie")


@pytest.fixture(scope="session")
def postgres() -> Iterator[TestServer]:
    """A real PostgreSQL, one a pytest process."""
    with running_server() as server:
        yield server


@pytest.fixture
async def database_url(postgres: TestServer) -> str:
    """The URL of the migrated database, as fresh as after its making."""
    await postgres.clean()
    return postgres.url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The migrated database, as fresh as after its making."""
    database = await Database.connect(database_url)
    yield database
    await database.close()


@pytest.fixture
async def empty_database_url(postgres: TestServer) -> AsyncIterator[str]:
    """The URL of a database of the test's own, with nothing in it."""
    url = await postgres.create_empty()
    yield url
    await postgres.drop(url)


@pytest.fixture
async def runtime(database_url: str, tmp_path: Path) -> AsyncIterator[Runtime]:
    """Everything that a server works with, open over the test's database; no port, no jobs."""
    async with running(settings_for(database_url, tmp_path)) as runtime:
        yield runtime


@pytest.fixture
async def world(runtime: Runtime) -> World:
    """A business to talk with."""
    return await make_world(runtime)


@pytest.fixture
async def server(database_url: str, tmp_path: Path) -> AsyncIterator[Server]:
    """A server on a real port."""
    async with serving(settings_for(database_url, tmp_path)) as server:
        yield server


@pytest.fixture
async def served_world(server: Server) -> World:
    """A business on the server."""
    return await make_world(server.runtime)
