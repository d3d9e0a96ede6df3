"""`make check`: everything about the code that a machine can judge without running it."""

from collections.abc import Callable, Sequence
from pathlib import Path

from scripts import environment, frontends, node, schema, steps
from scripts.rules import budget, committed, lengths, rooms
from scripts.steps import ROOT, Problem, StepFailed


def main() -> int:
    """Runs every check, whatever the others say; 1 if any of them fails."""
    environment.ensure("dev")
    checks: dict[str, Callable[[], None]] = {
        "ruff": lambda: _tool("Python: lint", "ruff", "check", "."),
        "ruff format": lambda: _tool("Python: format", "ruff", "format", "--check", "."),
        "mypy": lambda: _tool("Python: types", "mypy"),
        "import-linter": lambda: _tool("Python: floors", "lint-imports", "--no-logo"),
        "queries": lambda: _rule("Queries run by their own service", rooms.violations(ROOT / "src/causerie")),
        "lengths": _lengths,
        "committed files": lambda: _rule("No registry's host, no machine's path", committed.violations(ROOT)),
        "eslint": lambda: frontends.run("Front ends: lint", "lint", always=True),
        "prettier": lambda: frontends.run("Front ends: format", "format:check", always=True),
        "svelte-check": lambda: frontends.run("Front ends: types", "check", always=True),
        "schema": lambda: _step("The front ends' types are those of the API", schema.check),
        "budget": _budget,
    }
    failed = [name for name, check in checks.items() if not _passes(check)]
    print(
        f"\n{len(checks) - len(failed)} of {len(checks)} checks passed"
        + "".join(f"\n✗ {name}" for name in failed)
    )
    return 1 if failed else 0


def _passes(check: Callable[[], None]) -> bool:
    try:
        check()
    except Problem as problem:
        print(f"✗ {problem}")
        return False
    except StepFailed:
        return False
    return True


def _tool(title: str, tool: str, *arguments: str) -> None:
    log = f"check-{tool}-{arguments[0]}" if arguments and arguments[0].isalpha() else f"check-{tool}"
    steps.run(title, [environment.BIN / tool, *arguments], log=log, always=True)


def _step(title: str, check: Callable[[], None]) -> None:
    check()
    print(f"✓ {title}")


def _rule(title: str, violations: Sequence[str | Path]) -> None:
    print(f"{'✗' if violations else '✓'} {title}")
    for violation in violations:
        print(f"    {violation}")
    if violations:
        raise StepFailed(title)


def _lengths() -> None:
    long = lengths.long_files(ROOT)
    for file in long:
        if file.lines <= lengths.HARD:
            print(f"    {file}; {lengths.SOFT} are the rule")
    _rule(f"No file over {lengths.HARD} lines", [str(file) for file in long if file.lines > lengths.HARD])


def _budget() -> None:
    frontends.ensure()
    costs = budget.costs(frontends.STATIC / "widget", node.ensure().env)
    for cost in costs:
        print(f"    {cost}")
    _rule("The widget's bytes", [str(cost) for cost in costs if cost.spent > cost.allowed])
