"""Voice messages and videos, as a visitor, an agent and the customer's mailbox and messenger have them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Locator, Page, expect

from tests.e2e.accessibility import violations
from tests.e2e.demo import Demo
from tests.e2e.screens import DeskScreen, Mailbox, ShopChat, timeline, unique
from tests.helpers.pictures import png
from tests.helpers.recordings import video
from tests.helpers.web_page import Site

PLAYS = """async (group) => {
  const audio = group.querySelector('audio');
  while (audio.paused || audio.currentTime === 0) await new Promise(requestAnimationFrame);
  return audio.currentTime;
}"""


@pytest.fixture(scope="module")
def desk(browser: Browser, demo: Demo) -> Iterator[DeskScreen]:
    """Anna's desk, with a microphone."""
    context = browser.new_context(
        base_url=demo.url, viewport={"width": 1280, "height": 800}, permissions=["microphone"]
    )
    yield DeskScreen(context)
    context.close()


@pytest.fixture
def shop(context: BrowserContext) -> ShopChat:
    """A visitor with a microphone, and the chat open."""
    context.grant_permissions(["microphone"])
    shop = ShopChat(context)
    shop.open()
    return shop


def record(where: Page | FrameLocator) -> Locator:
    """Records for a while by a tap, stops, and gives what there is to be heard before it is sent."""
    composer = where.get_by_role("group", name="Message")
    composer.get_by_role("button", name="Record a voice message").click()
    expect(composer.get_by_text(re.compile(r"^0:0[1-9]$"))).to_be_visible()
    composer.get_by_role("button", name="Stop and listen").click()
    return composer.get_by_role("group", name="Voice message")


def voices(where: Locator) -> Locator:
    """The voice messages of a timeline."""
    return where.get_by_role("group", name="Voice message")


def test_a_voice_message_is_recorded_heard_and_sent_and_played_at_the_desk(
    shop: ShopChat, desk: DeskScreen
) -> None:
    said = unique("I say it by voice")
    shop.write(said)
    desk.open(said)
    heard = record(shop.panel)
    heard.get_by_role("button", name="Play").click()
    assert heard.evaluate(PLAYS) > 0
    assert violations(shop.page.frames[1]) == []
    shop.composer.get_by_role("button", name="Send").last.click()
    expect(voices(shop.timeline)).to_have_count(1)
    expect(shop.composer.get_by_role("textbox")).to_be_focused()

    voice = voices(desk.timeline)
    voice.get_by_role("button", name="Play").click()
    assert voice.evaluate(PLAYS) > 0
    voice.get_by_role("button", name=re.compile("^Speed 1")).click()
    assert voice.evaluate("group => group.querySelector('audio').playbackRate") == 1.5
    voice.get_by_role("button", name="Pause").click()
    position = voice.get_by_role("slider")
    position.focus()
    desk.page.keyboard.press("End")
    whole = position.get_attribute("aria-valuemax")
    expect(position).to_have_attribute("aria-valuenow", whole or "")
    desk.page.keyboard.press("Home")
    expect(position).to_have_attribute("aria-valuenow", "0")
    box = position.bounding_box()
    assert box
    desk.page.mouse.click(box["x"] + box["width"] * 0.98, box["y"] + 10)
    expect(position).not_to_have_attribute("aria-valuenow", "0")
    assert violations(desk.page) == []
    expect(desk.row("🎤").first).to_be_visible()


def test_a_recording_is_held_and_cancelled(shop: ShopChat) -> None:
    shop.write(unique("Wait"))
    button = shop.composer.get_by_role("button", name="Record a voice message")
    button.hover()
    shop.page.mouse.down()
    expect(shop.composer.get_by_text(re.compile(r"^0:0[1-9]$"))).to_be_visible()
    shop.page.mouse.up()
    expect(shop.composer.get_by_role("group", name="Voice message")).to_be_visible()
    shop.page.keyboard.press("Escape")
    expect(shop.composer.get_by_role("textbox")).to_be_focused()
    expect(voices(shop.timeline)).to_have_count(0)


def test_without_a_microphone_it_is_said_why(context: BrowserContext) -> None:
    context.clear_permissions()
    shop = ShopChat(context)
    shop.open()
    shop.composer.get_by_role("button", name="Record a voice message").click()
    expect(shop.composer.get_by_role("alert")).to_contain_text("microphone is blocked")
    shop.composer.get_by_role("button", name="Cancel recording").click()
    expect(shop.composer.get_by_role("alert")).to_have_count(0)


