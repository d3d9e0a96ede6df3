"""The Chromium that the end-to-end tests drive: the machine's, or Debian's installed now."""

import os
import shutil

from scripts import steps
from scripts.steps import Problem

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """The full path of a Chromium that runs, or None. `CHROMIUM` in the environment names one."""
    for name in filter(None, (os.environ.get("CHROMIUM"), *NAMES)):
        path = shutil.which(name)
        if path and steps.quick_output([path, "--version"]):
            return path
    return None


def ensure() -> str:
    """Finds Chromium, and installs it where we may.

    Raises Problem, saying what to install, where we may not.
    """
    if found := find():
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        steps.run("Asking Debian for its list of packages", ["apt-get", "update"], log="apt-update", env=env)
        steps.run(
            "Installing Debian's Chromium",
            ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"],
            log="apt-chromium",
            env=env,
        )
    if found := find():
        return found
    raise Problem(
        "The end-to-end tests need Chromium, which this machine lacks. Install it (on Debian and Ubuntu: "
        "sudo apt-get install chromium), or name one: CHROMIUM=/path/to/chromium make test"
    )
