"""What rules know of a conversation, told from its entries one by one. Pure: a dry run reads as the live run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from causerie.accounts.model import PersonKind
from causerie.content import Answered, EmailRequest, Rating
from causerie.content.rating import SCORE
from causerie.conversations.cases import HeadState, move, settle
from causerie.conversations.model import Author, Body, ByRule, ChannelKind, Happened, Message, Note, Source
from causerie.events import (
    Assigned,
    CameByLink,
    CaseOpened,
    CaseReopened,
    CaseResolved,
    CaseSnoozed,
    Event,
    LabelsChanged,
    PriorityChanged,
    SlaMissed,
)
from causerie.rules.model import Timed, Trigger

NOTHING: frozenset[Trigger] = frozenset()
# What is said right after one of these, by whoever brought it about, belongs to it.
_INTRODUCES = (CaseOpened, CaseReopened, Assigned)


class Said(Struct, frozen=True):
    """An entry as it is kept."""

    seq: int
    at: datetime
    author_kind: PersonKind
    author_id: UUID | None
    channel: ChannelKind
    body: Body
    source: Source | None = None


class Turn(Struct, frozen=True):
    """Since when one side has the word."""

    seq: int
    at: datetime


class Story(Struct):
    """A conversation up to `head.last_seq`. `waiting`: the customer's first message that nobody of the staff answered;
    `answered`: the last answer, where the customer said nothing since. Mutable: reading moves it."""

    head: HeadState
    waiting: Turn | None = None
    answered: Turn | None = None
    text: str = ""
    channel: ChannelKind | None = None
    page: str = ""
    ref: str = ""
    rating: int | None = None


class Moment(Struct, frozen=True):
    """Something at which rules are asked. `key`: what of it happens once; `by`: the rule that brought it about."""

    seq: int
    at: datetime
    triggers: frozenset[Trigger]
    key: int
    text: str
    by: ByRule | None = None


def begun(workspace_id: UUID, conversation_id: UUID) -> Story:
    """Before anything was said."""
    return Story(
        HeadState(workspace_id, conversation_id, "customer", None, None, 0, 0, "none", None, None),
    )


def triggers_of(body: Body, author: PersonKind) -> frozenset[Trigger]:
    """What an entry may be to a rule."""
    match body:
        case Message(content=Answered(question="rating")):
            return frozenset({"rated"})
        case Message() if author == "contact":
            return frozenset({"customer_wrote"})
        case Message() if author == "staff":
            return frozenset({"agent_answered"})
        case Note():
            return frozenset({"note_written"})
        case Happened(event=event):
            return _of_event(event)
        case _:
            return NOTHING


def _of_event(event: Event) -> frozenset[Trigger]:
    match event:
        case CaseOpened(case=1):
            return frozenset({"conversation_began", "case_opened"})
        case CaseOpened():
            return frozenset({"case_opened"})
        case CaseReopened():
            return frozenset({"case_reopened"})
        case CaseResolved():
            return frozenset({"case_resolved"})
        case CaseSnoozed():
            return frozenset({"case_snoozed"})
        case Assigned():
            return frozenset({"assigned"})
        case LabelsChanged(added=added) if added:
            return frozenset({"labelled"})
        case PriorityChanged():
            return frozenset({"priority_changed"})
        case SlaMissed():
            return frozenset({"deadline_missed"})
        case _:
            return NOTHING


def read(story: Story, entries: Sequence[Said]) -> Iterator[Moment]:
    """Moves the story on, and stops at each moment, when it is as it was then."""
    introduced = NOTHING
    for number, said in enumerate(entries):
        muted = story.head.blocked and said.author_kind == "contact"
        _tell(story, said)
        # What was said in a merged conversation was said there.
        if muted or (said.source is not None and said.source.merged_from is not None):
            continue
        triggers = introduced | triggers_of(said.body, said.author_kind)
        following = entries[number + 1] if number + 1 < len(entries) else None
        if _introduces(said, following):
            introduced = triggers
            continue
        introduced = NOTHING
        if triggers:
            by = said.source.rule if said.source is not None else None
            text = "" if isinstance(said.body, Happened) else said.body.content.as_text()
            yield Moment(said.seq, said.at, triggers, said.seq, text or story.text, by)


def _introduces(said: Said, following: Said | None) -> bool:
    return (
        following is not None
        and isinstance(said.body, Happened)
        and isinstance(said.body.event, _INTRODUCES)
        and isinstance(following.body, Message | Happened)
        and (following.at, following.author_kind, following.author_id)
        == (said.at, said.author_kind, said.author_id)
    )


def _tell(story: Story, said: Said) -> None:
    head, body = story.head, said.body
    author = Author(said.author_kind, said.author_id)
    head.last_seq = said.seq - 1  # between may be amendments
    status = head.status
    move(head, body, author, said.at)
    settle(head)
    match body:
        case Message(content=Answered(question="rating", values=values)):
            score = values.get(SCORE)
            story.rating = int(score) if isinstance(score, int | float) else None
        case Message(content=EmailRequest() | Rating()):
            pass
        case Message(content=content) if said.author_kind == "contact" and not head.blocked:
            story.waiting = story.waiting or Turn(said.seq, said.at)
            story.answered = None
            story.text, story.channel = content.as_text(), said.channel
            story.page = (said.source and said.source.page_url) or story.page
        case Message() if said.author_kind == "staff":
            story.waiting, story.answered = None, Turn(said.seq, said.at)
            story.channel = said.channel
        case Happened(event=CameByLink(ref=ref)):
            story.ref = ref
        case _:
            pass
    if head.status == "resolved" and status != "resolved":
        story.waiting = story.answered = None


def turn_of(story: Story, on: Timed) -> Turn | None:
    """Since when it is so that the customer waits, or is silent; null: it is not so."""
    if on == "unanswered":
        return story.waiting if story.head.status == "open" else None
    return story.answered if story.head.status in ("open", "snoozed") else None


def overdue(story: Story, on: Timed, minutes: int, now: datetime) -> Moment | None:
    """The moment at which it has been so for so long, where that is over."""
    turn = turn_of(story, on)
    if turn is None or turn.at + timedelta(minutes=minutes) > now:
        return None
    at = turn.at + timedelta(minutes=minutes)
    return Moment(story.head.last_seq, at, frozenset({on}), turn.seq, story.text)
