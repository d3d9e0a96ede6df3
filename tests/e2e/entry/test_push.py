"""Devices that ring while the messenger is closed.

Chromium's way to its vendor's push service is not open to tests: the subscription is the tests' own service's, and what
that unseals is handed to the service worker as the vendor would do.
"""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect

from tests.e2e.accessibility import violations
from tests.e2e.demo import Demo, Visitor
from tests.e2e.entry.test_passkeys import by_code
from tests.e2e.screens import unique
from tests.helpers.push_service import PushService, Told

Json = dict[str, Any]
PATIENCE_SECONDS = 20
SUBSCRIBE = """
PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
  const told = await vendorSubscribes(applicationServerKey);
  return { toJSON: () => told };
};
"""
# What others know is asked for again after an answer of the server.
ASK = "() => fetch('/healthz').then(() => undefined)"
SHOWN = """async (app) => {
  const registration = await navigator.serviceWorker.getRegistration(`/${app}`);
  const shown = await registration.getNotifications();
  return shown.map(({ title, body, tag, data }) => ({ title, body, tag, data }));
}"""


# A press that a script makes brings no window forward: that, which is the browser's own, is left to the test.
PRESS = """async () => {
  const [notification] = await registration.getNotifications();
  const event = new NotificationEvent('notificationclick', { notification });
  const opened = [];
  clients.openWindow = async (address) => (opened.push(address), null);
  WindowClient.prototype.focus = async function () { return this; };
  const work = new Promise((resolve) => Object.defineProperty(event, 'waitUntil', { value: resolve }));
  dispatchEvent(event);
  await (await work);
  return opened;
}"""


class Device:
    """A browser with an app's service worker, whose push service is `office`."""

    def __init__(
        self, context: BrowserContext, office: PushService, name: str, app: str = "messenger"
    ) -> None:
        self.context, self.name, self._office, self._app = context, name, office, app
        context.grant_permissions(["notifications"])
        context.expose_function("vendorSubscribes", lambda key: office.subscribe(name, key))
        context.add_init_script(SUBSCRIBE)
        self._handed = 0

    def sleeps(self) -> None:
        """The app is closed; a page that looks into the service worker stays."""
        for page in self.context.pages:
            page.close()
        self.page = self.context.new_page()
        self.page.goto("/shop")
        self._line: CDPSession = self.context.new_cdp_session(self.page)
        found: list[str] = []
        self._line.on(
            "ServiceWorker.workerRegistrationUpdated",
            lambda event: found.extend(
                one["registrationId"]
                for one in event["registrations"]
                if one["scopeURL"].endswith(f"/{self._app}")
            ),
        )
        self._line.send("ServiceWorker.enable")
        while not found:
            self.page.evaluate(ASK)
        self._registration = found[0]

    def hears(self) -> Json:
        """The next message that came for this device, handed to its service worker."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while len(self._mine()) <= self._handed:
            assert time.monotonic() < deadline, "nothing came"
            self.page.evaluate(ASK)
        self._handed += 1
        return self._hand_over()

    def shows(self, *bodies: str) -> list[Json]:
        """Waits until the notifications that are shown say just this. A worker that did not wake up in time is handed
        the last message once more, as vendors do."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        again = time.monotonic() + PATIENCE_SECONDS / 2
        while True:
            shown: list[Json] = self.page.evaluate(SHOWN, self._app)
            if [one["body"] for one in shown] == list(bodies):
                return shown
            assert time.monotonic() < deadline, (shown, [told.notice for told in self._mine()])
            if bodies and not shown and time.monotonic() > again:
                again = deadline
                self._hand_over()
            self.page.evaluate(ASK)

    def _hand_over(self) -> Json:
        notice = self._mine()[self._handed - 1].notice
        origin = self.page.evaluate("location.origin")
        self._line.send(
            "ServiceWorker.deliverPushMessage",
            {"origin": origin, "registrationId": self._registration, "data": json.dumps(notice)},
        )
        return notice

    def presses(self) -> list[str]:
        """Somebody presses the notification that is shown. Returns the addresses of windows that it opens."""
        (worker,) = [one for one in self.context.service_workers if f"/{self._app}" in one.url]
        opened: list[str] = worker.evaluate(PRESS)
        return opened

    def _mine(self) -> list[Told]:
        return [told for told in self._office.told if told.device == self.name]


def customer(demo: Demo, address: str) -> str:
    """Somebody who wrote at the shop and left this address. Returns their conversation."""
    with Visitor(demo) as visitor:
        visitor.say(unique("Do you have it in blue?"))
        visitor.leave_address(address)
        assert visitor.conversation is not None
        return visitor.conversation


