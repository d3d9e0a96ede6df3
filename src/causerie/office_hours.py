"""When a business is there: by which clock, on which days, and how long until then. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Meta, Struct

from causerie.errors import AppError, ErrorCode

LOOK_AHEAD_DAYS = 366

# Of a day, from midnight.
Minute = Annotated[int, Meta(ge=0, le=1440)]


class Opening(Struct, frozen=True, forbid_unknown_fields=True):
    """From when to when the business answers on a day."""

    opens: Minute
    closes: Minute


class Holiday(Struct, frozen=True, forbid_unknown_fields=True):
    """A day on which nobody answers, whichever day of the week it is."""

    date: date
    name: Annotated[str, Meta(max_length=60, pattern=r"^[^\x00-\x1f]*\Z")] = ""


class OfficeHours(Struct, frozen=True, forbid_unknown_fields=True):
    """When the business answers. `timezone` is an IANA name; `week` begins on Monday."""

    timezone: Annotated[str, Meta(max_length=60)]
    week: Annotated[list[Annotated[list[Opening], Meta(max_length=4)]], Meta(min_length=7, max_length=7)]
    holidays: Annotated[list[Holiday], Meta(max_length=100)] = []


def check(hours: OfficeHours) -> None:
    """Raises AppError(invalid) for a time zone that is none, and for openings that end before they begin or overlap."""
    zone(hours)
    for openings_ in hours.week:
        at = -1
        for opening in openings_:
            if not at < opening.opens < opening.closes:
                raise AppError(
                    ErrorCode.INVALID, "Openings of a day follow each other and end after they begin."
                )
            at = opening.closes


def openings(
    hours: OfficeHours, since: datetime, days: int = LOOK_AHEAD_DAYS
) -> Iterator[tuple[datetime, datetime]]:
    """Every opening from that day on, in order, in UTC: summer time changes how long a day is, not what its clocks
    say."""
    clock = zone(hours)
    today = since.astimezone(clock).date()
    closed = {holiday.date for holiday in hours.holidays}
    for day in (today + timedelta(days=ahead) for ahead in range(days)):
        if day in closed:
            continue
        for opening in hours.week[day.weekday()]:
            ends = [
                (datetime.combine(day, time()) + timedelta(minutes=minute))
                .replace(tzinfo=clock)
                .astimezone(UTC)
                for minute in (opening.opens, opening.closes)
            ]
            yield ends[0], ends[1]


def after(hours: OfficeHours | None, at: datetime, lasts: timedelta) -> datetime | None:
    """When the business will have been there for so long since `at`; null: not within a year. Without hours it always
    is."""
    if hours is None:
        return at + lasts
    for opens, closes in openings(hours, at):
        begins = max(opens, at)
        if begins + lasts <= closes:
            return begins + lasts
        lasts -= max(closes - begins, timedelta())
    return None


def between(hours: OfficeHours | None, begins: datetime, ends: datetime) -> timedelta:
    """How long the business is there from `begins` to `ends`; nothing where they are the other way round."""
    if hours is None:
        return max(ends - begins, timedelta())
    total = timedelta()
    for opens, closes in openings(hours, begins, (ends - begins).days + 3):
        if opens >= ends:
            break
        total += max(min(closes, ends) - max(opens, begins), timedelta())
    return total


def zone(hours: OfficeHours) -> ZoneInfo:
    """By which clock. Raises AppError(invalid)."""
    try:
        return ZoneInfo(hours.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise AppError(
            ErrorCode.INVALID, f"{hours.timezone!r} is no time zone such as Europe/Chisinau."
        ) from error