def test_an_answer_by_voice_reaches_the_mail_and_is_played_in_the_messenger(
    shop: ShopChat, desk: DeskScreen, browser: Browser, demo: Demo
) -> None:
    address = f"voice-{uuid4().hex[:8]}@mail.example"
    said = unique("Please tell me")
    shop.write(said)
    shop.leave_address(address)
    desk.open(said)
    shop.page.close()
    record(desk.page)
    desk.page.get_by_role("group", name="Message").get_by_role("button", name="Send").last.click()
    expect(voices(desk.timeline)).to_have_count(1)

    context = browser.new_context(base_url=demo.url, viewport={"width": 360, "height": 740})
    mailbox = Mailbox(context, address)
    mailbox.open("answered you")
    expect(mailbox.mail.get_by_role("link", name=re.compile(r"Voice message, 0:0\d"))).to_be_visible()
    messenger = mailbox.follow_link()
    messenger.get_by_role("button", name="Continue").click()
    voice = voices(timeline(messenger))
    voice.get_by_role("button", name="Play").click()
    assert voice.evaluate(PLAYS) > 0
    context.close()


def test_a_video_is_shown_by_a_picture_of_it_and_plays_where_it_stands(
    shop: ShopChat, desk: DeskScreen
) -> None:
    said = unique("See how it fits")
    shop.composer.get_by_role("textbox").fill(said)
    shop.attach("fit.mov", "video/quicktime", video("mov"))
    for where, page in ((shop.timeline, shop.page), (desk.timeline, desk.page)):
        if page is desk.page:
            desk.open(said)
        expect(where).to_contain_text(said)
        where.get_by_role("button", name="Play the video, 0:02").click()
        seconds = where.locator("video").evaluate(
            """async (video) => {
              while (video.currentTime === 0) await new Promise(requestAnimationFrame);
              return video.duration;
            }"""
        )
        assert abs(seconds - 2) < 0.1
    assert violations(desk.page) == []


def test_a_link_is_shown_with_what_its_page_says_unless_its_sender_wants_none(
    shop: ShopChat, desk: DeskScreen, demo: Demo, site: Site
) -> None:
    """The demo may ask this site, although it is on this machine."""
    said = unique("Is it these?")
    shop.write(f"{said} {site.url}/jeans")
    desk.open(said)
    for where in (shop.timeline, desk.timeline):
        card = where.get_by_role("link", name="Tapered jeans")
        expect(card).to_contain_text("Made to last")
        expect(card).to_have_attribute("href", f"{site.url}/jeans")
        assert card.locator("img").evaluate("image => image.decode().then(() => image.naturalWidth)") == 480
        address = card.locator("img").get_attribute("src") or ""
        assert address.startswith(f"{demo.url}/files/")
    assert violations(desk.page) == []
    assert violations(shop.page.frames[1]) == []

    other = unique("No card")
    desk.page.get_by_role("textbox").fill(f"{other} {site.url}/shirt")
    desk.page.get_by_role("button", name="Links are shown with a preview").click()
    expect(desk.page.get_by_role("button", name="Links are sent without")).to_be_visible()
    desk.page.get_by_role("textbox").press("Enter")
    last = unique("after it")
    shop.write(f"{last} {site.url}/jeans?again")
    expect(shop.timeline.get_by_role("link", name="Tapered jeans")).to_have_count(2)
    expect(shop.timeline.get_by_text(other)).to_be_visible()
    assert "/shirt" not in site.asked


def test_a_picture_is_drawn_on_cut_and_sent(shop: ShopChat, desk: DeskScreen) -> None:
    said = unique("Here it is torn")
    shop.write(said)
    desk.open(said)
    shop.composer.locator("input[type=file]").set_input_files(
        {"name": "jeans.png", "mimeType": "image/png", "buffer": png(800, 600)}
    )
    shop.composer.get_by_role("button", name="Draw on jeans.png").click()
    drawing = shop.panel.get_by_role("dialog", name="Draw on the picture")
    canvas = drawing.get_by_label("Picture to draw on")
    expect(canvas).to_have_js_property("width", 800)

    def drag(*points: tuple[float, float]) -> None:
        box = canvas.bounding_box()
        assert box
        (first, *others) = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
        shop.page.mouse.move(*first)
        shop.page.mouse.down()
        for point in others:
            shop.page.mouse.move(*point, steps=5)
        shop.page.mouse.up()

    drag((0.3, 0.3), (0.6, 0.5), (0.7, 0.3))
    drag((0.1, 0.1), (0.9, 0.1))
    shop.page.keyboard.press("Control+z")
    drawing.get_by_role("radio", name="Pen").focus()
    shop.page.keyboard.press("ArrowRight")
    expect(drawing.get_by_role("radio", name="Arrow")).to_be_checked()
    drawing.get_by_role("radio", name="Yellow").click()
    drag((0.2, 0.8), (0.5, 0.5))
    drawing.get_by_role("radio", name="Text").click()
    drawing.get_by_role("textbox", name="Words on the picture").fill("here")
    shop.page.keyboard.press("Enter")
    assert violations(shop.page.frames[1]) == []
    drawing.get_by_role("radio", name="Crop").click()
    drag((0, 0.2), (0.75, 1))
    expect(canvas).to_have_js_property("width", 600)
    drawing.get_by_role("button", name="Done").click()
    shop.composer.get_by_role("button", name="Send").click()

    desk.timeline.get_by_role("button", name="Open picture jeans.png").click()
    colours = (
        desk.page.get_by_role("dialog")
        .locator("img")
        .evaluate(
            """async (image) => {
              await image.decode();
              const canvas = document.createElement('canvas');
              [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
              const context = canvas.getContext('2d');
              context.drawImage(image, 0, 0);
              const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
              const found = new Set();
              for (let at = 0; at < data.length; at += 4) found.add(`${data[at]},${data[at + 1]},${data[at + 2]}`);
              return [canvas.width, canvas.height, ...found];
            }"""
        )
    )
    assert colours[:2] == [600, 480]
    assert {"229,53,43", "255,196,0", "124,63,88"} <= set(colours)


