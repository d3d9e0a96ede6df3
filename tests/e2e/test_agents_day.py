"""A day at the desk by the keyboard alone: twenty conversations, two of which a colleague takes at the same instant."""

from __future__ import annotations

from uuid import UUID

from playwright.sync_api import Page, Route, expect

from causerie.conversations.heads import desk_some
from causerie.conversations.model import Assignment, DeskHead, Label
from tests.e2e.stage import Stage
from tests.helpers.world import Customer, World

COUNT = 20
STOLEN = (4, 11)
SNOOZED = (2, 7, 13, 18)
LABELLED = (0, 3, 6, 9, 12, 15)
NOTED = (1, 8, 14)
# Whatever a mouse, a pen or a finger would cause.
WATCH_POINTERS = """for (const kind of ['pointerdown', 'pointermove', 'mousedown', 'mousemove', 'wheel', 'touchstart'])
  addEventListener(kind, () => { window.pointed = (window.pointed ?? 0) + 1; }, { capture: true });"""


def conversation_of(page: Page) -> UUID:
    """The one on the screen."""
    return UUID(page.url.partition("?")[0].rpartition("/")[2])


async def heads_of(world: World, conversations: set[UUID]) -> dict[UUID, DeskHead]:
    """How their cases stand."""
    async with world.runtime.database.tenant(world.workspace) as connection:
        found = await desk_some(connection, world.workspace, conversations)
    return {head.conversation: head for head in found}


class Day:
    """What the agent does with one conversation after the other."""

    def __init__(self, stage: Stage, world: World, page: Page) -> None:
        self._stage = stage
        self._world = world
        self._page = page
        self._log = page.get_by_role("log")

    def open_next(self) -> None:
        """From whatever has the focus to the first of the list that is left."""
        self._page.keyboard.press("j")
        self._page.keyboard.press("Enter")

    def arrived(self, customers: dict[UUID, Customer], done: set[UUID]) -> UUID:
        """Waits until another conversation is on the screen; which one."""
        self._page.wait_for_function(
            "done => { const id = location.pathname.split('/')[4]; return id && !done.includes(id); }",
            arg=[str(one) for one in done],
        )
        here = conversation_of(self._page)
        assert here in customers
        expect(self._log).to_contain_text(f"Question {here.hex[-6:]}")
        expect(self._page.get_by_role("button", name="Resolve")).to_be_visible()
        return here

    def lose(self, here: UUID) -> None:
        """Takes it while a colleague does."""

        def colleague_first(route: Route) -> None:
            casework, colleague = self._stage.runtime.casework, self._world.colleague
            self._stage.run(casework.assign(colleague, here, Assignment(colleague.account.id, None)))
            route.continue_()

        self._page.route("**/assign", colleague_first, times=1)
        self._page.keyboard.press("i")
        name = self._world.colleague.account.name
        expect(self._page.get_by_text(f"{name} was faster and has it now.").last).to_be_visible()

    def take(self) -> None:
        self._page.keyboard.press("i")
        expect(self._log).to_contain_text("Olga took the conversation")

    def say(self, key: str, text: str) -> None:
        self._page.keyboard.press(key)
        expect(self._page.locator("textarea:focus")).to_have_count(1)
        self._page.keyboard.type(text)
        self._page.keyboard.press("Enter")
        expect(self._log).to_contain_text(text)
        self._page.keyboard.press("Escape")

    def label(self) -> None:
        self._page.keyboard.press("l")
        expect(self._page.get_by_role("combobox", name="Labels")).to_be_focused()
        self._page.keyboard.type("deli")
        self._page.keyboard.press("Enter")
        self._page.keyboard.press("Control+Enter")
        expect(self._log).to_contain_text("Olga added Delivery")

    def snooze(self) -> None:
        self._page.keyboard.press("Control+k")
        expect(self._page.get_by_role("combobox", name="Commands")).to_be_focused()
        self._page.keyboard.type("snooze tomorrow")
        self._page.keyboard.press("Enter")
        expect(self._log).to_contain_text("Olga snoozed this until")

    def resolve_and_go_on(self) -> None:
        self._page.keyboard.press("]")


def test_an_agents_day_needs_no_mouse(stage: Stage) -> None:
    world = stage.business("Busy Shop")
    casework = stage.runtime.casework
    stage.run(casework.define_label(world.workspace, Label("Delivery", "#336699", "")))
    customers: dict[UUID, Customer] = {}
    for _ in range(COUNT):
        customer = stage.run(world.customer())
        stage.run(
            stage.runtime.conversations.say(customer.line(f"Question {customer.conversation.hex[-6:]}"))
        )
        customers[customer.conversation] = customer
    with stage.signed_in(world.agent.account) as context:
        context.add_init_script(WATCH_POINTERS)
        page = context.new_page()
        page.goto(f"/desk/{world.workspace}/unassigned")
        expect(page.locator("[data-row]")).to_have_count(COUNT)
        day, done = Day(stage, world, page), set[UUID]()
        fates: dict[str, set[UUID]] = {fate: set() for fate in ("stolen", "snoozed", "resolved")}
        labelled = set[UUID]()
        day.open_next()
        for number in range(COUNT):
            here = day.arrived(customers, done)
            done.add(here)
            if number in STOLEN:
                day.lose(here)
                fates["stolen"].add(here)
                day.open_next()
                continue
            day.take()
            day.say("r", f"Answer {number}")
            if number in NOTED:
                day.say("n", f"Remember {number}")
            if number in LABELLED:
                day.label()
                labelled.add(here)
            if number in SNOOZED:
                day.snooze()
                fates["snoozed"].add(here)
                day.open_next()
            else:
                day.resolve_and_go_on()
                fates["resolved"].add(here)
        expect(page.get_by_text("Pick a conversation")).to_be_visible()
        expect(page.locator("[data-row]")).to_have_count(0)
        assert page.evaluate("window.pointed ?? 0") == 0
    heads = stage.run(heads_of(world, set(customers)))
    me, colleague = world.agent.account.id, world.colleague.account.id
    status = {"stolen": "open", "snoozed": "snoozed", "resolved": "resolved"}
    for fate, conversations in fates.items():
        for id_ in conversations:
            head = heads[id_]
            assert head.status == status[fate]
            assert head.assignee is not None
            assert head.assignee.id == (colleague if fate == "stolen" else me)
            assert head.labels == (["Delivery"] if id_ in labelled else [])
    assert [len(some) for some in fates.values()] == [
        len(STOLEN),
        len(SNOOZED),
        COUNT - len(STOLEN + SNOOZED),
    ]
