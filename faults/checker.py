"""Whether a history keeps the promises, one function for each. The final log gives the total order: all is linear.

I1 what was acknowledged stands once, where it was acknowledged. I2 nothing stands that nobody sent, or twice.
I3 numbers are dense, and in the order of time and of each sender. I4 what each client was told is the log, without a
gap, to its end. I5 receipts only grow, and nobody has read what was not delivered. I8 nobody hears of another
workspace. And what was measured keeps within its bounds.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from uuid import UUID

from msgspec import Struct

from faults.history import (
    Acknowledged,
    Client,
    Event,
    Followed,
    Heard,
    Listed,
    Log,
    Mark,
    Marked,
    Measured,
    Owned,
    Received,
    Refused,
    Row,
    Sent,
    digest,
    only,
)

UNKNOWN = "unavailable"
SAID = ("message", "note")


class Violation(Struct, frozen=True):
    """A promise that was broken, and where."""

    invariant: str
    what: str
    where: str


def check(history: Sequence[Event]) -> list[Violation]:
    """Every broken promise of the history."""
    checks = (
        acknowledged_is_kept,
        only_what_was_sent,
        in_order,
        views_are_the_log,
        followers_read_all,
        lists_are_told,
        receipts_grow,
        no_other_workspace,
        within_bounds,
    )
    return [violation for one in checks for violation in one(history)]


def _logs(history: Sequence[Event]) -> dict[UUID, Log]:
    return {log.conversation: log for log in only(history, Log) if log.reader is None}


def acknowledged_is_kept(history: Sequence[Event]) -> Iterator[Violation]:
    """I1: an acknowledged append is in the final log once, at its acknowledged seq, however often it was said."""
    stands = {
        (log.conversation, row.client_id): row.seq for log in _logs(history).values() for row in log.rows
    }
    first: dict[str, Acknowledged] = {}
    for ack in only(history, Acknowledged):
        known = first.setdefault(ack.client_id, ack)
        if (known.conversation, known.seq) != (ack.conversation, ack.seq):
            yield Violation(
                "I1", "another ack for the same append", f"{ack.client_id}: {known.seq}, {ack.seq}"
            )
    for ack in first.values():
        seq = stands.get((ack.conversation, ack.client_id))
        if seq is None:
            yield Violation("I1", "acknowledged and lost", f"{ack.client_id} of {ack.who}")
        elif seq != ack.seq:
            yield Violation(
                "I1", "acknowledged at another seq", f"{ack.client_id}: {ack.seq}, stands at {seq}"
            )


def only_what_was_sent(history: Sequence[Event]) -> Iterator[Violation]:
    """I2: no message that nobody sent, none twice, and none whose every sending was refused."""
    sent = Counter(one.client_id for one in only(history, Sent))
    refused = Counter(one.client_id for one in only(history, Refused) if one.code != UNKNOWN)
    stands = Counter(row.client_id for log in _logs(history).values() for row in log.rows)
    for client_id, times in stands.items():
        if times > 1:
            yield Violation("I2", "stands twice", client_id)
    for log in _logs(history).values():
        for row in log.rows:
            if row.kind not in SAID:
                continue
            if not sent[row.client_id]:
                yield Violation("I2", "nobody sent it", row.client_id)
            elif refused[row.client_id] == sent[row.client_id]:
                yield Violation("I2", "refused and yet kept", row.client_id)


def in_order(history: Sequence[Event]) -> Iterator[Violation]:
    """I3: dense from 1; what was acknowledged before another was sent stands before it; and what one sender sent stands
    in that order, as far as nothing of it was refused."""
    for log in _logs(history).values():
        if [row.seq for row in log.rows] != list(range(1, len(log.rows) + 1)):
            yield Violation("I3", "not dense", str(log.conversation))
        seqs = {row.client_id: row.seq for row in log.rows}
        yield from _in_order_of_time(history, seqs)
        yield from _in_order_of_senders(history, seqs)


def _in_order_of_time(history: Sequence[Event], seqs: dict[str, int]) -> Iterator[Violation]:
    highest, begun = 0, set[str]()
    for event in history:
        if isinstance(event, Acknowledged):
            highest = max(highest, seqs.get(event.client_id, 0))
        elif isinstance(event, Sent) and event.client_id in seqs and event.client_id not in begun:
            begun.add(event.client_id)
            if seqs[event.client_id] <= highest:
                yield Violation("I3", "stands before what was acknowledged before it", event.client_id)


def _in_order_of_senders(history: Sequence[Event], seqs: dict[str, int]) -> Iterator[Violation]:
    refused = {one.client_id for one in only(history, Refused)}
    last: dict[str, int] = defaultdict(int)
    begun = set[str]()
    for sent in only(history, Sent):
        seq = seqs.get(sent.client_id)
        if seq is None or sent.client_id in begun or sent.client_id in refused:
            continue
        begun.add(sent.client_id)
        if seq <= last[sent.who]:
            yield Violation("I3", "stands before what its sender said before it", sent.client_id)
        last[sent.who] = max(last[sent.who], seq)


def views_are_the_log(history: Sequence[Event]) -> Iterator[Violation]:
    """I4: every frame holds all of its range that its reader may see and nothing else; each client gets without a gap
    to the end of every conversation that is its to see; and a fresh client reads what PostgreSQL says."""
    logs, clients = _logs(history), {client.who: client for client in only(history, Client)}
    visible = {
        (id_, staff): [row for row in log.rows if staff or row.shown]
        for id_, log in logs.items()
        for staff in (True, False)
    }
    have: dict[tuple[str, UUID], int] = defaultdict(int)
    for frame in only(history, Received):
        rows = visible.get((frame.conversation, clients[frame.who].staff), [])
        wanted = _between(rows, frame.after, frame.through)
        where = f"{frame.who}: ({frame.after}, {frame.through}] of {frame.conversation}"
        if frame.entries != wanted:
            yield Violation("I4", "a frame is not what stands", where)
        elif frame.conversation not in logs or frame.through > len(logs[frame.conversation].rows):
            yield Violation("I4", "a frame goes beyond the end", where)
        key = frame.who, frame.conversation
        if frame.after <= have[key]:
            have[key] = max(have[key], frame.through)
    heard = {(one.who, one.id) for one in only(history, Heard)}
    for client in clients.values():
        for id_ in _to_be_seen(client, logs, heard):
            if (seen := have[client.who, id_]) < len(logs[id_].rows):
                yield Violation(
                    "I4", "never got to the end", f"{client.who}: {seen} of {len(logs[id_].rows)}"
                )
    for log in only(history, Log):
        staff = log.reader is None or clients[log.reader].staff
        if log.rows != visible.get((log.conversation, staff), []):
            yield Violation("I4", "a fresh client reads something else", f"{log.reader}: {log.conversation}")


def _between(rows: list[Row], after: int, through: int) -> list[tuple[int, str]]:
    # Rows are nearly dense, so the first of a range is not far before its place.
    place = _place(rows, after)
    near = rows[place : place + through - after]
    return [(row.seq, row.client_id) for row in near if row.seq <= through]


def _place(rows: list[Row], after: int) -> int:
    place = min(after, len(rows))
    while place and rows[place - 1].seq > after:
        place -= 1
    return place


def _to_be_seen(client: Client, logs: dict[UUID, Log], heard: set[tuple[str, UUID]]) -> list[UUID]:
    """Of its workspace all, or for a visitor what it ever heard of."""
    own = [id_ for id_, log in logs.items() if log.workspace == client.workspace]
    return own if client.staff else [id_ for id_ in own if (client.who, id_) in heard]


def followers_read_all(history: Sequence[Event]) -> Iterator[Violation]:
    """I4: each of a crowd was told what stands, from where it began to the end."""
    logs = _logs(history)
    wanted: dict[tuple[UUID, bool, int], int] = {}
    for one in only(history, Followed):
        rows = logs[one.conversation].rows
        key = one.conversation, one.staff, one.after
        if key not in wanted:
            wanted[key] = digest(row.client_id for row in rows[one.after :] if one.staff or row.shown)
        if one.through != len(rows):
            yield Violation("I4", "never got to the end", f"{one.who}: {one.through} of {len(rows)}")
        elif one.digest != wanted[key]:
            yield Violation("I4", "was told something else than what stands", one.who)


def lists_are_told(history: Sequence[Event]) -> Iterator[Violation]:
    """I4: the desk's list of each member of staff ends with what stands, and no head goes back."""
    told: dict[tuple[str, UUID], int] = defaultdict(int)
    for head in only(history, Listed):
        key = head.who, head.conversation
        if head.last_seq < told[key]:
            yield Violation("I4", "a head went back", f"{head.who}: {told[key]} to {head.last_seq}")
        told[key] = head.last_seq
    for client in only(history, Client):
        for log in _logs(history).values():
            if (
                client.staff
                and log.workspace == client.workspace
                and told[client.who, log.conversation] != len(log.rows)
            ):
                yield Violation(
                    "I4",
                    "the list does not end with what stands",
                    f"{client.who}: {told[client.who, log.conversation]} of {len(log.rows)}",
                )


