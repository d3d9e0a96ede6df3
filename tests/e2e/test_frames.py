"""A thread of ten thousand messages goes by under the wheel as smoothly as an empty page does."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Iterator

import pytest
from msgspec import Struct
from playwright.sync_api import Browser, Page, expect

from causerie.accounts.model import Account
from tests.e2e.screens import timeline
from tests.e2e.stage import Stage
from tests.helpers.world import PASSWORD, Customer

LOG = logging.getLogger(__name__)
ENTRIES = 10_000
WHEEL_PX, TURNS = 120, 120
LONG_MS = 25.0
"""A frame that is longer than this missed its turn: there are sixty in a second."""
MOST_MORE = 0.10
"""By how much the share of long frames may be above that of an empty page in the same minute."""
ROUNDS = 3

COUNT = """() => {
  window.frames_ms = [];
  let before;
  const tick = (at) => {
    if (before !== undefined) window.frames_ms.push(at - before);
    before = at;
    if (window.frames_ms !== null) requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}"""
COUNTED = "() => { const found = window.frames_ms; window.frames_ms = []; return found; }"


class Frames(Struct, frozen=True):
    """How long each frame took while the wheel turned, in milliseconds."""

    lengths: list[float]

    @property
    def long(self) -> float:
        """The share of frames that missed their turn."""
        return sum(one > LONG_MS for one in self.lengths) / len(self.lengths)

    def __str__(self) -> str:
        ordered = sorted(self.lengths)
        median, worst = ordered[len(ordered) // 2], ordered[-1]
        return f"{len(ordered)} frames, median {median:.1f} ms, longest {worst:.1f} ms, {self.long:.1%} long"


@pytest.fixture(scope="module")
def reader(stage: Stage) -> Account:
    """Somebody's login."""
    return stage.account("reader@mail.example", "Rita")


@pytest.fixture(scope="module")
def customer(stage: Stage, reader: Account) -> Customer:
    """The same person, who has talked with a business for long."""
    customer = stage.talk(reader, stage.business("Plum Street"), "The first of all")

    async def talk() -> None:
        for start in range(0, ENTRIES, 1_000):
            numbers = range(start, start + 1_000)
            said = (customer.line(f"Number {n}: {'do you have it in wool? ' * (n % 7)}") for n in numbers)
            await asyncio.gather(*(stage.runtime.conversations.say(one) for one in said))

    stage.run(talk())
    return customer


@pytest.fixture(scope="module")
def empty(browser: Browser) -> Iterator[Page]:
    """A page on which nothing is but height."""
    page = browser.new_page()
    page.set_content("<body style='margin:0;height:1000000px;background:linear-gradient(#fff,#000)'></body>")
    yield page
    page.close()


def turned(page: Page, px: int) -> Frames:
    """What the page does while the wheel is turned over its middle."""
    page.bring_to_front()
    size = page.viewport_size
    assert size
    page.mouse.move(size["width"] * 0.6, size["height"] / 2)
    page.evaluate(COUNT)
    for _ in range(TURNS):
        page.mouse.wheel(0, px)
    return Frames(page.evaluate(COUNTED))


def smooth(empty: Page, page: Page, where: str) -> bool:
    """Whether the thread is as smooth as the empty page, in one of a few rounds: the machine does other things too."""
    for number in range(ROUNDS):
        floor = turned(empty, WHEEL_PX)
        thread = turned(page, -WHEEL_PX)
        LOG.info("%s, round %d: %s; an empty page: %s", where, number + 1, thread, floor)
        if thread.long <= floor.long + MOST_MORE:
            return True
    return False


def first_number(page: Page) -> int:
    """The number of the uppermost message that is in the page."""
    said = timeline(page).locator(".bubble", has_text="Number ").first.inner_text()
    found = re.search(r"Number (\d+)", said)
    assert found
    return int(found[1])


@pytest.mark.parametrize("app", ["messenger", "desk"])
def test_ten_thousand_messages_go_by_smoothly(
    stage: Stage, reader: Account, customer: Customer, empty: Page, app: str
) -> None:
    world = customer.world
    if app == "messenger":
        signed_in, path = stage.signed_in(reader), f"/messenger/{customer.conversation}"
    else:
        signed_in = stage.signed_in_by_password(world.agent.account, PASSWORD)
        path = f"/desk/{world.workspace}/all/{customer.conversation}"
    with signed_in as context:
        page = context.new_page()
        page.goto(path)
        expect(timeline(page).locator(".bubble").last).to_be_visible()
        before = first_number(page)
        assert smooth(empty, page, app)
        # It did move: earlier messages were fetched.
        assert first_number(page) < before - 50
