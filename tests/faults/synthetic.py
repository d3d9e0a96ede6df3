"""Histories without a cluster: a small installation that keeps every promise, and defects to put into what it did."""

from __future__ import annotations

import random
from collections.abc import Callable
from uuid import UUID

from msgspec.structs import replace

from faults.history import (
    Acknowledged,
    Client,
    Connected,
    Event,
    Followed,
    Heard,
    Listed,
    Log,
    Lost,
    Mark,
    Marked,
    Measured,
    Owned,
    Received,
    Refused,
    Row,
    Sent,
    digest,
)

WORKSPACES = UUID(int=1), UUID(int=2)
CONVERSATIONS = {UUID(int=11): WORKSPACES[0], UUID(int=12): WORKSPACES[0], UUID(int=21): WORKSPACES[1]}


class Honest:
    """Everybody talks for some turns, loses lines, resends; and all is told in the end."""

    def __init__(self, rng: random.Random) -> None:
        self.events: list[Event] = []
        self._rng = rng
        self._at = 0.0
        self._logs: dict[UUID, list[Row]] = {id_: [] for id_ in CONVERSATIONS}
        self._marks: dict[tuple[UUID, UUID], tuple[int, int]] = {}
        self._have: dict[tuple[str, UUID], int] = {}
        self._waiting: dict[str, list[tuple[str, UUID]]] = {}
        self._said = 0
        for number, workspace in enumerate(WORKSPACES):
            self._join(f"agent{number}", workspace, staff=True)
        for id_, workspace in CONVERSATIONS.items():
            self._join(f"visitor{id_.int}", workspace, staff=False, own=id_)

    def _join(self, who: str, workspace: UUID, *, staff: bool, own: UUID | None = None) -> None:
        self.events += [
            Client(who, workspace, staff),
            Connected(self._now, who, "node0"),
            Heard(who, workspace),
        ]
        self._waiting[who] = []
        for id_, owner in CONVERSATIONS.items():
            if id_ == own or (staff and owner == workspace):
                self._have[who, id_] = 0
                self.events.append(Heard(who, id_))

    @property
    def _now(self) -> float:
        self._at += self._rng.random()
        return self._at

    def run(self, turns: int = 60) -> list[Event]:
        """The whole history."""
        deeds: list[Callable[[str, UUID], None]]
        deeds = [self._say, self._say, self._answer, self._tell, self._mark, self._lose]
        for _ in range(turns):
            who, id_ = self._rng.choice(list(self._have))
            self._rng.choice(deeds)(who, id_)
        for who in self._waiting:
            self._resend(who)
        for key in self._have:
            self._tell_all(*key)
        self._conclude()
        return self.events

    def _say(self, who: str, id_: UUID) -> None:
        self._said += 1
        client_id = f"{who}-{self._said}"
        self.events.append(Sent(self._now, who, client_id))
        if self._rng.random() < 0.1:
            self.events.append(Refused(self._now, who, client_id, "invalid"))
            return
        self._waiting[who].append((client_id, id_))
        if self._rng.random() < 0.8:
            for waiting in self._waiting[who]:
                self._keep(*waiting)

    def _keep(self, client_id: str, id_: UUID) -> int:
        log = self._logs[id_]
        for row in log:
            if row.client_id == client_id:
                return row.seq
        if self._rng.random() < 0.2:
            log.append(Row(len(log) + 1, f"case-{id_.int}-{len(log)}", "event", False))
        log.append(Row(len(log) + 1, client_id, "message", True))
        return len(log)

    def _answer(self, who: str, _: UUID) -> None:
        # In the order in which it was said: what is not kept yet is kept now.
        for client_id, id_ in self._waiting[who]:
            self.events.append(Acknowledged(self._now, who, client_id, id_, self._keep(client_id, id_)))
        self._waiting[who].clear()

    def _lose(self, who: str, _: UUID) -> None:
        self.events += [Lost(self._now, who, "gone"), Connected(self._now, who, "node1")]
        self._resend(who)

    def _resend(self, who: str) -> None:
        for client_id, _ in self._waiting[who]:
            self.events.append(Sent(self._now, who, client_id))
        self._answer(who, UUID(int=0))

    def _tell(self, who: str, id_: UUID) -> None:
        log, after = self._logs[id_], self._have[who, id_]
        after = max(0, after - self._rng.randrange(3))  # told again is harmless
        through = self._rng.randint(after, len(log))
        self._frame(who, id_, after, through)

    def _tell_all(self, who: str, id_: UUID) -> None:
        self._frame(who, id_, self._have[who, id_], len(self._logs[id_]))
        for (conversation, reader), (delivered, read) in self._marks.items():
            if conversation == id_:
                self.events.append(Marked(self._now, who, id_, reader, delivered, read, True))
        if who.startswith("agent"):
            self.events.append(Listed(self._now, who, id_, len(self._logs[id_])))

    def _frame(self, who: str, id_: UUID, after: int, through: int) -> None:
        rows = [row for row in self._logs[id_][after:through] if row.shown or who.startswith("agent")]
        entries = [(row.seq, row.client_id) for row in rows]
        self.events.append(Received(self._now, who, id_, after, through, entries))
        self._have[who, id_] = max(self._have[who, id_], through)

    def _mark(self, who: str, id_: UUID) -> None:
        reader = UUID(bytes=who.encode().ljust(16)[:16])
        delivered, read = self._marks.get((id_, reader), (0, 0))
        delivered = self._rng.randint(delivered, max(delivered, self._have[who, id_]))
        read = self._rng.randint(read, delivered)
        self._marks[id_, reader] = delivered, read
        for observer, conversation in self._have:
            if conversation == id_:
                self.events.append(Marked(self._now, observer, id_, reader, delivered, read, False))

    def _conclude(self) -> None:
        for id_, workspace in CONVERSATIONS.items():
            rows = self._logs[id_]
            shown = [row for row in rows if row.shown]
            self.events += [
                Log(workspace, id_, None, rows),
                Log(workspace, id_, f"agent{WORKSPACES.index(workspace)}", rows),
                Log(workspace, id_, f"visitor{id_.int}", shown),
                Owned(workspace, id_),
            ]
            for staff, seen in ((True, rows), (False, shown)):
                after = self._rng.randrange(len(rows) + 1)
                told = digest(row.client_id for row in seen if row.seq > after)
                self.events.append(Followed("one of many", id_, staff, after, len(rows), told))
        self.events.append(Measured(self._now, "seconds until all is well", 5.0, 10.0))
        for (id_, reader), (delivered, read) in self._marks.items():
            self.events.append(Mark(id_, reader, delivered, read))


