from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import msgspec
import pytest

from causerie.kit.database import Database
from causerie.kit.queries import NoRow, Queries

FILE = """
-- What precedes the first name is a comment on the file.

-- name: make_thing
-- A thing of each type that we store. Not a parameter: 'x:y', "a:b".
select cast(:id as uuid) as id, :made_at::timestamptz as made_at, :facts::jsonb as facts,
       'not:this' as text, (array[1,2,3])[2 : 3] as part;

-- name: count_up
select n, n * :times::int as product from generate_series(1, :last::int) n where :last::int >= 1;

-- name: make_table
create temporary table thing (n int);

-- name: fill_table
insert into thing select generate_series(1, :last::int);
"""


class Fact(msgspec.Struct, tag="fact"):
    name: str


class Thing(msgspec.Struct):
    id: UUID
    made_at: datetime
    facts: list[Fact]
    text: str
    part: list[int]


class Product(msgspec.Struct):
    n: int
    product: int


@pytest.fixture
def queries(tmp_path: Path) -> Queries:
    (tmp_path / "queries.sql").write_text(FILE, encoding="utf-8")
    return Queries.beside(str(tmp_path / "service.py"))


async def test_a_row_becomes_a_struct_of_every_type(queries: Queries, database: Database) -> None:
    thing_id, made_at = uuid4(), datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
    async with database.acquire() as connection:
        thing = await queries.one(
            connection, "make_thing", Thing, id=thing_id, made_at=made_at, facts=[Fact(name="șapte")]
        )
    assert thing == Thing(
        id=thing_id, made_at=made_at, facts=[Fact(name="șapte")], text="not:this", part=[2, 3]
    )


async def test_each_verb_says_what_comes_back(queries: Queries, database: Database) -> None:
    async with database.system() as connection:
        assert await queries.all(connection, "count_up", Product, last=2, times=3) == [
            Product(1, 3),
            Product(2, 6),
        ]
        assert await queries.all(connection, "count_up", Product, last=0, times=3) == []
        assert await queries.maybe(connection, "count_up", Product, last=0, times=3) is None
        assert await queries.value(connection, "count_up", int, last=1, times=3) == 1
        assert await queries.value(connection, "count_up", int, last=0, times=3) is None
        with pytest.raises(NoRow, match="count_up"):
            await queries.one(connection, "count_up", Product, last=0, times=3)
        assert await queries.execute(connection, "make_table") == 0
        assert await queries.execute(connection, "fill_table", last=7) == 7


async def test_a_row_that_does_not_fit_the_type_is_refused(queries: Queries, database: Database) -> None:
    async with database.acquire() as connection:
        with pytest.raises(msgspec.ValidationError, match="Expected `str`, got `int`"):
            await queries.value(connection, "count_up", str, last=1, times=1)


async def test_missing_and_unknown_parameters_are_named(queries: Queries, database: Database) -> None:
    async with database.acquire() as connection:
        with pytest.raises(TypeError, match=r"count_up.*missing \['times'\], unknown \['time'\]"):
            await queries.all(connection, "count_up", Product, last=1, time=1)
        with pytest.raises(KeyError, match="no_such_query"):
            await queries.execute(connection, "no_such_query")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("-- name: a!\nselect 1;\n", "the name alone"),
        ("-- name: a(b)\nselect :b;\n", "the name alone"),
        ("-- name: a\nselect 1;\n-- name: a\nselect 2;\n", "used twice"),
    ],
)
def test_a_file_against_the_convention_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "queries.sql").write_text(text)
    with pytest.raises(ValueError, match=reason):
        Queries(tmp_path / "queries.sql")
