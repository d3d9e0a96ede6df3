"""Where a checker or an error is silenced, the reader is told why."""

import ast
import re
import tokenize
from pathlib import Path

import pytest

from tests.house.parsing import calls, dotted, modules, parse, place

WITH_REASON = re.compile(r"# type: ignore\[[\w, -]+\]  # \S+")


def unexplained_ignores(path: Path) -> list[str]:
    """`type: ignore` comments without a code or without a reason after it."""
    with path.open("rb") as source:
        comments = [token for token in tokenize.tokenize(source.readline) if token.type == tokenize.COMMENT]
    return [
        f"{place(path, comment.start[0])}: {comment.string}"
        for comment in comments
        if comment.string.startswith("# type: ignore") and not WITH_REASON.match(comment.string)
    ]


def dropped_errors(path: Path) -> list[str]:
    """`suppress` of every error there is; ruff finds the same written as try and except."""
    return [
        place(path, call.lineno)
        for name, call in calls(parse(path))
        if name in {"suppress", "contextlib.suppress"} and any(_is_everything(arg) for arg in call.args)
    ]


def _is_everything(error: ast.expr) -> bool:
    return dotted(error) in {"Exception", "BaseException"}


def test_every_ignored_type_says_why() -> None:
    paths = modules("src", "tests", "scripts")
    assert [found for path in paths for found in unexplained_ignores(path)] == []


def test_no_error_is_dropped() -> None:
    assert [found for path in modules("src", "tests", "scripts") for found in dropped_errors(path)] == []


@pytest.mark.parametrize("comment", ["# type: ignore", "# type: ignore[arg-type]"])
def test_an_unexplained_ignore_is_found(tmp_path: Path, comment: str) -> None:
    (tmp_path / "x.py").write_text(f"f(1)  {comment}\n")
    assert unexplained_ignores(tmp_path / "x.py") == [f"x.py:1: {comment}"]


def test_an_explained_ignore_passes(tmp_path: Path) -> None:
    (tmp_path / "x.py").write_text("f(1)  # type: ignore[arg-type]  # f is wrongly annotated upstream\n")
    assert unexplained_ignores(tmp_path / "x.py") == []


def test_a_dropped_error_is_found(tmp_path: Path) -> None:
    (tmp_path / "x.py").write_text("with suppress(OSError): a()\nwith contextlib.suppress(Exception): b()\n")
    assert dropped_errors(tmp_path / "x.py") == ["x.py:2"]
