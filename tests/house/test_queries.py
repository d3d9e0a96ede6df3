"""Every named query is understood by PostgreSQL, against the real schema."""

import asyncpg

from causerie.kit.database import Connection, Database
from causerie.kit.queries import all_queries


async def refused(connection: Connection, statements: dict[str, str]) -> dict[str, str]:
    """What PostgreSQL says about the statements that it does not understand, by their names."""
    found: dict[str, str] = {}
    for name, statement in statements.items():
        try:
            await connection.prepare(statement)
        except asyncpg.PostgresError as error:
            found[name] = str(error)
    return found


async def test_every_named_query_prepares(database: Database) -> None:
    statements = {
        f"{path}: {name}": queries.sql(name)
        for path, queries in all_queries().items()
        for name in queries.names()
    }
    assert statements
    async with database.acquire() as connection:
        assert await refused(connection, statements) == {}


async def test_a_query_that_does_not_fit_is_found(database: Database) -> None:
    statements = {"good": "select id from account where id = $1", "bad": "select nothing_such from account"}
    async with database.acquire() as connection:
        found = await refused(connection, statements)
    assert list(found) == ["bad"]
    assert "nothing_such" in found["bad"]
