"""The list of contacts and their pages: found, kept by hand, blocked, and written to only where they agreed."""

from __future__ import annotations

import re
from uuid import UUID

import pytest

from causerie.contacts.model import ContactEdit, NewContact, Page
from causerie.conversations.model import Author
from causerie.directory import service as directory
from causerie.directory.model import ContactRecord
from causerie.errors import AppError, ErrorCode
from causerie.kit import paging
from causerie.kit.devices import device
from tests.helpers.world import World, make_world

PAGE = Page("https://shop.example/coats", "Coats", "https://search.example/?q=coat")


async def made(world: World, name: str, *emails: str) -> ContactRecord:
    return await world.runtime.directory.make(world.colleague, NewContact(name, list(emails)))


async def names(world: World, query: str = "") -> list[str]:
    found = await world.runtime.directory.page(world.workspace, query, after=None, limit=100)
    return [row.name for row in found.contacts]


def id_of(record: ContactRecord) -> UUID:
    return record.profile.card.id


# seeing --------------------------------------------------------------------------------------------------------------


async def test_who_was_seen_last_stands_first_and_pages_hold_everybody_once(world: World) -> None:
    people = [await made(world, f"Person {number}") for number in range(7)]
    customer = await world.customer()
    async with world.runtime.database.system() as connection:
        await connection.execute("update contact set seen_at = now() - interval '1 day'")
    await world.runtime.visitors.visited(customer.visitor, customer.conversation, PAGE, "Firefox, Linux")
    found: list[UUID] = []
    page: str | None = None
    while True:
        shown = await world.runtime.directory.page(world.workspace, "", after=page, limit=3)
        found += [row.id for row in shown.contacts]
        page = shown.next
        if page is None:
            break
    assert found[0] == customer.visitor.contact_id
    assert sorted(found[1:]) == sorted(id_of(record) for record in people)
    assert await names(await make_world(world.runtime)) == []


async def test_who_turned_out_to_be_another_stands_in_the_list_no_more(world: World) -> None:
    known, unknown = await world.customer(), await world.customer()
    for customer in (known, unknown):
        await world.runtime.conversations.say(customer.line("Hello"))
    assert known.visitor.contact_id is not None
    assert unknown.visitor.contact_id is not None
    for _ in range(2):
        await world.runtime.conversations.merge(
            world.workspace, unknown.visitor.contact_id, known.visitor.contact_id
        )
    shown = await world.runtime.directory.page(world.workspace, "", after=None, limit=10)
    assert [row.id for row in shown.contacts] == [known.visitor.contact_id]


async def test_who_was_taken_for_another_and_writes_again_stands_in_the_list_again(world: World) -> None:
    known, other = await world.customer(), await world.customer()
    for customer in (known, other):
        await world.runtime.conversations.say(customer.line("Hello"))
    assert known.visitor.contact_id is not None
    assert other.visitor.contact_id is not None
    await world.runtime.conversations.merge(
        world.workspace, other.visitor.contact_id, known.visitor.contact_id
    )
    opened = await world.runtime.conversations.open_for_visitor(other.visitor, locale="en")
    assert opened.conversation_id != other.conversation
    shown = await world.runtime.directory.page(world.workspace, "", after=None, limit=10)
    assert {row.id for row in shown.contacts} == {known.visitor.contact_id, other.visitor.contact_id}


async def test_people_are_found_by_name_and_by_any_address(world: World) -> None:
    await world.runtime.directory.make(
        world.colleague, NewContact("Ștefan Popescu", ["Stefan@Mail.example"], ["+373 69 123 456"])
    )
    await made(world, "Ana", "ana@mail.example")
    for query in ("stefan", "popescu ște", "stefan@mail", "+3736912"):
        assert await names(world, query) == ["Ștefan Popescu"], query
    assert await names(await make_world(world.runtime), "stefan") == []


