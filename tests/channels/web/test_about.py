"""What a site's pages say of a visitor: kept apart from what the shop signed, bounded, and seen by the agent."""

from datetime import UTC, datetime

import msgspec
import pytest

from causerie.channels.web.model import About
from causerie.contacts.identify import prove
from causerie.contacts.model import Attribute, AttributeDate, Claim, ContactProfile, Tracked
from causerie.conversations.model import Detail
from causerie.errors import AppError, ErrorCode
from tests.contacts.test_identify import again, identify, talking_customer, token
from tests.helpers.world import Customer, World

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


async def seen(world: World, customer: Customer) -> Detail:
    return await world.runtime.conversations.detail(world.workspace, customer.conversation)


async def contact_of(world: World, customer: Customer) -> ContactProfile:
    return (await seen(world, customer)).contact


def tracked(number: int) -> Tracked:
    return Tracked(f"event-{number:05}", "added to cart", NOON.replace(microsecond=number), {"price": 12.5})


def thirty(prefix: str) -> dict[str, Attribute | None]:
    return {f"{prefix}{number}": 1 for number in range(30)}


async def test_attributes_of_each_type_are_claims_and_stay_what_they_are(world: World) -> None:
    customer = await talking_customer(world, "hello")
    said: dict[str, Attribute | None] = {
        "plan": "gold",
        "seats": 12,
        "trial": False,
        "since": AttributeDate(NOON),
        "gone": "soon",
    }
    await world.runtime.widget.describe(await again(world, customer.visitor), About(contact=said))
    await world.runtime.widget.describe(await again(world, customer.visitor), About(contact={"gone": None}))
    contact = await contact_of(world, customer)
    assert contact.verified_facts == {}
    assert contact.claimed_facts == {
        "plan": "gold",
        "seats": 12,
        "trial": False,
        "since": {"date": "2026-11-23T12:00:00Z"},
    }


async def test_who_the_page_says_it_is_names_the_contact_and_proves_nothing(world: World) -> None:
    customer = await talking_customer(world, "hello")
    who = Claim("u-7", name="Crystal", email="Crystal@mail.example", phone_number="+37360123456")
    await world.runtime.widget.describe(await again(world, customer.visitor), About(who))
    card = (await contact_of(world, customer)).card
    assert (card.name, card.email, card.verified) == ("Crystal", "crystal@mail.example", False)


async def test_what_the_shop_signed_is_not_overwritten_by_its_page(world: World) -> None:
    customer = await talking_customer(world, "hello")
    await identify(world, customer.visitor, "crystal")
    who = Claim(name="Somebody else")
    await world.runtime.widget.describe(await again(world, customer.visitor), About(who, {"plan": "gold"}))
    contact = await contact_of(world, customer)
    assert contact.card.name == "Crystal"
    assert contact.verified_facts == {"name": "Crystal"}
    assert contact.claimed_facts == {"name": "Somebody else", "plan": "gold"}


def test_attributes_in_the_shops_token_are_verified() -> None:
    secret = "the shop's own secret, known to nobody else"
    statement = token("u-1", phone_number="+37360123456", attributes={"plan": "gold", "seats": 3})
    assert prove(statement, secret).facts == {"plan": "gold", "seats": 3, "phone_number": "+37360123456"}


async def test_a_conversation_has_attributes_and_its_case_labels(world: World) -> None:
    customer = await talking_customer(world, "hello")
    visitor = await again(world, customer.visitor)
    about = About(conversation={"order": 4711}, labels={"vip": True, "delivery": True})
    await world.runtime.widget.describe(visitor, about)
    await world.runtime.widget.describe(visitor, About(labels={"delivery": False}))
    said = (await seen(world, customer)).particulars
    assert (said.attributes, said.labels) == ({"order": 4711}, ["vip"])
    # Labels are the case's: the next one starts without.
    await world.runtime.casework.set_reopen_days(world.workspace, 0)
    await world.runtime.widget.end(visitor)
    assert (await seen(world, customer)).head.status == "resolved"
    await world.runtime.conversations.say(customer.line("one more thing"))
    assert (await seen(world, customer)).particulars.labels == []


async def test_events_are_kept_once_and_the_newest_of_them(world: World) -> None:
    customer = await talking_customer(world, "hello")
    visitor = await again(world, customer.visitor)
    for start in range(0, 240, 40):
        events = [tracked(number) for number in range(start, start + 40)]
        await world.runtime.widget.describe(visitor, About(events=events))
        await world.runtime.widget.describe(visitor, About(events=events))
    shown = (await contact_of(world, customer)).tracked
    assert [event.id for event in shown] == [f"event-{number:05}" for number in range(239, 219, -1)]
    async with world.runtime.database.tenant(world.workspace) as connection:
        assert await connection.fetchval("select count(*) from tracked") == 200


async def test_nobody_fills_a_contact_with_attributes_or_a_case_with_labels(world: World) -> None:
    customer = await talking_customer(world, "hello")
    visitor = await again(world, customer.visitor)
    first, second = (thirty(half) for half in "ab")
    await world.runtime.widget.describe(visitor, About(contact=first, conversation=first))
    more = [
        About(contact=second),
        About(conversation=second),
        About(labels={f"l{n}": True for n in range(21)}),
    ]
    for about in more:
        with pytest.raises(AppError) as refused:
            await world.runtime.widget.describe(visitor, about)
        assert refused.value.code is ErrorCode.INVALID
    detail = await seen(world, customer)
    assert detail.contact.claimed_facts == detail.particulars.attributes == first
    assert detail.particulars.labels == []


async def test_before_the_first_word_nothing_is_kept(world: World) -> None:
    with pytest.raises(AppError) as refused:
        await world.runtime.widget.describe(await world.visitor(), About(contact={"plan": "gold"}))
    assert refused.value.code is ErrorCode.INVALID


async def test_what_was_said_goes_with_a_browser_whose_contact_turns_out_to_be_known(world: World) -> None:
    known = await talking_customer(world, "last week")
    await identify(world, known.visitor, "crystal")
    anonymous = await talking_customer(world, "just now")
    about = About(None, {"plan": "gold"}, {"order": 1}, {"vip": True}, [tracked(1)])
    await world.runtime.widget.describe(await again(world, anonymous.visitor), about)
    await identify(world, anonymous.visitor, "crystal")
    assert anonymous.visitor.contact_id is not None
    assert known.visitor.contact_id is not None
    await world.runtime.conversations.merge(
        world.workspace, anonymous.visitor.contact_id, known.visitor.contact_id
    )
    detail = await seen(world, known)
    assert detail.contact.claimed_facts == {"plan": "gold"}
    assert [event.name for event in detail.contact.tracked] == ["added to cart"]
    assert (detail.particulars.attributes, detail.particulars.labels) == ({"order": 1}, ["vip"])


@pytest.mark.parametrize(
    "body",
    [
        '{"contact": {"plan": ["gold"]}}',
        '{"contact": {"plan": {"gold": 1}}}',
        '{"contact": {"": "x"}}',
        '{"contact": {"a\\u0000": "x"}}',
        '{"contact": {"plan": "' + "x" * 501 + '"}}',
        '{"contact": {"n": 9007199254740994}}',
        '{"contact": {"d": {"date": "yesterday"}}}',
        '{"labels": {"vip": "yes"}}',
        '{"who": {"email": "no address"}}',
        '{"verified": true}',
    ],
)
def test_what_is_no_attribute_is_refused(body: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(body, type=About)
