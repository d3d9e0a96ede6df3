"""The message-us link, as people meet it: on a poster, in a mail, on a page; and the desk page that makes them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, expect

from tests.e2e.accessibility import violations
from tests.e2e.demo import Demo
from tests.e2e.screens import DeskScreen, Mailbox, timeline, unique


def written(image: bytes) -> str:
    """What the code in a picture says to a reader that is not ours."""
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(image)).convert("L"))
    return found[0].text if found else ""


@pytest.fixture
def customer(browser: Browser, demo: Demo) -> Iterator[BrowserContext]:
    """Somebody with a telephone."""
    context = browser.new_context(base_url=demo.url, viewport={"width": 360, "height": 760})
    errors: list[str] = []
    context.on("weberror", lambda error: errors.append(str(error.error)))
    yield context
    context.close()
    assert errors == []


@pytest.fixture
def desk(context: BrowserContext) -> DeskScreen:
    """Anna's desk."""
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    return DeskScreen(context)


def panel(page: Page) -> FrameLocator:
    """The chat of somebody who is not signed in."""
    return page.frame_locator("iframe[title='Chat with Acme Brands']")


def write_as_guest(page: Page, text: str) -> None:
    textbox = panel(page).get_by_role("textbox")
    textbox.fill(text)
    textbox.press("Enter")
    expect(timeline(panel(page)).get_by_label("Sent", exact=True).last).to_be_visible()


def sign_in(page: Page, address: str) -> None:
    """By the code from the mailbox."""
    page.get_by_label("E-mail address").fill(address)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Code")).to_be_visible()
    mailbox = Mailbox(page.context, address)
    page.get_by_label("Code").fill(mailbox.code())
    mailbox.page.close()


def open_page(desk: DeskScreen) -> Page:
    desk.page.get_by_role("button", name="Acme Brands").click()
    desk.page.get_by_role("menuitem", name="Message-us link").click()
    expect(desk.page.get_by_role("heading", name="Message us")).to_be_visible()
    return desk.page


def test_whoever_opens_the_link_writes_at_once_signs_in_and_keeps_the_thread(
    customer: BrowserContext, desk: DeskScreen
) -> None:
    said, ref = unique("Do you have it in M?"), unique("window").replace(" ", "-")
    page = customer.new_page()
    page.goto(f"/m/acme-brands?ref={ref}")
    write_as_guest(page, said)
    desk.open(said)
    expect(desk.timeline).to_contain_text(f"Came by link: {ref}")
    expect(desk.page.get_by_role("complementary", name="Contact")).to_contain_text(ref)
    desk.write(answer := unique("Yes, two."))
    expect(timeline(panel(page))).to_contain_text(answer)

    page.get_by_role("button", name="Sign in").click()
    sign_in(page, f"{ref}@mail.example")
    expect(page).to_have_url(re.compile("/messenger/[0-9a-f-]{36}$"))
    expect(timeline(page)).to_contain_text(said)
    expect(timeline(page)).to_contain_text(answer)
    # What was said is the account's: signed out, the device shows nobody what it was.
    page.get_by_role("textbox").fill(more := unique("Then I take one."))
    page.keyboard.press("Enter")
    expect(desk.timeline).to_contain_text(more)
    customer.clear_cookies()
    page.goto("/m/acme-brands")
    expect(panel(page).get_by_text("Ask us anything")).to_be_visible()
    assert said not in timeline(panel(page)).inner_text()

    # Whoever is signed in comes straight back to the same thread.
    page.get_by_role("button", name="Sign in").click()
    sign_in(page, f"{ref}@mail.example")
    expect(timeline(page)).to_contain_text(more)
    page.goto("/m/acme-brands?ref=second")
    expect(timeline(page)).to_contain_text(more)
    expect(desk.timeline).to_contain_text("Came by link: second")


def test_whoever_is_signed_in_starts_a_conversation_with_a_press(customer: BrowserContext) -> None:
    page = customer.new_page()
    page.goto("/messenger")
    sign_in(page, "nora@mail.example")
    expect(page.get_by_role("heading", name="Conversations", exact=True)).to_be_visible()
    page.goto("/m/acme-brands?ref=poster")
    assert violations(page) == []
    page.get_by_role("button", name="Start a conversation").click()
    page.get_by_role("textbox").fill(said := unique("Hello from the poster"))
    page.keyboard.press("Enter")
    expect(timeline(page)).to_contain_text(said)


def test_a_link_to_nobody_says_so(customer: BrowserContext) -> None:
    page = customer.new_page()
    page.goto("/m/nobody-here")
    expect(page.get_by_text("There is no such business here")).to_be_visible()


def test_a_broken_ref_still_leads_to_the_business(customer: BrowserContext) -> None:
    page = customer.new_page()
    page.goto("/m/acme-brands?ref=%3Cscript%3E")
    write_as_guest(page, unique("Hello all the same"))
    assert violations(page) == []


def test_the_desk_makes_links_codes_and_snippets(desk: DeskScreen, demo: Demo) -> None:
    page = open_page(desk)
    link = f"{demo.url}/m/acme-brands?ref=spring-flyer"
    page.get_by_label("Where it stands").fill("<b>")
    expect(page.get_by_role("alert")).to_contain_text("Up to 100")
    page.get_by_label("Where it stands").fill("spring-flyer")
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == link

    code = page.get_by_role("img", name=f"QR code of {link}")
    expect(code).to_have_js_property("complete", True)
    assert written(code.screenshot()) == link
    for drawn_as in ("SVG", "PNG", "PDF"):
        with page.expect_download() as download:
            page.get_by_role("link", name=f"Download {drawn_as}").click()
        assert download.value.suggested_filename == f"message-us.{drawn_as.lower()}"
        if drawn_as == "PNG":
            assert written(download.value.path().read_bytes()) == link
    assert violations(page) == []

    page.get_by_role("button", name="Copy the signature").click()
    page.wait_for_function(
        "() => navigator.clipboard.read().then(([item]) => item.types.includes('text/html'))"
    )
    html = page.evaluate(
        "navigator.clipboard.read().then(([item]) => item.getType('text/html')).then((it) => it.text())"
    )
    assert link in html
    assert "<table" in html


def test_the_logo_is_in_the_code(desk: DeskScreen, demo: Demo) -> None:
    page = open_page(desk)
    picture = io.BytesIO()
    Image.new("RGB", (300, 200), "#00aa55").save(picture, "PNG")
    page.locator("input[type=file]").set_input_files(
        {"name": "logo.png", "mimeType": "image/png", "buffer": picture.getvalue()}
    )
    expect(page.get_by_text("Saved")).to_be_visible()
    code = page.get_by_role("img", name="QR code of")
    expect(code).to_have_attribute("src", re.compile("avatars"))
    expect(code).to_have_js_property("complete", True)
    shot = Image.open(io.BytesIO(code.screenshot())).convert("RGB")
    red, green, blue = shot.getpixel((shot.width // 2, shot.height // 2))  # type: ignore[misc]  # an RGB picture has three
    assert red < 60 < blue < green
    assert written(code.screenshot()) == f"{demo.url}/m/acme-brands"
