"""The running demo and a real browser, for every end-to-end test."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from tests.e2e.demo import Demo, read_demo
from tests.e2e.stage import Stage, staged
from tests.helpers.pictures import png
from tests.helpers.server import free_port
from tests.helpers.web_page import Site, serving_site

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
SWITCHES = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync --use-fake-device-for-media-stream"
)

expect.set_options(timeout=10_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder drives the running demo."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("e2e")


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """A site of somebody else's that people link to."""
    with serving_site() as site:
        head = '<meta property="og:title" content="Tapered jeans"><meta property="og:image" content="/jeans.png">'
        page = f'<html><head><meta name="description" content="Made to last">{head}</head>'
        for path in ("/jeans", "/jeans?again", "/shirt"):
            site.pages[path] = ("text/html", page.encode())
        site.pages["/jeans.png"] = ("image/png", png(960, 480))
        yield site


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, site: Site) -> Iterator[Demo]:
    """`causerie demo --empty`, as a newcomer starts it, in a folder of its own."""
    with started_demo(
        tmp_path_factory.mktemp("demo"), "127.0.0.1", allow_hosts=f"127.0.0.1:{site.port}"
    ) as demo:
        yield demo


@contextmanager
def started_demo(folder: Path, host: str, **settings: str) -> Iterator[Demo]:
    """The demo in this folder, known by this host's name. `settings`: by their names without the prefix."""
    port = free_port()
    command = [str(Path(sys.executable).parent / "causerie"), "demo", "--empty"]
    environment = {
        **os.environ,
        "CAUSERIE_PORT": str(port),
        "CAUSERIE_DATA_DIR": str(folder / "data"),
        "CAUSERIE_BASE_URL": f"http://{host}:{port}",
        "CAUSERIE_VISITOR_MESSAGES_PER_SECOND": "1000000",  # tests talk faster than people
        **{f"CAUSERIE_{name.upper()}": value for name, value in settings.items()},
    }
    log = folder / "log"
    with log.open("w") as errors:
        process = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True, bufsize=1
        )
    assert process.stdout
    try:
        told = []
        for line in iter(process.stdout.readline, ""):
            told.append(line)
            if "Stop with Ctrl-C" in line:
                break
        else:
            pytest.fail(f"the demo did not start:\n{''.join(told)}{log.read_text()}")
        yield read_demo(f"http://{host}:{port}", (folder / "data" / "identify-secret").read_text())
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a screen."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES.split())
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser, demo: Demo) -> Iterator[BrowserContext]:
    """A person's browser, with nothing in it. Whatever goes wrong inside a page fails the test."""
    context = browser.new_context(base_url=demo.url, viewport={"width": 1280, "height": 800})
    errors: list[str] = []
    context.on("weberror", lambda error: errors.append(str(error.error)))
    yield context
    context.close()
    assert errors == []


@pytest.fixture(scope="session")
def stage(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """An installation of the tests' own, where the demo has too few people."""
    with staged(browser, tmp_path_factory.mktemp("stage")) as stage:
        yield stage
