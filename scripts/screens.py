"""`make screens`: a contact sheet of every screen, by day and by night, on a telephone and on a laptop."""

import io
import re
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

import httpx
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from scripts import browser, environment, frontends
from scripts.light import served
from scripts.steps import ROOT, Problem
from tests.e2e.kinds import Upload, say_everything, upload

FOLDER = ROOT / "docs" / "screens"
PORT = 22691
SIZES = {360: 760, 1280: 800}
SCHEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")
MOST_BYTES = 6 * 1024 * 1024
SWITCHES = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
AGENT, PASSWORD, CUSTOMER = "anna@shop.example", "causerie-demo", "maya@mail.example"
SECONDS = 30
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


@dataclass(frozen=True)
class Screen:
    """A screen: where it is, who sees it, and what is done there before it is looked at. `height`: of its window, in
    pixels, where it is taller than others."""

    app: str
    name: str
    path: str
    who: str = "nobody"
    act: Callable[[Page], None] = lambda page: None
    height: int = 0


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
        people, screens = _stage(chromium, url)
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


# what is on them -----------------------------------------------------------------------------------------------------


def _screens(ids: dict[str, str]) -> list[Screen]:
    root = f"/desk/{ids['workspace']}"
    talk = f"{root}/all/{ids['conversation']}"
    own = f"/messenger/{ids['conversation']}"
    shop = "/shop/tapered-jeans"
    return [
        Screen("Widget", "The bubble on a shop's page", shop),
        Screen("Widget", "The panel, first opened", shop, act=_open_chat),
        Screen("Widget", "Emoji", shop, act=_in_chat("Emoji")),
        Screen("Widget", "Stickers", shop, act=_in_chat("Stickers")),
        Screen("Widget", "A place", shop, act=_in_chat("Place")),
        Screen("Widget", "A conversation", shop, "visitor", _open_chat),
        Screen("Widget", "The panel in Arabic", shop, "arabic", _open_chat),
        Screen("Messenger", "Signing in", "/messenger"),
        Screen("Messenger", "Signing in, in Arabic", "/messenger", "arabic"),
        Screen("Messenger", "A message-us link", "/m/acme-brands?ref=poster"),
        Screen("Messenger", "A message-us link to nobody", "/m/nobody-here"),
        Screen("Messenger", "Inbox with stories", "/messenger", "customer"),
        Screen("Messenger", "What can be done with a conversation", "/messenger", "customer", _open_row_menu),
        Screen("Messenger", "Search", "/messenger", "customer", _search_messenger),
        Screen("Messenger", "A story", "/messenger", "customer", _open_story),
        Screen("Messenger", "A conversation", own, "customer", _settled),
        Screen("Messenger", "Every kind of message", own, "customer", _settled, 4600),
        Screen("Messenger", "What can be done with a message", own, "customer", _open_message_menu),
        Screen("Messenger", "Finding in a conversation", own, "customer", _find),
        Screen("Messenger", "About a conversation", f"{own}/about", "customer"),
        Screen("Messenger", "Who I am to a business", f"{own}/about", "customer", _who_am_i),
        Screen("Messenger", "Profile", "/messenger/profile", "customer"),
        Screen("Mail", "A mail with questions", "/demo/mailbox", act=_open_mail, height=4000),
        Screen("Mail", "A question answered from it", ids["answer"]),
        Screen("Mail", "A link that leads nowhere", "/answer/nowhere"),
        Screen("Desk", "Signing in", "/desk"),
        Screen("Desk", "Conversations", f"{root}/all", "agent"),
        Screen("Desk", "A conversation", talk, "agent", _settled),
        Screen("Desk", "Every kind of message", talk, "agent", _settled, 4600),
        Screen("Desk", "The contact", f"{talk}?contact", "agent"),
        Screen("Desk", "Asking something", talk, "agent", _ask),
        Screen("Desk", "Search", f"{root}/all?q=jacket", "agent"),
        Screen("Desk", "The menu of the business", f"{root}/all", "agent", _open_menu),
        Screen("Desk", "The keyboard's help", f"{root}/all", "agent", _help),
        Screen("Desk", "Set up", f"{root}/set-up", "agent"),
        Screen("Desk", "Widget", f"{root}/widget/{ids['channel']}", "agent"),
        Screen("Desk", "Message us", f"{root}/message-us", "agent"),
        Screen("Desk", "Stories", f"{root}/stories", "agent"),
        Screen("Desk", "Cases", f"{root}/cases", "agent"),
        Screen("Desk", "For developers", f"{root}/developers", "agent"),
        Screen("Desk", "Profile", "/desk/profile", "agent"),
        Screen("Desk", "An address that leads nowhere", "/desk/nowhere", "agent"),
    ]


def _open_chat(page: Page) -> None:
    page.locator("causerie-widget button").click()
    panel = page.frame_locator("causerie-widget iframe")
    panel.get_by_role("textbox").first.wait_for()
    page.mouse.move(1, 1)  # what stands where the bubble was would say what it is


def _in_chat(tool: str) -> Callable[[Page], None]:
    def open_tool(page: Page) -> None:
        _open_chat(page)
        page.frame_locator("causerie-widget iframe").get_by_role("button", name=tool, exact=True).click()

    return open_tool


def _settled(page: Page) -> None:
    """Its pictures are there, and what is said last."""
    page.locator(".bubble").last.wait_for()


def _open_story(page: Page) -> None:
    page.get_by_role("navigation", name="Stories").get_by_role("button").first.click()
    page.get_by_role("dialog").get_by_role("img").first.wait_for()


