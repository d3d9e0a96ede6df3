"""One command at a time: a calm line for the reader, everything it said in a log."""

import os
import subprocess
import sys
import time
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOGS = ROOT / "var" / "log"

QUIET_SECONDS = 2.0
"""A step that is done sooner says nothing, unless it is asked to."""

REPEAT_SECONDS = 15.0
"""Where lines cannot be rewritten (a file, a pipe), a long step tells its time this often."""

SHOWN_LINES = 200
"""The end of a failed step's log that is shown."""

FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"


class StepFailed(Exception):
    """A step ended with an error, which the reader has been shown already."""


class Problem(Exception):
    """Something that the reader must mend, in one sentence."""


class Progress:
    """Shows one step while it runs: a line rewritten in a terminal, a few plain lines elsewhere."""

    def __init__(self, title: str, *, always: bool) -> None:
        self._title = title
        self._always = always
        self._live = sys.stdout.isatty()
        self._began = time.monotonic()
        self._next_line = QUIET_SECONDS
        self._frame = 0

    @property
    def seconds(self) -> float:
        """How long the step has run."""
        return time.monotonic() - self._began

    def tick(self) -> None:
        """Called often while the step runs."""
        if self.seconds < self._next_line:
            return
        if self._live:
            frame = FRAMES[self._frame % len(FRAMES)]
            self._write(f"\r\x1b[K{frame} {self._title} … {self.seconds:.0f} s")
            self._frame += 1
        elif self._next_line == QUIET_SECONDS:
            self._write(f"… {self._title}\n")
            self._next_line = REPEAT_SECONDS
        else:
            self._write(f"… {self._title}: {self.seconds:.0f} s\n")
            self._next_line += REPEAT_SECONDS

    def end(self, ok: bool) -> None:
        """Leaves one line, unless the step was quick, went well and nobody asked for it."""
        if self._live:
            self._write("\r\x1b[K")
        if self._always or not ok or self.seconds >= QUIET_SECONDS:
            self._write(f"{'✓' if ok else '✗'} {self._title} ({self.seconds:.1f} s)\n")

    @staticmethod
    def _write(text: str) -> None:
        sys.stdout.write(text)
        sys.stdout.flush()


def run(
    title: str,
    command: Sequence[str | Path],
    *,
    log: str,
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
    always: bool = False,
) -> None:
    """Runs a command to its end with its output in `var/log/<log>.log`.

    Raises StepFailed, the end of the log having been shown, when it cannot start or ends with an error.
    """
    LOGS.mkdir(parents=True, exist_ok=True)
    path = LOGS / f"{log}.log"
    progress = Progress(title, always=always)
    with path.open("wb") as output:
        try:
            process = subprocess.Popen(
                command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
            )
        except OSError as error:
            progress.end(ok=False)
            raise Problem(f"{command[0]} does not start: {error.strerror}.") from error
        try:
            while (status := _wait(process, 0.1)) is None:
                progress.tick()
        except BaseException:
            process.terminate()
            process.wait()
            raise
    progress.end(ok=status == 0)
    if status != 0:
        show_end(path)
        raise StepFailed(title)


def show_end(path: Path) -> None:
    """Prints the last lines of a log, and where the whole of it is."""
    with path.open(encoding="utf-8", errors="replace") as text:
        lines = deque(text, maxlen=SHOWN_LINES)
    print("".join(f"    {line.rstrip()}\n" for line in lines), end="")
    print(f"    The whole log: {path.relative_to(ROOT)}")


def quick_output(command: Sequence[str | Path]) -> str | None:
    """What a short command printed, or None when it is missing, fails or hangs."""
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()


def tool_environment() -> dict[str, str]:
    """This process's environment, for the tools that we start.

    Their caches go to `var/` where there is no home: a service's user often has none that can be written.
    """
    env = dict(os.environ)
    home = Path(env.get("HOME", "/nonexistent"))
    if not os.access(home, os.W_OK):
        caches = ROOT / "var" / "cache"
        caches.mkdir(parents=True, exist_ok=True)
        env["HOME"] = str(caches)
        env["XDG_CACHE_HOME"] = str(caches)
        env["npm_config_cache"] = str(caches / "npm")
    return env


def _wait(process: subprocess.Popen[bytes], seconds: float) -> int | None:
    try:
        return process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        return None
