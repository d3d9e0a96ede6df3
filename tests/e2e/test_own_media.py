"""What people choose beside files: a business's own stickers, a GIF found outside, a map, a picture just taken."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, FrameLocator, Locator, Page, Request, expect

from tests.e2e.accessibility import violations
from tests.e2e.conftest import started_demo
from tests.e2e.demo import Demo
from tests.e2e.screens import DeskScreen, ShopChat, unique
from tests.helpers.web_page import Site, serving_site
from tests.media.test_outside import KEY, GifHost, tile


@pytest.fixture(scope="module")
def outside() -> Iterator[Site]:
    """A host of GIFs and of maps."""
    with serving_site() as site:
        GifHost(site)
        for column in range(19178, 19184):
            for row in range(11588, 11598):
                site.pages[f"/15/{column}/{row}.png"] = ("image/png", tile("#9ecae1"))
        yield site


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, outside: Site) -> Iterator[Demo]:
    """A demo that may ask that host."""
    gifs = f'{{"url": "{outside.url}/v2", "key": "{KEY}", "name": "Tenor"}}'
    tiles = (
        f'{{"url": "{outside.url}/{{z}}/{{x}}/{{y}}.png", "attribution": "© Mapmakers",'
        ' "link": "https://maps.example"}'
    )
    with started_demo(
        tmp_path_factory.mktemp("outside"),
        "127.0.0.1",
        allow_hosts=f"127.0.0.1:{outside.port}",
        gifs=gifs,
        tiles=tiles,
    ) as demo:
        yield demo


@pytest.fixture(scope="module")
def desk(browser: Browser, demo: Demo) -> Iterator[DeskScreen]:
    """Anna's desk."""
    context = browser.new_context(base_url=demo.url, viewport={"width": 1280, "height": 800})
    yield DeskScreen(context)
    context.close()


@pytest.fixture
def shop(browser: Browser, demo: Demo) -> Iterator[ShopChat]:
    """A visitor with a touch screen and a camera. No request of theirs goes elsewhere."""
    context = browser.new_context(
        base_url=demo.url,
        viewport={"width": 360, "height": 740},
        has_touch=True,
        permissions=["camera"],
    )
    errors: list[str] = []
    elsewhere: list[str] = []
    context.on("weberror", lambda error: errors.append(str(error.error)))

    def note(request: Request) -> None:
        if not request.url.startswith((demo.url, "blob:", "data:")):
            elsewhere.append(request.url)

    context.on("request", note)
    shop = ShopChat(context)
    shop.open()
    yield shop
    context.close()
    assert (errors, elsewhere) == ([], [])


