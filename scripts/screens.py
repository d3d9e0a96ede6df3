"""`make screens`: a contact sheet of every screen, by day and by night, on a telephone and on a laptop."""

import io
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from scripts import browser, environment, frontends
from scripts.light import served
from scripts.steps import ROOT, Problem

FOLDER = ROOT / "docs" / "screens"
PORT = 22691
SIZES = {360: 760, 1280: 800}
SCHEMES = ("light", "dark")
MOST_BYTES = 6 * 1024 * 1024
SWITCHES = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
AGENT, PASSWORD, CUSTOMER = "anna@shop.example", "causerie-demo", "maya@mail.example"


@dataclass(frozen=True)
class Screen:
    """A screen: where it is, who sees it, and what is done there before it is looked at."""

    app: str
    name: str
    path: str
    who: str = "nobody"
    act: Callable[[Page], None] = lambda page: None


def main() -> int:
    """Takes them all from a fresh demo, and writes the page that shows them."""
    environment.ensure("dev")
    frontends.ensure()
    for picture in FOLDER.glob("*.webp"):
        picture.unlink()
    with (
        tempfile.TemporaryDirectory() as data,
        served(Path(data), PORT) as url,
        sync_playwright() as playwright,
    ):
        chromium = playwright.chromium.launch(executable_path=browser.ensure(), args=SWITCHES.split())
        people = {"nobody": None, **_sign_in(chromium, url)}
        screens = _screens(_ids(chromium, url, people["agent"]))
        for width, height in SIZES.items():
            for scheme in SCHEMES:
                for who, state in people.items():
                    context = chromium.new_context(
                        base_url=url,
                        storage_state=state,  # type: ignore[arg-type]  # as storage_state() gave it
                        viewport={"width": width, "height": height},
                        color_scheme=scheme,  # type: ignore[arg-type]  # one of SCHEMES
                        reduced_motion="reduce",
                    )
                    for screen in screens:
                        if screen.who == who:
                            _take(context, screen, width, scheme)
                    context.close()
        chromium.close()
    spent = sum(file.stat().st_size for file in FOLDER.glob("*.webp"))
    if spent > MOST_BYTES:
        raise Problem(f"the screens take {spent:,} bytes; {MOST_BYTES:,} are allowed")
    (FOLDER / "README.md").write_text(_page(screens))
    print(f"{len(list(FOLDER.glob('*.webp')))} pictures, {spent:,} bytes, in {FOLDER.relative_to(ROOT)}")
    return 0


def _take(context: BrowserContext, screen: Screen, width: int, scheme: str) -> None:
    page = context.new_page()
    page.goto(screen.path)
    page.wait_for_load_state("networkidle")
    screen.act(page)
    page.wait_for_load_state("networkidle")
    page.evaluate(
        "Promise.allSettled(document.getAnimations().filter((one) => Number.isFinite("
        "one.effect.getComputedTiming().endTime)).map((one) => one.finished))"
    )
    with Image.open(io.BytesIO(page.screenshot())) as image:
        image.convert("RGB").save(FOLDER / _file(screen, width, scheme), "WEBP", quality=72, method=6)
    page.close()


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
                    f'<img src="{_file(screen, width, scheme)}" height="400" alt="{screen.name}, {scheme}">'
                    for width in SIZES
                    for scheme in SCHEMES
                ]
    return "\n".join(lines) + "\n"


# what is on them -----------------------------------------------------------------------------------------------------


def _screens(ids: dict[str, str]) -> list[Screen]:
    root = f"/desk/{ids['workspace']}"
    talk = f"{root}/all/{ids['conversation']}"
    own = f"/messenger/{ids['own']}"
    return [
        Screen("Widget", "The bubble on a shop's page", "/shop/tapered-jeans"),
        Screen("Widget", "The panel, first opened", "/shop/tapered-jeans", act=_open_chat),
        Screen("Widget", "A conversation", "/shop/tapered-jeans", act=_write_in_chat),
        Screen("Messenger", "Signing in", "/messenger"),
        Screen("Messenger", "A message-us link", "/m/acme-brands?ref=poster"),
        Screen("Messenger", "A message-us link to nobody", "/m/nobody-here"),
        Screen("Messenger", "Inbox with stories", "/messenger", "customer"),
        Screen("Messenger", "A story", "/messenger", "customer", _open_story),
        Screen("Messenger", "A conversation", own, "customer"),
        Screen("Messenger", "Profile", "/messenger/profile", "customer"),
        Screen("Desk", "Signing in", "/desk"),
        Screen("Desk", "Conversations", f"{root}/all", "agent"),
        Screen("Desk", "A conversation", talk, "agent"),
        Screen("Desk", "The contact", f"{talk}?contact", "agent"),
        Screen("Desk", "Search", f"{root}/all?q=jacket", "agent"),
        Screen("Desk", "The menu of the business", f"{root}/all", "agent", _open_menu),
        Screen("Desk", "Set up", f"{root}/set-up", "agent"),
        Screen("Desk", "Widget", f"{root}/widget/{ids['channel']}", "agent"),
        Screen("Desk", "Message us", f"{root}/message-us", "agent"),
        Screen("Desk", "Stories", f"{root}/stories", "agent"),
        Screen("Desk", "Profile", "/desk/profile", "agent"),
        Screen("Desk", "An address that leads nowhere", "/desk/nowhere", "agent"),
    ]


