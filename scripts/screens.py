"""`make screens`: a contact sheet of every screen, by day and by night, on a telephone and on a laptop."""

import io
import re
import tempfile
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import BrowserContext, Page, sync_playwright

from scripts import browser, environment, frontends
from scripts.light import served
from scripts.sights import Screen
from scripts.staging import stage
from scripts.steps import ROOT, Problem

FOLDER = ROOT / "docs" / "screens"
PORT = 22691
SIZES = {360: 760, 1280: 800}
SCHEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")
MOST_BYTES = 6 * 1024 * 1024
SWITCHES = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
# Of a gateway that nobody reaches: the screens offer what it would bring.
SMS = {"sms_url": "https://sms.example", "sms_account": "AC0", "sms_token": "-", "sms_from": "+15005550006"}
AT_REST = """async () => {
  const quiet = 250, most = 10_000, began = performance.now();
  await document.fonts.ready;
  let changed = performance.now();
  new MutationObserver(() => (changed = performance.now()))
    .observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  while (performance.now() - changed < quiet && performance.now() - began < most)
    await new Promise((go) => setTimeout(go, 50));
  const seen = [...document.images].filter((image) => {
    const { top, bottom, width } = image.getBoundingClientRect();
    return width > 0 && bottom > 0 && top < innerHeight;
  });
  await Promise.allSettled(seen.map((image) => image.decode()));
  const ending = (one) => Number.isFinite(one.effect.getComputedTiming().endTime);
  await Promise.allSettled(document.getAnimations().filter(ending).map((one) => one.finished));
}"""


def main() -> int:
    """Takes them all from a fresh demo, and writes the page that shows them."""
    environment.ensure("dev")
    frontends.ensure()
    for picture in FOLDER.glob("*.webp"):
        picture.unlink()
    with (
        tempfile.TemporaryDirectory() as data,
        served(Path(data), PORT, **SMS) as url,
        sync_playwright() as playwright,
    ):
        chromium = playwright.chromium.launch(executable_path=browser.ensure(), args=SWITCHES.split())
        people, screens = stage(chromium, url)
        for width, height in SIZES.items():
            for who, state in people.items():
                context = chromium.new_context(
                    base_url=url,
                    storage_state=state,
                    viewport={"width": width, "height": height},
                    reduced_motion="reduce",
                    locale="ar" if who == "arabic" else "en-GB",
                )
                for screen in screens:
                    if screen.who == who:
                        _take(context, screen, width)
                context.close()
        chromium.close()
    spent = sum(file.stat().st_size for file in FOLDER.glob("*.webp"))
    if spent > MOST_BYTES:
        raise Problem(f"the screens take {spent:,} bytes; {MOST_BYTES:,} are allowed")
    (FOLDER / "README.md").write_text(_page(screens))
    print(f"{len(list(FOLDER.glob('*.webp')))} pictures, {spent:,} bytes, in {FOLDER.relative_to(ROOT)}")
    return 0


def _take(context: BrowserContext, screen: Screen, width: int) -> None:
    page = context.new_page()
    if screen.height:
        page.set_viewport_size({"width": width, "height": screen.height})
    page.goto(screen.path)
    _rest(page)
    screen.act(page)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        _rest(page)
        with Image.open(io.BytesIO(page.screenshot())) as image:
            image.convert("RGB").save(FOLDER / _file(screen, width, scheme), "WEBP", quality=72, method=4)
    page.close()


def _rest(page: Page) -> None:
    """Waits until nothing on the page changes any more, and every picture that can be seen is there."""
    for frame in page.frames:
        if not frame.url.endswith("/html"):  # a mail, in which nothing runs
            frame.evaluate(AT_REST)


def _file(screen: Screen, width: int, scheme: str) -> str:
    name = re.sub(r"[^a-z0-9]+", "-", f"{screen.app} {screen.name}".lower())
    return f"{name}-{width}-{scheme}.webp"


def _page(screens: list[Screen]) -> str:
    lines = [
        "# Every screen",
        "",
        "Taken by `make screens` from the running demo: light and dark, at 360 and 1280 pixels.",
    ]
    for app in dict.fromkeys(screen.app for screen in screens):
        lines += ["", f"## {app}"]
        for screen in screens:
            if screen.app == app:
                lines += ["", f"### {screen.name}", ""]
                lines += [
                    f'<img src="{_file(screen, width, scheme)}" height="360" alt="{screen.name}, {scheme}">'
                    for width in SIZES
                    for scheme in SCHEMES
                ]
    return "\n".join(lines) + "\n"