def sticker(name: str, colour: str) -> FilePayload:
    """A picture to be uploaded."""
    out = io.BytesIO()
    Image.new("RGBA", (300, 300), colour).save(out, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": out.getvalue()}


def show_stickers(page: Page) -> None:
    page.get_by_role("button", name="Acme Brands").click()
    page.get_by_role("menuitem", name="Stickers").click()
    expect(page.get_by_role("heading", name="Stickers", exact=True)).to_be_visible()


def show_inbox(desk: DeskScreen) -> None:
    desk.page.get_by_role("button", name="Back").click()
    desk.views.get_by_role("link", name="All").click()


def stickers(where: Page | FrameLocator) -> Locator:
    """The open picker."""
    where.get_by_role("group", name="Message").get_by_role("button", name="Stickers").click()
    return where.get_by_role("dialog", name="Stickers")


def shown(picture: Locator) -> None:
    """Waits until it is really there."""
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0


def test_own_stickers_are_made_sent_and_still_shown_when_they_are_offered_no_more(
    desk: DeskScreen, shop: ShopChat
) -> None:
    page = desk.page
    show_stickers(page)
    page.get_by_label("Name of a new pack").fill("Denim")
    page.keyboard.press("Enter")
    pack = page.get_by_role("region", name="Denim")
    pack.locator("input[type=file]").set_input_files(
        [
            sticker("blue_jeans.png", "#31578b"),
            sticker("jacket.png", "#8b5731"),
            FilePayload(name="note.txt", mimeType="text/plain", buffer=b"no picture"),
        ]
    )
    expect(page.get_by_text(re.compile("note.txt: That isn.t a picture"))).to_be_visible()
    words = pack.get_by_role("textbox", name="What it says")
    expect(words).to_have_count(2)
    words.first.fill("They fit!")
    words.first.press("Tab")
    pack.get_by_role("button", name="Move earlier: jacket").click()
    expect(words.first).to_have_value("jacket")
    page.reload()
    expect(words.first).to_have_value("jacket")
    expect(words.last).to_have_value("They fit!")
    assert violations(page) == []

    said = unique("Look at me")
    shop.write(said)
    picker = stickers(shop.panel)
    expect(picker.get_by_role("heading", name="Denim")).to_be_visible()
    assert violations(shop.page.frames[1]) == []
    picker.get_by_role("button", name="They fit!").click()
    shown(shop.timeline.get_by_role("img", name="They fit!"))
    expect(shop.composer.get_by_role("textbox")).to_be_focused()
    show_inbox(desk)
    desk.row("They fit!").click()
    stickers(page).get_by_role("button", name="jacket").click()
    shown(desk.timeline.get_by_role("img", name="jacket"))
    shown(shop.timeline.get_by_role("img", name="jacket"))
    show_stickers(page)
    pack.get_by_role("button", name="Remove the pack Denim").click()
    expect(page.get_by_text("No stickers of your own yet")).to_be_visible()
    show_inbox(desk)
    desk.row("jacket").click()
    for name in ("They fit!", "jacket"):
        shown(desk.timeline.get_by_role("img", name=name))


def test_a_gif_is_found_chosen_and_sent_and_no_foreign_host_is_asked(
    desk: DeskScreen, shop: ShopChat, outside: Site
) -> None:
    said = unique("Dance")
    shop.write(said)
    desk.open(said)
    picker = stickers(shop.panel)
    picker.get_by_role("tab", name="GIFs").click()
    expect(picker.get_by_text("Powered by Tenor")).to_be_visible()
    picker.get_by_role("searchbox", name="Search Tenor").fill("dancing cat")
    gif = picker.get_by_role("button", name="A cat that dances")
    shown(gif.get_by_role("img"))
    assert violations(shop.page.frames[1]) == []
    gif.click()
    for where in (shop.timeline, desk.timeline):
        picture = where.get_by_role("button", name="Open picture A cat that dances.webp")
        shown(picture.locator("img"))


def test_a_place_is_shown_on_the_installations_map(desk: DeskScreen, shop: ShopChat) -> None:
    shop.write(said := unique("Where are you?"))
    desk.open(said)
    shop.composer.get_by_role("button", name="Place").click()
    form = shop.panel.get_by_role("dialog", name="Place")
    form.get_by_role("textbox", name="Coordinates").fill("46.48250, 30.72330")
    shop.page.keyboard.press("Enter")
    for where in (shop.timeline, desk.timeline):
        expect(where.get_by_role("link", name="© Mapmakers")).to_be_visible()
        shown(where.locator(".map img").first)
    assert violations(desk.page) == []

    # What is offered beside a message stays on the screen, and a place without a name is called something.
    shop.timeline.locator(".bubble.place").hover()
    reply = shop.timeline.get_by_role("button", name="Reply")
    bar = reply.locator("..").bounding_box()
    frame = shop.page.locator("causerie-widget iframe").bounding_box()
    assert bar
    assert frame
    assert frame["x"] <= bar["x"]
    assert bar["x"] + bar["width"] <= frame["x"] + frame["width"]
    reply.click()
    expect(shop.composer).to_contain_text("Place: 46.48, 30.72")


def test_a_picture_is_taken_and_sent(desk: DeskScreen, shop: ShopChat) -> None:
    shop.composer.get_by_role("button", name="Take a picture").click()
    camera = shop.panel.get_by_role("dialog", name="Take a picture")
    take = camera.get_by_role("button", name="Take the picture")
    expect(take).to_be_enabled()
    assert violations(shop.page.frames[1]) == []
    take.click()
    expect(camera).to_be_hidden()
    said = unique("This one")
    shop.composer.get_by_role("textbox").fill(said)
    shop.composer.get_by_role("button", name="Send").click()
    desk.open(said)
    for where in (shop.timeline, desk.timeline):
        shown(where.get_by_role("button", name="Open picture photo.jpg").locator("img"))


def test_without_a_camera_it_is_said_why(shop: ShopChat) -> None:
    shop.page.context.clear_permissions()
    shop.composer.get_by_role("button", name="Take a picture").click()
    camera = shop.panel.get_by_role("dialog", name="Take a picture")
    expect(camera.get_by_role("alert")).to_contain_text("camera is blocked")
    camera.get_by_role("button", name="Close").click()
    expect(shop.composer.get_by_role("textbox")).to_be_focused()
