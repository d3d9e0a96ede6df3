"""Quiet hours. Pure."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from causerie.channels.push.model import QuietHours
from causerie.errors import AppError, ErrorCode
from causerie.kit.clock import known_zone


def check(hours: QuietHours) -> None:
    """Raises invalid for a time zone that is none."""
    if known_zone(hours.timezone) is None:
        raise AppError(ErrorCode.INVALID, "This is no time zone such as Europe/Chisinau.")


def quiet_until(hours: QuietHours, now: datetime) -> datetime | None:
    """When the quiet that holds at `now`, an aware time, ends; null: none holds."""
    zone = ZoneInfo(hours.timezone)
    here = now.astimezone(zone)
    minute = here.hour * 60 + here.minute
    over_midnight = hours.begins > hours.ends
    late, early = minute >= hours.begins, minute < hours.ends
    if not (late or early if over_midnight else late and early):
        return None
    day = here.date() + timedelta(days=1 if over_midnight and late else 0)
    return datetime.combine(day, time(hours.ends // 60, hours.ends % 60), zone)
