"""Which files the rules read."""

import subprocess
from pathlib import Path

from scripts.steps import Problem


def listed(root: Path) -> list[Path]:
    """Every file that git keeps or would be asked to keep, relative to `root`; ignored files are left out.

    Raises Problem outside a git checkout.
    """
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        said = getattr(error, "stderr", None) or str(error)
        raise Problem(
            f"The checks read the list of files of a git checkout, but git says: {said.strip()}"
        ) from error
    paths = (Path(name) for name in done.stdout.split("\0") if name)
    return sorted({path for path in paths if (root / path).is_file()})


def text(path: Path) -> str | None:
    """A file's text, or None for a picture or another binary file."""
    content = path.read_bytes()
    if b"\0" in content:
        return None
    return content.decode("utf-8", errors="replace")
