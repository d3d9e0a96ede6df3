"""The facts that a timeline holds: when cases began, were answered and resolved, and how long that took. Pure.

Everything is computed from the entries, one after the other, with the head that they move (conversations/cases.py).
What is known after some of them can be kept, and going on from there gives the same as beginning anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct, structs

from causerie.content import Answered, EmailRequest, Rating
from causerie.content.rating import COMMENT, SCORE
from causerie.conversations.cases import HeadState, move, settle
from causerie.conversations.model import Author, ChannelKind, Happened, Message, Source
from causerie.events import (
    CaseOpened,
    CaseReopened,
    CaseResolved,
    ContactBlocked,
    Event,
    Priority,
    SlaMissed,
    SlaTarget,
)
from causerie.office_hours import OfficeHours, between

# first, next: an answer by staff; asked: the customer began to wait for one; met, missed: a deadline.
FactKind = Literal[
    "opened", "reopened", "asked", "first", "next", "resolved", "rating_asked", "rated", "met", "missed"
]


class Said(Struct, frozen=True):
    """A message or an event, as the timeline keeps it."""

    seq: int
    at: datetime
    author: Author
    channel: ChannelKind
    body: Message | Happened
    source: Source | None = None


class Sorting(Struct, frozen=True):
    """What a case is sorted by. `channel`: where its customer first wrote in it; until then, where it was opened."""

    case: int
    assignee: UUID | None
    team: UUID | None
    priority: Priority | None
    labels: list[str]
    channel: ChannelKind


class Fact(Struct, frozen=True):
    """Something that happened at the entry `seq`, sorted as its case was in the end.

    `seconds`: how long the customer waited for the answer, or the case for its end since it was opened, or opened
    again; `office_seconds`: the same in the business's hours. `by`: who of the staff did it. `bot`: the case was
    resolved, and nobody of the staff had said anything.
    """

    seq: int
    kind: FactKind
    at: datetime
    sorting: Sorting
    seconds: int | None = None
    office_seconds: int | None = None
    by: UUID | None = None
    target: SlaTarget | None = None
    score: int | None = None
    comment: str = ""
    bot: bool = False


class Asked(Struct, frozen=True):
    """A question for stars that stands at `seq` and was not answered, and the case that it is about."""

    seq: int
    sorting: Sorting


class Course(Struct):
    """What is known after some entries. `opened`: the case was opened there, and it is not known yet by what;
    `waiting_since`: the customer's first unanswered message; `answered`, `bot`: staff, or a bot, spoke in this case."""

    head: HeadState
    sorting: Sorting
    began_at: datetime | None = None
    opened: tuple[int, datetime] | None = None
    waiting_since: datetime | None = None
    answered: bool = False
    bot: bool = False
    written: bool = False
    asked: list[Asked] = []

    @classmethod
    def start(cls, workspace_id: UUID, conversation_id: UUID) -> Course:
        """Before the first entry."""
        head = HeadState(workspace_id, conversation_id, "customer", None, None, 0, 0, "none", None, None)
        return cls(head, Sorting(0, None, None, None, [], "web"))


def facts(
    workspace_id: UUID, conversation_id: UUID, said: Iterable[Said], hours: OfficeHours | None
) -> list[Fact]:
    """Every fact of a conversation, in the order of the entries that brought them about."""
    return Reading(Course.start(workspace_id, conversation_id), hours).take(said)


