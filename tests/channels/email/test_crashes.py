"""Whatever is killed on the way, a mail is neither lost nor doubled, and what nobody knows is said to be so."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import asyncpg
import pytest

from causerie.channels.email.compose import as_bytes
from causerie.channels.email.listener import Envelope
from causerie.errors import AppError
from causerie.events import DeliveryFailed, IdentityVerified
from tests.helpers.mail import ADDRESS, Post, send_when_free, written
from tests.helpers.smtp import Outside

ROUNDS = 25
WAITING = """
select exists (select from pg_locks where not granted and relation = to_regclass($1))
"""


async def cut_connections(url: str) -> None:
    """What a restart of the database does to whoever uses it."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where datname = current_database() and pid <> pg_backend_pid() and application_name = 'causerie'"
        )
    finally:
        await connection.close()


async def envelope_for(post: Post, text: str) -> Envelope:
    to, references = await post.reply_to(), await post.references()
    mail = written(to, text, quotes=references[-1])
    mail.add_attachment(b"S M L", maintype="text", subtype="plain", filename="sizes.txt")
    return Envelope(ADDRESS, [to], as_bytes(mail), "127.0.0.1")


async def send_until_kept(post: Post, envelope: Envelope) -> None:
    """What a mail server does. Each connection of the pool may turn out to be cut once."""
    for _ in range(15):
        try:
            await post.runtime.email.deliver(envelope)
        except (
            AppError,
            OSError,
            asyncpg.PostgresError,
            asyncpg.InterfaceError,
            asyncpg.InternalClientError,
        ):
            continue
        return
    raise AssertionError("the mail was never kept")


@asynccontextmanager
async def held_up_at(url: str, table: str) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """Whoever writes into `table` waits until the block ends. What is yielded returns when somebody does."""
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction():
            await connection.execute(f"lock table {table} in exclusive mode")

            async def somebody_waits() -> None:
                async with asyncio.timeout(20):
                    while not await connection.fetchval(WAITING, table):  # noqa: ASYNC110 - another process knows
                        await asyncio.sleep(0.01)

            yield somebody_waits
    finally:
        await connection.close()


async def kill(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled()


@pytest.mark.parametrize("step", ["file", "identity", "entry", "read_mark", "inbound"])
async def test_a_mail_whose_delivery_is_killed_at_any_step_stands_once(
    post: Post, database_url: str, step: str
) -> None:
    customer = await post.customer()
    await post.mailed(customer)
    envelope = await envelope_for(post, "In blue, please.")
    async with held_up_at(database_url, step) as somebody_waits:
        delivering = asyncio.create_task(post.runtime.email.deliver(envelope))
        await somebody_waits()
        await kill(delivering)
    await post.runtime.email.deliver(envelope)
    await post.runtime.email.deliver(envelope)
    assert await post.texts_by_mail(customer) == ["In blue, please.", "📎 sizes.txt"]
    assert len(await post.events(customer, IdentityVerified)) == 1


async def test_a_mail_that_meets_a_restart_of_the_database_stands_once(post: Post, database_url: str) -> None:
    customer = await post.customer()
    await post.mailed(customer)
    pick = random.Random(11)
    envelopes = [await envelope_for(post, f"mail {number}") for number in range(8)]
    for envelope in envelopes:
        delivering = asyncio.create_task(post.runtime.email.deliver(envelope))
        await asyncio.wait([delivering], timeout=pick.uniform(0, 0.03))
        await cut_connections(database_url)
        await asyncio.wait([delivering])
        if delivering.exception() is not None:  # its sender hears 451
            await send_until_kept(post, envelope)
    # The last cut may have come after its mail: what is sent again meets it, and not who reads here.
    await send_until_kept(post, envelopes[-1])
    texts = await post.texts_by_mail(customer)
    assert texts[::2] == [f"mail {number}" for number in range(8)]
    assert len(texts) == 16


@pytest.mark.parametrize("step", ["delivery", "sign_in_code"])
async def test_an_answer_whose_sender_is_killed_before_sending_is_sent_once(
    bad_day: Post, outside: Outside, database_url: str, step: str
) -> None:
    customer = await bad_day.customer()
    await bad_day.answer(customer)
    async with held_up_at(database_url, step) as somebody_waits:
        sending = asyncio.create_task(bad_day.notify(customer))
        await somebody_waits()
        await kill(sending)
    await send_when_free(bad_day, customer)
    assert len(outside.mails) == 1
    assert await bad_day.states() == ["sent"]


async def test_an_answer_that_was_sent_but_not_recorded_is_unknown(
    bad_day: Post, outside: Outside, database_url: str
) -> None:
    customer = await bad_day.customer()
    await bad_day.answer(customer)
    outside.behaviour = "wait"
    sending = asyncio.create_task(bad_day.notify(customer))
    await asyncio.wait_for(outside.received.wait(), 20)
    async with held_up_at(database_url, "delivery") as somebody_waits:
        outside.go_on.set()
        await somebody_waits()
        await kill(sending)
    await send_when_free(bad_day, customer)
    assert len(outside.mails) == 1
    assert await bad_day.states() == ["unknown"]
    assert len(await bad_day.events(customer, DeliveryFailed)) == 1


async def test_an_answer_whose_sender_is_killed_anywhere_is_never_sent_twice(
    bad_day: Post, outside: Outside
) -> None:
    pick = random.Random(13)
    for number in range(ROUNDS):
        customer = await bad_day.customer(f"customer-{number}@example.net")
        await bad_day.answer(customer, f"answer {number}.")
        for _ in range(2):
            sending = asyncio.create_task(bad_day.notify(customer))
            await asyncio.wait([sending], timeout=pick.uniform(0, 0.1))
            sending.cancel()
            await asyncio.wait([sending])
        await send_when_free(bad_day, customer)
        arrived = [mail for mail in outside.mails if f"answer {number}.".encode() in mail]
        failures = await bad_day.events(customer, DeliveryFailed)
        assert len(arrived) + len(failures) >= 1, "it neither went out nor does anybody know"
        assert len(arrived) <= 1
        assert len(failures) <= 1
    assert set(await bad_day.states()) <= {"sent", "unknown"}
    assert "sent" in await bad_day.states()