def _open_chat(page: Page) -> None:
    page.locator("causerie-widget button").click()
    page.frame_locator("causerie-widget iframe").get_by_text("Ask us anything").wait_for()


def _write_in_chat(page: Page) -> None:
    _open_chat(page)
    panel = page.frame_locator("causerie-widget iframe")
    panel.get_by_role("textbox").first.fill("Do you have these in **32/34**? https://shop.example/jeans")
    page.keyboard.press("Enter")
    panel.get_by_label("Sent", exact=True).last.wait_for()


def _open_story(page: Page) -> None:
    page.get_by_role("navigation", name="Stories").get_by_role("button").first.click()
    page.get_by_role("dialog").get_by_role("img").first.wait_for()


def _open_menu(page: Page) -> None:
    page.get_by_role("button", name="Acme Brands").click()


def _sign_in(chromium: Browser, url: str) -> dict[str, object]:
    """The agent and the customer, signed in; stories are on show, and the customer has answered one."""
    desk = chromium.new_context(base_url=url)
    page = desk.new_page()
    page.goto("/desk")
    page.get_by_label("E-mail").fill(AGENT)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.locator("[data-row]").first.wait_for()
    page.get_by_role("link", name="All").click()
    page.locator("[data-row]", has_text="Maya").first.wait_for()
    page.goto(f"{page.url.rpartition('/')[0]}/stories")
    for alt, sky, ground in (
        ("A coat in the colour of plums, on a chair", "#d9c3cf", "#7c3f58"),
        ("A blue jacket before the sea", "#cfe3ee", "#2f5d73"),
    ):
        file = {"name": "story.png", "mimeType": "image/png", "buffer": _picture(sky, ground)}
        page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]  # a FilePayload
        page.get_by_label("What it shows").fill(alt)
        page.get_by_role("button", name="Publish for 24 hours").click()
        page.get_by_role("img", name=alt).wait_for()
    messenger = chromium.new_context(base_url=url)
    own = messenger.new_page()
    own.goto("/messenger")
    own.get_by_label("E-mail address").fill(CUSTOMER)
    own.keyboard.press("Enter")
    own.get_by_label("Code").fill(_code(messenger))
    own.get_by_role("link", name=re.compile("Acme Brands")).first.wait_for()
    state: dict[str, object] = {"agent": desk.storage_state(), "customer": messenger.storage_state()}
    desk.close()
    messenger.close()
    return state


def _code(context: BrowserContext) -> str:
    """The code in the demo's mailbox."""
    page = context.new_page()
    page.goto("/demo/mailbox")
    page.get_by_role("link").filter(has_text=f"to {CUSTOMER}").filter(has_text="code").first.click()
    body = page.frame_locator("iframe").locator("body")
    body.get_by_text(re.compile(r"\b\d{6}\b")).first.wait_for()
    found = re.search(r"\b\d{6}\b", body.inner_text())
    page.close()
    if found is None:
        raise Problem("the mail has no code")
    return found[0]


def _ids(chromium: Browser, url: str, agent: object) -> dict[str, str]:
    context = chromium.new_context(base_url=url, storage_state=agent)  # type: ignore[arg-type]  # as it was given

    def get(path: str) -> Any:
        return context.request.get(f"/api/v1{path}").json()

    workspace = get("/me")["staff_of"][0]["workspace"]["id"]
    channels = get(f"/workspaces/{workspace}/channels")
    heads = get(f"/workspaces/{workspace}/conversations?view=all&status=open")["heads"]
    maya = next(head["conversation"] for head in heads if head["contact"]["name"].startswith("Maya"))
    context.close()
    channel = next(one["id"] for one in channels if one["kind"] == "web")
    return {"workspace": workspace, "channel": channel, "conversation": maya, "own": maya}


def _picture(sky: str, ground: str) -> bytes:
    """An upright picture: a shape of cloth before a wall."""
    image = Image.new("RGB", (720, 1280), sky)
    draw = ImageDraw.Draw(image)
    draw.rectangle([0, 1000, 720, 1280], fill="#efe7dc")
    draw.polygon([(250, 260), (470, 260), (560, 1080), (160, 1080)], fill=ground)
    draw.polygon([(250, 260), (120, 700), (200, 730), (290, 430)], fill=ground)
    draw.polygon([(470, 260), (600, 700), (520, 730), (430, 430)], fill=ground)
    draw.line([(360, 300), (360, 1070)], fill=sky, width=6)
    data = io.BytesIO()
    image.save(data, "PNG")
    return data.getvalue()
