"""The conversation goes on by mail: an answer goes out, and its answer stands in the same conversation."""

import asyncio
import base64
import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from uuid import UUID

from causerie.channels.email.mailbox import MailSummary
from causerie.channels.email.model import MailAttachment
from causerie.channels.email.smtp_out import Sent
from causerie.content import FileContent, ImageContent
from causerie.conversations.model import Message
from causerie.conversations.readers import Reader
from causerie.events import IdentityVerified
from tests.helpers.mail import ADDRESS, DOMAIN, Post, until

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


async def arrived(post: Post, mail: MailSummary) -> EmailMessage:
    return message_from_bytes(await post.original(mail), policy=default)


async def test_an_answer_reaches_the_mailbox_and_its_answer_the_conversation(post: Post) -> None:
    stop = asyncio.Event()
    working = asyncio.create_task(post.runtime.work(stop))
    customer = await post.customer()
    await post.answer(customer, "Yes, in all sizes.\nShall I put one aside?")
    await until(post.mailbox.mails)
    stop.set()
    await working
    [mail] = post.mailbox.mails()
    assert mail.to_address == ADDRESS
    assert re.fullmatch(r"Olga at Shop \d+ answered you", mail.subject)

    assert isinstance(await post.mailbox.reply(mail.id, "Yes, please!\n\nSize M.", []), Sent)
    [entry] = await post.by_mail(customer)
    assert await post.texts_by_mail(customer) == ["Yes, please!\n\nSize M."]  # no quote, no signature
    assert entry.author == customer.reader.author
    assert entry.source
    assert entry.source.from_address is None


async def test_the_untouched_original_is_kept(post: Post) -> None:
    customer = await post.customer()
    mail = await post.mailed(customer)
    await post.mailbox.reply(mail.id, "Thank you", [])
    [entry] = await post.by_mail(customer)
    assert entry.source
    assert entry.source.original_url
    _, _, _, file_id, signature = entry.source.original_url.split("/")
    files = post.runtime.files
    stored = await files.open(post.world.workspace, UUID(file_id), signature)
    data = await files.read(post.world.workspace, stored, 0, stored.size)
    assert stored.media_type == "message/rfc822"
    assert b"> Yes, in all sizes." in data


async def test_the_mail_leads_back_into_the_conversation(post: Post) -> None:
    customer = await post.customer()
    text = (await arrived(post, await post.mailed(customer))).get_body(("plain",))
    assert text is not None
    found = re.search(r"(http://127\.0\.0\.1:\d+)/messenger/in#([\w-]+)/(\S+)", text.get_content())
    assert found
    assert found[1] == post.runtime.settings.base_url
    me, _ = await post.runtime.accounts.use_link(found[2], "test")
    assert me.account.email == ADDRESS
    inbox = await post.runtime.conversations.inbox(me.account.id, after=None, limit=200)
    assert [head.conversation for head in inbox.heads] == [customer.conversation]
    assert found[3] == str(customer.conversation)


async def test_later_mails_stay_in_one_thread(post: Post) -> None:
    customer = await post.customer()
    first = await arrived(post, await post.mailed(customer))
    await post.mailbox.reply(post.mailbox.mails()[0].id, "In size M?", [])
    await post.answer(customer, "Yes", by=post.world.colleague)
    await post.notify(customer)
    second = await arrived(post, post.mailbox.mails()[0])
    assert second["Subject"] == f"Re: {first['Subject']}"
    assert "Adam" in second["From"]
    references = second["References"].split()
    assert references[0] == first["Message-ID"]
    assert len(references) == 2
    assert second["In-Reply-To"] == references[1]
    assert references[1].endswith("@example.net>")


async def test_an_answer_from_the_mailbox_proves_it_once(post: Post) -> None:
    customer = await post.customer()
    mail = await post.mailed(customer)
    await post.mailbox.reply(mail.id, "First", [])
    await post.mailbox.reply(mail.id, "Second", [])
    assert await post.events(customer, IdentityVerified) == [IdentityVerified("email", ADDRESS)]
    detail = await post.runtime.conversations.detail(post.world.workspace, customer.conversation)
    assert detail.contact.card.verified


async def test_a_browser_that_proved_nothing_does_not_see_what_came_by_mail(post: Post) -> None:
    customer = await post.customer()
    mail = await post.mailed(customer)
    before = (await post.entries(customer))[-1].seq
    await post.mailbox.reply(mail.id, "My new address is 5 Elm Street.", [])
    visitor = await post.runtime.visitors.known(post.world.channel, customer.visitor.token)
    assert visitor.horizon == before
    reader = Reader(post.world.workspace, customer.person, visitor.identity_id, visitor.horizon)
    seen = await post.runtime.conversations.entries(reader, customer.conversation, after=before)
    assert seen.entries == []
    assert seen.head > before


async def test_who_answers_has_read_what_was_mailed(post: Post) -> None:
    customer = await post.customer()
    mail = await post.mailed(customer)
    answered = (await post.entries(customer))[-1].seq
    marks = (await post.runtime.conversations.state(customer.reader, customer.conversation)).marks
    assert [mark.read for mark in marks if mark.reader == customer.reader.author] == []
    await post.mailbox.reply(mail.id, "Thank you", [])
    marks = (await post.runtime.conversations.state(customer.reader, customer.conversation)).marks
    assert [mark.read for mark in marks if mark.reader == customer.reader.author] == [answered]


async def test_attachments_come_along_in_order(post: Post) -> None:
    customer = await post.customer()
    mail = await post.mailed(customer)
    files = [
        MailAttachment("photo.png", "image/png", PNG),
        MailAttachment("damaged.png", "image/png", PNG[:40]),
        MailAttachment("order.pdf", "application/pdf", b"%PDF-1.4\n%%EOF"),
    ]
    await post.mailbox.reply(mail.id, "See these", files)
    _, photo, damaged, order = [
        entry.body.content for entry in await post.by_mail(customer) if isinstance(entry.body, Message)
    ]
    assert isinstance(photo, ImageContent)
    assert photo.file.name == "photo.png"
    assert isinstance(damaged, FileContent)
    assert damaged.file.name == "damaged.png"
    assert isinstance(order, FileContent)
    assert order.file.name == "order.pdf"


async def test_mail_is_written_in_the_contacts_language_from_our_address(post: Post) -> None:
    customer = await post.customer(locale="ru")
    mail = await arrived(post, await post.mailed(customer))
    assert re.fullmatch(r"Вам ответили: Olga, Shop \d+", mail["Subject"])
    assert mail["From"].addresses[0].addr_spec == f"chat@{DOMAIN}"
    assert mail["Reply-To"].addresses[0].addr_spec.startswith("reply+")
    assert mail["Return-Path"] == f"<{mail['Reply-To'].addresses[0].addr_spec}>"
