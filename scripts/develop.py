"""`make dev`: the demo and the front ends, each made again when its sources change."""

import shlex
import subprocess
from pathlib import Path

from scripts import environment, frontends, node
from scripts.frontends import STATIC
from scripts.steps import ROOT


def main() -> int:
    """Runs both until one of them ends or Ctrl-C is pressed."""
    environment.ensure("dev")
    frontends.ensure()
    tools = node.ensure()
    server = shlex.join([str(environment.BIN / "causerie"), "demo"])
    watchfiles: list[str | Path] = [
        environment.BIN / "watchfiles",
        "--target-type",
        "command",
        "--sigint-timeout",
        "10",
    ]
    processes = [
        subprocess.Popen(
            [*watchfiles, "--ignore-paths", STATIC, server, ROOT / "src" / "causerie"], cwd=ROOT
        ),
        subprocess.Popen([*tools.npm, "run", "--silent", "dev"], cwd=frontends.WEB, env=tools.env),
    ]
    try:
        return _first_to_end(processes)
    finally:
        # Ctrl-C has reached them too: they are in our process group and may be on their way out.
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait()


def _first_to_end(processes: list[subprocess.Popen[bytes]]) -> int:
    while True:
        for process in processes:
            try:
                return process.wait(timeout=0.2)
            except subprocess.TimeoutExpired:
                continue
