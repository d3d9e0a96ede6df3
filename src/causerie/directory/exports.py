"""Contacts written into a file, to be fetched by who asked for it. Owns the transactions."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

from msgspec import Struct

from causerie.accounts import audit
from causerie.accounts.model import Staff
from causerie.contacts import attributes
from causerie.contacts.attributes import AttributeDefinition
from causerie.directory import listing, segments, tables
from causerie.directory.filters import SegmentFilter
from causerie.directory.imports import key_of
from causerie.directory.jobs import DropFile, WriteOut
from causerie.errors import not_found
from causerie.files.service import Files
from causerie.kit.database import Database
from causerie.kit.ids import new_id
from causerie.kit.jobs import Jobs
from causerie.kit.paging import unpack
from causerie.kit.queries import Queries

QUERIES = Queries.beside(__file__)
PAGE = 1_000
LIFE = timedelta(days=1)

ExportFormat = Literal["csv", "vcard"]
HEADER = ["Contact id", "Customer number", "Name", "E-mail", "Phone", "Language", "Agrees to mail"]


class NewContactExport(Struct, frozen=True, forbid_unknown_fields=True):
    """Contacts that somebody wants in a file: of a segment, or all."""

    format: ExportFormat = "csv"
    segment: UUID | None = None


class ContactExport(Struct, frozen=True):
    """A file of contacts that is being written or is there, for a day. `done` of about `total`; `size` in bytes."""

    id: UUID
    format: ExportFormat
    state: Literal["working", "done"]
    done: int
    total: int
    size: int
    at: datetime


class _Wanted(Struct):
    format: ExportFormat
    filter: SegmentFilter | None
    state: str


class _Row(Struct):
    id: UUID
    name: str
    locale: str
    facts: dict[str, Any]
    number: str
    emails: list[str]
    phones: list[str]
    agrees: bool


class Exports:
    """Verbs over the files that staff have written. They raise not_found for another's."""

    def __init__(self, database: Database, jobs: Jobs, files: Files) -> None:
        self._database = database
        self._jobs = jobs
        self._files = files

    def register(self) -> None:
        """Names the verb of this room's job."""
        self._jobs.handler("write_out", WriteOut)(self._write)

    async def ask(self, staff: Staff, wanted: NewContactExport) -> ContactExport:
        """Has a file written. Raises not_found for a segment that is none."""
        workspace_id, export_id = staff.workspace_id, new_id()
        async with listing.patient(self._database, workspace_id) as connection:
            filter_ = None
            if wanted.segment is not None:
                filter_ = await segments.filter_of(connection, workspace_id, wanted.segment)
            total = await listing.count(connection, workspace_id, filter_)
        async with self._database.system() as connection:
            await QUERIES.execute(
                connection,
                "insert_export",
                workspace_id=workspace_id,
                id=export_id,
                by_id=staff.account.id,
                format=wanted.format,
                filter=filter_,
                total=total,
            )
            await self._jobs.enqueue(connection, "write_out", WriteOut(workspace_id, export_id))
            taken = {"contacts": total, "format": wanted.format}
            await audit.record(connection, workspace_id, "contact.taken_out", after=taken)
        return await self.one(staff, export_id)

    async def one(self, staff: Staff, export_id: UUID) -> ContactExport:
        """How far one's own file is. Raises not_found."""
        async with self._database.tenant(staff.workspace_id) as connection:
            found = await QUERIES.maybe(
                connection,
                "export",
                ContactExport,
                workspace_id=staff.workspace_id,
                id=export_id,
                by_id=staff.account.id,
            )
        if found is None:
            raise not_found("export")
        return found

    async def download(self, staff: Staff, export_id: UUID) -> tuple[ContactExport, AsyncIterator[bytes]]:
        """One's own file. Raises not_found, also where it is not written yet."""
        export = await self.one(staff, export_id)
        if export.state != "done":
            raise not_found("export")
        return export, self._files.stream_kept(key_of(staff.workspace_id, export_id))

    async def forget(self, workspace_id: UUID) -> None:
        """Removes every file with contacts in it, since somebody in them is forgotten: those written, and those that
        wait to be brought in."""
        async with self._database.system() as connection:
            ids = await QUERIES.column(connection, "forget_files", UUID, workspace_id=workspace_id)
        for id_ in ids:
            await self._files.drop_kept(key_of(workspace_id, id_))

    async def _write(self, job: WriteOut) -> None:
        workspace_id = job.workspace_id
        where = {"workspace_id": workspace_id, "id": job.export_id}
        async with self._database.tenant(workspace_id) as connection:
            wanted = await QUERIES.maybe(connection, "export_wanted", _Wanted, **where)
            definitions = [
                one for one in await attributes.defined(connection, workspace_id) if one.of == "contact"
            ]
        if wanted is None or wanted.state == "done":
            return
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "export"
            with path.open("wb") as file:
                if wanted.format == "csv":
                    file.write(tables.lines([[*HEADER, *(one.label for one in definitions)]]))
                done = 0
                async for rows in self._pages(workspace_id, wanted.filter):
                    text = await asyncio.to_thread(_written, wanted.format, rows, definitions)
                    await asyncio.to_thread(file.write, text)
                    done += len(rows)
                    async with self._database.tenant(workspace_id) as connection:
                        await QUERIES.execute(connection, "export_progress", done=done, **where)
            size = path.stat().st_size
            await self._files.keep_file(key_of(workspace_id, job.export_id), path)
        async with self._database.system() as connection:
            await self._jobs.enqueue(
                connection,
                "drop_file",
                DropFile(workspace_id, key_of(workspace_id, job.export_id)),
                after=LIFE,
            )
            written = await QUERIES.execute(connection, "export_done", size=size, **where)
        if not written:  # Somebody was forgotten meanwhile.
            await self._files.drop_kept(key_of(workspace_id, job.export_id))

    async def _pages(self, workspace_id: UUID, wanted: SegmentFilter | None) -> AsyncIterator[list[_Row]]:
        before = unpack(None)
        while True:
            async with self._database.tenant(workspace_id) as connection:
                if wanted is None:
                    seen = await listing.newest(connection, workspace_id, before, PAGE)
                else:
                    seen = await listing.fitting(connection, workspace_id, wanted, before, PAGE)
                if not seen:
                    return
                ids = [one.id for one in seen]
                rows = await QUERIES.all(
                    connection, "written_out", _Row, workspace_id=workspace_id, contacts=ids
                )
            yield rows
            before = (seen[-1].seen_at, seen[-1].id)


def _written(format_: ExportFormat, rows: list[_Row], definitions: list[AttributeDefinition]) -> bytes:
    if format_ == "vcard":
        named = [(one, one.name or next(iter([*one.emails, *one.phones]), str(one.id))) for one in rows]
        return "".join(
            tables.card(name, one.emails, one.phones, one.locale, str(one.id)) for one, name in named
        ).encode()
    return tables.lines(
        [
            str(one.id),
            one.number,
            one.name,
            "; ".join(one.emails),
            "; ".join(one.phones),
            one.locale,
            "yes" if one.agrees else "no",
            *(_cell(one.facts.get(definition.key)) for definition in definitions),
        ]
        for one in rows
    )


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case {"date": str(date)}:
            return date
        case _:
            return str(value)
