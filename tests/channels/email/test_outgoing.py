"""What a contact has not read goes out by mail: once, or it is said that nobody knows."""

import asyncio
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from msgspec.structs import replace

from causerie.channels.email.outgoing import NO_CONSENT, NotSentYet
from causerie.channels.model import WebSettings
from causerie.channels.outbox import NotifyContact
from causerie.contacts import consents
from causerie.contacts.model import NewContact
from causerie.content import DatePicker, Text
from causerie.conversations.model import Happened, Message
from causerie.conversations.readers import Reader
from causerie.events import DeliveryFailed
from causerie.office_hours import OfficeHours, Opening
from causerie.rules.jobs import RunRules
from causerie.rules.model import DoSay, NewRule, RuleWhen
from causerie.rules.runner import MOST_HERE
from tests.helpers.mail import Post, open_post, send_when_free, until
from tests.helpers.smtp import Outside


async def test_what_was_read_is_not_mailed(post: Post) -> None:
    customer = await post.customer()
    await post.answer(customer)
    seq = (await post.entries(customer))[-1].seq
    await post.runtime.conversations.mark(customer.reader, customer.conversation, delivered=seq, read=seq)
    await post.notify(customer)
    assert post.mailbox.mails() == []


async def test_what_was_only_delivered_is_mailed(post: Post) -> None:
    customer = await post.customer()
    await post.answer(customer)
    seq = (await post.entries(customer))[-1].seq
    await post.runtime.conversations.mark(customer.reader, customer.conversation, delivered=seq, read=0)
    await post.notify(customer)
    assert len(post.mailbox.mails()) == 1


async def test_who_never_wrote_is_mailed_as_long_as_they_agree(post: Post) -> None:
    runtime, world = post.runtime, post.world
    made = await runtime.directory.make(world.agent, NewContact("Ana", ["ana@mail.example"]))
    contact_id = made.profile.card.id
    text = "Yes, tell me by mail."
    await runtime.directory.agree(world.agent, contact_id, text)
    conversation = await runtime.directory.open(world.agent, contact_id)
    for said in ("Your wheels are here", "And the tyres"):
        await runtime.conversations.say(world.answer(conversation, said))
        await runtime.email.notify(NotifyContact(world.workspace, conversation, contact_id))
        async with runtime.database.tenant(world.workspace) as connection:
            await consents.withdraw(
                connection, world.workspace, contact_id, purpose=text, channel="email", source="test"
            )
    [mail] = post.mailbox.mails()
    assert "Your wheels are here" in (await post.mailbox.read(mail.id)).text
    entries = await runtime.conversations.entries(Reader(world.workspace, world.agent.person), conversation)
    events = [one.body.event for one in entries.entries if isinstance(one.body, Happened)]
    assert [one.detail for one in events if isinstance(one, DeliveryFailed)] == [NO_CONSENT]


async def test_weakness_50_what_a_rule_says_is_mailed_to_proven_addresses_alone(post: Post) -> None:
    """Anybody may give a stranger's address; only what a person wrote is mailed there."""
    customer = await post.customer()
    where = {"workspace": post.world.workspace, "contact": customer.visitor.contact_id}
    rule = NewRule("Away", RuleWhen("customer_wrote"), [DoSay("We are away until Monday.")])
    made = await post.runtime.rules.write(post.world.workspace, rule)
    await post.runtime.rules.switch(post.world.workspace, made.id, enabled=True)
    for _ in range(2):
        await post.runtime.conversations.say(customer.line("Hello?"))
        job = RunRules(post.world.workspace, customer.conversation)
        await post.runtime.rule_runner.catch_up(job)
        await post.notify(customer)
        if post.mailbox.mails():
            break
        async with post.runtime.database.system() as connection:
            await connection.execute(
                "update identity set verified_at = now() where workspace_id = $1 and contact_id = $2"
                " and kind = 'email'",
                *where.values(),
            )
    else:
        pytest.fail("a proven address was not written to")
    [mail] = post.mailbox.mails()
    assert (await post.mailbox.read(mail.id)).text.count("We are away") == 2


