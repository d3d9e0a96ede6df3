"""SQL in named files, called with types.

A domain keeps its statements in `queries.sql` beside its modules and loads them once:

    QUERIES = Queries.beside(__file__)

The file is a list of statements, each headed by its name and nothing else: what comes back is said by the
verb that calls it, not by a mark in the file. Parameters are `:name`, passed by name. Comment lines between
the head and the statement are its documentation. Casts are written `cast(:x as type)` or `:x::type`; an
array's slice has a space after its colon.

    -- name: get_contact
    -- The contact as one workspace knows it.
    select contact_id, name from contact where workspace_id = :workspace_id and contact_id = :contact_id;

    contact = await QUERIES.maybe(connection, "get_contact", Contact, workspace_id=…, contact_id=…)
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from aiosql.adapters.asyncpg import AsyncPGAdapter
from aiosql.query_loader import QueryLoader
from aiosql.types import SQLOperationType

from causerie.kit.database import Connection

T = TypeVar("T")
FILE_NAME = "queries.sql"
PACKAGE = Path(__file__).resolve().parents[1]


class NoRow(LookupError):
    """`one` found no row."""


class Queries:
    """The statements of one `queries.sql`.

    Every verb raises KeyError for an unknown query name, TypeError for a missing or unknown parameter,
    msgspec.ValidationError when a row does not fit the type, and asyncpg's errors.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._sql: dict[str, str] = {}
        adapter = AsyncPGAdapter()  # type: ignore[no-untyped-call]  # aiosql has no types here
        loader = QueryLoader(adapter, None, mandatory_parameters=False)
        for query in loader.load_query_data_from_file(path, [], encoding="utf-8"):
            where = f"{path}:{query.floc[1]}: {query.query_name}"
            if query.operation_type is not SQLOperationType.SELECT or query.parameters is not None:
                raise ValueError(
                    f"{where}: the head is the name alone, without a mark or a list of parameters"
                )
            if query.query_name in self._sql:
                raise ValueError(f"{where}: this name is used twice")
            self._sql[query.query_name] = query.sql.rstrip("; \n")
        self._parameters: dict[str, list[str]] = {name: adapter.var_sorted[name] for name in self._sql}

    @classmethod
    def beside(cls, module_file: str) -> "Queries":
        """The `queries.sql` in the folder of the module that passes its `__file__`."""
        return cls(Path(module_file).resolve().parent / FILE_NAME)

    async def one(self, connection: Connection, query: str, row_type: type[T], /, **parameters: object) -> T:
        """The only row. Raises NoRow."""
        row = await self.maybe(connection, query, row_type, **parameters)
        if row is None:
            raise NoRow(query)
        return row

    async def maybe(
        self, connection: Connection, query: str, row_type: type[T], /, **parameters: object
    ) -> T | None:
        """The only row, or None."""
        row = await connection.fetchrow(self._sql[query], *self._arguments(query, parameters))
        return None if row is None else msgspec.convert(dict(row), row_type)

    async def all(
        self, connection: Connection, query: str, row_type: type[T], /, **parameters: object
    ) -> list[T]:
        """Every row, in the order of the statement."""
        rows = await connection.fetch(self._sql[query], *self._arguments(query, parameters))
        return msgspec.convert([dict(row) for row in rows], list[row_type])  # type: ignore[valid-type]  # a type made at run time

    async def value(
        self, connection: Connection, query: str, value_type: type[T], /, **parameters: object
    ) -> T | None:
        """The first column of the first row; None when it is null or there is no row."""
        value = await connection.fetchval(self._sql[query], *self._arguments(query, parameters))
        return None if value is None else msgspec.convert(value, value_type)

    async def column(
        self, connection: Connection, query: str, value_type: type[T], /, **parameters: object
    ) -> list[T]:
        """The first column of every row."""
        rows = await connection.fetch(self._sql[query], *self._arguments(query, parameters))
        return msgspec.convert([row[0] for row in rows], list[value_type])  # type: ignore[valid-type]  # as above

    async def execute(self, connection: Connection, query: str, /, **parameters: object) -> int:
        """How many rows the statement touched."""
        status = await connection.execute(self._sql[query], *self._arguments(query, parameters))
        return int(status.rpartition(" ")[2]) if re.search(r"\d$", status) else 0

    def names(self) -> list[str]:
        """Every query's name, in the order of the file."""
        return list(self._sql)

    def sql(self, query: str) -> str:
        """The statement as PostgreSQL gets it, with `$1` for the first parameter."""
        return self._sql[query]

    def _arguments(self, query: str, parameters: dict[str, Any]) -> Iterable[Any]:
        names = self._parameters[query]
        if parameters.keys() != set(names):
            missing, unknown = set(names) - parameters.keys(), parameters.keys() - set(names)
            raise TypeError(f"{query} in {self._path}: missing {sorted(missing)}, unknown {sorted(unknown)}")
        return [parameters[name] for name in names]


def all_queries() -> dict[str, Queries]:
    """Every `queries.sql` by its path inside the package, for the checks that cover them all."""
    return {str(path.relative_to(PACKAGE)): Queries(path) for path in sorted(PACKAGE.rglob(FILE_NAME))}