# A defect changes the history, or returns False where there is nothing that it could spoil.
Defect = Callable[[list[Event], random.Random], bool]


def _some(events: list[Event], rng: random.Random, true: Callable[[Event], bool]) -> int | None:
    found = [at for at, event in enumerate(events) if true(event)]
    return rng.choice(found) if found else None


def _in_log(events: list[Event], rng: random.Random, change: Callable[[list[Row]], list[Row] | None]) -> bool:
    """Changes a log that anybody talked in, as if all readers had been told so."""
    at = _some(
        events, rng, lambda event: isinstance(event, Log) and event.reader is None and len(event.rows) > 1
    )
    if at is None:
        return False
    log = events[at]
    assert isinstance(log, Log)
    rows = change(log.rows)
    if rows is None:
        return False
    events[at] = replace(log, rows=rows)
    return True


def _acked(events: list[Event]) -> set[str]:
    return {event.client_id for event in events if isinstance(event, Acknowledged)}


def lose_an_acknowledged(events: list[Event], rng: random.Random) -> bool:
    acked = _acked(events)

    def change(rows: list[Row]) -> list[Row] | None:
        chosen = [row for row in rows if row.client_id in acked]
        if not chosen:
            return None
        lost = rng.choice(chosen)
        left = [row for row in rows if row is not lost]
        return [replace(row, seq=seq) for seq, row in enumerate(left, 1)]

    return _in_log(events, rng, change)


def keep_twice(events: list[Event], rng: random.Random) -> bool:
    return _in_log(events, rng, lambda rows: [*rows, replace(rng.choice(rows), seq=len(rows) + 1)])


def invent(events: list[Event], rng: random.Random) -> bool:
    return _in_log(events, rng, lambda rows: [*rows, Row(len(rows) + 1, "from nobody", "message", True)])


def skip_a_number(events: list[Event], rng: random.Random) -> bool:
    return _in_log(events, rng, lambda rows: [*rows[:-1], replace(rows[-1], seq=rows[-1].seq + 1)])


def swap_two(events: list[Event], rng: random.Random) -> bool:
    acked = _acked(events)

    def change(rows: list[Row]) -> list[Row] | None:
        at = rng.randrange(len(rows) - 1)
        one, two = rows[at], rows[at + 1]
        if not {one.client_id, two.client_id} & acked:
            return None
        return [*rows[:at], replace(two, seq=one.seq), replace(one, seq=two.seq), *rows[at + 2 :]]

    return _in_log(events, rng, change)


def keep_the_refused(events: list[Event], rng: random.Random) -> bool:
    at = _some(events, rng, lambda event: isinstance(event, Refused))
    if at is None:
        return False
    refused = events[at]
    assert isinstance(refused, Refused)
    client_id = str(refused.client_id)
    return _in_log(events, rng, lambda rows: [*rows, Row(len(rows) + 1, client_id, "message", True)])


def acknowledge_elsewhere(events: list[Event], rng: random.Random) -> bool:
    at = _some(events, rng, lambda event: isinstance(event, Acknowledged))
    if at is None:
        return False
    ack = events[at]
    assert isinstance(ack, Acknowledged)
    events.insert(at + 1, replace(ack, seq=ack.seq + 1))
    return True


