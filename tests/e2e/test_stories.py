"""Stories, as the business publishes them and its customers look through them: two browsers."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect

from tests.e2e.accessibility import violations
from tests.e2e.demo import Demo
from tests.e2e.screens import DeskScreen, timeline, unique
from tests.e2e.test_message_us import sign_in
from tests.helpers.recordings import video


def picture(colour: str) -> bytes:
    """An upright picture of one colour."""
    data = io.BytesIO()
    Image.new("RGB", (540, 960), colour).save(data, "PNG")
    return data.getvalue()


@pytest.fixture
def customer(browser: Browser, demo: Demo) -> Iterator[Page]:
    """A telephone, signed in, that talks with the shop. Nothing moves by itself on it: its owner asked for that."""
    context = browser.new_context(
        base_url=demo.url, viewport={"width": 360, "height": 760}, reduced_motion="reduce"
    )
    errors: list[str] = []
    context.on("weberror", lambda error: errors.append(str(error.error)))
    page = context.new_page()
    page.goto("/messenger")
    sign_in(page, f"{unique('stories').replace(' ', '-')}@mail.example")
    expect(page.get_by_role("heading", name="Conversations", exact=True)).to_be_visible()
    page.goto("/m/acme-brands")
    page.get_by_role("button", name="Start a conversation").click()
    expect(page.get_by_role("textbox")).to_be_visible()
    yield page
    context.close()
    assert errors == []


@pytest.fixture
def desk(context: BrowserContext) -> Iterator[DeskScreen]:
    """Anna's desk, at the stories; what she published there is deleted again."""
    desk = DeskScreen(context)
    show_stories(desk)
    yield desk
    desk.page.get_by_role("button", name="Delete: ").first.or_(
        desk.page.get_by_text("Nothing is on show")
    ).wait_for()
    while (button := desk.page.get_by_role("button", name="Delete: ")).count():
        before = button.count()
        button.first.click()
        expect(button).to_have_count(before - 1)


def show_stories(desk: DeskScreen) -> None:
    desk.page.get_by_role("button", name="Acme Brands").click()
    desk.page.get_by_role("menuitem", name="Stories").click()
    expect(desk.page.get_by_role("heading", name="Stories", exact=True)).to_be_visible()


def publish(page: Page, alt: str, colour: str, link: str = "") -> None:
    file = {"name": "story.png", "mimeType": "image/png", "buffer": picture(colour)}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]  # a FilePayload
    page.get_by_label("What it shows").fill(alt)
    page.get_by_label("Link").fill(link)
    page.get_by_role("button", name="Publish for 24 hours").click()
    expect(page.get_by_role("img", name=alt)).to_be_visible()


def test_a_story_is_published_seen_and_answered(desk: DeskScreen, customer: Page) -> None:
    coat, hat = unique("a coat"), unique("a hat")
    publish(desk.page, coat, "#7c3f58")
    publish(desk.page, hat, "#2f5d73", "https://shop.example/hats")
    expect(desk.page.get_by_text("23 hours left").first).to_be_visible()
    assert violations(desk.page) == []

    customer.goto("/messenger")
    ring = customer.get_by_role("button", name="New stories of Acme Brands")
    expect(ring).to_be_visible()
    assert violations(customer) == []
    ring.click()
    viewer = customer.get_by_role("dialog", name="Stories of Acme Brands")
    expect(viewer.get_by_role("img", name=coat)).to_be_visible()
    assert violations(customer) == []
    customer.keyboard.press("ArrowRight")
    expect(viewer.get_by_role("img", name=hat)).to_be_visible()
    expect(viewer.get_by_role("link", name="Open the link")).to_have_attribute(
        "href", "https://shop.example/hats"
    )
    customer.keyboard.press("ArrowLeft")
    expect(viewer.get_by_role("img", name=coat)).to_be_visible()
    viewer.get_by_role("button", name="Next").click()
    viewer.get_by_role("textbox").fill(said := unique("How much is it?"))
    customer.keyboard.press("Enter")
    expect(customer.get_by_text("The answer stands in your conversation")).to_be_visible()
    customer.keyboard.press("Escape")
    expect(viewer).to_be_hidden()
    seen = customer.get_by_role("button", name="Stories of Acme Brands", exact=True)
    expect(seen).to_be_focused()

    desk.page.reload()
    expect(desk.page.get_by_text("Seen by 1 person")).to_have_count(2)
    desk.page.get_by_role("button", name="Back").click()
    desk.views.get_by_role("link", name="All").click()
    desk.open(said)
    expect(desk.timeline.get_by_role("img", name=hat)).to_be_visible()
    show_stories(desk)

    customer.get_by_role("link", name=re.compile("Acme Brands")).click()
    expect(timeline(customer)).to_contain_text(said)
    expect(timeline(customer).get_by_role("img", name=hat)).to_be_visible()


