"""A mail that comes in stands in its conversation once, as what it is, or its sender is told why not."""

import asyncio
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causerie.channels.email.compose import as_bytes
from causerie.channels.email.incoming import split
from causerie.channels.email.listener import Envelope
from causerie.channels.email.smtp_out import Refused, Sent
from causerie.channels.email.tokens import ReplyAddresses
from causerie.content.text import MAX_TEXT
from causerie.events import DeliveryFailed, IdentityVerified
from causerie.kit.ids import new_id
from causerie.settings import SettingsError
from tests.helpers.mail import ADDRESS, DOMAIN, Post, hand_in, open_post, written
from tests.helpers.world import Customer


@pytest.fixture
async def customer(post: Post) -> Customer:
    """A customer who was mailed an answer."""
    customer = await post.customer()
    await post.mailed(customer)
    return customer


async def count(post: Post, table: str) -> int:
    async with post.runtime.database.acquire() as connection:
        return int(await connection.fetchval(f"select count(*) from {table}"))


async def test_a_mail_that_comes_twice_stands_once(post: Post, customer: Customer) -> None:
    to = await post.reply_to()
    mail = written(to, "In blue, please.")
    assert isinstance(await hand_in(post, mail, to), Sent)
    assert isinstance(await hand_in(post, mail, to), Sent)
    del mail["Message-ID"]
    for _ in range(2):
        assert isinstance(await hand_in(post, mail, to), Sent)
    assert await post.texts_by_mail(customer) == ["In blue, please."] * 2


async def test_fifty_at_once_stand_once(post: Post, customer: Customer) -> None:
    to = await post.reply_to()
    mail = written(to, "In blue, please.")
    files_before = await count(post, "file")
    outcomes = await asyncio.gather(*(hand_in(post, mail, to) for _ in range(50)))
    assert {type(outcome) for outcome in outcomes} == {Sent}
    assert await post.texts_by_mail(customer) == ["In blue, please."]
    assert await count(post, "file") == files_before + 1


async def test_two_mails_with_one_message_id_are_two(post: Post, customer: Customer) -> None:
    to = await post.reply_to()
    for text in ("First", "Second"):
        await hand_in(post, written(to, text, message_id="<always-the-same@broken.example>"), to)
    assert await post.texts_by_mail(customer) == ["First", "Second"]


async def test_a_mail_to_two_conversations_stands_in_both(post: Post, customer: Customer) -> None:
    first = await post.reply_to()
    other = await post.customer("other@example.net")
    await post.mailed(other)
    second = await post.reply_to()
    envelope = Envelope(ADDRESS, [first, second, first.upper()], as_bytes(written(first, "Hello both")), "")
    await post.runtime.email.deliver(envelope)
    assert await post.texts_by_mail(customer) == ["Hello both"]
    assert await post.texts_by_mail(other) == ["Hello both"]


async def test_a_forged_address_is_refused_before_the_mail(post: Post, customer: Customer) -> None:
    right = await post.reply_to()
    wrong = [
        f"{right[:10]}{'a' if right[10] != 'a' else 'b'}{right[11:]}",
        f"reply+@{DOMAIN}",
        f"chat@{DOMAIN}",
        right.replace(DOMAIN, "elsewhere.example"),
        ReplyAddresses(DOMAIN, b"another key, which is not the shop's").make(
            customer.conversation, customer.person.id
        ),
    ]
    for to in wrong:
        assert isinstance(await hand_in(post, written(to, "Let me in"), to), Refused)
    assert await count(post, "inbound") == 0


async def test_an_address_that_leads_nowhere_is_refused(post: Post, customer: Customer) -> None:
    addresses = ReplyAddresses(DOMAIN, post.runtime.settings.secret.encode())
    for to in (
        addresses.make(new_id(), customer.person.id),
        addresses.make(customer.conversation, new_id()),
    ):
        outcome = await hand_in(post, written(to, "Hello?"), to)
        assert isinstance(outcome, Refused)
        assert "no conversation" in outcome.words


async def test_an_answer_from_another_address_says_so_and_proves_nothing(
    post: Post, customer: Customer
) -> None:
    to, [quoted] = await post.reply_to(), await post.references()
    mail = written(to, "I answer for Maria.", sender="colleague@example.org", quotes=quoted)
    await hand_in(post, mail, to, sender="colleague@example.org")
    [entry] = await post.by_mail(customer)
    assert entry.source
    assert entry.source.from_address == "colleague@example.org"
    assert await post.events(customer, IdentityVerified) == []
    visitor = await post.runtime.visitors.known(post.world.channel, customer.visitor.token)
    assert visitor.horizon is not None  # whoever sits at the browser need not be who was written to


async def test_who_was_mailed_before_can_not_pose_as_another_mailbox(post: Post) -> None:
    thief = await post.customer("thief@example.org")
    await post.mailed(thief)
    [of_the_thief] = await post.references()
    await post.runtime.widget.give_email(thief.visitor, "victim@example.net")
    await post.mailed(thief, "And now to the other address")
    to = await post.reply_to()
    for quotes in ("", of_the_thief):
        mail = written(to, f"I am the victim {quotes}", sender="victim@example.net", quotes=quotes)
        await hand_in(post, mail, to)
    assert await post.events(thief, IdentityVerified) == []
    detail = await post.runtime.conversations.detail(post.world.workspace, thief.conversation)
    assert not detail.contact.card.verified


