"""What docs/security.md says is tried, is."""

import ast
import re

from tests.house.parsing import ROOT, modules, parse

PAGE = ROOT / "docs" / "security.md"


def our_tests() -> set[str]:
    """The names of all tests."""
    return {
        node.name
        for path in modules("tests")
        for node in ast.walk(parse(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
    }


def named() -> list[str]:
    """The tests that the page names."""
    return re.findall(r"`(test_\w+)`", PAGE.read_text(encoding="utf-8"))


def test_every_test_that_the_page_names_exists() -> None:
    assert set(named()) - our_tests() == set()


def test_every_guard_names_a_test() -> None:
    rows = [row for row in PAGE.read_text(encoding="utf-8").splitlines() if row.startswith("| ")]
    guards = [row for row in rows if not row.startswith("| guard ")]
    assert len(guards) > 20
    assert [row for row in guards if "`test_" not in row] == []


def test_a_name_that_is_no_tests_is_found() -> None:
    assert "test_that_nobody_wrote" not in our_tests()
    assert len(named()) == len(set(named()))