def test_a_sticker_reaches_the_desk_and_its_words_the_mail(
    shop: ShopChat, desk: DeskScreen, browser: Browser, demo: Demo
) -> None:
    address = f"sticker-{uuid4().hex[:8]}@mail.example"
    said = unique("It fits")
    shop.write(said)
    shop.leave_address(address)
    desk.open(said)
    shop.composer.get_by_role("button", name="Stickers").click()
    expect(shop.panel.get_by_role("dialog", name="Stickers")).to_be_visible()
    assert violations(shop.page.frames[1]) == []
    shop.page.keyboard.press("ArrowRight")
    shop.page.keyboard.press("Enter")
    for where in (shop.timeline, desk.timeline):
        sticker = where.get_by_role("img", name="Thank you!")
        assert sticker.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    expect(desk.row("🙏 Thank you!")).to_be_visible()
    shop.page.close()

    desk.page.get_by_role("button", name="Stickers").click()
    desk.page.get_by_role("dialog", name="Stickers").get_by_role("button", name="Five stars").click()
    context = browser.new_context(base_url=demo.url, viewport={"width": 360, "height": 740})
    mailbox = Mailbox(context, address)
    mailbox.open("answered you")
    expect(mailbox.mail.locator("body")).to_contain_text("⭐ Five stars")
    messenger = mailbox.follow_link()
    messenger.get_by_role("button", name="Continue").click()
    expect(timeline(messenger).get_by_role("img", name="Five stars")).to_be_visible()
    context.close()


def test_a_place_is_shown_without_asking_anybody_else(
    context: BrowserContext, desk: DeskScreen, demo: Demo
) -> None:
    context.grant_permissions(["geolocation"])
    context.set_geolocation({"latitude": 46.4825, "longitude": 30.7233, "accuracy": 12})
    shop = ShopChat(context)
    elsewhere: list[str] = []
    for page in (shop.page, desk.page):
        page.on("request", lambda request: elsewhere.append(request.url))
    shop.open()
    shop.composer.get_by_role("button", name="Place").click()
    form = shop.panel.get_by_role("dialog", name="Place")
    form.get_by_role("button", name="Send place").click()
    expect(form).to_contain_text("Write latitude and longitude")
    form.get_by_role("button", name="Use my location").click()
    expect(form.get_by_role("textbox", name="Coordinates")).to_have_value("46.48250, 30.72330")
    name = unique("The pier")
    form.get_by_role("textbox", name="Name").fill(name)
    assert violations(shop.page.frames[1]) == []
    shop.page.keyboard.press("Enter")
    desk.open(name)
    for where in (shop.timeline, desk.timeline):
        expect(where).to_contain_text("46.48250, 30.72330")
        expect(where.locator("svg .land")).to_have_attribute("d", re.compile(r"^M.{200}"))
        where.get_by_text("Open in maps").click()
        link = where.get_by_role("link", name="OpenStreetMap")
        expect(link).to_have_attribute("href", re.compile(r"mlat=46\.4825&mlon=30\.7233"))
        expect(where.get_by_role("link", name="Map app")).to_have_attribute("href", re.compile("^geo:46"))
    assert violations(desk.page) == []
    assert [url for url in elsewhere if not url.startswith((demo.url, "blob:", "data:"))] == []


def test_a_gif_moves_where_it_stands_and_can_be_stopped(shop: ShopChat, desk: DeskScreen) -> None:
    said = unique("It moves")
    shop.composer.get_by_role("textbox").fill(said)
    shop.attach("dance.gif", "image/gif", gif())
    desk.open(said)
    picture = desk.timeline.get_by_role("button", name="Open picture dance.webp").locator("img")
    expect(picture).not_to_have_attribute("src", re.compile("/thumbnail$"))
    desk.timeline.get_by_role("button", name="Pause").click()
    expect(picture).to_have_attribute("src", re.compile("/thumbnail$"))
    desk.page.emulate_media(reduced_motion="reduce")
    desk.page.reload()
    expect(picture).to_have_attribute("src", re.compile("/thumbnail$"))
    desk.timeline.get_by_role("button", name="Play").click()
    expect(picture).not_to_have_attribute("src", re.compile("/thumbnail$"))
    assert violations(desk.page) == []
    desk.page.emulate_media(reduced_motion=None)


def gif() -> bytes:
    """Two frames."""
    frames = [Image.new("RGB", (120, 80), colour) for colour in ("teal", "orange")]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=200, loop=0)
    return out.getvalue()
