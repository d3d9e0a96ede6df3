"""The cases of a conversation, the present one and those before it, as its events tell them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from msgspec import Struct, structs

from causerie.conversations import timeline
from causerie.events import CaseOpened, CaseReopened, CaseResolved, CustomerEvent, LabelsChanged
from causerie.kit.database import Connection
from causerie.kit.queries import Queries

QUERIES = Queries.beside(__file__)
TELLING = [
    str(kind.__struct_config__.tag) for kind in (CaseOpened, CaseReopened, CaseResolved, LabelsChanged)
]


class PastCase(Struct, frozen=True):
    """A case of the conversation, from entry `seq` on. `resolved_by` is empty where nobody of the staff did."""

    number: int
    seq: int
    opened_at: datetime
    resolved_at: datetime | None
    resolved_by: str
    labels: list[str]


class CaseEvent(Struct):
    """What happened to a case, and who brought it about."""

    seq: int
    at: datetime
    author_kind: str
    author_id: UUID | None
    event: CustomerEvent


async def cases(connection: Connection, workspace_id: UUID, conversation_id: UUID) -> list[PastCase]:
    """All of them, the newest first."""
    where = {"workspace_id": workspace_id, "conversation_id": conversation_id}
    events = await QUERIES.all(connection, "case_events", CaseEvent, events=TELLING, **where)
    authors = {one.author_id for one in events if one.author_id and one.author_kind == "staff"}
    known = await timeline.people(connection, workspace_id, authors)
    return told(events, {person.id: person.name for person in known})


def told(events: Iterable[CaseEvent], names: Mapping[UUID, str]) -> list[PastCase]:
    """The cases that these events tell of, the newest first. `names`: of the staff."""
    found: list[PastCase] = []
    for one in events:
        last = found[-1] if found else None
        match one.event:
            case CaseOpened(case=number):
                found.append(PastCase(number, one.seq, one.at, None, "", []))
            case CaseResolved() if last is not None:
                who = names.get(one.author_id, "") if one.author_id else ""
                found[-1] = structs.replace(last, resolved_at=one.at, resolved_by=who)
            case CaseReopened() if last is not None:
                found[-1] = structs.replace(last, resolved_at=None, resolved_by="")
            case LabelsChanged(added=added, removed=removed) if last is not None:
                kept = [label for label in last.labels if label not in removed]
                found[-1] = structs.replace(last, labels=list(dict.fromkeys([*kept, *added])))
            case _:
                pass
    return found[::-1]
