"""What a report asks for, and what it says."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated, Literal, get_args
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from litestar.params import Parameter
from msgspec import Struct

from causerie.accounts.model import AgentState, Person
from causerie.conversations.model import ChannelKind
from causerie.errors import AppError, ErrorCode
from causerie.events import SlaTarget
from causerie.reports.facts import FactKind

# Times to an answer are of `first` and `next`, those to an end of `resolved`.
FigureName = Literal["opened", "reopened", "asked", "first", "next", "resolved", "sla", "rating"]
KINDS: dict[FigureName, tuple[FactKind, ...]] = {
    **{name: (name,) for name in get_args(FactKind) if name in get_args(FigureName)},
    "sla": ("met", "missed"),
    "rating": ("rated", "rating_asked"),
}
Dimension = Literal["agent", "team", "channel", "label"]
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)
LONGEST_DAYS = 366
# From so many stars on a customer is content.
CONTENT = 4


class Scope(Struct, frozen=True):
    """Which period, by whose clock, and what of it. Of what is null nothing is asked; an empty one is what has none.
    `office`: times are counted in the business's hours."""

    since: date
    until: date
    zone: str = "UTC"
    office: bool = False
    agent: str | None = None
    team: str | None = None
    channel: str | None = None
    label: str | None = None

    @property
    def days(self) -> int:
        """How many there are; the last one counts."""
        return (self.until - self.since).days + 1

    def begins(self, ago: int = 0) -> datetime:
        """When the period begins; `ago`: the one so many periods before."""
        return self._midnight(self.since - ago * timedelta(self.days))

    @property
    def ends(self) -> datetime:
        """When the next day begins."""
        return self._midnight(self.until + timedelta(1))

    def _midnight(self, day: date) -> datetime:
        return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(self.zone))


Word = Annotated[str | None, Parameter(max_length=100)]


def scope(
    since: date,
    until: date,
    zone: Annotated[str, Parameter(max_length=60)] = "UTC",
    office: bool = False,
    agent: Word = None,
    team: Word = None,
    channel: Word = None,
    label: Word = None,
) -> Scope:
    """A period from the first of two days to the last of them, by the clock of an IANA time zone. Raises invalid."""
    asked = Scope(since, until, zone, office, agent, team, channel, label)
    if not 1 <= asked.days <= LONGEST_DAYS:
        raise AppError(ErrorCode.INVALID, f"A period has 1 to {LONGEST_DAYS} days.")
    if not date(1970, 1, 1) + timedelta(LONGEST_DAYS) < since < date(9000, 1, 1):
        raise AppError(ErrorCode.INVALID, "Nothing happened then.")
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise AppError(ErrorCode.INVALID, f"{zone!r} is no time zone such as Europe/Chisinau.") from error
    return asked


class Measure(Struct, frozen=True):
    """How often it happened, and how long it took: half of it at most `median` seconds, nine of ten `p90`. `good`: of
    these deadlines met, cases that a bot resolved alone, or ratings of 4 and 5 stars; `asked`: how many were asked for
    stars, `average` those that they gave."""

    count: int
    good: int
    asked: int
    average: float | None
    median: int | None
    p90: int | None


class DayMeasure(Struct, frozen=True):
    """The same of one day."""

    day: date
    measure: Measure


class Figure(Struct, frozen=True):
    """A figure of a period, of the one of the same length before, and of each day on which there was any."""

    name: FigureName
    now: Measure
    before: Measure
    days: list[DayMeasure]


class ReportGroup(Struct, frozen=True):
    """What happened by an agent, a team, a channel or a label; `key` is its id, empty where there is none. Times are
    medians in seconds."""

    key: str
    name: str
    opened: int
    answered: int
    first_count: int
    first: int | None
    first_p90: int | None
    next: int | None
    resolved: int
    resolution: int | None
    missed: int
    rated: int
    average: float | None


class BusyHour(Struct, frozen=True):
    """How often customers began to wait for an answer on a day of the week (1: Monday) in an hour, by the clock that
    was asked for."""

    weekday: int
    hour: int
    count: int


class CaseBehind(Struct, frozen=True):
    """Something that a figure counts, and where. `seq`: the entry that brought it about; null: it was said before its
    customer was known. `seconds`: how long it took."""

    conversation: UUID
    case: int
    seq: int | None
    kind: FactKind
    at: datetime
    contact: str
    agent: str
    seconds: int | None
    target: SlaTarget | None
    score: int | None
    comment: str
    bot: bool
    channel: ChannelKind
    labels: list[str]


class CasesBehind(Struct, frozen=True):
    """A page of what a figure counts, the newest first. `next` asks for the page after it."""

    cases: list[CaseBehind]
    next: str | None


class WaitingCase(Struct, frozen=True):
    """A customer who waits for an answer, since when, and for whose."""

    conversation: UUID
    contact: str
    agent: str
    since: datetime


class AgentNow(Struct, frozen=True):
    """An agent, whether they are there, and how many open cases they have; of `waiting` the customer waits."""

    person: Person
    state: AgentState
    open: int
    waiting: int


class LiveBoard(Struct, frozen=True):
    """How things are now. `longest`: those that wait the longest, ten at most."""

    open: int
    unassigned: int
    waiting: int
    longest: list[WaitingCase]
    agents: list[AgentNow]
