"""A disk whose power can be cut. An image in memory is the platter; what stands only in the page cache of the ext4 that
is mounted from it is what a power cut loses. (kill -9 can't show a missing fsync: the page cache survives it.)
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import tempfile
import time
from pathlib import Path

MEGABYTES = 600
UNMOUNT_SECONDS = 10.0


class Platter:
    """A mounted disk in `folder`/disk."""

    def __init__(self, folder: Path) -> None:
        self.disk = folder / "disk"
        self._image = folder / "platter.img"
        self._copy = folder / "copy.img"
        self._mounted = False

    def make(self) -> None:
        """Formats and mounts it. Raises CalledProcessError."""
        self.disk.mkdir()
        with self._image.open("wb") as image:
            image.truncate(MEGABYTES * 2**20)
        _run("mkfs.ext4", "-q", "-F", str(self._image))
        self._mount()
        self.disk.chmod(0o755)

    def sync(self) -> None:
        """Puts everything on the platter, as if it had stood there for long."""
        _run("sync", "-f", str(self.disk))

    def cut(self) -> None:
        """The moment of the cut: what is on the platter now is all that will be left. Nobody may write meanwhile."""
        _run("cp", "--sparse=always", str(self._image), str(self._copy))

    async def boot(self) -> None:
        """Comes back after a cut; nobody may have the disk open."""
        await self.unmount()
        self._copy.replace(self._image)
        self._mount()

    async def unmount(self) -> None:
        """Lets go the disk. Raises CalledProcessError where somebody holds it."""
        deadline = time.monotonic() + UNMOUNT_SECONDS
        while self._mounted:
            try:
                _run("umount", str(self.disk))
                self._mounted = False
            except subprocess.CalledProcessError:
                if time.monotonic() > deadline:
                    raise
                await asyncio.sleep(0.1)

    def _mount(self) -> None:
        _run("mount", "-o", "loop", str(self._image), str(self.disk))
        self._mounted = True


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)


def missing() -> str | None:
    """Why this machine can't mount an image, or null; tried, because rights alone don't tell."""
    if os.geteuid() != 0:
        return "mounting an image takes root's rights"
    with tempfile.TemporaryDirectory() as folder:
        platter = Platter(Path(folder))
        try:
            platter.make()
            _run("umount", str(platter.disk))
        except (OSError, subprocess.CalledProcessError) as error:
            return f"an image can't be mounted: {error}"
    return None
