"""A conversation is mailed to the customer who asks for it: what they see of it, and no more."""

from __future__ import annotations

from email import message_from_bytes, policy

import pytest
from msgspec.structs import replace

from causerie.accounts.model import Account
from causerie.conversations.model import Deleted
from causerie.errors import AppError, ErrorCode
from causerie.kit.ids import new_id
from tests.helpers.mail import ADDRESS, Post
from tests.helpers.world import Customer


async def mailed(post: Post) -> str:
    """What the newest mail says in plain text."""
    mail = message_from_bytes(await post.original(post.mailbox.mails()[0]), policy=policy.default)
    body = mail.get_body(("plain",))
    assert body is not None
    assert mail["Subject"] == f"Your conversation with {await name_of(post)}"
    text: str = body.get_content()
    return text


async def name_of(post: Post) -> str:
    """The business's."""
    return (await post.runtime.accounts.workspace(post.world.workspace)).name


async def refused(post: Post, customer: Customer) -> ErrorCode:
    """Why it is not mailed."""
    with pytest.raises(AppError) as error:
        await post.runtime.email.transcripts.for_visitor(customer.visitor)
    return error.value.code


async def test_what_both_said_is_mailed_without_notes_and_what_was_taken_back(post: Post) -> None:
    customer = await post.customer(timezone="Asia/Tokyo")
    await post.answer(customer, "Yes, in **all** sizes.")
    await post.answer_with_file(customer, "sizes.txt", b"S M L")
    conversations = post.runtime.conversations
    await conversations.say(post.world.answer(customer.conversation, "Between us only", note=True))
    slip = await conversations.say(post.world.answer(customer.conversation, "Never said"))
    taken = post.world.answer(customer.conversation, "x")
    await conversations.say(replace(taken, body=Deleted(slip[1])))
    await post.runtime.email.transcripts.for_visitor(customer.visitor)
    text = await mailed(post)
    assert post.mailbox.mails()[0].to_address == ADDRESS
    said = ["You, ", "Do you have it in blue?", "Olga, ", "Yes, in", "sizes.txt"]
    assert sorted(said, key=text.index) == said
    assert "UTC+09:00" in text
    assert "Between us" not in text
    assert "Never said" not in text


async def test_a_browser_that_proved_nothing_gets_what_it_sees(post: Post) -> None:
    customer = await post.customer()
    before = (await post.entries(customer))[-1].seq
    await post.answer(customer, "Your code is 4711")
    locked = replace(customer.visitor, horizon=before)
    await post.runtime.email.transcripts.for_visitor(locked)
    text = await mailed(post)
    assert "Do you have it in blue?" in text
    assert "4711" not in text


async def test_who_wrote_nothing_or_left_no_address_is_told_so_and_nobody_is_mailed_at_will(
    post: Post,
) -> None:
    silent = await post.world.customer()
    assert await refused(post, silent) is ErrorCode.INVALID
    await post.runtime.conversations.say(silent.line("Hello?"))
    assert await refused(post, silent) is ErrorCode.INVALID
    customer = await post.customer("often@example.net")
    for _ in range(3):
        await post.runtime.email.transcripts.for_visitor(customer.visitor)
    assert await refused(post, customer) is ErrorCode.RATE_LIMITED
    assert len(post.mailbox.mails()) == 3


async def test_nobody_gets_the_conversation_of_another(post: Post) -> None:
    customer = await post.customer()
    stranger = Account(new_id(), "stranger@example.net", "", "", None, "en")
    with pytest.raises(AppError) as error:
        await post.runtime.email.transcripts.for_account(stranger, customer.conversation)
    assert error.value.code is ErrorCode.NOT_FOUND
    assert post.mailbox.mails() == []
