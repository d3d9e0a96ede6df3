"""`make test`: every part of the test suite, whatever happens to the others, and how many tests ran."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts import browser, environment, frontends, node, report
from scripts.report import Report
from scripts.steps import LOGS, ROOT, Problem, StepFailed

WORKERS = 2
"""Processes that share the Python tests; more would share the database's one disk."""


@dataclass(frozen=True)
class Part:
    title: str
    log: str
    start: Callable[[Path], int]
    """Runs the part, which leaves its report at the path; returns the exit status."""


def main() -> int:
    """Runs every part; the last line is `N passed, N failed, N skipped`."""
    environment.ensure("dev")
    node.ensure()  # now: installing it while tests run would pull their packages from under them
    LOGS.mkdir(parents=True, exist_ok=True)
    parts = [
        Part("Python", "test-python", _python),
        Part("front ends", "test-web", _web),
        Part("end to end", "test-e2e", _end_to_end),
    ]
    results = {part.title: _run(part) for part in parts}
    print(summary(results))
    return 0 if all(passes(result) for result in results.values()) else 1


def passes(result: Report) -> bool:
    """A part with no test at all is no success."""
    return not result.failed and bool(result.passed or result.skipped)


def summary(results: Mapping[str, Report]) -> str:
    """Skips with their reasons, failures, a line for each part, and the total alone on the last line."""
    lines = [""]
    for title, result in results.items():
        lines += [f"skipped: {title}: {name}: {reason}" for name, reason in result.skipped]
    for title, result in results.items():
        lines += [f"failed: {title}: {name}" for name in result.failed]
    lines += [f"{title + ':':<12} {_counts([result])}" for title, result in results.items()]
    return "\n".join([*lines, _counts(list(results.values()))])


def _counts(results: Sequence[Report]) -> str:
    passed = sum(result.passed for result in results)
    failed = sum(len(result.failed) for result in results)
    skipped = sum(len(result.skipped) for result in results)
    return f"{passed} passed, {failed} failed, {skipped} skipped"


def _run(part: Part) -> Report:
    path = LOGS / f"{part.log}.xml"
    path.unlink(missing_ok=True)
    print(f"\n── Tests: {part.title} ──", flush=True)
    try:
        status = part.start(path)
        result = report.read(path)
    except (Problem, StepFailed, ValueError) as error:
        print(error)
        return Report(0, (f"the part itself: {error}",), ())
    return judged(result, status)


def judged(result: Report, status: int) -> Report:
    """The report of a part that ended with this exit status: a failure that no test tells of is one too."""
    if result.failed or (status == 0 and passes(result)):
        return result
    reason = f"exit status {status}" if result.passed or result.skipped else "no test was found"
    return Report(result.passed, (f"the part itself: {reason}",), result.skipped)


def _python(path: Path) -> int:
    return _pytest(path, "-m", "not e2e", "-n", str(WORKERS))


def _end_to_end(path: Path) -> int:
    frontends.ensure()
    return _pytest(path, "-m", "e2e", env={**os.environ, "CHROMIUM": browser.ensure()})


def _web(path: Path) -> int:
    tools = node.ensure()
    frontends.packages(tools)
    reporters = ["--reporter=default", "--reporter=junit", f"--outputFile.junit={path}"]
    command = [*tools.npm, "run", "--silent", "test", "--", *reporters]
    return _tell(command, path, cwd=frontends.WEB, env=tools.env)


def _pytest(path: Path, *arguments: str, env: Mapping[str, str] | None = None) -> int:
    command: list[str | Path] = [
        environment.PYTHON,
        "-m",
        "pytest",
        f"--junitxml={path}",
        *arguments,
    ]
    return _tell(command, path, env=env)


def _tell(
    command: Sequence[str | Path], path: Path, *, cwd: Path = ROOT, env: Mapping[str, str] | None = None
) -> int:
    """Runs a command whose output the reader sees as it comes; a copy goes to the log beside its report."""
    coloured = {"FORCE_COLOR": "1"} if sys.stdout.isatty() else {"NO_COLOR": "1"}
    with (
        path.with_suffix(".log").open("wb") as log,
        subprocess.Popen(
            command,
            cwd=cwd,
            env={**(os.environ if env is None else env), **coloured},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        assert process.stdout is not None
        while said := os.read(process.stdout.fileno(), 65536):
            log.write(said)
            sys.stdout.buffer.write(said)
            sys.stdout.buffer.flush()
    return process.returncode
