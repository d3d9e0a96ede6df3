"""Reads what a test run left behind: a JUnit report, as pytest and vitest write it."""

from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree


@dataclass(frozen=True)
class Report:
    """One part's tests. `skipped` holds each skipped test's name and the reason given."""

    passed: int
    failed: tuple[str, ...]
    skipped: tuple[tuple[str, str], ...]


def read(path: Path) -> Report:
    """Counts the test cases of a report.

    A part that wrote no readable report raises ValueError: it broke before its tests ran.
    """
    try:
        root = ElementTree.parse(path).getroot()
    except (FileNotFoundError, ElementTree.ParseError) as error:
        raise ValueError(f"no readable report: {error}") from error
    passed = 0
    failed: dict[str, None] = {}
    skipped: list[tuple[str, str]] = []
    for case in root.iter("testcase"):
        name = f"{case.get('classname', '')} {case.get('name', '')}".strip()
        skip = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            # A test that fails and whose clean-up fails too stands twice in pytest's report.
            failed[name] = None
        elif skip is not None:
            skipped.append((name, skip.get("message") or (skip.text or "").strip() or "no reason given"))
        else:
            passed += 1
    return Report(passed, tuple(failed), tuple(skipped))
