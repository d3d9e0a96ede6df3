"""People brought in out of a file: looked at, mapped, taken in row by row, taken back. Owns the transactions."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal
from uuid import UUID

from msgspec import UNSET, Struct, structs

from causerie.accounts import audit
from causerie.accounts.model import Staff
from causerie.contacts import attributes, bulk, people
from causerie.contacts.attributes import AttributeDefinition
from causerie.contacts.bulk import Key, Newcomer
from causerie.contacts.model import ContactEdit
from causerie.contacts.people import MAX_FACTS, By
from causerie.directory import cells, tables
from causerie.directory.cells import ImportColumn, ImportFlaw, ImportMapping, ImportPerson, Why
from causerie.directory.jobs import BringIn, DropFile, TakeBack
from causerie.errors import AppError, ErrorCode, not_found
from causerie.files.service import Files, safe_name
from causerie.kit.database import Connection, Database
from causerie.kit.ids import new_id
from causerie.kit.jobs import Jobs
from causerie.kit.processes import ProcessPool
from causerie.kit.queries import Queries

QUERIES = Queries.beside(__file__)

BATCH = 500
PREVIEWED = 10
# What nobody starts, and what is done with, is not kept.
DRAFT_LIFE = timedelta(days=1)

ImportState = Literal["draft", "working", "done", "undoing", "undone"]


class ContactImport(Struct, frozen=True):
    """A file of people and how far it is. Of `total` rows `done` are through: `made` anew, `changed` that were known,
    `wrong`, and the rest told nothing new. `taken_back`: of those that were made, how many were removed again."""

    id: UUID
    name: str
    state: ImportState
    total: int
    done: int
    made: int
    changed: int
    wrong: int
    taken_back: int
    by: str
    at: datetime


class ImportDraft(Struct, frozen=True):
    """A file that was looked at: what its columns may be."""

    batch: ContactImport
    columns: list[ImportColumn]


class ImportPreviewRow(Struct, frozen=True):
    """What a row becomes: somebody new, somebody who is known, or nothing since it is flawed."""

    becomes: Literal["new", "known", "flaw"]
    person: ImportPerson | None
    flaw: ImportFlaw | None


class _Batch(Struct):
    by_id: UUID
    state: ImportState
    columns: list[str]
    mapping: ImportMapping | None
    total: int
    done: int


class Imports:
    """Verbs over the imports of all workspaces. They raise not_found for one of another workspace."""

    def __init__(self, database: Database, jobs: Jobs, files: Files) -> None:
        self._database = database
        self._jobs = jobs
        self._files = files
        self._processes = ProcessPool()

    def register(self) -> None:
        """Names the verbs of this room's jobs."""
        self._jobs.handler("bring_in", BringIn)(self._bring_in)
        self._jobs.handler("take_back", TakeBack)(self._take_back)
        self._jobs.handler("drop_file", DropFile)(self._drop)

    async def close(self) -> None:
        """Ends the process that reads."""
        await self._processes.close()

    async def take(self, staff: Staff, name: str, data: bytes) -> ImportDraft:
        """Keeps a file and looks at it; nobody is brought in yet. Raises invalid for what is no table."""
        workspace_id, import_id = staff.workspace_id, new_id()
        definitions = await self._definitions(workspace_id)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "table"
            await asyncio.to_thread(path.write_bytes, data)
            try:
                columns, total = await self._processes.run(cells.look, str(path), definitions)
            except tables.NoTable as error:
                raise AppError(ErrorCode.INVALID, str(error)) from error
            await self._files.keep_file(key_of(workspace_id, import_id), path)
        async with self._database.system() as connection:
            await QUERIES.execute(
                connection,
                "insert_import",
                workspace_id=workspace_id,
                id=import_id,
                by_id=staff.account.id,
                name=safe_name(name)[:100],
                columns=[one.name for one in columns],
                total=total,
            )
            drop = DropFile(workspace_id, key_of(workspace_id, import_id))
            await self._jobs.enqueue(connection, "drop_file", drop, after=DRAFT_LIFE)
        return ImportDraft(await self.one(workspace_id, import_id), columns)

    async def preview(
        self, workspace_id: UUID, import_id: UUID, mapping: ImportMapping
    ) -> list[ImportPreviewRow]:
        """What the first rows become. Raises as `cells.check`, and conflict for an import that began."""
        definitions = await self._definitions(workspace_id)
        await self._check(workspace_id, import_id, mapping, definitions)
        async with self._table(workspace_id, import_id) as path:
            read = await self._processes.run(cells.people, path, 0, PREVIEWED, mapping, definitions)
        async with self._database.tenant(workspace_id) as connection:
            where = await _whose(connection, workspace_id, read)
        return [_previewed(one, where) for one in read]

    async def start(self, staff: Staff, import_id: UUID, mapping: ImportMapping) -> ContactImport:
        """Begins to bring them in. Raises as `preview`."""
        workspace_id = staff.workspace_id
        await self._check(workspace_id, import_id, mapping, await self._definitions(workspace_id))
        async with self._database.system() as connection:
            if await QUERIES.execute(
                connection, "start_import", workspace_id=workspace_id, id=import_id, mapping=mapping
            ):
                await self._jobs.enqueue(connection, "bring_in", BringIn(workspace_id, import_id))
                await audit.record(
                    connection, workspace_id, "contact.brought_in", after={"import": import_id}
                )
        return await self.one(workspace_id, import_id)

    async def undo(self, staff: Staff, import_id: UUID) -> ContactImport:
        """Begins to remove whom it made and nobody touched since. Raises conflict where it is not done."""
        async with self._database.system() as connection:
            where = {"workspace_id": staff.workspace_id, "id": import_id}
            if await QUERIES.maybe(connection, "import_batch", _Batch, **where) is None:
                raise not_found("import")
            if not await QUERIES.execute(connection, "undo_import", **where):
                raise AppError(ErrorCode.CONFLICT, "Only an import that is done can be undone, once.")
            await self._jobs.enqueue(connection, "take_back", TakeBack(staff.workspace_id, import_id))
            await audit.record(
                connection, staff.workspace_id, "contact.import_undone", after={"import": import_id}
            )
        return await self.one(staff.workspace_id, import_id)

    async def one(self, workspace_id: UUID, import_id: UUID) -> ContactImport:
        """How far it is. Raises not_found."""
        async with self._database.tenant(workspace_id) as connection:
            found = await QUERIES.maybe(
                connection, "import", ContactImport, workspace_id=workspace_id, id=import_id
            )
        if found is None:
            raise not_found("import")
        return found

    async def newest(self, workspace_id: UUID) -> list[ContactImport]:
        """The last twenty that were begun."""
        async with self._database.tenant(workspace_id) as connection:
            return await QUERIES.all(connection, "imports", ContactImport, workspace_id=workspace_id)

    async def flaws(self, workspace_id: UUID, import_id: UUID) -> bytes:
        """The rows that were not taken and why, as CSV. Raises not_found."""
        await self.one(workspace_id, import_id)
        async with self._database.tenant(workspace_id) as connection:
            found = await QUERIES.all(
                connection, "flaws", ImportFlaw, workspace_id=workspace_id, import_id=import_id
            )
        rows = [[str(one.row), one.column, WORDS[one.why]] for one in found]
        return tables.lines([["Row", "Column", "Why"], *rows])

    # jobs --------------------------------------------------------------------------------------------------------

    async def _bring_in(self, job: BringIn) -> None:
        workspace_id, import_id = job.workspace_id, job.import_id
        batch = await self._batch(workspace_id, import_id)
        if batch.state != "working" or batch.mapping is None:
            return
        definitions = await self._definitions(workspace_id)
        async with self._table(workspace_id, import_id) as path:
            while batch.done < batch.total:
                read = await self._processes.run(
                    cells.people, path, batch.done, BATCH, batch.mapping, definitions
                )
                async with self._database.tenant(workspace_id) as connection:
                    await _keep(connection, workspace_id, import_id, batch, read)
                batch = await self._batch(workspace_id, import_id)
        async with self._database.tenant(workspace_id) as connection:
            await QUERIES.execute(connection, "import_done", workspace_id=workspace_id, id=import_id)
        await self._files.drop_kept(key_of(workspace_id, import_id))

    async def _take_back(self, job: TakeBack) -> None:
        where = {"workspace_id": job.workspace_id, "import_id": job.import_id}
        after = UUID(int=0)
        while True:
            async with self._database.tenant(job.workspace_id) as connection:
                made = await QUERIES.column(
                    connection, "made_by_import", UUID, after=after, limit=BATCH, **where
                )
                if not made:
                    await QUERIES.execute(connection, "import_undone", **where)
                    return
                count = await bulk.take_back(connection, job.workspace_id, made)
                await QUERIES.execute(connection, "took_back", count=count, **where)
                after = made[-1]

    async def _drop(self, job: DropFile) -> None:
        await self._files.drop_kept(job.key)

    # parts -------------------------------------------------------------------------------------------------------

    async def _definitions(self, workspace_id: UUID) -> list[AttributeDefinition]:
        async with self._database.tenant(workspace_id) as connection:
            return await attributes.defined(connection, workspace_id)

    async def _batch(self, workspace_id: UUID, import_id: UUID) -> _Batch:
        async with self._database.tenant(workspace_id) as connection:
            found = await QUERIES.maybe(
                connection, "import_batch", _Batch, workspace_id=workspace_id, id=import_id
            )
        if found is None:
            raise not_found("import")
        return found

    async def _check(
        self,
        workspace_id: UUID,
        import_id: UUID,
        mapping: ImportMapping,
        definitions: list[AttributeDefinition],
    ) -> None:
        batch = await self._batch(workspace_id, import_id)
        if batch.state != "draft":
            raise AppError(ErrorCode.CONFLICT, "This import began already.")
        cells.check(mapping, len(batch.columns), definitions)

    @asynccontextmanager
    async def _table(self, workspace_id: UUID, import_id: UUID) -> AsyncIterator[str]:
        """The file, on this machine."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "table"
            with path.open("wb") as file:
                async for part in self._files.stream_kept(key_of(workspace_id, import_id)):
                    await asyncio.to_thread(file.write, part)
            yield str(path)


WORDS: dict[Why, str] = {
    "nothing": "Nothing in it says who this is.",
    "name": "The name is too long, or has signs that no name has.",
    "email": "This is no e-mail address.",
    "phone": "This is no telephone number; begin with + and the country's code.",
    "customer_number": "The customer number is too long, or has signs that none has.",
    "language": "This language is not spoken here.",
    "attribute": "This does not fit the attribute's type.",
    "agrees": "This is neither yes nor no.",
    "several": "Its number and addresses belong to several contacts.",
}


def key_of(workspace_id: UUID, id_: UUID) -> str:
    """Under which an import's or an export's file is kept."""
    return f"contacts/{workspace_id}/{id_}"


def _keys(person: ImportPerson) -> list[Key]:
    """By which somebody is found again, the surest first."""
    number = [("user", person.number)] if person.number else []
    return [
        *number,
        *(("email", email) for email in person.emails),
        *(("phone", phone) for phone in person.phones),
    ]


class _Whose(Struct):
    keys: dict[Key, UUID]
    present: set[UUID]

    def contact(self, person: ImportPerson) -> UUID | ImportFlaw | None:
        """Whom the row tells of; null: nobody yet."""
        if person.contact in self.present:
            return person.contact
        found = {self.keys[key] for key in _keys(person) if key in self.keys}
        if len(found) > 1:
            return ImportFlaw(person.row, "", "several")
        return next(iter(found), None)


async def _whose(connection: Connection, workspace_id: UUID, read: list[ImportPerson | ImportFlaw]) -> _Whose:
    told = [one for one in read if isinstance(one, ImportPerson)]
    keys = list({key for one in told for key in _keys(one)})
    ids = [one.contact for one in told if one.contact is not None]
    return _Whose(
        await bulk.found(connection, workspace_id, keys), await bulk.present(connection, workspace_id, ids)
    )


def _previewed(one: ImportPerson | ImportFlaw, whose: _Whose) -> ImportPreviewRow:
    if isinstance(one, ImportFlaw):
        return ImportPreviewRow("flaw", None, one)
    contact = whose.contact(one)
    if isinstance(contact, ImportFlaw):
        return ImportPreviewRow("flaw", one, contact)
    return ImportPreviewRow(
        "new" if contact is None else "known", structs.replace(one, contact=contact), None
    )


async def _keep(
    connection: Connection,
    workspace_id: UUID,
    import_id: UUID,
    batch: _Batch,
    read: list[ImportPerson | ImportFlaw],
) -> None:
    """Takes a batch in, with how far it is: once, whoever else does the same."""
    where = {"workspace_id": workspace_id, "import_id": import_id}
    done = await QUERIES.value(connection, "lock_import", int, **where)
    if done != batch.done or batch.mapping is None:
        return
    by = By(batch.by_id, "import")
    words = batch.mapping.words.strip()
    whose = await _whose(connection, workspace_id, read)
    newcomers: list[Newcomer] = []
    known: list[tuple[UUID, ImportPerson]] = []
    flaws: list[ImportFlaw] = []
    for one in read:
        contact = one if isinstance(one, ImportFlaw) else whose.contact(one)
        if isinstance(contact, ImportFlaw):
            flaws.append(contact)
        elif isinstance(one, ImportPerson) and contact is not None:
            known.append((contact, one))
        elif isinstance(one, ImportPerson):
            new = _newcomer(one, batch.mapping, words)
            newcomers.append(new)
            # Whoever comes twice in a file is one.
            whose.keys |= dict.fromkeys(new.keys, new.id)
            if one.contact is not None:
                whose.present.add(new.id)
    await bulk.make(connection, workspace_id, newcomers, by)
    changed = 0
    for contact_id, person in known:
        outcome = await _complete(connection, workspace_id, contact_id, person, words, by)
        changed += outcome is True
        if isinstance(outcome, ImportFlaw):
            flaws.append(outcome)
    await QUERIES.execute(connection, "keep_made", contacts=[one.id for one in newcomers], **where)
    await QUERIES.execute(
        connection,
        "keep_flaws",
        rows=[one.row for one in flaws],
        columns=[one.column for one in flaws],
        whys=[one.why for one in flaws],
        **where,
    )
    await QUERIES.execute(
        connection,
        "keep_progress",
        rows=len(read),
        made=len(newcomers),
        changed=changed,
        wrong=len(flaws),
        **where,
    )


def _newcomer(person: ImportPerson, mapping: ImportMapping, words: str) -> Newcomer:
    name = person.name or ""
    return Newcomer(
        new_id(),
        name,
        person.language or mapping.language,
        person.facts | ({"name": name} if name else {}),
        _keys(person),
        words if person.agrees else "",
    )


async def _complete(
    connection: Connection, workspace_id: UUID, contact_id: UUID, person: ImportPerson, words: str, by: By
) -> bool | ImportFlaw:
    """Adds what a row tells of somebody who is known; whether anything was new."""
    known = await bulk.known(connection, workspace_id, contact_id)
    if len({*known.facts, *person.facts, "name"}) > MAX_FACTS:
        return ImportFlaw(person.row, "", "attribute")
    wanted = ContactEdit(
        name=person.name if person.name else UNSET,
        emails=list(dict.fromkeys([*known.emails, *person.emails])) if person.emails else UNSET,
        phones=list(dict.fromkeys([*known.phones, *person.phones])) if person.phones else UNSET,
        locale=person.language or UNSET,
        attributes=person.facts or UNSET,
    )
    changes = await people.edit(connection, workspace_id, contact_id, wanted, by)
    if person.number:
        await bulk.add(connection, workspace_id, [(contact_id, "user", person.number)])
    if person.agrees:
        await bulk.agree(connection, workspace_id, [(contact_id, words)], by.source)
    return bool(changes)
