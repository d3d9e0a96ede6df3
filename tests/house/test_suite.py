"""What `make test` says is what happened."""

import subprocess
import sys
from pathlib import Path

import pytest

from scripts import report, suite
from scripts.node import new_enough
from scripts.report import Report

TESTS = """
import pytest

@pytest.fixture
def broken_afterwards():
    yield
    raise OSError

def test_good(): pass
def test_bad(): assert False
def test_bad_twice(broken_afterwards): assert False
def test_left_out(): pytest.skip("there is no such thing here")
"""


def test_a_report_of_pytest_is_counted(tmp_path: Path) -> None:
    (tmp_path / "test_x.py").write_text(TESTS)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--rootdir=.",
        "--junitxml=x.xml",
    ]
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    found = report.read(tmp_path / "x.xml")
    assert found.passed == 1
    assert found.failed == ("test_x test_bad", "test_x test_bad_twice")
    assert [reason for _, reason in found.skipped] == ["there is no such thing here"]


def test_no_report_is_no_success(tmp_path: Path) -> None:
    (tmp_path / "cut.xml").write_text("<testsuites><testsuite>")
    for path in (tmp_path / "missing.xml", tmp_path / "cut.xml"):
        with pytest.raises(ValueError, match="no readable report"):
            report.read(path)


def test_the_total_stands_alone_on_the_last_line() -> None:
    python = Report(3, ("test_a",), (("test_b", "no clock here"),))
    text = suite.summary({"Python": python, "front ends": Report(2, (), ())})
    lines = text.splitlines()
    assert lines[-1] == "5 passed, 1 failed, 1 skipped"
    assert "skipped: Python: test_b: no clock here" in lines
    assert "failed: Python: test_a" in lines


@pytest.mark.parametrize(
    ("result", "passes"),
    [
        (Report(1, (), ()), True),
        (Report(0, (), (("test_b", "why"),)), True),
        (Report(5, ("test_a",), ()), False),
        (Report(0, (), ()), False),
    ],
)
def test_a_part_without_tests_is_no_success(result: Report, passes: bool) -> None:
    assert suite.passes(result) is passes


def test_a_part_that_breaks_outside_its_tests_fails() -> None:
    good = Report(1, (), ())
    assert suite.judged(good, 0) == good
    assert suite.judged(good, 1).failed == ("the part itself: exit status 1",)
    assert suite.judged(Report(0, (), ()), 5).failed == ("the part itself: no test was found",)
    assert suite.judged(Report(1, ("test_a",), ()), 1).failed == ("test_a",)


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("v18.20.0", False),
        ("v20.18.3", False),
        ("v20.19.0", True),
        ("v21.7.0", False),
        ("v22.12.0", False),
        ("v22.13.0", True),
        ("v24.0.0", True),
        ("", False),
    ],
)
def test_the_front_ends_need_a_node_of_today(version: str, expected: bool) -> None:
    assert new_enough(version) is expected
