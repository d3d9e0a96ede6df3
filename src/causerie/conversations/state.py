"""What a watch begins with: a conversation's head, how far everybody has read, and for staff the contact's page."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct

from causerie.accounts.model import Person
from causerie.contacts import service as contacts
from causerie.contacts.model import Page
from causerie.conversations import timeline
from causerie.conversations.model import ReadMark
from causerie.errors import AppError, not_found
from causerie.kit.database import Connection


class State(Struct, frozen=True):
    """`people`: of the marks. `page`: the one that the contact saw last; for staff alone."""

    head: timeline.ConversationRow
    marks: list[ReadMark]
    people: list[Person]
    page: Page | None


async def states(
    connection: Connection, workspace_id: UUID, asked: list[tuple[UUID, bool]]
) -> list[State | AppError]:
    """The states of conversations, each for staff or not; not_found for what the workspace does not have."""
    ids = list({conversation_id for conversation_id, _ in asked})
    heads = await timeline.conversations(connection, workspace_id, ids)
    marks = await timeline.marks_of(connection, workspace_id, ids)
    readers = {mark.reader.id for some in marks.values() for mark in some if mark.reader.id}
    people = {one.id: one for one in await timeline.people(connection, workspace_id, readers)}
    for_staff = {conversation_id for conversation_id, is_staff in asked if is_staff}
    visitors = {head.contact_id for id_, head in heads.items() if id_ in for_staff and head.contact_id}
    pages = await contacts.last_pages(connection, workspace_id, visitors)

    def state(conversation_id: UUID, *, is_staff: bool) -> State | AppError:
        head = heads.get(conversation_id)
        if head is None:
            return not_found("conversation")
        own = marks.get(conversation_id, [])
        shown = [people[mark.reader.id] for mark in own if mark.reader.id in people]
        page = pages.get(head.contact_id) if is_staff and head.contact_id else None
        return State(head, own, shown, page)

    return [state(conversation_id, is_staff=is_staff) for conversation_id, is_staff in asked]
