"""Office hours are those of the business's own clocks, with its holidays."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causerie.channels.web.hours import hours_now
from causerie.errors import AppError
from causerie.office_hours import Holiday, OfficeHours, Opening, check

CHISINAU = ZoneInfo("Europe/Chisinau")
NINE_TO_SIX = [Opening(540, 1080)]
WEEK = [NINE_TO_SIX] * 5 + [[], []]
HOURS = OfficeHours("Europe/Chisinau", WEEK, [Holiday(date(2026, 12, 25), "Christmas")])


def at(*when: int) -> datetime:
    return datetime(*when, tzinfo=CHISINAU)  # type: ignore[arg-type, misc]  # year, month, day, hour, minute


@pytest.mark.parametrize(
    ("now", "opens_at"),
    [
        (at(2026, 11, 23, 12, 0), None),
        (at(2026, 11, 23, 9, 0), None),
        (at(2026, 11, 23, 8, 59), at(2026, 11, 23, 9, 0)),
        (at(2026, 11, 23, 18, 0), at(2026, 11, 24, 9, 0)),
        (at(2026, 11, 27, 19, 0), at(2026, 11, 30, 9, 0)),
        (at(2026, 12, 25, 12, 0), at(2026, 12, 28, 9, 0)),
        # Summer time begins on 28 March 2027: nine o'clock stays nine o'clock.
        (at(2027, 3, 26, 20, 0), at(2027, 3, 29, 9, 0)),
    ],
)
def test_it_says_when_the_business_is_back(now: datetime, opens_at: datetime | None) -> None:
    told = hours_now(HOURS, now.astimezone(UTC))
    assert (told.open, told.opens_at) == (opens_at is None, opens_at)
    assert told.holiday == ("Christmas" if now.month == 12 else "")


def test_who_is_never_open_says_no_day() -> None:
    told = hours_now(OfficeHours("UTC", [[] for _ in range(7)]), at(2026, 11, 23, 12, 0))
    assert (told.open, told.opens_at) == (False, None)


@pytest.mark.parametrize(
    "hours",
    [
        OfficeHours("Europe/Atlantis", WEEK),
        OfficeHours("../../etc/passwd", WEEK),
        OfficeHours("UTC", [[Opening(600, 540)], *WEEK[1:]]),
        OfficeHours("UTC", [[Opening(540, 720), Opening(700, 800)], *WEEK[1:]]),
    ],
)
def test_hours_that_cannot_be_kept_are_refused(hours: OfficeHours) -> None:
    with pytest.raises(AppError):
        check(hours)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)))
def test_at_the_hour_that_is_promised_the_business_is_open(now: datetime) -> None:
    told = hours_now(HOURS, now)
    if not told.open:
        assert told.opens_at is not None
        assert told.opens_at > now
        assert hours_now(HOURS, told.opens_at).open
