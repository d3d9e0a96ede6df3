"""Office hours as visitors are told them: whether the business answers now, and when it does next. Pure."""

from __future__ import annotations

from datetime import UTC, datetime

from causerie.channels.model import HoursNow
from causerie.office_hours import OfficeHours, openings, zone

LOOK_AHEAD_DAYS = 60


def hours_now(hours: OfficeHours, now: datetime) -> HoursNow:
    """What holds at `now`, an aware time."""
    now = now.astimezone(UTC)
    later = [one for one in openings(hours, now, LOOK_AHEAD_DAYS) if one[1] > now]
    opens_at = later[0][0] if later else None
    is_open = opens_at is not None and opens_at <= now
    today = now.astimezone(zone(hours)).date()
    holiday = next((day.name for day in hours.holidays if day.date == today), "")
    return HoursNow(is_open, None if is_open else opens_at, hours.timezone, holiday)
