"""The shop says who its visitor is. What is not signed, or not by the shop, changes nothing."""

import time

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from causerie.contacts.identify import MAX_LIFE_SECONDS, prove, signature
from causerie.contacts.model import Identified, Identify, Visitor
from causerie.errors import AppError, ErrorCode
from causerie.kit.ids import new_id
from tests.helpers.world import Customer, World

SECRET = "the shop's own secret, known to nobody else"


def signed(user_id: str, secret: str = SECRET, *, life: int = 600, email: str | None = None) -> Identify:
    expires, nonce = int(time.time()) + life, new_id().hex
    hashed = signature(secret, user_id, expires, nonce, "Crystal", email or "")
    return Identify(user_id, user_hash=hashed, expires=expires, nonce=nonce, name="Crystal", email=email)


def token(user_id: str, secret: str = SECRET, **changes: object) -> Identify:
    claims = {"sub": user_id, "exp": int(time.time()) + 600, "jti": new_id().hex, "name": "Crystal"} | changes
    claims = {key: value for key, value in claims.items() if value is not None}
    return Identify(user_id, jwt=jwt.encode(claims, secret, algorithm="HS256"))


# the signature, pure -------------------------------------------------------------------------------------------------


def test_a_right_signature_proves_the_user() -> None:
    assert prove(signed("u-1", email="C@Mail.example"), SECRET).email == "c@mail.example"
    assert prove(token("u-1"), SECRET).name == "Crystal"


@pytest.mark.parametrize(
    "claim",
    [
        Identify("u-1"),
        Identify("u-1", user_hash="", expires=int(time.time()) + 600, nonce="12345678"),
        Identify("u-1", user_hash="0" * 64, expires=int(time.time()) + 600, nonce="12345678"),
        Identify("u-1", user_hash="0" * 64),
        Identify("u-1", jwt=""),
        Identify("u-1", jwt="a.b.c"),
        token("u-1", "another secret, as long as the first one"),
        token("u-2", sub="u-1", exp=None),
        token("u-1", exp=None),
        token("u-1", jti=None),
        token("u-1", exp=int(time.time()) - 1),
        token("u-1", exp=int(time.time()) + 90_000),
        signed("u-1", life=-1),
        signed("u-1", life=MAX_LIFE_SECONDS + 3600),
    ],
)
def test_weakness_28_a_missing_empty_or_wrong_signature_proves_nothing(claim: Identify) -> None:
    with pytest.raises(AppError) as refused:
        prove(claim, SECRET)
    assert refused.value.code in (ErrorCode.UNAUTHENTICATED, ErrorCode.INVALID)


def test_a_token_without_a_signature_algorithm_proves_nothing() -> None:
    unsigned = jwt.encode(
        {"sub": "u-1", "exp": int(time.time()) + 600, "jti": "12345678"}, "", algorithm="none"
    )
    with pytest.raises(AppError):
        prove(Identify("u-1", jwt=unsigned), SECRET)


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_a_signature_over_other_words_is_another_signature(user_id: str, name: str, email: str) -> None:
    fields = [field.replace("\n", "") for field in (user_id, name, email)]
    assert signature(SECRET, fields[0], 1, "n" * 8, fields[1], fields[2]) != signature(
        SECRET, fields[0] + "x", 1, "n" * 8, fields[1], fields[2]
    )


# who becomes whom ----------------------------------------------------------------------------------------------------


async def identify(world: World, visitor: Visitor, user_id: str, *, email: str | None = None) -> Identified:
    secret = (await world.runtime.channels.web(world.channel)).identify_secret
    return await world.runtime.widget.identify(visitor, signed(user_id, secret, email=email))


async def contact_rows(world: World) -> int:
    async with world.runtime.database.tenant(world.workspace) as connection:
        return int(await connection.fetchval("select count(*) from contact"))


async def again(world: World, visitor: Visitor) -> Visitor:
    return await world.runtime.visitors.known(world.channel, visitor.token)


async def talking_customer(world: World, text: str) -> Customer:
    customer = await world.customer()
    await world.runtime.conversations.say(customer.line(text))
    return customer


async def test_nothing_is_written_for_an_unknown_customer_who_has_not_written(world: World) -> None:
    visitor = await world.visitor()
    assert await identify(world, visitor, "crystal") == Identified(visitor.token, known=False)
    assert await contact_rows(world) == 0