async def test_a_page_of_the_list_is_read_by_its_index_among_a_hundred_thousand(world: World) -> None:
    """Also where half of them wrote, deep in the list, and planned without a look at what is asked for."""
    workspace = world.workspace
    async with world.runtime.database.system() as connection:
        await connection.execute("set local session_replication_role = replica")
        await connection.execute(
            "insert into contact (workspace_id, id, name, seen_at)"
            " select $1, gen_random_uuid(), 'Customer ' || n, now() - n * interval '1 minute'"
            " from generate_series(1, 100000) n",
            workspace,
        )
        await connection.execute(
            "insert into conversation (workspace_id, id, kind, contact_id)"
            " select $1, id, 'customer', id from contact where workspace_id = $1 and name like '%5'",
            workspace,
        )
        await connection.execute(
            "insert into identity (workspace_id, id, contact_id, kind, value)"
            " select $1, gen_random_uuid(), id, 'email', id || '@mail.example' from contact where workspace_id = $1",
            workspace,
        )
    async with world.runtime.database.acquire() as connection:
        await connection.execute("vacuum analyze contact, conversation, identity")
    page: str | None = None
    for _ in range(3):
        page = (await world.runtime.directory.page(workspace, "", after=page, limit=100)).next
    before_at, before_id = paging.unpack(page)
    async with world.runtime.database.tenant(workspace) as connection:
        await connection.execute("set local plan_cache_mode = force_generic_plan")
        where = {"workspace_id": workspace, "before_at": before_at, "before_id": before_id, "limit": 101}
        ids = await directory.QUERIES.column(connection, "newest", UUID, **where)
        for query, parameters in (("newest", where), ("rows", {"workspace_id": workspace, "contacts": ids})):
            arguments = directory.QUERIES._arguments(query, parameters)
            told = await connection.fetch(
                f"explain (analyze, buffers) {directory.QUERIES.sql(query)}", *arguments
            )
            plan = "\n".join(row[0] for row in told)
            blocks = map(int, re.findall(r"\b(?:hit|read)=(\d+)", plan.split("Buffers:")[1].split("\n")[0]))
            assert "Seq Scan" not in plan, plan
            assert 0 < sum(blocks) < 3_000, plan


async def test_a_page_tells_what_is_known_what_was_seen_and_what_was_worked_on(world: World) -> None:
    customer = await world.customer()
    say, work = world.runtime.conversations.say, world.runtime.casework
    await world.runtime.visitors.visited(customer.visitor, customer.conversation, PAGE, "Firefox, Linux")
    await say(customer.line("hello"))
    await work.set_labels(world.workspace, customer.conversation, {"vip": True}, world.agent.person, "desk")
    await work.resolve(world.agent, customer.conversation)
    await work.set_reopen_days(world.workspace, 0)
    await work.resolve(world.agent, customer.conversation)
    contact_id = customer.visitor.contact_id
    assert contact_id is not None
    record = await world.runtime.directory.record(world.workspace, contact_id)
    assert [(one.number, one.labels, one.resolved_by) for one in record.cases] == [
        (1, ["vip"], world.agent.account.name)
    ]
    assert (record.conversation, record.may_be_written_to) == (customer.conversation, True)
    seen = await world.runtime.directory.visits(world.workspace, contact_id, after=None, limit=10)
    assert [(one.title, one.referrer, one.device) for one in seen.visits] == [
        ("Coats", PAGE.referrer, "Firefox, Linux")
    ]
    with pytest.raises(AppError) as refused:
        await world.runtime.directory.record((await make_world(world.runtime)).workspace, contact_id)
    assert refused.value.code is ErrorCode.NOT_FOUND


@pytest.mark.parametrize(
    ("told", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1",
            "Safari, iPhone",
        ),
        (
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36",
            "Chrome, Android",
        ),
        ("curl/8.0", ""),
    ],
)
def test_a_device_is_called_by_its_browser_and_system(told: str, name: str) -> None:
    assert device(told) == name


# keeping -------------------------------------------------------------------------------------------------------------


