"""Deadlines of a case: what each entry does to its clock. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from msgspec import structs

from causerie.content import Answered
from causerie.conversations.model import Author, Body, CaseStatus, Happened, Message
from causerie.events import (
    CaseOpened,
    CaseReopened,
    CaseResolved,
    CaseSnoozed,
    GivenToBot,
    SlaClock,
    SlaMissed,
    SlaTarget,
)
from causerie.office_hours import after, between

Deadline = tuple[datetime, SlaTarget]


def opened(clock: SlaClock, at: datetime) -> SlaClock:
    """As it begins, or begins again after it was resolved."""
    return structs.replace(clock, resolution=_due(clock, at, clock.promise.resolution))


def run(clock: SlaClock, body: Body, author: Author, at: datetime, status: CaseStatus) -> SlaClock:
    """As it stands after the entry; the same object where nothing changes. `status`: of the case before it."""
    match body:
        case Message(content=Answered(question="rating")):
            return clock  # nobody waits for an answer to that
        case Message() if status in ("none", "resolved"):
            return clock  # of who is blocked
        case Message() if author.kind == "contact":
            return _asked(clock, at, runs=status == "open")
        case Message() if author.kind == "staff":
            return _answered(clock)
        case Happened(event=CaseResolved()):
            return structs.replace(clock, answer=None, left=None, resolution=None, overdue=[])
        case Happened(event=CaseSnoozed() | GivenToBot()):
            return _stopped(clock, at)
        case Happened(event=CaseReopened(was="resolved")):
            return opened(clock, at)
        case Happened(event=CaseReopened()):
            return _resumed(clock, at)
        case Happened(event=SlaMissed(target=target)):
            return structs.replace(clock, overdue=[*clock.overdue, target])
        case _:
            return clock


def replay(clock: SlaClock, entries: Iterable[tuple[Body, Author, datetime]]) -> SlaClock:
    """As it stands after these entries, the first of which opened the case. What was missed by another clock is not
    told of by this one."""
    status: CaseStatus = "open"
    for body, author, at in entries:
        match body:
            case Happened(event=SlaMissed()):
                continue
            case Happened(event=CaseOpened()):
                clock = opened(clock, at)
            case _:
                clock = run(clock, body, author, at, status)
        status = _after(status, body)
    return clock


def _after(status: CaseStatus, body: Body) -> CaseStatus:
    match body:
        case Happened(event=CaseOpened() | CaseReopened()):
            return "open"
        case Happened(event=CaseResolved()):
            return "resolved"
        case Happened(event=CaseSnoozed()):
            return "snoozed"
        case Happened(event=GivenToBot()):
            return "bot"
        case _:
            return status


def deadlines(clock: SlaClock) -> list[Deadline]:
    """What is owed, and by when; the earliest first."""
    owed: Iterator[tuple[datetime | None, SlaTarget]] = iter(
        [(clock.answer, "next" if clock.answered else "first"), (clock.resolution, "resolution")]
    )
    return sorted((due, target) for due, target in owed if due is not None)


def untold(clock: SlaClock) -> list[Deadline]:
    """Those of which it was not told yet that they were missed."""
    return [(due, target) for due, target in deadlines(clock) if target not in clock.overdue]


def _asked(clock: SlaClock, at: datetime, *, runs: bool) -> SlaClock:
    minutes = clock.promise.next if clock.answered else clock.promise.first
    if minutes is None or clock.answer is not None or clock.left is not None:
        return clock
    if not runs:
        return structs.replace(clock, left=minutes * 60.0)
    return structs.replace(clock, answer=_due(clock, at, minutes))


def _answered(clock: SlaClock) -> SlaClock:
    if clock.answered and clock.answer is None and clock.left is None:
        return clock
    overdue = [target for target in clock.overdue if target == "resolution"]
    return structs.replace(clock, answered=True, answer=None, left=None, overdue=overdue)


def _stopped(clock: SlaClock, at: datetime) -> SlaClock:
    if clock.answer is None:
        return clock
    left = between(clock.promise.hours, at, clock.answer)
    return structs.replace(clock, answer=None, left=left.total_seconds())


def _resumed(clock: SlaClock, at: datetime) -> SlaClock:
    if clock.left is None:
        return clock
    # What was overdue when it was put away is so again at once.
    left = timedelta(seconds=clock.left)
    answer = after(clock.promise.hours, at, left) if left else at
    return structs.replace(clock, answer=answer, left=None)


def _due(clock: SlaClock, at: datetime, minutes: int | None) -> datetime | None:
    return None if minutes is None else after(clock.promise.hours, at, timedelta(minutes=minutes))
