"""What a business wants to know: defined once, and kept where it fits."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from causerie.contacts.attributes import AttributeDefinition, misfit
from causerie.contacts.model import Attribute, AttributeDate, ContactEdit, NewContact
from causerie.conversations.model import Happened
from causerie.conversations.readers import Reader
from causerie.errors import AppError, ErrorCode
from causerie.events import AttributesChanged
from tests.helpers.world import World, make_world

DAY = AttributeDate(datetime(2026, 11, 23, tzinfo=UTC))
FITS: dict[str, tuple[list[Attribute], list[Attribute]]] = {
    "text": (["", "Gold"], [1, True, DAY]),
    "number": ([0, -1.5], ["1", True, DAY]),
    "boolean": ([True, False], ["yes", 1]),
    "date": ([DAY], ["2026-11-23", 1]),
    "choice": (["Gold"], ["gold", "", 1]),
    "link": (
        ["https://a.example/b?c"],
        ["javascript:alert(1)", "https://", "https://a b.example", "a.example"],
    ),
}


@pytest.mark.parametrize("kind", FITS)
def test_a_value_fits_its_type_or_is_told_why_not(kind: str) -> None:
    choices = ["Gold", "Silver"] if kind == "choice" else []
    definition = AttributeDefinition("contact", "key", "Label", kind, choices)  # type: ignore[arg-type]  # of the names
    fitting, others = FITS[kind]
    assert [value for value in fitting if misfit(definition, value)] == []
    assert [value for value in others if not misfit(definition, value)] == []


async def refused(world: World, **attributes: Attribute | None) -> AppError:
    with pytest.raises(AppError) as error:
        await world.runtime.directory.make(world.agent, NewContact("Ana", attributes=attributes))
    assert error.value.code is ErrorCode.INVALID
    return error.value


async def test_what_is_defined_is_kept_where_it_fits_and_what_is_not_is_refused(world: World) -> None:
    directory = world.runtime.directory
    tier = AttributeDefinition("contact", "tier", "Tier", "choice", ["Gold", "Silver"])
    await directory.define_attribute(world.workspace, tier)
    assert set((await refused(world, tier="Bronze", car="red")).errors or {}) == {"tier", "car"}
    made = await directory.make(world.agent, NewContact("Ana", attributes={"tier": "Gold"}))
    assert made.profile.verified_facts["tier"] == "Gold"
    contact_id = made.profile.card.id
    with pytest.raises(AppError):
        await directory.edit(world.agent, contact_id, ContactEdit(attributes={"tier": 1}))
    gone = await directory.edit(world.agent, contact_id, ContactEdit(attributes={"tier": None}))
    assert "tier" not in gone.profile.verified_facts
    with pytest.raises(AppError) as conflict:
        await directory.define_attribute(
            world.workspace, AttributeDefinition("contact", "tier", "Tier", "text")
        )
    assert conflict.value.code is ErrorCode.CONFLICT
    assert await directory.attributes((await make_world(world.runtime)).workspace) == []
    await directory.forget_attribute(world.workspace, "contact", "tier")
    assert await directory.attributes(world.workspace) == []


async def test_what_is_known_of_a_case_is_told_with_it(world: World) -> None:
    customer = await world.customer()
    runtime = world.runtime
    await runtime.conversations.say(customer.line("wheels?"))
    size = AttributeDefinition("case", "size", "Size", "number")
    await runtime.directory.define_attribute(world.workspace, size)
    known = await runtime.casework.describe(world.agent, customer.conversation, {"size": 22})
    assert known.attributes == {"size": 22}
    with pytest.raises(AppError):
        await runtime.casework.describe(world.agent, customer.conversation, {"size": "large"})
    reader = Reader(world.workspace, world.agent.person)
    entries = (await runtime.conversations.entries(reader, customer.conversation)).entries
    told = [entry.body.event for entry in entries if isinstance(entry.body, Happened)]
    assert [event for event in told if isinstance(event, AttributesChanged)] == [AttributesChanged(["Size"])]
