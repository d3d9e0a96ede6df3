"""A disk that can be full: a tmpfs whose size is changed while it is used."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

ROOMY = 1024 * 2**20


class SmallDisk:
    """Mounted at `folder`; roomy, until it is filled."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._mounted = False

    def make(self) -> None:
        """Mounts it. Raises CalledProcessError."""
        self.folder.mkdir()
        _run("mount", "-t", "tmpfs", "-o", f"size={ROOMY},mode=755", "tmpfs", str(self.folder))
        self._mounted = True

    def leave_free(self, size: int) -> None:
        """So many bytes are left, and no more."""
        of = os.statvfs(self.folder)
        self._resize((of.f_blocks - of.f_bfree) * of.f_frsize + size)

    def grow(self) -> None:
        """It is roomy again."""
        self._resize(ROOMY)

    def unmount(self) -> None:
        """Lets it go."""
        if self._mounted:
            _run("umount", "-l", str(self.folder))

    def _resize(self, size: int) -> None:
        _run("mount", "-o", f"remount,size={size}", str(self.folder))


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)


def missing() -> str | None:
    """Why this machine can't have such a disk, or null; tried, because rights alone don't tell."""
    if os.geteuid() != 0:
        return "mounting a disk takes root's rights"
    with tempfile.TemporaryDirectory() as folder:
        disk = SmallDisk(Path(folder) / "small")
        try:
            disk.make()
            disk.leave_free(2**20)
        except (OSError, subprocess.CalledProcessError) as error:
            return f"a disk can't be mounted: {error}"
        finally:
            disk.unmount()
    return None
