"""The figures of a history: how much was sent and heard, how long people were without a line, how late news was."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from msgspec import Struct

from faults.history import Acknowledged, Connected, Event, Lost, Measured, Received, Refused, Sent, only


class Figures(Struct, frozen=True):
    """`unknown`: appends whose outcome was not known for a time or for ever; times in seconds. `measured`: what the
    scenario measured, the greatest of each."""

    attempted: int
    acknowledged: int
    unknown: int
    refused: int
    received: int
    lost_lines: int
    reconnect_p99: float
    latest: float
    measured: dict[str, float]


def figures(history: Sequence[Event]) -> Figures:
    """Of one run."""
    sendings: dict[str, int] = {}
    for sent in only(history, Sent):
        sendings[sent.client_id] = sendings.get(sent.client_id, 0) + 1
    acknowledged = {ack.client_id for ack in only(history, Acknowledged)}
    away = without_line(history)
    return Figures(
        attempted=len(sendings),
        acknowledged=len(acknowledged),
        unknown=sum(times > 1 or client_id not in acknowledged for client_id, times in sendings.items()),
        refused=sum(1 for _ in only(history, Refused)),
        received=sum(len(frame.entries) for frame in only(history, Received)),
        lost_lines=sum(1 for _ in only(history, Lost)),
        reconnect_p99=p99(away),
        latest=max(delays(history), default=0.0),
        measured=greatest((one.what, one.value) for one in only(history, Measured)),
    )


def greatest(found: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Of each name the greatest value."""
    most: dict[str, float] = {}
    for what, value in found:
        most[what] = max(most.get(what, value), value)
    return most


def without_line(history: Sequence[Event]) -> list[float]:
    """How long each lost line was missed."""
    since: dict[str, float] = {}
    found = []
    for event in history:
        if isinstance(event, Lost):
            since[event.who] = event.at
        elif isinstance(event, Connected) and event.who in since:
            found.append(event.at - since.pop(event.who))
    return found


def delays(history: Sequence[Event]) -> list[float]:
    """How long after its ack, or the end of the reader's own lack of a line, each entry was told to each reader."""
    acked: dict[tuple[UUID, int], float] = {}
    connected: dict[str, float] = {}
    told: dict[tuple[str, UUID], int] = {}
    found = []
    for event in history:
        if isinstance(event, Acknowledged):
            acked.setdefault((event.conversation, event.seq), event.at)
        elif isinstance(event, Connected):
            connected[event.who] = event.at
        elif isinstance(event, Received):
            known = told.get((event.who, event.conversation), 0)
            for seq, _ in event.entries:
                due = acked.get((event.conversation, seq))
                if due is not None and seq > known:
                    found.append(max(0.0, event.at - max(due, connected.get(event.who, 0.0))))
            told[event.who, event.conversation] = max(known, event.through)
    return found


def answer_times(history: Sequence[Event], people: Collection[str], since: float) -> list[float]:
    """How long each append of these people, said first after `since`, waited for its ack."""
    said: dict[str, float] = {}
    found = []
    for event in history:
        if isinstance(event, Sent) and event.who in people and event.at > since:
            said.setdefault(event.client_id, event.at)
        elif isinstance(event, Acknowledged) and event.client_id in said:
            found.append(event.at - said[event.client_id])
    return found


def p99(seconds: list[float]) -> float:
    """All but a hundredth are at most so much; 0 of none."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))] if ordered else 0.0
