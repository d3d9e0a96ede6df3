"""The systemd unit of docs/deploy.md is one that systemd takes."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.deploy.page import block


@pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed on this machine"
)
def test_systemd_has_nothing_to_say_against_the_unit(tmp_path: Path) -> None:
    installed = Path(sys.executable).with_name("causerie")
    unit = tmp_path / "causerie.service"
    unit.write_text(
        block("[Unit]\nDescription=Causerie").replace("/opt/causerie/bin/causerie", str(installed))
    )
    said = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    assert (said.returncode, said.stderr) == (0, "")
    unit.write_text(unit.read_text().replace("Restart=always", "Restart=perhaps"))
    said = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    assert "perhaps" in said.stderr
