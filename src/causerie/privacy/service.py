"""Who am I to this business, what did I agree to, give me my data, forget me. Owns the transactions."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from msgspec import Struct, structs

from causerie.accounts import audit
from causerie.accounts.model import Staff
from causerie.contacts import consents, own
from causerie.contacts.own import OwnProfile
from causerie.conversations import erasure
from causerie.conversations.model import Entry, Message
from causerie.conversations.readers import Reader
from causerie.conversations.service import Conversations
from causerie.errors import AppError, ErrorCode, not_found
from causerie.files.service import Files
from causerie.kit.database import Connection, Database
from causerie.kit.ids import new_id
from causerie.kit.jobs import Jobs
from causerie.kit.queries import Queries
from causerie.privacy.archive import Archive
from causerie.privacy.jobs import DropExport, EraseContact, MakeExport
from causerie.privacy.model import Export, Withdrawal

QUERIES = Queries.beside(__file__)

EXPORT_LIFE = timedelta(days=7)
# A job runs at most so much later; what is expired is given out no more in any case.
LONGEST_DELAY = timedelta(days=7)

# What outside channels keep of these conversations' contacts, in the transaction that forgets them.
ForgetDeliveries = Callable[[Connection, UUID, list[UUID]], Awaitable[None]]
# Files of many contacts that somebody has written or uploaded here hold those who are forgotten, too.
ForgetFiles = Callable[[UUID], Awaitable[None]]
# A contact who is to be forgotten is in no group any more.
LeaveGroups = Callable[[UUID, UUID], Awaitable[None]]


class _Request(Struct):
    contact_id: UUID
    account_id: UUID | None
    state: str


class Privacy:
    """Verbs of a person over what one business keeps of them."""

    def __init__(
        self,
        database: Database,
        jobs: Jobs,
        conversations: Conversations,
        files: Files,
        forget_deliveries: ForgetDeliveries,
        leave_groups: LeaveGroups,
        forget_files: ForgetFiles,
    ) -> None:
        self._database = database
        self._jobs = jobs
        self._conversations = conversations
        self._files = files
        self._forget_deliveries = forget_deliveries
        self._leave_groups = leave_groups
        self._forget_files = forget_files

    def register(self, jobs: Jobs) -> None:
        """Names the verbs of this room's jobs."""
        jobs.handler("make_export", MakeExport)(self._make_export)
        jobs.handler("erase_contact", EraseContact)(self._erase)
        jobs.handler("drop_export", DropExport)(self._drop_export)

    # who am I ----------------------------------------------------------------------------------------------------

    async def profile(self, account_id: UUID, conversation_id: UUID) -> OwnProfile:
        """What the business shows of what it knows. Raises not_found."""
        me = await self._me(account_id, conversation_id)
        async with self._database.tenant(me.workspace_id) as connection:
            return await own.profile(connection, me.workspace_id, me.person.id)

    async def withdraw(self, account_id: UUID, conversation_id: UUID, what: Withdrawal) -> OwnProfile:
        """Takes a consent back. Raises not_found, and invalid for what was never given."""
        me = await self._me(account_id, conversation_id)
        async with self._database.tenant(me.workspace_id) as connection:
            await consents.withdraw(
                connection,
                me.workspace_id,
                me.person.id,
                purpose=what.purpose,
                channel=what.channel,
                source="messenger",
            )
            return await own.profile(connection, me.workspace_id, me.person.id)

    async def visible_attributes(self, staff: Staff) -> list[str]:
        """The facts that contacts of this business see of themselves."""
        async with self._database.system() as connection:
            return await own.visible_attributes(connection, staff.workspace_id)

    async def show_attributes(self, staff: Staff, names: list[str]) -> None:
        """Contacts see these facts from now on, and no others."""
        async with self._database.system() as connection:
            was = await own.visible_attributes(connection, staff.workspace_id)
            shown = sorted(set(names))
            await own.show_attributes(connection, staff.workspace_id, shown)
            await audit.record(
                connection,
                staff.workspace_id,
                "contact.shown_changed",
                before={"names": was},
                after={"names": shown},
            )

    async def _me(self, account_id: UUID, conversation_id: UUID) -> Reader:
        return await self._conversations.reader_for_account(account_id, conversation_id)

    # give me my data -----------------------------------------------------------------------------------------------

    async def ask_export(self, account_id: UUID, conversation_id: UUID) -> Export:
        """Has a copy made; the one that is being made already is the answer as well. Raises not_found."""
        me = await self._me(account_id, conversation_id)
        where = {"workspace_id": me.workspace_id, "contact_id": me.person.id}
        async with self._database.system() as connection:
            if await QUERIES.value(connection, "export_under_way", UUID, **where) is None:
                request_id = new_id()
                await QUERIES.execute(
                    connection, "insert_request", id=request_id, account_id=account_id, kind="export", **where
                )
                await self._jobs.enqueue(connection, "make_export", MakeExport(me.workspace_id, request_id))
        export = await self.export(account_id, conversation_id)
        assert export is not None
        return export

    async def export(self, account_id: UUID, conversation_id: UUID) -> Export | None:
        """The newest copy that was asked for, and is not expired. Raises not_found."""
        me = await self._me(account_id, conversation_id)
        async with self._database.tenant(me.workspace_id) as connection:
            export = await QUERIES.maybe(
                connection,
                "last_export",
                Export,
                workspace_id=me.workspace_id,
                contact_id=me.person.id,
                account_id=account_id,
            )
        if export is None or export.state != "done":
            return export
        return structs.replace(export, url=f"/api/v1/exports/{me.workspace_id}/{export.id}")

    async def download(
        self, account_id: UUID, workspace_id: UUID, request_id: UUID
    ) -> tuple[int, AsyncIterator[bytes]]:
        """The size of the copy that this account asked for, and its bytes. Raises not_found."""
        async with self._database.tenant(workspace_id) as connection:
            size = await QUERIES.value(
                connection, "own_export", int, workspace_id=workspace_id, id=request_id, account_id=account_id
            )
        if size is None:
            raise not_found("export")
        return size, self._files.stream_kept(_key(workspace_id, request_id))

    async def _make_export(self, job: MakeExport) -> None:
        where = {"workspace_id": job.workspace_id, "id": job.request_id}
        async with self._database.tenant(job.workspace_id) as connection:
            request = await QUERIES.maybe(connection, "request", _Request, **where)
            if request is None or request.state == "done":
                return
            data = await own.data(connection, job.workspace_id, request.contact_id)
        entries = await self._entries(job.workspace_id, request.contact_id)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "export.zip"
            archive = Archive(path)
            await asyncio.to_thread(archive.document, "profile.json", data.profile)
            for name in ("consents", "visits", "tracked", "changes"):
                await asyncio.to_thread(archive.lines, f"{name}.jsonl", getattr(data, name))
            await asyncio.to_thread(archive.lines, "entries.jsonl", entries)
            files = [file for entry in entries if (file := _file_of(entry)) is not None]
            for done, (file_id, name) in enumerate(files):
                async with self._database.system() as connection:
                    await QUERIES.execute(connection, "progress", done=done, total=len(files) + 1, **where)
                content = await self._files.content_of(job.workspace_id, file_id)
                if content is not None:
                    await asyncio.to_thread(archive.file, f"{file_id}-{name}", content)
            await asyncio.to_thread(archive.close)
            await self._files.keep_file(_key(job.workspace_id, job.request_id), path)
            size = path.stat().st_size
        async with self._database.system() as connection:
            expires = datetime.now(UTC) + EXPORT_LIFE
            await QUERIES.execute(connection, "export_done", size=size, expires_at=expires, **where)
            drop = DropExport(job.workspace_id, job.request_id)
            await self._jobs.enqueue(connection, "drop_export", drop, after=LONGEST_DELAY)

    async def _entries(self, workspace_id: UUID, contact_id: UUID) -> list[Entry]:
        """The conversation with the business; of groups and direct conversations what the contact may read."""
        entries = list[Entry]()
        for reader, conversation_id in await self._conversations.all_of_contact(workspace_id, contact_id):
            entries += await self._entries_of(reader, conversation_id)
        return entries

    async def _entries_of(self, reader: Reader, conversation_id: UUID) -> list[Entry]:
        entries = list[Entry]()
        after, head = 0, 1
        while after < head:
            page = await self._conversations.entries(reader, conversation_id, after=after)
            entries += page.entries
            after, head = page.through, page.head
        return entries

    async def _drop_export(self, job: DropExport) -> None:
        await self._files.drop_kept(_key(job.workspace_id, job.request_id))
        async with self._database.system() as connection:
            await QUERIES.execute(
                connection, "forget_exports", workspace_id=job.workspace_id, ids=[job.request_id]
            )

    # forget me -----------------------------------------------------------------------------------------------------

    async def ask_erasure(self, account_id: UUID, conversation_id: UUID, sure: UUID) -> None:
        """Has the business forget this person. Raises not_found, and invalid where it was not said twice."""
        me = await self._me(account_id, conversation_id)
        if sure != conversation_id:
            raise AppError(ErrorCode.INVALID, "The body names another conversation than the path.")
        request_id = new_id()
        async with self._database.system() as connection:
            await QUERIES.execute(
                connection,
                "insert_request",
                workspace_id=me.workspace_id,
                id=request_id,
                contact_id=me.person.id,
                account_id=account_id,
                kind="erasure",
            )
            await self._jobs.enqueue(connection, "erase_contact", EraseContact(me.workspace_id, request_id))

    async def _erase(self, job: EraseContact) -> None:
        """Files go first: what is not known of any more can't be found to be removed."""
        where = {"workspace_id": job.workspace_id, "id": job.request_id}
        async with self._database.system() as connection:
            request = await QUERIES.one(connection, "request", _Request, **where)
            if request.state == "done":
                return
            what = await erasure.everything_of(connection, job.workspace_id, request.contact_id)
            owners = await own.file_owners(connection, job.workspace_id, what.contacts)
            exports = await QUERIES.column(
                connection, "exports_of", UUID, workspace_id=job.workspace_id, contacts=what.contacts
            )
        await self._leave_groups(job.workspace_id, request.contact_id)
        await self._files.erase(job.workspace_id, owners, what.files)
        for export in exports:
            await self._files.drop_kept(_key(job.workspace_id, export))
        async with self._database.system() as connection:
            await erasure.erase(connection, job.workspace_id, what)
            await self._forget_deliveries(connection, job.workspace_id, what.conversations)
            identities = await own.erase(connection, job.workspace_id, what.contacts)
            await QUERIES.execute(connection, "forget_exports", workspace_id=job.workspace_id, ids=exports)
            await QUERIES.execute(connection, "erasure_done", **where)
        await self._forget_files(job.workspace_id)
        self._conversations.erased(job.workspace_id, what.conversations, identities, request.account_id)


def _key(workspace_id: UUID, request_id: UUID) -> str:
    return f"exports/{workspace_id}/{request_id}"


def _file_of(entry: Entry) -> tuple[UUID, str] | None:
    file = getattr(entry.body.content, "file", None) if isinstance(entry.body, Message) else None
    return None if file is None else (file.id, file.name)
