import subprocess
from pathlib import Path

import pytest


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """An empty git repository: the rules ask git which files there are."""
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    return tmp_path
