"""The list of contacts and their pages: seen, made, changed, blocked, written to. Owns the transactions."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec import UNSET, Struct

from causerie.accounts import audit
from causerie.accounts.model import Staff
from causerie.contacts import attributes, consents, people
from causerie.contacts import service as contacts
from causerie.contacts.attributes import AttributeDefinition, Of
from causerie.contacts.model import ContactEdit, NewContact
from causerie.contacts.people import By
from causerie.contacts.search import called
from causerie.conversations import past, timeline
from causerie.conversations.casework import Casework
from causerie.conversations.frames import ContactChanged
from causerie.conversations.publish import Publisher
from causerie.conversations.readers import Reader, staff_topic
from causerie.conversations.service import Conversations
from causerie.conversations.shared import Shared, What
from causerie.directory import listing, segments
from causerie.directory.model import (
    ContactDataChanges,
    ContactList,
    ContactRecord,
    VisitPage,
)
from causerie.errors import AppError, ErrorCode, not_found
from causerie.kit.database import Connection, Database
from causerie.kit.paging import pack, unpack
from causerie.kit.queries import Queries

QUERIES = Queries.beside(__file__)

EMAIL = "email"


class _Record(Struct):
    seen_at: datetime
    account_id: UUID | None
    merged_into: UUID | None
    conversation: UUID | None
    blocked: bool


class Directory:
    """Verbs over the contacts of all workspaces. They raise not_found for one of another workspace."""

    def __init__(
        self, database: Database, conversations: Conversations, casework: Casework, publisher: Publisher
    ) -> None:
        self._database = database
        self._conversations = conversations
        self._casework = casework
        self._publisher = publisher

    # seeing ----------------------------------------------------------------------------------------------------

    async def page(
        self, workspace_id: UUID, query: str, *, after: str | None, limit: int, segment: UUID | None = None
    ) -> ContactList:
        """A page of the list, of a `segment` alone where one is given; with a `query`, some who are called so or have
        such an address, and no page after it. Raises invalid for a foreign `after`, not_found for a segment that is
        none, too_large where its contacts take too long to find."""
        before = unpack(after)
        among = await self._called(workspace_id, query) if query.strip() else None
        async with listing.patient(self._database, workspace_id) as connection:
            if segment is not None:
                wanted = await segments.filter_of(connection, workspace_id, segment)
                seen = await listing.fitting(connection, workspace_id, wanted, before, limit + 1, among)
            elif among is None:
                seen = await listing.newest(connection, workspace_id, before, limit + 1)
            else:
                found = await listing.rows(connection, workspace_id, among)
                return ContactList(sorted(found, key=lambda row: row.seen_at, reverse=True), None)
            shown = seen[:limit]
            found = await listing.rows(connection, workspace_id, [one.id for one in shown])
        more = pack(shown[-1].seen_at, shown[-1].id) if len(seen) > limit else None
        return ContactList(found, more)

    async def _called(self, workspace_id: UUID, query: str) -> list[UUID]:
        async with self._database.system() as connection:
            return await called(connection, workspace_id, query)

    async def record(self, workspace_id: UUID, contact_id: UUID) -> ContactRecord:
        """A contact's page. Raises not_found."""
        async with self._database.tenant(workspace_id) as connection:
            row = await _record(connection, workspace_id, contact_id)
            return ContactRecord(
                profile=await contacts.profile(connection, workspace_id, contact_id),
                seen_at=row.seen_at,
                conversation=row.conversation,
                blocked=row.blocked,
                merged_into=row.merged_into,
                may_be_written_to=await _may_be_written_to(connection, workspace_id, contact_id, row),
                cases=await past.cases(connection, workspace_id, row.conversation)
                if row.conversation
                else [],
            )

    async def visits(
        self, workspace_id: UUID, contact_id: UUID, *, after: str | None, limit: int
    ) -> VisitPage:
        """What pages the contact saw. Raises not_found, and invalid for a foreign `after`."""
        before_at, before_id = unpack(after)
        async with self._database.tenant(workspace_id) as connection:
            await _record(connection, workspace_id, contact_id)
            found = await contacts.visits_before(
                connection, workspace_id, contact_id, before_at, before_id, limit=limit + 1
            )
        more = pack(found[limit - 1][1].at, found[limit - 1][0]) if len(found) > limit else None
        return VisitPage([visit for _, visit in found[:limit]], more)

    async def changes(
        self, workspace_id: UUID, contact_id: UUID, *, before: UUID | None, limit: int
    ) -> ContactDataChanges:
        """What was changed of the contact's data, by whom. Raises not_found."""
        async with self._database.tenant(workspace_id) as connection:
            await _record(connection, workspace_id, contact_id)
            found = await people.changes(connection, workspace_id, contact_id, before=before, limit=limit + 1)
        return ContactDataChanges(found[:limit], found[limit - 1].id if len(found) > limit else None)

    async def shared(
        self, staff: Staff, contact_id: UUID, what: What, *, before: int | None, limit: int
    ) -> Shared:
        """What was shared in the contact's conversation. Raises not_found."""
        async with self._database.tenant(staff.workspace_id) as connection:
            row = await _record(connection, staff.workspace_id, contact_id)
        if row.conversation is None:
            return Shared([], [], None)
        reader = Reader(staff.workspace_id, staff.person)
        return await self._conversations.shared(reader, row.conversation, what, before=before, limit=limit)

    # changing --------------------------------------------------------------------------------------------------

    async def make(self, staff: Staff, new: NewContact) -> ContactRecord:
        """A contact made by hand. Raises invalid where nothing is said of them, and for a number that is none."""
        if not (new.name.strip() or new.emails or new.phones):
            raise AppError(ErrorCode.INVALID, "Give a name, an address or a number.")
        async with self._database.tenant(staff.workspace_id) as connection:
            await attributes.check(connection, staff.workspace_id, "contact", new.attributes)
            contact_id = await people.make(connection, staff.workspace_id, new, By(staff.account.id))
        return await self.record(staff.workspace_id, contact_id)

    async def edit(self, staff: Staff, contact_id: UUID, wanted: ContactEdit) -> ContactRecord:
        """Changes a contact's data. Raises as `people.edit`."""
        async with self._database.tenant(staff.workspace_id) as connection:
            if wanted.attributes is not UNSET:
                await attributes.check(connection, staff.workspace_id, "contact", wanted.attributes)
            changed = await people.edit(
                connection, staff.workspace_id, contact_id, wanted, By(staff.account.id)
            )
        if changed:
            await self.changed(staff.workspace_id, contact_id)
        return await self.record(staff.workspace_id, contact_id)

    async def changed(self, workspace_id: UUID, contact_id: UUID) -> None:
        """Something else is known of the contact: lists show them anew, and so does who watches the conversation."""
        conversation_id = await self._conversations.of_contact(workspace_id, contact_id)
        if conversation_id is not None:
            self._publisher.frame(staff_topic(conversation_id), ContactChanged(conversation_id))
            await self._conversations.touch(workspace_id, contact_id)

    async def block(self, staff: Staff, contact_id: UUID, *, on: bool) -> ContactRecord:
        """What the contact writes opens no case from now on, or does again. Raises not_found."""
        await self._casework.block(staff, await self._open(staff, contact_id), on=on)
        return await self.record(staff.workspace_id, contact_id)

    async def agree(self, staff: Staff, contact_id: UUID, text: str) -> ContactRecord:
        """Keeps that the contact agreed to be written to by mail. Raises not_found."""
        async with self._database.tenant(staff.workspace_id) as connection:
            await people.check_is_kept(connection, staff.workspace_id, contact_id)
            await consents.give(
                connection,
                staff.workspace_id,
                contact_id,
                purpose=text.strip(),
                channel=EMAIL,
                text=text.strip(),
                source=f"desk: {staff.account.name}",
            )
        return await self.record(staff.workspace_id, contact_id)

    async def open(self, staff: Staff, contact_id: UUID) -> UUID:
        """The contact's conversation, begun where there is none. Raises not_found, and conflict for somebody who never
        wrote and has not agreed to be written to, or has no address."""
        async with self._database.tenant(staff.workspace_id) as connection:
            row = await _record(connection, staff.workspace_id, contact_id)
            may = await _may_be_written_to(connection, staff.workspace_id, contact_id, row)
        if not may:
            raise AppError(
                ErrorCode.CONFLICT,
                "They never wrote here; to be written to they need an address, and to have agreed.",
            )
        return await self._open(staff, contact_id)

    # what the business wants to know --------------------------------------------------------------------------

    async def attributes(self, workspace_id: UUID) -> list[AttributeDefinition]:
        """What the business wants to know of contacts and cases, by label."""
        async with self._database.tenant(workspace_id) as connection:
            return await attributes.defined(connection, workspace_id)

    async def define_attribute(
        self, workspace_id: UUID, definition: AttributeDefinition
    ) -> list[AttributeDefinition]:
        """Defines an attribute, or changes its label and choices. Raises as `attributes.define`."""
        async with self._database.tenant(workspace_id) as connection:
            await attributes.define(connection, workspace_id, definition)
            await audit.record(
                connection, workspace_id, "attribute.defined", definition.key, after=definition
            )
            return await attributes.defined(connection, workspace_id)

    async def forget_attribute(self, workspace_id: UUID, of: Of, key: str) -> None:
        """Nobody is asked for it any more; what is known stays. Raises not_found."""
        async with self._database.tenant(workspace_id) as connection:
            await attributes.forget(connection, workspace_id, of, key)
            await audit.record(connection, workspace_id, "attribute.deleted", key)

    async def _open(self, staff: Staff, contact_id: UUID) -> UUID:
        async with self._database.tenant(staff.workspace_id) as connection:
            row = await _record(connection, staff.workspace_id, contact_id)
            await people.check_is_kept(connection, staff.workspace_id, contact_id)
        return row.conversation or await self._conversations.open_for_contact(
            staff.workspace_id, contact_id, row.account_id
        )


async def _record(connection: Connection, workspace_id: UUID, contact_id: UUID) -> _Record:
    row = await QUERIES.maybe(connection, "record", _Record, workspace_id=workspace_id, id=contact_id)
    if row is None:
        raise not_found("contact")
    return row


async def _may_be_written_to(
    connection: Connection, workspace_id: UUID, contact_id: UUID, row: _Record
) -> bool:
    if row.account_id is not None:
        return True
    if row.conversation and await timeline.has_written(connection, workspace_id, row.conversation):
        return True
    if await contacts.email_to_answer(connection, workspace_id, contact_id) is None:
        return False
    return await consents.agrees(connection, workspace_id, contact_id, EMAIL)