async def test_whoever_changes_a_contact_is_kept_with_what_it_was(world: World) -> None:
    record = await made(world, "Ana", "ana@mail.example")
    edit = ContactEdit(
        name="Ana Rusu", emails=["ana@mail.example", "rusu@mail.example"], phones=["+373 69 123456"]
    )
    for _ in range(2):
        record = await world.runtime.directory.edit(world.colleague, id_of(record), edit)
    assert {(one.kind, one.value) for one in record.profile.identities} == {
        ("email", "ana@mail.example"),
        ("email", "rusu@mail.example"),
        ("phone", "+37369123456"),
    }
    told = await world.runtime.directory.changes(world.workspace, id_of(record), before=None, limit=10)
    assert [(one.by, one.changes) for one in told.changes] == [
        (
            world.colleague.account.name,
            {
                "name": ("Ana", "Ana Rusu"),
                "email": ("ana@mail.example", "ana@mail.example, rusu@mail.example"),
                "phone": ("", "+37369123456"),
            },
        ),
        (world.colleague.account.name, {"made": (None, "Ana")}),
    ]


@pytest.mark.parametrize(
    "edit", [ContactEdit(phones=["call me"]), ContactEdit(attributes={f"fact {n}": n for n in range(51)})]
)
async def test_what_can_not_be_kept_changes_nothing(world: World, edit: ContactEdit) -> None:
    record = await made(world, "Ana", "ana@mail.example")
    with pytest.raises(AppError) as refused:
        await world.runtime.directory.edit(world.colleague, id_of(record), edit)
    assert refused.value.code is ErrorCode.INVALID
    assert await world.runtime.directory.record(world.workspace, id_of(record)) == record


async def test_an_address_that_was_proven_is_not_the_staffs_to_take_away(world: World) -> None:
    record = await made(world, "Ana", "ana@mail.example")
    async with world.runtime.database.system() as connection:
        await connection.execute("update identity set verified_at = now() where value = 'ana@mail.example'")
    with pytest.raises(AppError) as refused:
        await world.runtime.directory.edit(world.colleague, id_of(record), ContactEdit(emails=[]))
    assert refused.value.code is ErrorCode.CONFLICT


# blocking and writing ------------------------------------------------------------------------------------------------


async def test_what_a_blocked_contact_writes_is_kept_and_opens_no_case(world: World) -> None:
    customer = await world.customer()
    runtime = world.runtime
    await runtime.conversations.say(customer.line("buy my pills"))
    contact_id = customer.visitor.contact_id
    assert contact_id is not None
    for _ in range(2):
        record = await runtime.directory.block(world.colleague, contact_id, on=True)
        assert record.blocked
    await runtime.conversations.say(customer.line("more pills"))
    head = (await runtime.conversations.detail(world.workspace, customer.conversation)).head
    assert (head.status, head.case, head.snippet and head.snippet.text) == ("resolved", 1, "more pills")
    counts = await runtime.conversations.counts(world.agent)
    assert (counts.all, counts.all_unread) == (0, 0)
    await runtime.directory.block(world.colleague, contact_id, on=False)
    await runtime.conversations.say(customer.line("sorry, where is my order?"))
    head = (await runtime.conversations.detail(world.workspace, customer.conversation)).head
    assert (head.status, head.case) == ("open", 2)


async def test_nobody_is_written_to_who_never_wrote_and_did_not_agree(world: World) -> None:
    runtime = world.runtime
    record = await made(world, "Ana", "ana@mail.example")
    with pytest.raises(AppError) as refused:
        await runtime.directory.open(world.colleague, id_of(record))
    assert refused.value.code is ErrorCode.CONFLICT
    record = await runtime.directory.agree(world.colleague, id_of(record), "Yes, tell me by mail.")
    assert record.may_be_written_to
    assert record.profile.consents[0].source == f"desk: {world.colleague.account.name}"
    conversation = await runtime.directory.open(world.colleague, id_of(record))
    assert await runtime.directory.open(world.colleague, id_of(record)) == conversation
    await runtime.conversations.say(world.answer(conversation, "Your wheels are here"))
    head = (await runtime.conversations.detail(world.workspace, conversation)).head
    assert (head.status, head.case) == ("open", 1)
    assert head.snippet is not None
    assert head.snippet.author == Author("staff", world.agent.account.id)
