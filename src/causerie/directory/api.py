"""The people a business talks with, over HTTP."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from litestar import Router, delete, get, patch, post, put
from litestar.params import Parameter

from causerie.accounts.model import Staff
from causerie.contacts.attributes import AttributeDefinition, Of
from causerie.contacts.model import ContactEdit, NewContact
from causerie.conversations.shared import Shared, What
from causerie.directory.model import (
    Agreement,
    Blocking,
    ContactDataChanges,
    ContactList,
    ContactRecord,
    ConversationPlace,
    VisitPage,
)
from causerie.directory.service import Directory

Limit = Annotated[int, Parameter(ge=1, le=100)]
After = Annotated[str | None, Parameter(max_length=300)]


@get("/contacts", permission="contacts.read")
async def list_contacts(
    workspace: UUID,
    staff: Staff,
    directory: Directory,
    q: Annotated[str, Parameter(max_length=200)] = "",
    limit: Limit = 50,
    page: After = None,
    segment: UUID | None = None,
) -> ContactList:
    """The contacts, who was seen last first. `page` is the `next` of the page before. With `q`: some whose name has
    these words, the last of them perhaps begun, or whose address begins so; fifty at most, on one page. With `segment`:
    those of it alone."""
    return await directory.page(staff.workspace_id, q, after=page, limit=limit, segment=segment)


@post("/contacts", permission="contacts.write", status_code=201)
async def make_contact(
    workspace: UUID, data: NewContact, staff: Staff, directory: Directory
) -> ContactRecord:
    """Makes a contact. Nobody has proven the addresses."""
    return await directory.make(staff, data)


@get("/contacts/{contact:uuid}", permission="contacts.read")
async def get_contact(workspace: UUID, contact: UUID, staff: Staff, directory: Directory) -> ContactRecord:
    """All that is known of a contact."""
    return await directory.record(staff.workspace_id, contact)


@patch("/contacts/{contact:uuid}", permission="contacts.write")
async def edit_contact(
    workspace: UUID, contact: UUID, data: ContactEdit, staff: Staff, directory: Directory
) -> ContactRecord:
    """Changes a contact's data; who did and what it was before is kept."""
    return await directory.edit(staff, contact, data)


@get("/contacts/{contact:uuid}/visits", permission="contacts.read")
async def list_visits(
    workspace: UUID,
    contact: UUID,
    staff: Staff,
    directory: Directory,
    limit: Limit = 50,
    page: After = None,
) -> VisitPage:
    """The pages that the contact saw, the newest first. `page` is the `next` of the page before."""
    return await directory.visits(staff.workspace_id, contact, after=page, limit=limit)


@get("/contacts/{contact:uuid}/changes", permission="contacts.read")
async def list_contact_changes(
    workspace: UUID,
    contact: UUID,
    staff: Staff,
    directory: Directory,
    limit: Limit = 50,
    page: UUID | None = None,
) -> ContactDataChanges:
    """What was changed of the contact's data, by whom and when, the newest first."""
    return await directory.changes(staff.workspace_id, contact, before=page, limit=limit)


@get("/contacts/{contact:uuid}/shared", permission="contacts.read")
async def list_shared(
    workspace: UUID,
    contact: UUID,
    staff: Staff,
    directory: Directory,
    what: What = "files",
    before: Annotated[int | None, Parameter(ge=0, le=2**53)] = None,
    limit: Limit = 50,
) -> Shared:
    """Pictures, links or files of the contact's conversation, the newest first. `before` is that of the page before."""
    return await directory.shared(staff, contact, what, before=before, limit=limit)


@put("/contacts/{contact:uuid}/blocked", permission="contacts.write")
async def block_contact(
    workspace: UUID, contact: UUID, data: Blocking, staff: Staff, directory: Directory
) -> ContactRecord:
    """From now on what the contact writes is kept, opens no case and is counted nowhere; or is as any other's again."""
    return await directory.block(staff, contact, on=data.blocked)


@post("/contacts/{contact:uuid}/consents", permission="contacts.write", status_code=200)
async def keep_agreement(
    workspace: UUID, contact: UUID, data: Agreement, staff: Staff, directory: Directory
) -> ContactRecord:
    """Keeps that the contact agreed to be written to by mail."""
    return await directory.agree(staff, contact, data.text)


@post("/contacts/{contact:uuid}/conversation", permission="conversations.write", status_code=200)
async def open_conversation(
    workspace: UUID, contact: UUID, staff: Staff, directory: Directory
) -> ConversationPlace:
    """The contact's conversation, begun where there is none; `conflict` for somebody who never wrote and may not be
    written to."""
    return ConversationPlace(await directory.open(staff, contact))


@get("/attributes", permission="contacts.read")
async def list_attributes(workspace: UUID, staff: Staff, directory: Directory) -> list[AttributeDefinition]:
    """What the business wants to know of contacts and cases, by label."""
    return await directory.attributes(staff.workspace_id)


@put("/attributes", permission="contacts.manage")
async def define_attribute(
    workspace: UUID, data: AttributeDefinition, staff: Staff, directory: Directory
) -> list[AttributeDefinition]:
    """Defines an attribute, or changes the label and the choices of the one that has the key; its type stays."""
    return await directory.define_attribute(staff.workspace_id, data)


@delete("/attributes", permission="contacts.manage")
async def forget_attribute(
    workspace: UUID,
    of: Of,
    key: Annotated[str, Parameter(max_length=40)],
    staff: Staff,
    directory: Directory,
) -> None:
    """Nobody is asked for it any more; what is known stays."""
    await directory.forget_attribute(staff.workspace_id, of, key)


router = Router(
    path="/workspaces/{workspace:uuid}",
    route_handlers=[
        list_contacts,
        make_contact,
        get_contact,
        edit_contact,
        list_visits,
        list_contact_changes,
        list_shared,
        block_contact,
        keep_agreement,
        open_conversation,
        list_attributes,
        define_attribute,
        forget_attribute,
    ],
    tags=["contacts"],
)