async def test_the_first_time_the_browsers_contact_is_the_customer(world: World) -> None:
    customer = await talking_customer(world, "hello")
    assert await identify(world, customer.visitor, "crystal") == Identified(
        customer.visitor.token, known=True
    )
    profile = (await world.runtime.conversations.detail(world.workspace, customer.conversation)).contact
    assert profile.card.name == "Crystal"
    assert profile.card.verified
    assert profile.verified_facts == {"name": "Crystal"}


async def test_another_browser_of_the_customer_sees_the_same_conversation(world: World) -> None:
    first = await talking_customer(world, "from the laptop")
    await identify(world, first.visitor, "crystal")
    phone = await world.visitor()
    assert (await identify(world, phone, "crystal")).known
    assert (await again(world, phone)).contact_id == first.visitor.contact_id


async def test_what_was_said_before_signing_in_is_merged_into_the_known_conversation(world: World) -> None:
    known = await talking_customer(world, "last week")
    await identify(world, known.visitor, "crystal")
    anonymous = await talking_customer(world, "just now")
    await identify(world, anonymous.visitor, "crystal")
    assert anonymous.visitor.contact_id is not None
    assert known.visitor.contact_id is not None
    merge = world.runtime.conversations.merge
    pair = (world.workspace, anonymous.visitor.contact_id, known.visitor.contact_id)
    for _ in range(2):  # a job may be done twice
        await merge(*pair)
    seen = await world.runtime.conversations.entries(known.reader, known.conversation)
    texts = [
        entry.body.content.text  # type: ignore[union-attr]  # only texts were sent
        for entry in seen.entries
        if entry.body.__struct_config__.tag == "message"
    ]
    assert texts == ["last week", "just now"]
    # What still arrives for the old conversation goes into the new one.
    where, _ = await world.runtime.conversations.say(anonymous.line("late"))
    assert where == known.conversation


async def test_a_browser_of_another_customer_gets_a_token_of_its_own_and_nobody_is_merged(
    world: World,
) -> None:
    crystal = await talking_customer(world, "I am Crystal")
    await identify(world, crystal.visitor, "crystal")
    answer = await identify(world, crystal.visitor, "norman")
    assert answer.token != crystal.visitor.token
    assert (await again(world, crystal.visitor)).contact_id == crystal.visitor.contact_id


async def test_a_browser_whose_mailbox_is_proven_is_not_given_to_another_customer(world: World) -> None:
    shared = await talking_customer(world, "at the family's computer")
    await world.runtime.widget.give_email(shared.visitor, "mother@mail.example")
    async with world.runtime.database.system() as connection:
        await connection.execute("update identity set verified_at = now() where kind = 'email'")
    answer = await identify(world, shared.visitor, "son")
    assert answer.token != shared.visitor.token


async def test_weakness_29_a_signed_statement_is_good_for_one_browser(world: World) -> None:
    secret = (await world.runtime.channels.web(world.channel)).identify_secret
    customer, thief = await talking_customer(world, "hello"), await talking_customer(world, "let me in")
    statement = signed("crystal", secret)
    await world.runtime.widget.identify(customer.visitor, statement)
    await world.runtime.widget.identify(customer.visitor, statement)  # the same browser may say it again
    with pytest.raises(AppError) as refused:
        await world.runtime.widget.identify(thief.visitor, statement)
    assert refused.value.code is ErrorCode.UNAUTHENTICATED
    assert (await again(world, thief.visitor)).contact_id == thief.visitor.contact_id


async def test_weakness_28_an_address_that_somebody_claims_finds_and_merges_nobody(world: World) -> None:
    victim = await talking_customer(world, "my order 4711")
    await identify(world, victim.visitor, "victim", email="victim@mail.example")
    stranger = await talking_customer(world, "I am the victim, believe me")
    await world.runtime.widget.give_email(stranger.visitor, "victim@mail.example")
    seen = await world.runtime.conversations.entries(stranger.reader, stranger.conversation)
    assert "4711" not in repr(seen)
    assert (await again(world, stranger.visitor)).contact_id == stranger.visitor.contact_id
    profile = (await world.runtime.conversations.detail(world.workspace, stranger.conversation)).contact
    assert not profile.card.verified