def test_a_video_plays_silently_and_waits_while_it_is_held(desk: DeskScreen, customer: Page) -> None:
    desk.page.locator("input[type=file]").set_input_files(
        FilePayload(name="turn.mp4", mimeType="video/mp4", buffer=video(size=(90, 160), seconds=10))
    )
    expect(desk.page.locator("form video")).to_be_visible()
    desk.page.get_by_label("What it shows").fill(alt := unique("a coat that turns"))
    desk.page.get_by_role("button", name="Publish for 24 hours").click()
    expect(desk.page.get_by_role("img", name=alt)).to_be_visible()
    expect(desk.page.get_by_label("Video, 10 seconds")).to_be_visible()
    assert violations(desk.page) == []

    customer.emulate_media(reduced_motion="no-preference")
    customer.goto("/messenger")
    customer.get_by_role("button", name="New stories of Acme Brands").click()
    viewer = customer.get_by_role("dialog")
    film = viewer.get_by_label(alt)
    bar = viewer.locator(".progress span")
    film.evaluate("film => { film.playbackRate = 0.1 }")  # what follows takes a slow machine its time
    expect(film).to_have_js_property("paused", False)
    expect(bar).to_have_css("animation-play-state", "running")
    expect(bar).to_have_css("animation-duration", "10s")
    assert violations(customer) == []
    expect(film).to_have_js_property("muted", True)
    viewer.get_by_role("button", name="Turn the sound on").click()
    expect(film).to_have_js_property("muted", False)

    box = viewer.get_by_role("button", name="Next").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    touch = customer.context.new_cdp_session(customer)
    point = [{"x": x, "y": y}]

    def waits() -> None:
        expect(film).to_have_js_property("paused", True)
        expect(bar).to_have_css("animation-play-state", "paused")

    def goes_on() -> None:
        expect(film).to_have_js_property("paused", False)
        expect(bar).to_have_css("animation-play-state", "running")

    customer.mouse.move(x, y)
    for press, let_go in (
        (customer.mouse.down, customer.mouse.up),
        (
            lambda: touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": point}),
            lambda: touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []}),
        ),
    ):
        press()
        waits()
        # A hold, and no press that leads on.
        held = film.evaluate("() => new Promise((done) => setTimeout(() => done(true), 300))")
        assert held
        let_go()
        goes_on()
    viewer.get_by_role("button", name="Pause").focus()
    customer.keyboard.press("Space")
    waits()
    customer.keyboard.press("Space")
    goes_on()
    film.evaluate("film => { film.playbackRate = 1; film.currentTime = film.duration - 0.2 }")
    expect(viewer).to_be_hidden()


def test_a_story_that_was_deleted_is_gone_for_everybody(desk: DeskScreen, customer: Page) -> None:
    publish(desk.page, alt := unique("a mistake"), "#000000")
    customer.goto("/messenger")
    expect(customer.get_by_role("button", name="New stories of Acme Brands")).to_be_visible()
    desk.page.get_by_role("button", name=f"Delete: {alt}").click()
    expect(desk.page.get_by_text("Nothing is on show")).to_be_visible()
    customer.reload()
    expect(customer.get_by_role("heading", name="Conversations", exact=True)).to_be_visible()
    expect(customer.get_by_role("navigation", name="Stories")).to_have_count(0)


def test_stories_go_on_by_themselves_and_wait_when_one_wants_them_to(
    desk: DeskScreen, customer: Page
) -> None:
    for alt in ("first", "second"):
        publish(desk.page, alt, "#4f46e5")
    customer.emulate_media(reduced_motion="no-preference")
    customer.goto("/messenger")
    customer.get_by_role("button", name="New stories of Acme Brands").click()
    viewer = customer.get_by_role("dialog")
    expect(viewer.get_by_role("img", name="first")).to_be_visible()
    expect(viewer.get_by_role("img", name="first")).to_have_js_property("complete", True)
    bar = viewer.locator(".progress span")
    expect(bar).to_have_css("animation-play-state", "running")
    customer.keyboard.press("Space")
    expect(bar).to_have_css("animation-play-state", "paused")
    customer.keyboard.press("Space")
    expect(viewer.get_by_role("img", name="second")).to_be_visible()
    expect(viewer).to_be_hidden()
