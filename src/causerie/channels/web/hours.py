"""Office hours: whether a business answers now, and when it does next. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from causerie.channels.model import HoursNow, OfficeHours
from causerie.errors import AppError, ErrorCode

LOOK_AHEAD_DAYS = 60


def check(hours: OfficeHours) -> None:
    """Raises AppError(invalid) for a time zone that is none, and for openings that end before they begin or overlap."""
    _zone(hours.timezone)
    for openings in hours.week:
        at = -1
        for opening in openings:
            if not at < opening.opens < opening.closes:
                raise AppError(
                    ErrorCode.INVALID, "Openings of a day follow each other and end after they begin."
                )
            at = opening.closes


def hours_now(hours: OfficeHours, now: datetime) -> HoursNow:
    """What holds at `now`, an aware time."""
    now = now.astimezone(UTC)
    later = [(opens, closes) for opens, closes in _openings(hours, now) if closes > now]
    opens_at = later[0][0] if later else None
    is_open = opens_at is not None and opens_at <= now
    today = now.astimezone(_zone(hours.timezone)).date()
    holiday = next((day.name for day in hours.holidays if day.date == today), "")
    return HoursNow(is_open, None if is_open else opens_at, hours.timezone, holiday)


def _openings(hours: OfficeHours, now: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Every opening from today on, in order, in UTC: summer time changes how long a day is, not what its clocks say."""
    zone = _zone(hours.timezone)
    today = now.astimezone(zone).date()
    closed = {holiday.date for holiday in hours.holidays}
    for day in (today + timedelta(days=ahead) for ahead in range(LOOK_AHEAD_DAYS)):
        if day in closed:
            continue
        for opening in hours.week[day.weekday()]:
            ends = [
                (datetime.combine(day, time()) + timedelta(minutes=minute))
                .replace(tzinfo=zone)
                .astimezone(UTC)
                for minute in (opening.opens, opening.closes)
            ]
            yield ends[0], ends[1]


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise AppError(ErrorCode.INVALID, f"{name!r} is no time zone such as Europe/Chisinau.") from error
