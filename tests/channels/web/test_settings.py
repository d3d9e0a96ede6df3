"""What the owner decides about the widget, and what its loader, its panel and its triggers are told of it."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from causerie.channels.model import Trigger, TriggerCount, WebSettings, WebTexts
from causerie.channels.web.appearance import check, for_loader, for_triggers
from causerie.conversations.answers import FirstAnswers
from causerie.errors import AppError, ErrorCode
from causerie.kit.ids import new_id
from tests.contacts.test_identify import talking_customer
from tests.helpers.world import World

HELP = Trigger("help-1", "Help", {"en": "Can we help?"}, seconds=20)


async def decide(world: World, settings: WebSettings) -> None:
    await world.runtime.channels.set_web_settings(world.workspace, world.channel, settings)


async def test_the_loader_is_told_only_what_is_not_its_own_choice(world: World) -> None:
    channels = world.runtime.channels
    assert for_loader(await channels.web(world.channel), "#336699") == {
        "channel": str(world.channel),
        "colour": "#336699",
    }
    texts = WebTexts("Shop", "Hello!", launcher="Ask us")
    await decide(world, WebSettings({"en": texts}, "#224466", "left", "question", triggers=[HELP]))
    assert for_loader(await channels.web(world.channel), "#336699") == {
        "channel": str(world.channel),
        "colour": "#224466",
        "position": "left",
        "more": {"launcherIcon": "question", "launcherTitles": {"en": "Ask us"}},
        "triggers": True,
    }


async def test_what_was_decided_comes_back_whole(world: World) -> None:
    settings = WebSettings({"ro": WebTexts("Magazin", "Bună!")}, triggers=[HELP], show_people=False)
    await decide(world, settings)
    assert (await world.runtime.channels.of_workspace(world.workspace, world.channel)).settings == settings


async def test_another_workspaces_channel_is_not_there(world: World) -> None:
    with pytest.raises(AppError) as refused:
        await world.runtime.channels.set_web_settings(new_id(), world.channel, WebSettings())
    assert refused.value.code is ErrorCode.NOT_FOUND
    with pytest.raises(AppError):
        await world.runtime.channels.of_workspace(new_id(), world.channel)


def test_a_trigger_that_is_off_is_not_told_to_pages() -> None:
    off = msgspec.structs.replace(HELP, id="help-2", on=False)
    assert [one["id"] for one in for_triggers(WebSettings(triggers=[HELP, off]))] == ["help-1"]


@pytest.mark.parametrize(
    "triggers", [[HELP, HELP], [Trigger("help-3", "Mute", {"en": "  "})], [Trigger("help-4", "Mute", {})]]
)
def test_triggers_that_cannot_be_followed_are_refused(triggers: list[Trigger]) -> None:
    with pytest.raises(AppError):
        check(WebSettings(triggers=triggers))


async def test_triggers_are_counted_and_nothing_else_is_kept(world: World) -> None:
    await decide(world, WebSettings(triggers=[HELP]))
    widget = world.runtime.widget
    for deed in ("shown", "shown", "shown", "opened", "opened", "answered"):
        await widget.count_trigger(world.channel, "help-1", deed, "test")
    counts = await world.runtime.channels.trigger_counts(world.workspace, world.channel)
    assert counts == [TriggerCount("help-1", 3, 2, 1)]
    with pytest.raises(AppError) as refused:
        await widget.count_trigger(world.channel, "nobody", "shown", "test")
    assert refused.value.code is ErrorCode.NOT_FOUND


async def test_visitors_see_the_staff_where_the_owner_allows(world: World) -> None:
    names = {person.name for person in (await world.runtime.widget.config(world.channel)).people}
    assert names == {"Olga", "Adam"}
    await decide(world, WebSettings(show_people=False))
    told = await world.runtime.widget.config(world.channel)
    assert (told.people, told.agents) == ([], [])


async def test_the_wait_for_a_first_answer_is_the_median_of_real_ones(world: World) -> None:
    waits = [60, 120, 300, 600, 7200]
    begun = datetime.now(UTC) - timedelta(days=2)
    for number, wait in enumerate(waits):
        if number == 4:
            assert await FirstAnswers(world.runtime.database).median_seconds(world.workspace) is None
        customer = await talking_customer(world, f"question {number}")
        await world.runtime.conversations.say(world.answer(customer.conversation, "an answer"))
        await world.runtime.conversations.say(world.answer(customer.conversation, "and another"))
        await waited(world, customer.conversation, begun, wait)
    # Nobody waits for the answer to a case that staff opened.
    silent = await world.customer()
    await world.runtime.conversations.say(world.answer(silent.conversation, "news for you"))
    assert await FirstAnswers(world.runtime.database).median_seconds(world.workspace) == 300


async def waited(world: World, conversation: object, begun: datetime, seconds: int) -> None:
    """As if the customer had written at `begun` and was answered after so long."""
    async with world.runtime.database.system() as connection:
        await connection.execute("alter table entry disable trigger entry_is_kept")
        await connection.execute(
            "update entry set at = $2::timestamptz"
            " + case when author_kind = 'staff' then $3::interval else interval '0' end"
            " where conversation_id = $1",
            conversation,
            begun,
            timedelta(seconds=seconds),
        )
        await connection.execute("alter table entry enable trigger entry_is_kept")
