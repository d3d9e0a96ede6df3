"""The widget's calls, as a site's developer makes them, and what becomes of them at the desk."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.accessibility import violations
from tests.e2e.demo import Demo
from tests.e2e.screens import DeskScreen, unique
from tests.e2e.sites import STUB, site

NOTING = """
  window.heard = [];
  for (const name of ['ready', 'open', 'close', 'unread', 'error'])
    Causerie.on(name, (told) => heard.push(told === undefined ? [name] : [name, told]));
  Causerie.on('message', ({ from, text }) => heard.push(['message', from, text]));
"""


def test_calls_before_the_script_comes_are_taken_in_their_order_and_store_nothing(
    context: BrowserContext, demo: Demo
) -> None:
    calls = """
      Causerie.setCustomAttributes({ plan: 'silver' });
      Causerie.setCustomAttributes({ plan: 'gold', seats: 12, trial: false, since: new Date(0) });
      Causerie.setConversationCustomAttributes({ order: '4711', drop: 'me' });
      Causerie.deleteConversationCustomAttribute('drop');
      Causerie.setLabel('delivery'); Causerie.setLabel('wrong'); Causerie.removeLabel('wrong');
      Causerie.trackEvent('added to cart', { price: 12.5 });
      Causerie.setUser('u-7', { name: 'Nora Bell', email: 'nora@mail.example', phone_number: '+37360000001' });
    """
    with site(context, demo, STUB + ";" + NOTING + calls) as page:
        page.wait_heard(["ready"])
        assert page.stored() == [[{}, {}, "", []]]
        assert not [url for url in page.requests if url.startswith("/api") or "live" in url]
        page.open()
        assert page.stored() == [[{}, {}, "", []]] * 2
        text = unique("Where is my order?")
        page.write(text)
        page.wait_heard(["open"], ["message", "visitor", text])

        desk = DeskScreen(context)
        desk.open(text)
        pane = desk.page.get_by_role("complementary", name="Contact")
        expect(pane.get_by_role("heading", name="Nora Bell")).to_be_visible()
        claimed = pane.locator("section").filter(has_text="What they say")
        for said in ("gold", "12", "No", "+37360000001", "Nobody has checked this"):
            expect(claimed).to_contain_text(said)
        expect(claimed).not_to_contain_text("silver")
        expect(pane).to_contain_text("added to cart")
        expect(pane.get_by_role("button", name="Labels: delivery")).to_be_visible()
        expect(pane).to_contain_text("4711")
        expect(pane).not_to_contain_text("Verified facts")
        # What is said while the agent looks is there without a reload.
        page.run("Causerie.setCustomAttributes({ plan: 'platinum' })")
        expect(claimed).to_contain_text("platinum")
        assert violations(desk.page) == []
        desk.page.close()


def test_what_the_shop_signs_is_verified_and_a_bare_hash_is_refused_with_the_reason(
    context: BrowserContext, demo: Demo
) -> None:
    token = demo.token("u-9", name="Vera", attributes={"tier": "diamond"})
    with site(context, demo, STUB + ";" + NOTING) as page:
        page.run("Causerie.setUser('u-8', { name: 'Mallory', identifier_hash: 'ab'.repeat(32) })")
        page.page.wait_for_function("window.heard.some(([name]) => name === 'error')")
        assert any("identifier_hash alone is not taken" in line for line in page.console)
        page.run("(jwt) => Causerie.setUser('u-9', { jwt })", token)
        page.open()
        text = unique("Hello from Vera")
        page.write(text)
        desk = DeskScreen(context)
        desk.open(text)
        pane = desk.page.get_by_role("complementary", name="Contact")
        expect(pane.get_by_role("heading", name="Vera")).to_be_visible()
        expect(pane.locator("section").filter(has_text="Verified facts")).to_contain_text("diamond")
        desk.page.close()


def test_the_launcher_and_the_chat_follow_the_sites_calls(context: BrowserContext, demo: Demo) -> None:
    with site(context, demo, STUB + ";" + NOTING) as page:
        page.run("Causerie.run({ launcherTitle: 'Ask us', launcherIcon: 'question', position: 'left' })")
        expect(page.bubble).to_have_text("Ask us")
        expect(page.bubble).to_have_attribute("aria-label", "Ask us, Open chat")
        box = page.bubble.bounding_box()
        assert box
        assert box["x"] < 40 < 120 < box["width"]

        page.run("Causerie.toggleBubbleVisibility('hide')")
        expect(page.bubble).to_be_hidden()
        page.run("Causerie.toggle()")
        expect(page.timeline).to_be_visible()
        page.run("Causerie.toggle('close')")
        page.run("Causerie.toggleBubbleVisibility()")
        expect(page.bubble).to_be_visible()
        page.run("Causerie.hide()")
        expect(page.bubble).to_be_hidden()
        page.run("Causerie.show()")

        page.run("Causerie.openWith('Do you have it in M?')")
        expect(page.textbox).to_have_value("Do you have it in M?")
        page.run("Causerie.setLocale('ru')")
        expect(page.bubble).to_have_attribute("aria-label", "Закрыть чат")
        expect(page.panel.get_by_role("button", name="Отправить")).to_be_visible()
        page.run("Causerie.setColorScheme('dark')")
        panel = page.page.frames[1]
        assert panel.evaluate("getComputedStyle(document.querySelector('main')).colorScheme") is not None
        panel.wait_for_function("document.documentElement.dataset.theme === 'dark'")
        page.run(
            "Causerie.run({ welcomeTitle: 'Ателье', welcomeDescription: 'Спросите', enableFileUpload: false,"
            " enableEmojiPicker: false })"
        )
        expect(page.panel.get_by_role("heading", name="Ателье")).to_be_visible()
        expect(page.panel.get_by_text("Спросите")).to_be_visible()
        expect(page.panel.locator("input[type=file]")).to_have_count(0)

        page.run("Causerie.shutdown()")
        expect(page.page.locator("causerie-widget")).to_have_count(0)
        page.run("Causerie.boot()")
        expect(page.bubble).to_be_visible()
        page.bubble.click()
        expect(page.timeline).to_be_visible()


def test_what_is_unknown_is_told_to_the_console_and_breaks_nothing(
    context: BrowserContext, demo: Demo
) -> None:
    with site(context, demo, STUB + ";" + NOTING) as page:
        page.wait_heard(["ready"])
        page.run(
            "Causerie.frobnicate(1); Causerie.run({ sparkle: true, position: 'top', locale: 7 });"
            " Causerie.on('explode', () => {}); Causerie.setCustomAttributes({ 'ключ': 1, list: [1] });"
            " Causerie.setUser(''); Causerie.setLabel(''); Causerie.open()"
        )
        expect(page.timeline).to_be_visible()
        for word in (
            "there is no method frobnicate",
            "there is no setting sparkle",
            "position cannot be top",
            "locale cannot be 7",
            "there is no event explode",
            "ключ is no name",
            "list is not kept",
            "setUser needs the id",
        ):
            assert any(word in line for line in page.console), word


def test_the_visitor_ends_the_conversation_where_the_site_lets_them(
    context: BrowserContext, demo: Demo
) -> None:
    with site(context, demo, STUB + ";" + NOTING) as page:
        page.run("Causerie.run({ enableEndConversation: true })")
        page.open()
        text = unique("That was all")
        page.write(text)
        page.panel.get_by_role("button", name="Options").click()
        page.panel.get_by_role("menuitem", name="End conversation").click()
        expect(page.panel.get_by_text("You ended the conversation")).to_be_visible()
        desk = DeskScreen(context)
        desk.page.get_by_role("link", name="Resolved").or_(
            desk.page.get_by_role("button", name="Showing: Open")
        ).first.click()
        resolved = desk.page.get_by_role("menuitem", name="Resolved")
        if resolved.count():
            resolved.click()
        expect(desk.row(text)).to_be_visible()
        desk.page.close()


def test_a_window_of_its_own_is_the_same_visitor(context: BrowserContext, demo: Demo) -> None:
    with site(context, demo, STUB + ";" + NOTING) as page:
        page.run("Causerie.run({ showPopoutButton: true })")
        page.open()
        text = unique("Written in the bubble")
        page.write(text)
        page.run("window.onCall = () => Causerie.popoutChatWindow()")
        with context.expect_page() as opened:
            page.page.get_by_role("button", name="Call").click()
        popup: Page = opened.value
        expect(popup.get_by_role("log")).to_contain_text(text)
        answer = unique("Written in the window")
        popup.get_by_role("textbox").fill(answer)
        popup.keyboard.press("Enter")
        expect(popup.get_by_role("log")).to_contain_text(answer)
        expect(popup.get_by_role("log").get_by_label("Sent")).to_be_visible()
        expect(page.bubble).to_have_attribute("aria-expanded", "false")
        page.bubble.click()
        expect(page.timeline).to_contain_text(answer)
        popup.close()


@pytest.mark.parametrize("part", ["sdk.js", "alias-chatwoot.js", "causerie.d.ts"])
def test_parts_are_served_to_every_page(demo: Demo, part: str) -> None:
    answer = httpx.get(f"{demo.url}/widget/{part}")
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "set-cookie" not in answer.headers
