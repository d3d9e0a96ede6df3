"""What each deed comes to where a case stands so, and what takes it back. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import UNSET, Struct

from causerie.bulk.model import (
    AssignDeed,
    Deed,
    LabelDeed,
    NoteDeed,
    PriorityDeed,
    ReadDeed,
    ReopenDeed,
    ReplyDeed,
    ResolveDeed,
    SnoozeDeed,
    Standing,
    TeamDeed,
    WhyLeft,
)
from causerie.conversations.model import CaseStatus
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
    PriorityChanged,
    TeamChanged,
)

_STATUS: tuple[type[Event], ...] = (
    CaseOpened,
    CaseReopened,
    CaseResolved,
    CaseSnoozed,
    GivenToBot,
    ContactBlocked,
)
_TOUCHED: dict[type[Deed], tuple[type[Event], ...]] = {
    # Routing that gives a case to a team takes it from who has it.
    AssignDeed: (Assigned, TeamChanged),
    TeamDeed: (TeamChanged,),
    LabelDeed: (LabelsChanged, CaseOpened),
    PriorityDeed: (PriorityChanged, CaseOpened),
    SnoozeDeed: _STATUS,
    ResolveDeed: _STATUS,
    ReopenDeed: _STATUS,
    ReadDeed: (),
    ReplyDeed: (),
    NoteDeed: (),
}


class Left(Exception):
    """It is not done with this conversation."""

    def __init__(self, why: WhyLeft, detail: str = "") -> None:
        super().__init__(why)
        self.why: WhyLeft = why
        self.detail = detail


class Names(Struct, frozen=True):
    """What events say beside ids; and until when what is resolved now is opened again."""

    people: Mapping[UUID, str]
    teams: Mapping[UUID, str]
    reopens_until: datetime | None


def touching(deed: Deed) -> list[str]:
    """The events by which somebody else changes what the deed changes."""
    return [str(event.__struct_config__.tag) for event in _TOUCHED[type(deed)]]


def touching_any(deeds: Sequence[Deed]) -> list[str]:
    """`touching` of all of them."""
    return sorted({event for deed in deeds for event in touching(deed)})


def event_of(deed: Deed, now: Standing, names: Names) -> Event | None:
    """What happens to a case that stands so; None for what is no event. Raises Left: already, no_case, refused."""
    if isinstance(deed, ReadDeed | ReplyDeed | NoteDeed):
        return None
    if now.case == 0 and not isinstance(deed, AssignDeed | TeamDeed):
        raise Left("no_case")
    match deed:
        case AssignDeed(assignee) if assignee != now.assignee:
            return Assigned(assignee, _name(names.people, assignee), now.assignee)
        case TeamDeed(team) if team != now.team:
            return TeamChanged(team, _name(names.teams, team))
        case PriorityDeed(priority) if priority != now.priority:
            return PriorityChanged(priority)
        case LabelDeed(add, remove):
            return _labels(now, dict.fromkeys(add, True) | dict.fromkeys(remove, False))
        case SnoozeDeed(until) if now.status == "resolved":
            raise Left("no_case")
        case SnoozeDeed(until) if (now.status, now.until) != ("snoozed", until):
            return CaseSnoozed(now.case, until)
        case ResolveDeed() if now.status != "resolved":
            return CaseResolved(now.case, names.reopens_until)
        case ReopenDeed() if now.status in ("bot", "snoozed", "resolved"):
            return _reopened(now.case, now.status)
        case _:
            raise Left("already")


def back(deed: Deed, before: Standing, now: Standing, names: Names) -> list[Event]:
    """What makes it again what it was before the deed; nothing where it is."""
    match deed:
        case AssignDeed(assignee) if now.assignee != before.assignee:
            return [Assigned(before.assignee, _name(names.people, before.assignee), assignee)]
        case TeamDeed() if now.team != before.team:
            return [TeamChanged(before.team, _name(names.teams, before.team))]
        case PriorityDeed() if now.priority != before.priority:
            return [PriorityChanged(before.priority)]
        case LabelDeed(add, remove):
            wanted = {name: False for name in add if name not in before.labels}
            wanted |= {name: True for name in remove if name in before.labels}
            try:
                return [_labels(now, wanted)]
            except Left:
                return []
        case SnoozeDeed() | ResolveDeed() | ReopenDeed():
            return _status_again(before, now)
        case _:
            return []


def _status_again(before: Standing, now: Standing) -> list[Event]:
    if (now.status, now.until) == (before.status, before.until):
        return []
    case = before.case
    # What is resolved is opened before it is put away.
    opening: list[Event] = [] if now.status != "resolved" else [_reopened(case, "resolved")]
    match before.status:
        case "snoozed":
            return [*opening, CaseSnoozed(case, before.until)]
        case "bot":
            return [*opening, GivenToBot(case)]
        case "resolved":
            return [CaseResolved(case, before.until)]
        case _:
            return [_reopened(case, now.status)]


def _reopened(case: int, was: CaseStatus) -> CaseReopened:
    assert was in ("bot", "snoozed", "resolved")
    return CaseReopened(case, was, UNSET)


def _labels(now: Standing, wanted: Mapping[str, bool]) -> LabelsChanged:
    added = [name for name, on in wanted.items() if on and name not in now.labels]
    removed = [name for name, on in wanted.items() if not on and name in now.labels]
    if not added and not removed:
        raise Left("already")
    return LabelsChanged(added, removed)


def _name(names: Mapping[UUID, str], id_: UUID | None) -> str:
    if id_ is None:
        return ""
    if id_ not in names:
        raise Left("refused", "Whoever was to get it is there no more.")
    return names[id_]