async def test_the_owner_is_told_by_mail_that_a_rule_was_paused(post: Post) -> None:
    rule = NewRule("Away {x}", RuleWhen("customer_wrote"), [DoSay("We are away until Monday.")])
    made = await post.runtime.rules.write(post.world.workspace, rule)
    await post.runtime.rules.switch(post.world.workspace, made.id, enabled=True)
    customer = await post.world.customer()
    job = RunRules(post.world.workspace, customer.conversation)
    for _ in range(MOST_HERE + 1):
        await post.runtime.conversations.say(customer.line("Hello?"))
        await post.runtime.rule_runner.catch_up(job)
    stop = asyncio.Event()
    working = asyncio.create_task(post.runtime.work(stop))
    await until(post.mailbox.mails)
    stop.set()
    await working
    [mail] = post.mailbox.mails()
    assert mail.to_address == post.world.agent.account.email
    assert "Away {x}" in (await post.mailbox.read(mail.id)).text


async def test_several_answers_go_out_in_one_mail_and_notes_never_do(post: Post) -> None:
    customer = await post.customer()
    await post.answer(customer, "First answer")
    await post.runtime.conversations.say(
        post.world.answer(customer.conversation, "Between us only", note=True)
    )
    await post.answer(customer, "Second answer")
    await post.notify(customer)
    await post.notify(customer)
    [mail] = post.mailbox.mails()
    text = (await post.mailbox.read(mail.id)).text
    assert text.index("First answer") < text.index("Second answer")
    assert "Between us" not in text
    assert "Do you have it in blue?" not in text


async def test_what_was_mailed_is_not_mailed_again(post: Post) -> None:
    customer = await post.customer()
    await post.mailed(customer, "First answer")
    await post.mailed(customer, "Second answer")
    second, first = [(await post.mailbox.read(mail.id)).text for mail in post.mailbox.mails()]
    assert "First answer" in first
    assert "First answer" not in second


async def test_many_jobs_at_once_send_one_mail(post: Post) -> None:
    customer = await post.customer()
    await post.answer(customer)
    outcomes = await asyncio.gather(*(post.notify(customer) for _ in range(20)), return_exceptions=True)
    assert {type(outcome) for outcome in outcomes} <= {type(None), NotSentYet}
    await post.notify(customer)
    assert len(post.mailbox.mails()) == 1


async def test_an_address_left_after_the_answer_gets_it(post: Post) -> None:
    customer = await post.world.customer()
    await post.runtime.conversations.say(customer.line("Hello?"))
    await post.answer(customer, "Here I am.")
    await post.notify(customer)
    assert post.mailbox.mails() == []
    stop = asyncio.Event()
    working = asyncio.create_task(post.runtime.work(stop))
    await post.runtime.widget.give_email(customer.visitor, "late@example.net")
    await until(post.mailbox.mails)
    stop.set()
    await working
    assert [mail.to_address for mail in post.mailbox.mails()] == ["late@example.net"]


async def test_a_corrected_address_gets_what_the_wrong_one_got(post: Post) -> None:
    customer = await post.customer("maira@example.net")
    await post.mailed(customer)
    await post.runtime.widget.give_email(customer.visitor, "maria@example.net")
    await post.notify(customer)
    assert [mail.to_address for mail in post.mailbox.mails()] == ["maria@example.net", "maira@example.net"]
    right, _ = [await post.original(mail) for mail in post.mailbox.mails()]
    assert b"\r\nReferences:" not in right  # a Message-ID proves the mailbox that it went to


async def test_pictures_and_files_are_links(post: Post) -> None:
    customer = await post.customer()
    await post.answer_with_file(customer, "sizes.txt", b"S M L")
    await post.notify(customer)
    [mail] = post.mailbox.mails()
    text = (await post.mailbox.read(mail.id)).text
    assert "sizes.txt" in text
    assert f"{post.runtime.settings.base_url}/files/" in text


