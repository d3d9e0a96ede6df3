"""What an entry does to the conversation's head, the events that go before it, and which events fit a head. Pure."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec import UNSET, Struct

from causerie.content import Answered, Content, EmailRequest, Rating
from causerie.conversations import sla
from causerie.conversations.model import Author, Body, CaseStatus, Happened, Message, Snippet
from causerie.conversations.particulars import MAX_LABELS
from causerie.errors import AppError, ErrorCode
from causerie.events import (
    Assigned,
    CaseOpened,
    CaseReopened,
    CaseResolved,
    CaseSnoozed,
    ContactBlocked,
    Event,
    GivenToBot,
    LabelsChanged,
    Priority,
    PriorityChanged,
    SlaApplied,
    SlaClock,
    SlaMissed,
    TeamChanged,
)

SNIPPET_LENGTH = 200

# In which status a case is when each of these happens to it.
_FITS: dict[type[Event], tuple[CaseStatus, ...]] = {
    CaseResolved: ("bot", "open", "snoozed"),
    CaseSnoozed: ("bot", "open", "snoozed"),
    GivenToBot: ("open", "snoozed"),
}


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
    status_until: datetime | None = None
    team_id: UUID | None = None
    priority: Priority | None = None
    labels: list[str] = []
    # the case was opened, or given to a team, and nobody has had it or put it back since
    wants_agent: bool = False
    blocked: bool = False
    sla: SlaClock | None = None
    # the last entry that moved the case
    case_seq: int = 0
    # what a batch brings: how many messages to each side, the last of them, null: none, and whether the case moved
    staff_unread: int = 0
    contact_unread: int = 0
    snippet: Snippet | None = None
    last_at: datetime | None = None
    case_moved: bool = False

    @property
    def due_at(self) -> datetime | None:
        """When the first of its deadlines is."""
        return min((due for due, _ in sla.deadlines(self.sla)), default=None) if self.sla else None

    @property
    def missed_at(self) -> datetime | None:
        """When it is to be told that a deadline was missed."""
        return min((due for due, _ in sla.untold(self.sla)), default=None) if self.sla else None


def settle(head: HeadState) -> None:
    """What the batch brought is kept."""
    head.staff_unread = head.contact_unread = 0
    head.snippet = head.last_at = None
    head.case_moved = False


def before(head: HeadState, body: Body, author: Author, author_name: str, at: datetime) -> list[Happened]:
    """The events that `body`, said at `at`, brings about and that stand before it: a message opens a case where none is
    open, or the one that waited for it, and an unassigned conversation becomes its first answerer's. What a blocked
    contact writes is kept, and brings about nothing."""
    if head.kind != "customer" or not isinstance(body, Message) or _is_muted(head, author):
        return []
    events: list[Happened] = []
    opening = None if _rates(body) else _opening(head, author, at)
    if opening is not None:
        events.append(Happened(opening))
    if author.kind == "staff" and head.assignee_id is None:
        events.append(Happened(Assigned(author.id, author_name)))
    return events


def _opening(head: HeadState, author: Author, at: datetime) -> CaseOpened | CaseReopened | None:
    """A snoozed case waits for its customer, one at a bot for staff, a resolved one for either until its time is up."""
    if author.kind not in ("contact", "staff"):
        return None
    match head.status:
        case "none":
            return CaseOpened(head.case_number + 1)
        case "resolved" if head.status_until is None or at > head.status_until:
            return CaseOpened(head.case_number + 1)
        case "resolved":
            return CaseReopened(head.case_number, "resolved")
        case "snoozed" if author.kind == "contact":
            return CaseReopened(head.case_number, "snoozed")
        case "bot" if author.kind == "staff":
            return CaseReopened(head.case_number, "bot")
        case _:
            return None


def _is_muted(head: HeadState, author: Author) -> bool:
    return head.blocked and author.kind == "contact"


def _rates(body: Message) -> bool:
    """What somebody thinks of a case is no new one."""
    return isinstance(body.content, Answered) and body.content.question == "rating"


def misfit(head: HeadState, event: Event) -> AppError | None:
    """Why the event can't happen to the conversation as it is, which may be another than its sender saw; conflict."""
    match event:
        case Assigned(instead_of=instead_of):
            if instead_of is not UNSET and instead_of != head.assignee_id:
                return AppError(ErrorCode.CONFLICT, "Somebody else was made the assignee meanwhile.")
        case CaseResolved() | CaseSnoozed() | GivenToBot() | CaseReopened():
            fits = (event.was,) if isinstance(event, CaseReopened) else _FITS[type(event)]
            if event.case != head.case_number or head.status not in fits:
                return AppError(
                    ErrorCode.CONFLICT, f"The present case is number {head.case_number}, {head.status}."
                )
            if isinstance(event, CaseReopened) and event.due not in (UNSET, head.status_until):
                return AppError(ErrorCode.CONFLICT, "The case is snoozed until another time.")
        case ContactBlocked(on=on) if on == head.blocked:
            return AppError(ErrorCode.CONFLICT, "That is so already.")
        case SlaApplied(case=number) if number != head.case_number:
            return AppError(ErrorCode.CONFLICT, f"The present case is number {head.case_number}.")
        case SlaMissed(due=due, target=target):
            if not head.sla or event.case != head.case_number or (due, target) not in sla.untold(head.sla):
                return AppError(ErrorCode.CONFLICT, "Nothing of the kind was due then.")
        case LabelsChanged() | PriorityChanged() if head.case_number == 0:
            return AppError(ErrorCode.CONFLICT, "There is no case yet.")
        case LabelsChanged() if len(_labels(head, event)) > MAX_LABELS:
            return AppError(ErrorCode.INVALID, f"A case has at most {MAX_LABELS} labels.")
        case _:
            pass
    return None


