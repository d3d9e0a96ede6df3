"""What the bench says of what it measured."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench import report
from bench.__main__ import main
from bench.figures import Busy, latency, percentile
from bench.report import Row

GOOD = Row(
    "sends", 20_000, "/s", 40_000, 0.5, Busy(0.2, 0.95, 0.4, 0.0), "more", "≥ 0.4", True, "0.75", False
)
MISSED = Row("late", 30, "ms", bar="≤ 3 ms", passes=False)


@given(st.lists(st.floats(0, 1e6), min_size=1), st.sampled_from([0.5, 0.95, 0.99]))
def test_a_percentile_is_the_least_value_that_so_many_do_not_exceed(values: list[float], part: float) -> None:
    found = percentile(values, part)
    assert sum(value <= found for value in values) >= part * len(values)
    assert sum(value < found for value in values) < part * len(values)


def test_percentiles_are_milliseconds() -> None:
    assert str(latency([number / 1000 for number in range(1, 101)])) == "50.0 95.0 99.0"


def test_the_bench_fails_where_a_bar_is_missed_and_not_where_an_aim_is() -> None:
    assert report.status([GOOD]) == 0
    assert report.status([GOOD, MISSED]) == 1
    assert report.status([Row("nothing is asked of it", 1, "/s")]) == 0


def test_what_limits_is_who_used_the_processor() -> None:
    assert report.limit(Busy(0.2, 0.95, 0.4, 0.0)) == "the server's core"
    assert report.limit(Busy(0.95, 0.3, 0.2, 0.0)) == "the generator"
    assert "OTHER WORK" in report.limit(Busy(0.2, 0.95, 0.4, 0.9))
    assert report.limit(None) == ""


def test_the_report_is_merged_by_measurement(tmp_path: Path) -> None:
    report.merge("sends", report.measured([GOOD], full=True), tmp_path)
    report.merge("half", report.measured([MISSED], full=False), tmp_path)
    report.merge("sends", report.measured([GOOD, MISSED], full=False), tmp_path)
    text = (tmp_path / "REPORT.md").read_text()
    assert text.index("## sends") < text.index("## half")
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if "|" in line]
    assert all(len(row) == len(report.COLUMNS) for row in rows)
    good = next(row for row in rows if row[0] == "sends")
    assert good[1:8] == ["20,000 /s", "40,000", "0.50", "≥ 0.4", "✓", "0.75", "✗"]
    assert good[8] == "20% / 95% / 40% / 0%"
    assert sum(row[0] == "late" and row[5] == "✗" for row in rows) == 2


def test_a_measurement_that_does_not_exist_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["sends", "sendz"])
    assert ended.value.code == 2
    assert "sendz" in capsys.readouterr().err