@pytest.mark.parametrize(
    ("theirs", "the_business", "told"),
    [
        ("Asia/Tokyo", "Europe/Chisinau", "UTC+09:00"),
        (None, "Asia/Dubai", "UTC+04:00"),
        ("Nowhere/Land", None, "(UTC)"),
    ],
)
async def test_times_are_by_the_readers_clock_or_that_of_the_business(
    post: Post, theirs: str | None, the_business: str | None, told: str
) -> None:
    if the_business:
        hours = OfficeHours(the_business, [[Opening(540, 1080)]] * 7)
        await post.runtime.channels.set_web_settings(
            post.world.workspace, post.world.channel, WebSettings(hours=hours)
        )
    customer = await post.customer(timezone=theirs)
    slot = DatePicker("When may we call?", slots=[datetime(2030, 1, 5, 23, 30, tzinfo=UTC)])
    line = post.world.answer(customer.conversation, "x")
    await post.runtime.conversations.say(replace(line, body=Message(slot)))
    await post.mailed(customer)
    [mail] = post.mailbox.mails()
    text = (await post.mailbox.read(mail.id)).text
    said, offered = text.splitlines()[2], next(one for one in text.splitlines() if "2030" in one)
    assert told in said
    assert told in offered
    assert offered.startswith(
        {"UTC+09:00": "6 Jan 2030, 08:30", "UTC+04:00": "6 Jan 2030, 03:30"}.get(told, "5 Jan")
    )


async def test_what_a_message_answers_stands_above_it(post: Post) -> None:
    customer = await post.customer()
    question = next(one.seq for one in await post.entries(customer) if isinstance(one.body, Message))
    long = await post.runtime.conversations.say(
        post.world.answer(customer.conversation, f"**Wool** {'and more wool ' * 20}")
    )
    for number, quoted in enumerate((question, long[1])):
        line = post.world.answer(customer.conversation, f"Answer {number}")
        await post.runtime.conversations.say(replace(line, body=Message(Text(f"Answer {number}"), quoted)))
    await post.notify(customer)
    [mail] = post.mailbox.mails()
    raw = message_from_bytes(await post.original(mail), policy=policy.default)
    body = raw.get_body(("plain",))
    assert body is not None
    lines = body.get_content().splitlines()
    assert lines[lines.index("Answer 0") - 1] == "> You: Do you have it in blue?"
    above = lines[lines.index("Answer 1") - 1]
    assert above.startswith("> Olga: Wool and more wool")
    assert above.endswith("…")
    assert len(above) < 160


async def test_without_a_mail_server_nothing_is_lost(database_url: str, tmp_path: Path) -> None:
    async with open_post(database_url, tmp_path, smtp_url="") as post:
        customer = await post.customer()
        await post.answer(customer)
        await post.notify(customer)
        assert await post.states() == []
    async with open_post(database_url, tmp_path) as post:
        await post.notify(customer)
        assert len(post.mailbox.mails()) == 1


async def test_a_refused_mail_is_told_to_the_staff_once(bad_day: Post, outside: Outside) -> None:
    outside.behaviour = "refuse"
    customer = await bad_day.customer()
    await bad_day.answer(customer)
    await bad_day.notify(customer)
    await bad_day.notify(customer)
    [failed] = await bad_day.events(customer, DeliveryFailed)
    assert isinstance(failed, DeliveryFailed)
    assert not failed.unknown
    assert "no such person" in failed.detail
    assert outside.connections == 1
    assert await bad_day.states() == ["failed"]


async def test_what_was_refused_goes_out_with_the_next_answer(bad_day: Post, outside: Outside) -> None:
    outside.behaviour = "refuse"
    customer = await bad_day.customer()
    await bad_day.answer(customer, "First answer")
    await bad_day.notify(customer)
    outside.behaviour = "keep"
    await bad_day.answer(customer, "Second answer")
    await bad_day.notify(customer)
    [mail] = outside.mails
    assert b"First answer" in mail
    assert b"Second answer" in mail