def receipts_grow(history: Sequence[Event]) -> Iterator[Violation]:
    """I5: what is present is never less than what was told before, read <= delivered <= the end, and the greatest that
    was told is what stands."""
    logs = _logs(history)
    stands = {(mark.conversation, mark.reader): (mark.delivered, mark.read) for mark in only(history, Mark)}
    told: dict[tuple[str, UUID, UUID], tuple[int, int]] = {}
    for mark in only(history, Marked):
        key = mark.who, mark.conversation, mark.reader
        before = told.get(key, (0, 0))
        where = f"{mark.who}: {before} to {(mark.delivered, mark.read)}"
        if mark.present and (mark.delivered < before[0] or mark.read < before[1]):
            yield Violation("I5", "a receipt went back", where)
        if mark.read > mark.delivered:
            yield Violation("I5", "read before it was delivered", where)
        log = logs.get(mark.conversation)
        if log is None or mark.delivered > len(log.rows):
            yield Violation("I5", "a receipt for what does not stand", where)
        told[key] = max(before[0], mark.delivered), max(before[1], mark.read)
    for (who, conversation, reader), last in told.items():
        if stands.get((conversation, reader)) != last:
            yield Violation("I5", "the last receipt is not what stands", f"{who}: {last} of {reader}")


def no_other_workspace(history: Sequence[Event]) -> Iterator[Violation]:
    """I8: no frame carries another workspace's id."""
    owner = {owned.id: owned.workspace for owned in only(history, Owned)}
    home = {client.who: client.workspace for client in only(history, Client)}
    for heard in only(history, Heard):
        if owner.get(heard.id, home[heard.who]) != home[heard.who]:
            yield Violation("I8", "an id of another workspace", f"{heard.who}: {heard.id}")


def within_bounds(history: Sequence[Event]) -> Iterator[Violation]:
    """What was measured is not more than it may be."""
    for one in only(history, Measured):
        if one.value > one.most:
            yield Violation("bound", f"{one.what}: at most {one.most:g}", f"{one.value:g}")