class Reading:
    """Goes on from what is known, which moves on with it. `hours`: the business's, null: it is always there."""

    def __init__(self, course: Course, hours: OfficeHours | None) -> None:
        self.course = course
        self._hours = hours
        self._found: list[Fact] = []
        self._sorted: dict[int, Sorting] = {}

    def take(self, said: Iterable[Said]) -> list[Fact]:
        """The facts that these entries, the next ones, bring."""
        self._found = []
        for one in said:
            self._take(one)
        return [
            structs.replace(fact, sorting=self._sorted.get(fact.sorting.case, fact.sorting))
            for fact in self._found
        ]

    def sorting_of(self, case: int) -> Sorting | None:
        """How a case of these entries was sorted after them; None where none of them was of it."""
        return self._sorted.get(case)

    def _take(self, one: Said) -> None:
        course = self.course
        copied = one.source is not None and one.source.merged_from is not None
        if course.opened is not None:
            self._began(copied=copied)
        match one.body:
            case Happened(event=event):
                self._happened(event, one)
            case Message(content=Answered(question="rating") as answer):
                self._rated(answer, one, copied=copied)
            case Message(content=Rating()):
                if not copied:
                    self._find(one, "rating_asked")
                    course.asked = [*course.asked, Asked(one.seq, course.sorting)]
            case Message(content=EmailRequest()):
                pass
            case Message() if course.head.status not in ("none", "resolved"):  # else it is of who is blocked
                self._spoke(one, copied=copied)
            case _:
                pass
        course.head.last_seq = one.seq - 1
        move(course.head, one.body, one.author, one.at)
        settle(course.head)
        self._sort(one)

    def _began(self, *, copied: bool) -> None:
        """What was said with somebody before they were known is counted where it was said, with the case that it
        opened."""
        course = self.course
        assert course.opened is not None
        seq, at = course.opened
        course.opened = None
        if not copied:
            self._found.append(Fact(seq, "opened", at, course.sorting))

    def _happened(self, event: Event, one: Said) -> None:
        course = self.course
        match event:
            case CaseOpened():
                course.opened, course.began_at, course.waiting_since = (one.seq, one.at), one.at, None
                course.answered = course.bot = course.written = False
            case CaseReopened(was="resolved"):
                course.began_at, course.waiting_since = one.at, None
                self._find(one, "reopened")
            case CaseReopened(was="bot") if course.waiting_since is not None and one.author.kind != "staff":
                course.waiting_since = one.at  # for people; the bot had it until now
            case CaseResolved():
                self._resolved(one)
            case ContactBlocked(on=True):
                course.waiting_since = None
            case SlaMissed(target=target, due=due):
                self._find(one, "missed", at=due, target=target)
            case _:
                pass

    def _resolved(self, one: Said) -> None:
        course = self.course
        clock = course.head.sla
        if clock is not None:
            self._due(one, clock.resolution, "resolution")
        by = one.author.id if one.author.kind == "staff" else None
        alone = course.bot and not course.answered
        self._took(one, "resolved", course.began_at or one.at, by=by, bot=alone)
        course.waiting_since = None

    def _spoke(self, one: Said, *, copied: bool) -> None:
        course = self.course
        at = one.source.said_at or one.at if copied and one.source else one.at
        if one.author.kind == "contact":
            if not course.written:
                course.written, course.sorting = True, structs.replace(course.sorting, channel=one.channel)
            if course.waiting_since is None:
                course.waiting_since = at
                if not copied:
                    self._find(one, "asked")
            return
        if one.author.kind == "staff":
            if course.waiting_since is not None and not copied:
                kind: FactKind = "next" if course.answered else "first"
                self._took(one, kind, course.waiting_since, by=one.author.id)
            clock = course.head.sla
            if clock is not None and not copied:
                target: SlaTarget = "next" if clock.answered else "first"
                self._due(one, one.at if clock.left else clock.answer, target)
            course.answered = True
        elif one.author.kind == "bot":
            course.bot = True
        else:
            return
        course.waiting_since = None

    def _due(self, one: Said, due: datetime | None, target: SlaTarget) -> None:
        """What was owed is done. That it was late is told by an event, if there was the time."""
        assert self.course.head.sla is not None
        if due is None or target in self.course.head.sla.overdue:
            return
        if one.at <= due:
            self._find(one, "met", target=target)
        else:
            self._find(one, "missed", at=due, target=target)

    def _rated(self, answer: Answered, one: Said, *, copied: bool) -> None:
        course = self.course
        asked = next((known for known in course.asked if known.seq == answer.of), None)
        if asked is None or copied:
            return
        course.asked = [known for known in course.asked if known is not asked]
        comment = answer.values.get(COMMENT)
        self._found.append(
            Fact(
                one.seq,
                "rated",
                one.at,
                asked.sorting,
                score=int(str(answer.values[SCORE])),
                comment=comment if isinstance(comment, str) else "",
            )
        )

    def _took(
        self, one: Said, kind: FactKind, since: datetime, *, by: UUID | None, bot: bool = False
    ) -> None:
        seconds = max(int((one.at - since).total_seconds()), 0)
        office = int(between(self._hours, since, one.at).total_seconds()) if self._hours else seconds
        sorting = self.course.sorting
        self._found.append(
            Fact(one.seq, kind, one.at, sorting, seconds=seconds, office_seconds=office, by=by, bot=bot)
        )

    def _find(
        self, one: Said, kind: FactKind, *, at: datetime | None = None, target: SlaTarget | None = None
    ) -> None:
        self._found.append(Fact(one.seq, kind, at or one.at, self.course.sorting, target=target))

    def _sort(self, one: Said) -> None:
        course, head = self.course, self.course.head
        is_new = course.sorting.case != head.case_number
        channel = one.channel if is_new else course.sorting.channel
        now = Sorting(head.case_number, head.assignee_id, head.team_id, head.priority, head.labels, channel)
        if now != self._sorted.get(now.case):
            self._sorted[now.case] = now
            course.asked = [
                Asked(known.seq, now) if known.sorting.case == now.case else known for known in course.asked
            ]
        course.sorting = now