async def test_a_mail_that_may_be_sent_later_keeps_its_message_id(bad_day: Post, outside: Outside) -> None:
    outside.behaviour = "later"
    customer = await bad_day.customer()
    await bad_day.answer(customer, "First answer")
    references = []
    for _ in range(2):
        with pytest.raises(NotSentYet, match="come back later"):
            await bad_day.notify(customer)
        references.append(await bad_day.references())
    await bad_day.answer(customer, "Second answer")
    outside.behaviour = "keep"
    await bad_day.notify(customer)
    [mail] = outside.mails
    [[reference], again] = references
    assert again == [reference]
    assert f"Message-ID: {reference}".encode() in mail
    assert b"Second answer" in mail
    assert await bad_day.events(customer, DeliveryFailed) == []


async def test_a_mail_that_could_not_be_sent_for_a_day_has_failed(bad_day: Post, outside: Outside) -> None:
    outside.behaviour = "later"
    customer = await bad_day.customer()
    await bad_day.answer(customer)
    with pytest.raises(NotSentYet):
        await bad_day.notify(customer)
    async with bad_day.runtime.database.system() as connection:
        await connection.execute("update delivery set created_at = created_at - interval '25 hours'")
    await bad_day.notify(customer)
    assert len(await bad_day.events(customer, DeliveryFailed)) == 1
    assert await bad_day.states() == ["failed"]


async def test_what_was_read_meanwhile_is_not_tried_again(bad_day: Post, outside: Outside) -> None:
    outside.behaviour = "later"
    customer = await bad_day.customer()
    await bad_day.answer(customer)
    with pytest.raises(NotSentYet):
        await bad_day.notify(customer)
    seq = (await bad_day.entries(customer))[-1].seq
    await bad_day.runtime.conversations.mark(customer.reader, customer.conversation, delivered=seq, read=seq)
    await bad_day.notify(customer)
    assert outside.connections == 1
    assert await bad_day.states() == []


@pytest.mark.parametrize("kept", ["vanish", "keep and vanish"])
async def test_a_mail_of_unknown_fate_is_said_to_be_so_and_not_sent_again(
    bad_day: Post, outside: Outside, kept: str
) -> None:
    outside.behaviour = "vanish" if kept == "vanish" else "keep and vanish"
    customer = await bad_day.customer()
    await bad_day.answer(customer, "First answer")
    await bad_day.notify(customer)
    await bad_day.notify(customer)
    [failed] = await bad_day.events(customer, DeliveryFailed)
    assert isinstance(failed, DeliveryFailed)
    assert failed.unknown
    assert outside.connections == 1
    outside.behaviour = "keep"
    await bad_day.answer(customer, "Second answer")
    await bad_day.notify(customer)
    assert b"First answer" not in outside.mails[-1]


async def test_staff_see_a_failure_and_the_customer_does_not(bad_day: Post, outside: Outside) -> None:
    outside.behaviour = "refuse"
    customer = await bad_day.customer()
    await bad_day.answer(customer)
    await bad_day.notify(customer)
    seen = await bad_day.runtime.conversations.entries(customer.reader, customer.conversation)
    kinds = [type(entry.body.event) for entry in seen.entries if isinstance(entry.body, Happened)]
    assert DeliveryFailed not in kinds


async def test_a_mail_whose_sender_was_killed_while_sending_is_unknown(
    bad_day: Post, outside: Outside
) -> None:
    outside.behaviour = "wait"
    customer = await bad_day.customer()
    await bad_day.answer(customer)
    sending = asyncio.create_task(bad_day.notify(customer))
    await asyncio.wait_for(outside.received.wait(), 20)
    with pytest.raises(NotSentYet, match="another mail"):
        await bad_day.notify(customer)  # it lives: nobody takes it for dead
    sending.cancel()
    await asyncio.wait([sending])
    assert await bad_day.states() == ["sending"]
    outside.behaviour = "keep"
    await send_when_free(bad_day, customer)
    assert outside.mails == []
    assert await bad_day.states() == ["unknown"]
    [failed] = await bad_day.events(customer, DeliveryFailed)
    assert isinstance(failed, DeliveryFailed)
    assert failed.unknown