def drop_an_entry(events: list[Event], rng: random.Random) -> bool:
    at = _some(events, rng, lambda event: isinstance(event, Received) and bool(event.entries))
    if at is None:
        return False
    frame = events[at]
    assert isinstance(frame, Received)
    gone = rng.randrange(len(frame.entries))
    events[at] = replace(frame, entries=[*frame.entries[:gone], *frame.entries[gone + 1 :]])
    return True


def leave_a_gap(events: list[Event], rng: random.Random) -> bool:
    """Somebody was never told the beginning of a conversation."""
    at = _some(events, rng, lambda event: isinstance(event, Received) and event.through > 0)
    if at is None:
        return False
    frame = events[at]
    assert isinstance(frame, Received)
    for event in list(events):
        if isinstance(event, Received) and event.after == 0 and event.who == frame.who:
            events.remove(event)
    return True


def stop_before_the_end(events: list[Event], rng: random.Random) -> bool:
    return _in_log(events, rng, lambda rows: [*rows, Row(len(rows) + 1, "late", "event", True)])


def list_an_old_head(events: list[Event], rng: random.Random) -> bool:
    at = _some(events, rng, lambda event: isinstance(event, Listed) and event.last_seq > 0)
    if at is None:
        return False
    head = events[at]
    assert isinstance(head, Listed)
    events.insert(at + 1, replace(head, last_seq=head.last_seq - 1))
    return True


def move_a_receipt_back(events: list[Event], rng: random.Random) -> bool:
    at = _some(events, rng, lambda event: isinstance(event, Marked) and event.delivered > 0)
    if at is None:
        return False
    mark = events[at]
    assert isinstance(mark, Marked)
    less = mark.delivered - 1
    events.insert(at + 1, replace(mark, delivered=less, read=min(mark.read, less), present=True))
    return True


def read_what_was_not_delivered(events: list[Event], rng: random.Random) -> bool:
    at = _some(events, rng, lambda event: isinstance(event, Marked))
    if at is None:
        return False
    mark = events[at]
    assert isinstance(mark, Marked)
    events[at] = replace(mark, read=mark.delivered + 1)
    return True


def keep_a_receipt_back(events: list[Event], rng: random.Random) -> bool:
    at = _some(events, rng, lambda event: isinstance(event, Mark))
    if at is None:
        return False
    mark = events[at]
    assert isinstance(mark, Mark)
    events[at] = replace(mark, delivered=mark.delivered + 1)
    return True


def _follow(events: list[Event], rng: random.Random, change: Callable[[Followed], Followed]) -> bool:
    at = _some(events, rng, lambda event: isinstance(event, Followed) and event.through > 0)
    if at is None:
        return False
    followed = events[at]
    assert isinstance(followed, Followed)
    events[at] = change(followed)
    return True


def follow_with_a_gap(events: list[Event], rng: random.Random) -> bool:
    return _follow(events, rng, lambda one: replace(one, digest=one.digest ^ 1))


def follow_not_to_the_end(events: list[Event], rng: random.Random) -> bool:
    return _follow(events, rng, lambda one: replace(one, through=one.through - 1))


def take_too_long(events: list[Event], rng: random.Random) -> bool:
    events.append(Measured(1e6, "seconds until all is well", 10.5, 10.0))
    return True


def tell_another_workspace(events: list[Event], rng: random.Random) -> bool:
    at = _some(events, rng, lambda event: isinstance(event, Owned))
    assert at is not None
    owned = events[at]
    assert isinstance(owned, Owned)
    events.append(Heard("agent1" if owned.workspace == WORKSPACES[0] else "agent0", owned.id))
    return True


def read_something_else_afresh(events: list[Event], rng: random.Random) -> bool:
    at = _some(events, rng, lambda event: isinstance(event, Log) and bool(event.reader) and bool(event.rows))
    if at is None:
        return False
    log = events[at]
    assert isinstance(log, Log)
    events[at] = replace(log, rows=log.rows[:-1])
    return True


DEFECTS: dict[Defect, str] = {
    lose_an_acknowledged: "I1",
    acknowledge_elsewhere: "I1",
    swap_two: "I1",
    keep_twice: "I2",
    invent: "I2",
    keep_the_refused: "I2",
    skip_a_number: "I3",
    drop_an_entry: "I4",
    leave_a_gap: "I4",
    stop_before_the_end: "I4",
    list_an_old_head: "I4",
    read_something_else_afresh: "I4",
    move_a_receipt_back: "I5",
    read_what_was_not_delivered: "I5",
    keep_a_receipt_back: "I5",
    tell_another_workspace: "I8",
    follow_with_a_gap: "I4",
    follow_not_to_the_end: "I4",
    take_too_long: "bound",
}
