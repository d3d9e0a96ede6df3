"""Tests wait for what they wait for, and can fail."""

import ast
from pathlib import Path

import pytest

from tests.house.parsing import calls, modules, parse, place

LONGEST_PAUSE_SECONDS = 0.05
"""A pause to let others run, or between two looks at what has no event. Anything longer hopes that something has
happened by then."""

ASSERTING = ("assert_", "expect", "check_")


def pauses(path: Path) -> list[str]:
    """Calls that wait for a time instead of for an event."""
    tree = parse(path)
    imported = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in {"time", "asyncio", "anyio"}
        for alias in node.names
        if alias.name == "sleep"
    }
    names = {"time.sleep", "asyncio.sleep", "anyio.sleep", *imported}
    return [
        f"{place(path, call.lineno)}: {name}"
        for name, call in calls(tree)
        if name.endswith(".wait_for_timeout") or (name in names and not _is_short(call))
    ]


def without_assertion(path: Path) -> list[str]:
    """Test functions in which nothing can turn out wrong."""
    return [
        f"{place(path, node.lineno)}: {node.name}"
        for node in ast.walk(parse(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and not _asserts(node)
    ]


def _is_short(call: ast.Call) -> bool:
    if not call.args or not isinstance(call.args[0], ast.Constant):
        return False
    seconds = call.args[0].value
    return isinstance(seconds, int | float) and seconds <= LONGEST_PAUSE_SECONDS


def _asserts(function: ast.AST) -> bool:
    if any(isinstance(node, ast.Assert) for node in ast.walk(function)):
        return True
    names = (name.rpartition(".")[2] for name, _ in calls(function))
    return any(name in {"raises", "warns", "fail"} or name.startswith(ASSERTING) for name in names)


def test_no_test_sleeps() -> None:
    assert [found for path in modules("tests") for found in pauses(path)] == []


def test_every_test_can_fail() -> None:
    assert [found for path in modules("tests") for found in without_assertion(path)] == []


@pytest.mark.parametrize(
    "code",
    [
        "import time\ntime.sleep(0.06)",
        "from time import sleep as nap\nnap(1)",
        "import asyncio\nasync def f(): await asyncio.sleep(0.06)",
        "import asyncio\nasync def f(): await asyncio.sleep(DELAY)",
        "async def f(page): await page.wait_for_timeout(5)",
    ],
)
def test_a_pause_is_found(tmp_path: Path, code: str) -> None:
    (tmp_path / "test_x.py").write_text(code)
    assert len(pauses(tmp_path / "test_x.py")) == 1


@pytest.mark.parametrize(
    "code", ["import asyncio\nasync def f(): await asyncio.sleep(0)", "import time\ntime.sleep(0.05)"]
)
def test_letting_others_run_is_no_pause(tmp_path: Path, code: str) -> None:
    (tmp_path / "test_x.py").write_text(code)
    assert pauses(tmp_path / "test_x.py") == []


def test_a_test_without_an_assertion_is_found(tmp_path: Path) -> None:
    (tmp_path / "test_x.py").write_text(
        "def test_a(): run()\ndef test_b(): assert run()\ndef test_c():\n    with pytest.raises(E): run()\n"
    )
    assert without_assertion(tmp_path / "test_x.py") == ["test_x.py:1: test_a"]
