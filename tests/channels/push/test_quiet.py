"""When quiet hours hold, and when they end."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causerie.channels.push.model import QuietHours
from causerie.channels.push.quiet import check, quiet_until
from causerie.errors import AppError

NIGHT = QuietHours(22 * 60, 7 * 60, "Europe/Chisinau")


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-11-23 21:59", None),
        ("2026-11-23 22:00", "2026-11-24 07:00"),
        ("2026-11-24 06:59", "2026-11-24 07:00"),
        ("2026-11-24 07:00", None),
        ("2026-10-24 23:00", "2026-10-25 07:00"),  # the night that is an hour longer
    ],
)
def test_a_night_goes_over_midnight(now: str, until: str | None) -> None:
    zone = ZoneInfo(NIGHT.timezone)
    at = datetime.fromisoformat(now).replace(tzinfo=zone).astimezone(UTC)
    expected = datetime.fromisoformat(until).replace(tzinfo=zone) if until else None
    assert quiet_until(NIGHT, at) == expected


minutes = st.integers(0, 24 * 60 - 1)


@given(
    begins=minutes,
    ends=minutes,
    at=st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),
)
def test_quiet_ends_within_a_day_and_does_not_hold_then(begins: int, ends: int, at: datetime) -> None:
    hours = QuietHours(begins, ends, "Europe/Chisinau")
    until = quiet_until(hours, at)
    if until is not None:
        assert timedelta(0) < until - at <= timedelta(hours=25)
        assert quiet_until(hours, until) is None


@pytest.mark.parametrize("name", ["", "Mars/Base", "../etc/passwd", "x" * 64])
def test_a_time_zone_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(AppError):
        check(QuietHours(0, 60, name))