def answer(demo: Demo, conversation: str, text: str) -> None:
    """Anna answers at her desk."""
    with demo.agent() as agent:
        content = {"kind": "text", "text": text}
        body = {"t": "append", "client_id": unique("answer").replace(" ", ""), "content": content}
        path = f"/workspaces/{demo.workspace}/conversations/{conversation}/entries"
        agent.post(path, json=body).raise_for_status()


def enter(device: Device, address: str, conversation: str) -> Page:
    page = device.context.new_page()
    by_code(device.context, page, address)
    page.goto(f"/messenger/{conversation}")
    return page


def turn_on(page: Page) -> None:
    offer = page.get_by_role("complementary", name="Notifications")
    expect(offer).to_contain_text("Be told when Acme Brands answers")
    offer.get_by_role("button", name="Turn on").click()
    expect(page.get_by_text("You will be told on this device")).to_be_visible()
    expect(offer).to_have_count(0)


@pytest.fixture
def laptop(browser: Browser, demo: Demo) -> Any:
    context = browser.new_context(base_url=demo.url)
    yield context
    context.close()


def test_an_answer_rings_on_a_closed_messenger_and_is_taken_away_where_it_was_read_elsewhere(
    context: BrowserContext, laptop: BrowserContext, demo: Demo, post_office: PushService
) -> None:
    address = f"{unique('maria').replace(' ', '-')}@mail.example"
    conversation = customer(demo, address)
    phone = Device(context, post_office, unique("phone").replace(" ", "-"))
    page = enter(phone, address, conversation)
    expect(page.get_by_role("complementary", name="Notifications")).to_be_visible()
    assert violations(page) == []
    turn_on(page)

    phone.sleeps()
    answer(demo, conversation, "Yes, in all sizes")
    assert phone.hears()["unread"] == 1
    assert phone.shows("Yes, in all sizes")[0] == {
        "title": "Acme Brands",
        "body": "Yes, in all sizes",
        "tag": conversation,
        "data": {"conversation": conversation, "address": f"/messenger/{conversation}"},
    }
    answer(demo, conversation, "And in green")
    phone.hears()
    phone.shows("And in green")  # one a conversation

    there = laptop.new_page()
    by_code(laptop, there, address)
    there.goto(f"/messenger/{conversation}")
    expect(there.get_by_role("log")).to_contain_text("And in green")
    assert phone.hears()["close"] is True
    phone.shows()


def test_what_was_read_while_a_device_slept_goes_when_the_messenger_opens(
    context: BrowserContext, demo: Demo, post_office: PushService
) -> None:
    address = f"{unique('ion').replace(' ', '-')}@mail.example"
    conversation = customer(demo, address)
    phone = Device(context, post_office, unique("phone").replace(" ", "-"))
    turn_on(enter(phone, address, conversation))
    phone.sleeps()
    answer(demo, conversation, "Yes")
    phone.hears()
    phone.shows("Yes")
    messenger = context.new_page()
    messenger.goto(f"/messenger/{conversation}")
    expect(messenger.get_by_role("log")).to_contain_text("Yes")
    phone.shows()


def test_a_press_opens_the_conversation_in_a_window_that_is_there_or_in_a_new_one(
    context: BrowserContext, demo: Demo, post_office: PushService
) -> None:
    address = f"{unique('oleg').replace(' ', '-')}@mail.example"
    conversation = customer(demo, address)
    phone = Device(context, post_office, unique("phone").replace(" ", "-"))
    turn_on(enter(phone, address, conversation))
    phone.sleeps()
    answer(demo, conversation, "Yes")
    phone.hears()
    phone.shows("Yes")
    assert phone.presses() == [f"/messenger/{conversation}"]
    phone.shows()
    answer(demo, conversation, "And in green")
    phone.hears()
    phone.shows("And in green")
    messenger = context.new_page()
    messenger.goto("/messenger/profile")
    assert phone.presses() == []
    expect(messenger.get_by_role("log")).to_contain_text("And in green")
    assert messenger.url.endswith(f"/messenger/{conversation}")


def test_the_profile_turns_it_off_and_keeps_quiet_hours(
    context: BrowserContext, demo: Demo, post_office: PushService
) -> None:
    address = f"{unique('ana').replace(' ', '-')}@mail.example"
    conversation = customer(demo, address)
    phone = Device(context, post_office, unique("phone").replace(" ", "-"))
    page = enter(phone, address, conversation)
    turn_on(page)
    page.goto("/messenger/profile")
    here = page.get_by_role("switch", name="On this device")
    expect(here).to_be_checked()
    page.get_by_role("switch", name="Quiet hours").click()
    page.get_by_label("From").fill("23:30")
    page.get_by_label("From").blur()
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.reload()
    expect(page.get_by_label("From")).to_have_value("23:30")
    expect(page.get_by_label("To", exact=True)).to_have_value("07:00")
    here.click()
    expect(here).not_to_be_checked()
    page.reload()
    expect(here).not_to_be_checked()
