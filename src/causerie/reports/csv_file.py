"""Reports as CSV (RFC 4180), in which no program that opens it finds a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Iterable
from datetime import datetime

from msgspec import structs

from causerie.reports.model import CaseBehind, ReportGroup

# Programs take what begins so for a formula (CWE-1236).
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")
# Without it Excel reads UTF-8 as something else.
MARK = "\ufeff"
ROWS_AT_ONCE = 100


def cell(value: object) -> str:
    """A value as it may stand in a file. Words that could be taken for a formula begin with an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, list):
        return cell(", ".join(map(str, value)))
    if isinstance(value, float):
        return f"{value:.2f}"
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.lstrip(" ").startswith(FORMULAS) else text


def lines(rows: Iterable[Iterable[object]]) -> str:
    """Rows of a file."""
    out = io.StringIO()
    csv.writer(out).writerows([cell(value) for value in row] for row in rows)
    return out.getvalue()


def groups_file(groups: list[ReportGroup]) -> str:
    """A file of what happened by agent, team, channel or label."""
    names = [name for name in ReportGroup.__struct_fields__ if name != "key"]
    rows = [[getattr(group, name) for name in names] for group in groups]
    return MARK + lines([names, *rows])


async def cases_file(cases: AsyncIterator[CaseBehind]) -> AsyncIterator[str]:
    """A file of what a figure counts, some rows at a time."""
    yield MARK + lines([CaseBehind.__struct_fields__])
    rows: list[list[object]] = []
    async for case in cases:
        rows.append(list(structs.astuple(case)))
        if len(rows) == ROWS_AT_ONCE:
            yield lines(rows)
            rows = []
    yield lines(rows)
