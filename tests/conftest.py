"""Fixtures that any test may ask for."""

from collections.abc import AsyncIterator, Iterator

import pytest

from causerie.kit.database import Database
from tests.helpers.database import TestServer, running_server


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
