"""What an entry does to the conversation's head, and the events that go before it. Pure."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from causerie.content import Answered, Content, EmailRequest, Rating
from causerie.conversations.model import Author, Body, CaseStatus, Happened, Message, Snippet
from causerie.events import Assigned, CaseOpened, CaseResolved

SNIPPET_LENGTH = 200


class HeadState(Struct):
    """The part of a conversation's row that entries move. Mutable: one batch moves it entry by entry.

    All of it but `account_id`, who the contact is, and `merged_into` comes from the entries up to `last_seq`.
    """

    workspace_id: UUID
    id: UUID
    kind: str
    contact_id: UUID | None
    account_id: UUID | None
    last_seq: int
    case_number: int
    status: CaseStatus
    assignee_id: UUID | None
    merged_into: UUID | None
    # what a batch brings: how many messages to each side, and the last of them; null: none
    staff_unread: int = 0
    contact_unread: int = 0
    snippet: Snippet | None = None
    last_at: datetime | None = None


def settle(head: HeadState) -> None:
    """What the batch brought is kept."""
    head.staff_unread = head.contact_unread = 0
    head.snippet = head.last_at = None


def before(head: HeadState, body: Body, author: Author, author_name: str) -> list[Happened]:
    """The events that `body` brings about and that stand before it: a message opens a case where none is open, and an
    unassigned conversation becomes its first answerer's."""
    if head.kind != "customer" or not isinstance(body, Message):
        return []
    events: list[Happened] = []
    if author.kind in ("contact", "staff") and head.status != "open" and not _rates(body):
        events.append(Happened(CaseOpened(head.case_number + 1)))
    if author.kind == "staff" and head.assignee_id is None:
        events.append(Happened(Assigned(author.id, author_name)))
    return events


def _rates(body: Message) -> bool:
    """What somebody thinks of a case is no new one."""
    return isinstance(body.content, Answered) and body.content.question == "rating"


def move(head: HeadState, body: Body, author: Author, at: datetime) -> None:
    """Moves the head by one entry. Only what somebody said moves it up in lists and is shown there."""
    head.last_seq += 1
    match body:
        case Message(content=EmailRequest() | Rating()):
            head.contact_unread += 1
        case Message(content=content):
            head.last_at = at
            head.snippet = snippet(author, content)
            if author.kind == "contact":
                head.staff_unread += 1
            else:
                head.contact_unread += 1
        case Happened(event=CaseOpened(case=number)):
            head.status, head.case_number = "open", number
        case Happened(event=CaseResolved()):
            head.status = "resolved"
        case Happened(event=Assigned(assignee=assignee)):
            head.assignee_id = assignee
        case _:
            pass


def snippet(author: Author, content: Content) -> Snippet:
    """What lists show of a message."""
    kind = type(content).__struct_config__.tag
    return Snippet(author, str(kind), content.as_text()[:SNIPPET_LENGTH])