def _open_row_menu(page: Page) -> None:
    page.get_by_role("link", name=re.compile("Acme Brands")).first.hover()
    page.get_by_role("button", name="Actions for Acme Brands").click()


def _search_messenger(page: Page) -> None:
    page.get_by_role("searchbox").fill("jacket")


def _open_message_menu(page: Page) -> None:
    _settled(page)
    page.locator(".bubble").last.click(button="right")


def _find(page: Page) -> None:
    page.get_by_role("button", name="Find in this conversation").click()
    page.keyboard.type("you")


def _who_am_i(page: Page) -> None:
    page.get_by_role("tab", name="Who I am").click()


def _open_menu(page: Page) -> None:
    page.get_by_role("button", name="Acme Brands").click()


def _open_mail(page: Page) -> None:
    mail = page.get_by_role("link").filter(has_text=f"to {CUSTOMER}").filter(has_text="answered you")
    mail.first.click()
    page.frame_locator("iframe").get_by_text("Where shall we send it?").wait_for()


def _ask(page: Page) -> None:
    page.get_by_role("button", name="Ask something").click()
    page.get_by_role("menuitem", name="Form").click()
    page.get_by_role("dialog").wait_for()


def _help(page: Page) -> None:
    page.locator("[data-row]").first.wait_for()
    page.keyboard.press("?")


# who looks at them ---------------------------------------------------------------------------------------------------


def _stage(chromium: Browser, url: str) -> tuple[dict[str, Any], list[Screen]]:
    """Who looks, each with their session, and what there is to look at: the staff have said something of each kind to
    a customer, who is not there, and to a visitor; stories are on show."""
    desk = chromium.new_context(base_url=url)
    said = {"email": AGENT, "password": PASSWORD}
    me = desk.request.post("/api/v1/sign-in", data=said).json()
    workspace = me["staff_of"][0]["workspace"]["id"]
    visitor = _visitor(chromium, url)
    cookies = {one["name"]: one["value"] for one in desk.cookies()}
    with httpx.Client(
        base_url=f"{url}/api/v1", cookies=cookies, headers={"X-CSRF-Token": me["csrf"]}, timeout=SECONDS
    ) as agent:

        def get(path: str) -> Any:
            return agent.get(f"/workspaces/{workspace}{path}").raise_for_status().json()

        heads = get("/conversations?view=all&status=open")["heads"]
        maya = next(one["conversation"] for one in heads if one["contact"]["name"].startswith("Maya"))
        for talk in (maya, heads[0]["conversation"]):
            say_everything(agent, workspace, talk)
        _publish(agent, workspace)
        channel = next(one["id"] for one in get("/channels") if one["kind"] == "web")
    ids = {"workspace": workspace, "channel": channel, "conversation": maya, **_mail(url)}
    people = {
        "nobody": None,
        "arabic": None,
        "agent": desk.storage_state(),
        "visitor": visitor,
        "customer": _customer(chromium, url),
    }
    desk.close()
    return people, _screens(ids)


def _visitor(chromium: Browser, url: str) -> object:
    """A visitor who has just written: the newest conversation is theirs."""
    context = chromium.new_context(base_url=url)
    page = context.new_page()
    page.goto("/shop/tapered-jeans")
    _open_chat(page)
    panel = page.frame_locator("causerie-widget iframe")
    panel.get_by_role("textbox").first.fill("Do you have these in **32/34**?")
    page.keyboard.press("Enter")
    panel.get_by_label("Sent", exact=True).last.wait_for()
    state = context.storage_state()
    context.close()
    return state


def _publish(agent: httpx.Client, workspace: str) -> None:
    for alt, sky, ground in (
        ("A coat in the colour of plums, on a chair", "#d9c3cf", "#7c3f58"),
        ("A blue jacket before the sea", "#cfe3ee", "#2f5d73"),
    ):
        file = upload(agent, workspace, Upload("story.png", "image/png", partial(_picture, sky, ground)))
        agent.post(f"/workspaces/{workspace}/stories", json={"file": file, "alt": alt}).raise_for_status()


def _customer(chromium: Browser, url: str) -> object:
    """The customer, signed in by the code from the demo's mailbox."""
    context = chromium.new_context(base_url=url)
    page = context.new_page()
    page.goto("/messenger")
    page.get_by_label("E-mail address").fill(CUSTOMER)
    page.keyboard.press("Enter")
    page.get_by_label("Code").fill(_mailed(url, re.compile(r"code: (\d{6})")))
    page.get_by_role("link", name=re.compile("Acme Brands")).first.wait_for()
    state = context.storage_state()
    context.close()
    return state


def _mail(url: str) -> dict[str, str]:
    """Where a question that was mailed is answered."""
    return {"answer": _mailed(url, re.compile(r"Where shall we send it\?\s+Answer: \S+?(/answer/\S+)"))}


def _mailed(url: str, wanted: re.Pattern[str]) -> str:
    """What the newest mail to the customer that says this says there; waits for it."""
    until = time.monotonic() + SECONDS
    with httpx.Client(base_url=f"{url}/api/demo/mailbox") as client:
        while time.monotonic() < until:
            for mail in client.get("/", params={"to": CUSTOMER}).json():
                if found := wanted.search(client.get(f"/{mail['id']}").json()["text"]):
                    return found[1]
            time.sleep(0.1)
    raise Problem(f"no mail says {wanted.pattern}")


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
