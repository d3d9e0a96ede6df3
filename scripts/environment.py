"""The project's own Python environment, `.venv`, made from the locked requirements."""

import hashlib
import json
import shutil
import sys
import tomllib
from pathlib import Path

from scripts import steps
from scripts.steps import ROOT

VENV = ROOT / ".venv"
BIN = VENV / "bin"
PYTHON = BIN / "python"
REQUIREMENTS = ROOT / "requirements"
STAMP = VENV / "causerie.json"


def ensure(*wanted: str) -> None:
    """Makes `.venv` hold the named sets of requirements ("run", "dev", "node") and Causerie itself, editable.

    What is installed already stays: "dev" includes "run", and nothing is taken out again. Does nothing,
    in a few milliseconds and without the network, when all of it is there.
    """
    installed, digest = _read_stamp()
    sets = sorted({*installed, *wanted})
    if digest == _digest(sets) and PYTHON.exists():
        return
    STAMP.unlink(missing_ok=True)
    env = steps.tool_environment()
    if digest is None or not PYTHON.exists():
        shutil.rmtree(VENV, ignore_errors=True)
        steps.run("Making the Python environment", [_base_python(), "-m", "venv", VENV], log="venv", env=env)
    bootstrap = REQUIREMENTS / "bootstrap.txt"
    steps.run(
        "Installing the installer",
        [PYTHON, "-m", "pip", "install", "--require-hashes", "-r", bootstrap],
        log="bootstrap",
        env=env,
    )
    files = [bootstrap, *(REQUIREMENTS / f"{name}.txt" for name in _without_included(sets))]
    steps.run(
        "Installing the Python packages",
        [BIN / "uv", "pip", "sync", "--python", PYTHON, "--require-hashes", *files],
        log="packages",
        env=env,
    )
    steps.run(
        "Installing Causerie",
        [BIN / "uv", "pip", "install", "--python", PYTHON, "--no-deps", "--no-build-isolation", "-e", ROOT],
        log="causerie",
        env=env,
    )
    STAMP.write_text(json.dumps({"sets": sets, "digest": _digest(sets)}))


def lock() -> None:
    """Writes requirements/*.txt from pyproject.toml and requirements/*.in, with hashes and without hosts."""
    ensure("dev")
    sources: dict[str, list[str]] = {
        "run": ["pyproject.toml"],
        "dev": ["pyproject.toml", "requirements/dev.in", "-c", "requirements/run.txt"],
        "bootstrap": ["requirements/bootstrap.in", "-c", "requirements/dev.txt"],
        "node": ["requirements/node.in"],
    }
    compiler: list[str | Path] = [
        BIN / "uv",
        "pip",
        "compile",
        "--universal",
        "--generate-hashes",
        "--python-version",
        "3.11",
    ]
    for name, source in sources.items():
        steps.run(
            f"Locking requirements/{name}.txt",
            [*compiler, *source, "-o", f"requirements/{name}.txt"],
            log=f"lock-{name}",
            env=steps.tool_environment(),
            always=True,
        )


def _without_included(sets: list[str]) -> list[str]:
    return [name for name in sets if not (name == "run" and "dev" in sets)]


def _base_python() -> str:
    """The interpreter that this one was made from: `.venv` may be the one that is running us."""
    return str(getattr(sys, "_base_executable", sys.executable))


def _read_stamp() -> tuple[list[str], str | None]:
    try:
        stamp = json.loads(STAMP.read_text())
        return list(stamp["sets"]), str(stamp["digest"])
    except (OSError, ValueError, KeyError, TypeError):
        return [], None


def _digest(sets: list[str]) -> str:
    """All that the environment's content depends on: its place too, for scripts in it carry their path."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    known = hashlib.sha256(repr((str(ROOT), project["project"], project["build-system"])).encode())
    for name in ("bootstrap", *_without_included(sets)):
        known.update((REQUIREMENTS / f"{name}.txt").read_bytes())
    return known.hexdigest()