async def test_an_absence_note_is_no_message(post: Post, customer: Customer) -> None:
    to = await post.reply_to()
    mail = written(to, "I am away until Monday.", Auto_Submitted="auto-replied")
    assert isinstance(await hand_in(post, mail, to, sender=""), Sent)
    assert await post.by_mail(customer) == []
    assert await count(post, "inbound") == 1
    assert len(post.mailbox.mails()) == 1  # and nobody answers it


def bounce(to: str, bounced: str, address: str = ADDRESS) -> bytes:
    original = f"Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: {bounced}\r\n" if bounced else ""
    return (
        f"From: MAILER-DAEMON@example.net\r\nTo: {to}\r\nSubject: Undelivered\r\nMessage-ID: <{new_id()}@x>\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; example.net\r\n\r\n"
        f"Final-Recipient: rfc822; {address}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        f"Diagnostic-Code: smtp; 550 mailbox is gone\r\n\r\n--b\r\n{original}\r\n--b--\r\n"
    ).encode()


@pytest.mark.parametrize("names_our_mail", [True, False])
async def test_a_bounce_is_told_to_the_staff_once(
    post: Post, customer: Customer, *, names_our_mail: bool
) -> None:
    to, [reference] = await post.reply_to(), await post.references()
    for _ in range(2):
        mail = bounce(to, reference if names_our_mail else "")
        assert isinstance(await hand_in(post, mail, to, sender=""), Sent)
    [failed] = await post.events(customer, DeliveryFailed)
    assert isinstance(failed, DeliveryFailed)
    assert not failed.unknown
    assert "mailbox is gone" in failed.detail
    assert await post.states() == ["failed"]
    assert await post.by_mail(customer) == []


async def test_a_bounce_of_somebody_elses_mail_changes_nothing(post: Post, customer: Customer) -> None:
    to = await post.reply_to()
    await hand_in(post, bounce(to, "<foreign@example.com>", "foreign@example.com"), to, sender="")
    assert await post.states() == ["sent"]
    assert await post.events(customer, DeliveryFailed) == []


async def test_an_empty_mail_is_refused_and_a_mail_of_files_alone_is_not(
    post: Post, customer: Customer
) -> None:
    to = await post.reply_to()
    refused = await hand_in(post, written(to, "\n \n"), to)
    assert isinstance(refused, Refused)
    assert "empty" in refused.words
    mail = written(to, "")
    mail.add_attachment(b"a,b\n1,2\n", maintype="text", subtype="csv", filename="order.csv")
    assert isinstance(await hand_in(post, mail, to), Sent)
    assert await post.texts_by_mail(customer) == ["📎 order.csv"]


async def test_a_long_mail_becomes_several_messages_in_order(post: Post, customer: Customer) -> None:
    to = await post.reply_to()
    text = "\n".join(f"line {number}" for number in range(3_000))
    await hand_in(post, written(to, text), to)
    parts = await post.texts_by_mail(customer)
    assert len(parts) == 3
    assert "\n".join(parts) == text


async def test_a_hostile_mail_is_refused_with_a_sentence(post: Post, customer: Customer) -> None:
    to = await post.reply_to()
    parts = "".join(f"--b{n}\r\nContent-Type: multipart/mixed; boundary=b{n + 1}\r\n\r\n" for n in range(400))
    mail = f"From: {ADDRESS}\r\nContent-Type: multipart/mixed; boundary=b0\r\n\r\n{parts}".encode()
    refused = await hand_in(post, mail, to)
    assert isinstance(refused, Refused)
    assert "too many parts" in refused.words


async def test_mail_to_a_merged_conversation_goes_where_it_went(post: Post, customer: Customer) -> None:
    to, [quoted] = await post.reply_to(), await post.references()
    other = await post.world.customer()
    await post.runtime.conversations.merge(post.world.workspace, customer.person.id, other.person.id)
    await hand_in(post, written(to, "Still me", quotes=quoted), to)
    assert (await post.texts_by_mail(other))[-1] == "Still me"
    assert (await post.by_mail(other))[-1].author == other.reader.author


async def test_mail_comes_in_by_lmtp_too(database_url: str, tmp_path: Path) -> None:
    async with open_post(database_url, tmp_path, mail_listen="lmtp://127.0.0.1:0") as post:
        customer = await post.customer()
        await post.mailed(customer)
        to = await post.reply_to()
        reader, writer = await asyncio.open_connection("127.0.0.1", post.runtime.email.port)
        lines = ["LHLO mta", f"MAIL FROM:<{ADDRESS}>", f"RCPT TO:<{to}>", "DATA"]
        async with asyncio.timeout(20):
            for line in lines:
                writer.write(f"{line}\r\n".encode())
            while not (await reader.readline()).startswith(b"354"):
                pass
            writer.write(as_bytes(written(to, "By LMTP")) + b"\r\n.\r\n")
            assert (await reader.readline()).startswith(b"250")
        writer.close()
        assert await post.texts_by_mail(customer) == ["By LMTP"]


@pytest.mark.parametrize(
    "where", ["25", "localhost", "smtp://host", "http://host:25", "host:99999", "host:a"]
)
async def test_an_address_that_can_not_be_listened_at_is_a_clear_error(
    database_url: str, tmp_path: Path, where: str
) -> None:
    with pytest.raises(SettingsError, match="CAUSERIE_MAIL_LISTEN"):
        async with open_post(database_url, tmp_path, mail_listen=where):
            pass


@given(st.text(alphabet=st.sampled_from("ab \n"), max_size=60).map(lambda text: text * 500))
def test_a_split_text_keeps_every_word(text: str) -> None:
    parts = split(text)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(part.strip() == part and 0 < len(part) <= MAX_TEXT for part in parts)
