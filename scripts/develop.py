"""`make dev`: the demo and the front ends, each made again when its sources change."""

import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path

from scripts import environment, frontends, node
from scripts.frontends import STATIC, WEB
from scripts.parent import end_with_parent
from scripts.steps import ROOT


def main() -> int:
    """Runs both until one of them ends or this process is told to: Ctrl-C, SIGTERM, the end of `make`."""
    environment.ensure("dev")
    frontends.ensure()
    frontends.forget()
    tools = node.ensure()
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    end_with_parent()
    demo = shlex.join([str(environment.BIN / "causerie"), "demo"])
    watch: list[str | Path] = [environment.BIN / "watchfiles", "--target-type", "command"]
    limits: list[str | Path] = ["--sigint-timeout", "10", "--ignore-paths", STATIC]
    # Each leads a process group of its own, so that the terminal's Ctrl-C reaches only us and we stop them in order.
    server = subprocess.Popen([*watch, *limits, demo, ROOT / "src" / "causerie"], cwd=ROOT, process_group=0)
    bundler = subprocess.Popen(
        [*tools.npm, "run", "--silent", "dev"], cwd=WEB, env=tools.env, process_group=0
    )
    try:
        return _first_to_end(server, bundler)
    finally:
        server.terminate()
        server.wait()
        _end_group(bundler)


def _first_to_end(*processes: subprocess.Popen[bytes]) -> int:
    while True:
        for process in processes:
            try:
                return process.wait(timeout=0.2)
            except subprocess.TimeoutExpired:
                continue


def _end_group(leader: subprocess.Popen[bytes]) -> None:
    """npm does not always tell its children."""
    if leader.poll() is None:
        os.killpg(leader.pid, signal.SIGTERM)
    leader.wait()