def _labels(head: HeadState, change: LabelsChanged) -> list[str]:
    """The labels after it, in the order in which they came."""
    kept = [label for label in head.labels if label not in change.removed]
    return kept + [label for label in change.added if label not in kept]


def move(head: HeadState, body: Body, author: Author, at: datetime) -> None:
    """Moves the head by one entry. Only what somebody said moves it up in lists and is shown there."""
    head.last_seq += 1
    if head.sla is not None:
        clock = sla.run(head.sla, body, author, at, head.status)
        if clock is not head.sla:
            head.sla, head.case_moved, head.case_seq = clock, True, head.last_seq
    match body:
        case Message(content=EmailRequest() | Rating()):
            head.contact_unread += 1
        case Message(content=content):
            head.last_at = at
            head.snippet = snippet(author, content)
            if head.kind != "customer":
                pass  # each member has read something else: it is counted when a list is read
            elif author.kind == "contact":
                head.staff_unread += not head.blocked
            else:
                head.contact_unread += 1
        case Happened(event=event):
            _move_case(head, event)
        case _:
            pass


def _move_case(head: HeadState, event: Event) -> None:
    match event:
        case CaseOpened(case=number) | CaseReopened(case=number):
            if number != head.case_number:
                head.labels, head.priority, head.sla = [], None, None
            head.status, head.case_number, head.status_until = "open", number, None
            head.wants_agent = head.assignee_id is None
        case CaseResolved(reopens_until=until):
            head.status, head.status_until = "resolved", until
        case CaseSnoozed(until=until):
            head.status, head.status_until = "snoozed", until
        case GivenToBot():
            head.status, head.status_until = "bot", None
        case Assigned(assignee=assignee):
            head.assignee_id, head.wants_agent = assignee, False
        case LabelsChanged():
            head.labels = _labels(head, event)
        case PriorityChanged(priority=priority):
            head.priority = priority
        case SlaApplied(clock=clock):
            head.sla = clock
        case TeamChanged(team=team, why=why):
            head.team_id = team
            head.assignee_id = head.assignee_id if why is UNSET else None
            head.wants_agent = head.assignee_id is None
        case ContactBlocked(on=on):
            head.blocked = on
            if on and head.status != "none":
                head.status, head.status_until = "resolved", None
        case _:
            return
    head.case_moved, head.case_seq = True, head.last_seq


def snippet(author: Author, content: Content) -> Snippet:
    """What lists show of a message."""
    kind = type(content).__struct_config__.tag
    return Snippet(author, str(kind), content.as_text()[:SNIPPET_LENGTH])
