"""What the owner decides at the desk, and what visitors see of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.e2e.accessibility import violations
from tests.e2e.demo import Demo
from tests.e2e.screens import DeskScreen, unique
from tests.e2e.sites import STUB, site

HELP = {"id": "help-1", "name": "Help", "words": {"en": "Can we help you choose?"}, "seconds": 1}


class Owner:
    """The owner, over the API."""

    def __init__(self, demo: Demo) -> None:
        self._http = demo.agent()
        self._path = f"/workspaces/{demo.workspace}/channels/{demo.channel}/widget"
        self.before: dict[str, Any] = self.seen()["settings"]

    def seen(self) -> dict[str, Any]:
        """The settings and the counts of triggers."""
        answer: dict[str, Any] = self._http.get(self._path).raise_for_status().json()
        return answer

    def decide(self, **settings: Any) -> None:
        """Changes the settings."""
        self._http.put(self._path, json=self.before | settings).raise_for_status()

    def counts(self) -> dict[str, int]:
        """Of the only trigger."""
        return {key: value for count in self.seen()["counts"] for key, value in count.items() if key != "id"}


@pytest.fixture(scope="module")
def owner(demo: Demo) -> Owner:
    """One for all tests here."""
    return Owner(demo)


@pytest.fixture(autouse=True)
def as_before(owner: Owner) -> Iterator[None]:
    """Every test leaves the widget as it was."""
    yield
    owner.decide()


def closed_now() -> dict[str, Any]:
    """Hours of a business that opens again in two days, for an hour."""
    day = (datetime.now(UTC) + timedelta(days=2)).weekday()
    week: list[list[dict[str, int]]] = [[] for _ in range(7)]
    week[day] = [{"opens": 540, "closes": 600}]
    return {"timezone": "UTC", "week": week, "holidays": []}


def test_outside_the_hours_the_chat_is_open_and_says_when_the_answer_comes(
    browser: Browser, demo: Demo, owner: Owner
) -> None:
    owner.decide(hours=closed_now())
    context = browser.new_context(base_url=demo.url, timezone_id="UTC", locale="en-GB")
    day = (datetime.now(UTC) + timedelta(days=2)).strftime("%A")
    with site(context, demo) as page:
        page.open()
        expect(page.timeline).to_contain_text(f"We are back on {day} at 9:00.")
        expect(page.timeline).to_contain_text("to your e-mail if you leave it")
        page.write(unique("Are you there?"))
        expect(page.panel.get_by_role("status").filter(has_text=f"We are back on {day}")).to_be_visible()
    context.close()


def test_visitors_see_who_answers_where_the_owner_allows(
    context: BrowserContext, demo: Demo, owner: Owner
) -> None:
    with site(context, demo) as page:
        page.open()
        expect(page.timeline.get_by_role("listitem").filter(has_text="Victor")).to_be_visible()
        text = unique("Who are you?")
        page.write(text)
        desk = DeskScreen(context)
        desk.open(text)
        desk.write("I am Anna")
        expect(page.panel.locator("header")).to_contain_text("Anna")
        desk.page.close()
        assert violations(page.page.frames[1]) == []
    owner.decide(show_people=False)
    fresh = context.browser
    assert fresh
    other = fresh.new_context(base_url=demo.url)
    with site(other, demo) as page:
        page.open()
        expect(page.timeline.get_by_text("Hello! Ask us anything")).to_be_visible()
        expect(page.timeline.get_by_role("listitem")).to_have_count(0)
    other.close()


def test_a_trigger_is_offered_opened_answered_and_counted_without_storing_anything(
    context: BrowserContext, demo: Demo, owner: Owner
) -> None:
    owner.decide(triggers=[HELP])
    offer = "causerie-widget .offer"
    with site(context, demo) as page:
        page.page.locator(offer).get_by_text("Can we help you choose?").click()
        expect(page.timeline).to_contain_text("Can we help you choose?")
        assert page.stored() == [[{}, {}, "", []]] * 2
        text = unique("Yes please")
        page.write(text)
        desk = DeskScreen(context)
        desk.open(text)
        expect(desk.page.get_by_role("complementary", name="Contact")).to_contain_text("Help")
        desk.page.close()
    assert_soon(lambda: owner.counts() == {"shown": 1, "opened": 1, "answered": 1}, owner)


def test_a_trigger_waits_for_all_of_its_conditions(context: BrowserContext, demo: Demo, owner: Owner) -> None:
    rule = HELP | {
        "id": "help-2",
        "seconds": 0,
        "scrolled": 50,
        "pages": ["/site"],
        "campaign": {"utm_source": "mail"},
        "attribute": {"name": "cart_total", "value": 100},
        "returning": False,
    }
    owner.decide(triggers=[rule])
    with site(context, demo, path="/site?utm_source=mail") as page:
        offer = page.page.locator("causerie-widget .offer")
        page.run("Causerie.setCustomAttributes({ cart_total: 99 })")
        page.run("scrollTo(0, document.documentElement.scrollHeight)")
        page.page.wait_for_function("new Promise((done) => setTimeout(() => done(true), 1500))")
        expect(offer).to_have_count(0)
        page.run("Causerie.setCustomAttributes({ cart_total: 140 })")
        expect(offer).to_be_visible()
        for scheme in ("light", "dark"):
            page.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            assert [one for one in violations(page.page) if "offer" in one] == []


def test_who_wants_no_offers_gets_none(context: BrowserContext, demo: Demo, owner: Owner) -> None:
    owner.decide(triggers=[HELP | {"id": "help-3"}])
    with site(context, demo) as page:
        offer = page.page.locator("causerie-widget .offer")
        offer.get_by_role("button", name="Close").click()
        assert page.stored() == [[{}, {}, "", []]]
    with site(context, demo) as page:
        offer = page.page.locator("causerie-widget .offer")
        offer.get_by_role("button", name="show these again").click()
        assert page.stored() == [[{f"causerie-quiet:{demo.channel}": "1"}, {}, "", []]]
    with site(context, demo) as page:
        page.page.wait_for_function("new Promise((done) => setTimeout(() => done(true), 2000))")
        expect(page.page.locator("causerie-widget .offer")).to_have_count(0)
    with site(context, demo, STUB) as page:
        assert not [url for url in page.requests if url.startswith("/api")]


def test_without_triggers_not_a_byte_is_fetched_for_them(context: BrowserContext, demo: Demo) -> None:
    with site(context, demo, "") as page:
        page.page.wait_for_load_state("networkidle")
        assert [url for url in page.requests if url.startswith("/widget")] == [
            f"/widget/{demo.channel}/widget.js"
        ]


@pytest.mark.parametrize("width", [360, 1280])
def test_the_owner_changes_the_widget_and_sees_it_before_it_is_saved(
    context: BrowserContext, demo: Demo, owner: Owner, width: int
) -> None:
    desk = DeskScreen(context)
    page = desk.page
    page.goto(f"/desk/{demo.workspace}/widget/{demo.channel}")
    preview = page.frame_locator("iframe[title=Preview]")
    bubble = preview.locator("causerie-widget button[aria-expanded]")
    expect(bubble).to_be_visible()
    page.set_viewport_size({"width": width, "height": 900})
    page.get_by_label("Words beside the icon").fill("Ask our tailors")
    expect(bubble).to_have_text("Ask our tailors")
    page.get_by_label("Title", exact=True).fill("The atelier")
    expect(preview.frame_locator("iframe").get_by_role("heading", name="The atelier")).to_be_visible()
    page.get_by_label("Colour").first.fill("#ffee88")
    expect(page.get_by_text("Black words on this colour")).to_be_visible()
    expect(page.get_by_text("hard to see")).to_be_visible()
    page.get_by_role("combobox", name="Side", exact=True).select_option("left")
    page.get_by_label("Say when you are there").check()
    page.get_by_role("button", name="Add a trigger").click()
    page.get_by_label("What it says").fill("Need a hand?")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved")).to_be_visible()
    seen = owner.seen()["settings"]
    assert (seen["colour"], seen["position"]) == ("#ffee88", "left")
    assert seen["texts"]["en"]["launcher"] == "Ask our tailors"
    assert [trigger["words"] for trigger in seen["triggers"]] == [{"en": "Need a hand?"}]
    page.close()
    with site(context, demo, "") as shop:
        expect(shop.bubble).to_have_text("Ask our tailors")


def assert_soon(holds: Any, owner: Owner) -> None:
    """Waits up to ten seconds."""
    deadline = datetime.now(UTC) + timedelta(seconds=10)
    while not holds():
        assert datetime.now(UTC) < deadline, owner.counts()
