"""What every run begins with: PostgreSQL's files with two workspaces in them, made once and copied for each run."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from causerie.runtime import running
from causerie.settings import Settings

# In memory: a killed program loses nothing that it had written there, and no run waits for a disk.
MEMORY = Path("/dev/shm")
WORKSPACES = ("apples", "pears")
AGENTS = 2  # of each workspace
PASSWORD = "a password of the faults"
SECRET = "a secret of the faults, long enough"

_made: tempfile.TemporaryDirectory[str] | None = None


def folder() -> tempfile.TemporaryDirectory[str]:
    """A new folder, gone with its object."""
    made = tempfile.TemporaryDirectory(prefix="causerie-faults-", dir=MEMORY if MEMORY.is_dir() else None)
    # Where PostgreSQL must run as another user than root, that user goes through here.
    Path(made.name).chmod(0o755)
    return made


def email(workspace: str, number: int) -> str:
    """Of an agent."""
    return f"agent{number}@{workspace}.example"


async def lay(target: Path) -> None:
    """Makes `target` the data folder of an EmbeddedPostgres that knows the workspaces."""
    global _made  # noqa: PLW0603  (the one copy of this program's life)
    if _made is None:
        _made = await _make()
    target.mkdir(parents=True)
    shutil.copytree(Path(_made.name) / "postgres/cluster", target / "cluster")


async def _make() -> tempfile.TemporaryDirectory[str]:
    made = folder()
    data_dir = Path(made.name)
    settings = Settings(data_dir=data_dir, secret=SECRET).completed()
    async with running(settings) as runtime, runtime.database.system() as connection:
        for name in WORKSPACES:
            workspace = await runtime.accounts.create_workspace(connection, name, name, "#336699", "en")
            for number in range(AGENTS):
                await runtime.accounts.add_staff(
                    connection, workspace, email(name, number), f"{name} {number}", PASSWORD, "owner"
                )
            await runtime.channels.create(connection, workspace, "web", "Shop", [f"https://{name}.example"])
    return made
