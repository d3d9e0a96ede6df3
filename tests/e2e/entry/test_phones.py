"""People who sign in by their phone number."""

from __future__ import annotations

import random
import time

from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.accessibility import violations
from tests.e2e.entry.test_passkeys import by_code
from tests.e2e.screens import unique
from tests.helpers.sms_gateway import SmsGateway

PATIENCE_SECONDS = 20
ASK = "() => fetch('/healthz').then(() => undefined)"


def fresh_number() -> str:
    return f"+37369{random.randrange(1_000_000):06d}"


def text_to(page: Page, gateway: SmsGateway, phone: str, many: int = 1) -> str:
    """Waits for so many texts; the code in the last."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len(gateway.phones.get(phone, [])) < many:
        assert time.monotonic() < deadline, "no SMS came"
        page.evaluate(ASK)
    return gateway.code(phone)


def fits(page: Page) -> None:
    """Narrow and wide, nothing is cut off and nobody is shut out."""
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(page) == []


def test_a_customer_signs_in_by_a_phone_number(context: BrowserContext, gateway: SmsGateway) -> None:
    phone = fresh_number()
    page = context.new_page()
    page.goto("/messenger")
    instead = page.get_by_role("button", name="Continue by phone").bounding_box()
    first = page.get_by_role("button", name="Send me a code").bounding_box()
    # As wide as the button above it, in the same card.
    assert instead is not None
    assert first is not None
    assert instead["width"] == first["width"]
    page.get_by_role("button", name="Continue by phone").click()
    number = page.get_by_label("Phone number")
    expect(number).to_be_focused()
    page.keyboard.type("022 123 456")  # a landline
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="a mobile number is needed")).to_be_visible()
    fits(page)
    number.fill(f"0{phone.removeprefix('+373')}")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Look at your messages")).to_be_visible()
    code = page.get_by_label("Code")
    expect(code).to_have_attribute("autocomplete", "one-time-code")
    code.fill(text_to(page, gateway, phone))
    expect(page.get_by_role("heading", name="Conversations", exact=True)).to_be_visible()
    page.goto("/messenger/profile")
    expect(page.get_by_text(phone, exact=True).first).to_be_visible()


# Chromium looks into texts on telephones alone: here the test is its telephone.
WEB_OTP = """
window.OTPCredential = class {};
const others = navigator.credentials.get.bind(navigator.credentials);
navigator.credentials.get = async (options) =>
  options.otp ? { type: 'otp', code: await textArrives(options.otp.transport.join()) } : others(options);
"""


def test_a_code_that_a_text_brings_is_filled_in(context: BrowserContext, gateway: SmsGateway) -> None:
    phone, asked = fresh_number(), list[str]()
    page = context.new_page()

    def arrives(way: str) -> str:
        asked.append(way)
        return text_to(page, gateway, phone)

    page.expose_function("textArrives", arrives)
    page.add_init_script(WEB_OTP)
    page.goto("/messenger")
    page.get_by_role("button", name="Continue by phone").click()
    page.keyboard.type(phone)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Conversations", exact=True)).to_be_visible()
    assert asked == ["sms"]


def test_a_customer_adds_a_number_and_comes_back_by_it(context: BrowserContext, gateway: SmsGateway) -> None:
    phone, address = fresh_number(), f"{unique('maria').replace(' ', '-')}@mail.example"
    page = context.new_page()
    by_code(context, page, address)
    page.goto("/messenger/profile")
    page.get_by_role("button", name="Add a phone number").click()
    page.keyboard.type(phone)
    page.keyboard.press("Enter")
    code = page.get_by_label("Code")
    code.fill("000000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="That code")).to_be_visible()
    code.fill(text_to(page, gateway, phone))
    page.keyboard.press("Enter")
    expect(page.get_by_text("The number was added")).to_be_visible()
    fits(page)
    context.clear_cookies()
    page.goto("/messenger")
    page.get_by_role("button", name="Continue by phone").click()
    page.keyboard.type(phone)
    page.keyboard.press("Enter")
    page.get_by_label("Code").fill(text_to(page, gateway, phone, 2))
    expect(page.get_by_role("heading", name="Conversations", exact=True)).to_be_visible()
    page.goto("/messenger/profile")
    expect(page.get_by_text(address).first).to_be_visible()
    page.get_by_role("button", name=f"Remove {phone}").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_text("The number was removed")).to_be_visible()
    expect(page.get_by_role("button", name="Add a phone number")).to_be_visible()
