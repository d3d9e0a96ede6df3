"""Clocks that can be set while programs run: libfaketime between a process and the system's time. What counts seconds
(CLOCK_MONOTONIC) goes on as it did, as when an administrator or NTP sets a clock.
"""

from __future__ import annotations

from pathlib import Path

# Where nodes stand whose clocks can be set: with a summer time.
ZONE = "Europe/Bucharest"
SHARED = Path("/dev/shm")
FOLDERS = ("/usr/lib", "/usr/lib64", "/usr/local/lib")


def library() -> Path | None:
    """libfaketime, where the machine has it."""
    for folder in FOLDERS:
        for found in Path(folder).glob("**/faketime/libfaketime.so.1"):
            return found
    return None


class Clock:
    """Of one process and its children, kept in a file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.set(0)

    @property
    def environ(self) -> dict[str, str]:
        """What the process is started with."""
        return {
            "LD_PRELOAD": str(library()),
            "FAKETIME_TIMESTAMP_FILE": str(self._path),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
        }

    def set(self, ahead: int) -> None:
        """So many seconds before the real time, or behind it."""
        unfinished = self._path.with_suffix(".new")
        unfinished.write_text(f"{ahead:+d}\n")
        unfinished.chmod(0o644)  # whoever PostgreSQL runs as reads it too
        unfinished.replace(self._path)


def sweep() -> None:
    """Removes what killed processes shared with their children by libfaketime, which they no longer could."""
    for left in SHARED.glob("*faketime_s*_*"):
        if not Path("/proc", left.name.rpartition("_")[2]).exists():
            left.unlink(missing_ok=True)


def missing() -> str | None:
    """Why clocks can't be set here, or null."""
    return None if library() else "there is no libfaketime"
