"""`make light`: what the widget's loader costs a page, as Lighthouse scores it."""

import json
import os
import statistics
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts import browser, environment, frontends, node
from scripts.steps import ROOT, Problem

LIGHTHOUSE = "lighthouse@13.5.0"
RUNS = 5
PORT = 22690
ALLOWED_POINTS = 1
METRICS = {
    "first-contentful-paint": "FCP ms",
    "largest-contentful-paint": "LCP ms",
    "total-blocking-time": "TBT ms",
    "cumulative-layout-shift": "CLS",
    "speed-index": "SI ms",
}
CHROME = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
)


def main() -> int:
    """Scores the demo's shop with and without the loader in turn; 1 where the medians differ by more than a point."""
    environment.ensure("dev")
    frontends.ensure()
    env = {**node.ensure().env, "CHROME_PATH": browser.ensure()}
    with tempfile.TemporaryDirectory() as folder, served(Path(folder), PORT, "--empty") as url:
        found: dict[str, list[dict[str, float]]] = {"without": [], "with": []}
        for _ in range(RUNS):
            for way, runs in found.items():
                runs.append(_score(f"{url}/shop/tapered-jeans", env, Path(folder), blocked=way == "without"))
    medians = {
        way: {name: statistics.median(run[name] for run in runs) for name in runs[0]}
        for way, runs in found.items()
    }
    for name in medians["with"]:
        every = "  ".join(f"{run[name]:g}" for run in found["with"])
        print(
            f"{name:12} without {medians['without'][name]:8g}   with {medians['with'][name]:8g}   ({every})"
        )
    moved = medians["without"]["score"] - medians["with"]["score"]
    print(f"\nThe loader costs {moved:g} points; {ALLOWED_POINTS} is allowed.")
    return int(moved > ALLOWED_POINTS)


@contextmanager
def served(folder: Path, port: int, *options: str, **settings: str) -> Iterator[str]:
    """The demo, as a newcomer starts it: its base URL. `settings`: by their names without the prefix."""
    command = [str(environment.BIN / "causerie"), "demo", *options]
    env = {
        **os.environ,
        "CAUSERIE_PORT": str(port),
        "CAUSERIE_DATA_DIR": str(folder / "data"),
        **{f"CAUSERIE_{name.upper()}": value for name, value in settings.items()},
    }
    folder.chmod(0o755)  # PostgreSQL may have to run as another user
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(
            command, env=env, stdout=subprocess.PIPE, stderr=log, text=True, cwd=ROOT
        ) as process,
    ):
        assert process.stdout is not None
        try:
            if not any("Stop with Ctrl-C" in line for line in process.stdout):
                raise Problem(f"The demo does not start:\n{(folder / 'log').read_text()}")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _score(url: str, env: dict[str, str], folder: Path, *, blocked: bool) -> dict[str, float]:
    report = folder / "report.json"
    command = [
        "npm",
        "exec",
        "--yes",
        f"--package={LIGHTHOUSE}",
        "--",
        "lighthouse",
        url,
        "--only-categories=performance",
        "--output=json",
        f"--output-path={report}",
        "--quiet",
        f"--chrome-flags={CHROME}",
        *(["--blocked-url-patterns=*/widget*"] if blocked else []),
    ]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False, cwd=folder)
    if done.returncode != 0:
        raise Problem(f"Lighthouse does not run: {done.stderr.strip()[-2000:]}")
    told = json.loads(report.read_text())
    requests = told["audits"]["network-requests"]["details"]["items"]
    loaded = any(one["url"].endswith("/widget.js") and one["statusCode"] == 200 for one in requests)
    if loaded == blocked:
        raise Problem(f"the loader was {'there' if loaded else 'missing'} where it should not be")
    return {
        "score": told["categories"]["performance"]["score"] * 100,
        **{label: round(told["audits"][name]["numericValue"], 3) for name, label in METRICS.items()},
    }
