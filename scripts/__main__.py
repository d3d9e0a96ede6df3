"""The commands of the Makefile."""

import os
import sys
from collections.abc import Callable

from scripts import checks, develop, environment, frontends, light, schema, steps, suite
from scripts.parent import end_with_parent


def run() -> int:
    """Prepares what is missing and becomes the demo."""
    environment.ensure("run")
    frontends.ensure()
    end_with_parent()
    causerie = environment.BIN / "causerie"
    os.execv(causerie, [str(causerie), "demo"])


def format_all() -> int:
    """Formats every source file."""
    environment.ensure("dev")
    ruff = environment.BIN / "ruff"
    steps.run("Sorting imports, mending what can be", [ruff, "check", "--fix-only", "."], log="ruff-fix")
    steps.run("Formatting Python", [ruff, "format", "."], log="ruff-format", always=True)
    frontends.run("Formatting the front ends", "format", always=True)
    return 0


def bench() -> int:
    """Prepares what is missing and becomes the bench; FULL=1 in the environment for the long run."""
    environment.ensure("dev")
    end_with_parent()
    full = ["--full"] if os.environ.get("FULL") == "1" else []
    os.execv(environment.PYTHON, [str(environment.PYTHON), "-m", "bench", *full])


def faults() -> int:
    """Prepares what is missing and becomes the fault runs, all of them."""
    environment.ensure("dev")
    end_with_parent()
    os.execv(environment.PYTHON, [str(environment.PYTHON), "-m", "faults"])


def screens() -> int:
    """Takes the contact sheet; what it drives is installed with the tests."""
    environment.ensure("dev")
    end_with_parent()
    os.execv(environment.PYTHON, [str(environment.PYTHON), "-c", "from scripts.screens import main; main()"])


def _plain(action: Callable[[], None]) -> Callable[[], int]:
    def command() -> int:
        action()
        return 0

    return command


COMMANDS: dict[str, Callable[[], int]] = {
    "run": run,
    "dev": develop.main,
    "test": suite.main,
    "check": checks.main,
    "format": format_all,
    "bench": bench,
    "light": light.main,
    "screens": screens,
    "faults": faults,
    "schema": _plain(schema.write),
    "env": _plain(lambda: environment.ensure("dev")),
    "web": _plain(frontends.ensure),
    "lock": _plain(environment.lock),
}


def main() -> int:
    """Runs the command named on the command line; its exit status."""
    try:
        return COMMANDS[sys.argv[1]]()
    except steps.Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    except steps.StepFailed:
        return 1
    except KeyboardInterrupt:
        return 130


sys.exit(main())
