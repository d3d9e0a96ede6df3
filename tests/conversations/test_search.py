"""What was said is found by those who may see it, and by nobody else; whatever is killed, nothing is missed."""

import asyncio
from datetime import UTC, datetime
from importlib.resources import files

import pytest
from msgspec import structs

from causerie.accounts.model import NewTeam
from causerie.contacts import service as contacts
from causerie.content import EmailRequest, File, FileContent, ImageContent, Text
from causerie.conversations import indexing, places
from causerie.conversations.model import Assignment, Author, Label, LabelsChange, Message
from causerie.conversations.search import Found
from causerie.errors import AppError, ErrorCode
from causerie.kit.ids import new_id
from tests.helpers.world import Customer, World, make_world


async def find(world: World, query: str, *, page: str | None = None, limit: int = 20) -> Found:
    """Looks for it when everything said so far is indexed."""
    await world.runtime.indexer.catch_up()
    return await world.runtime.search.find(world.agent, query, page=page, limit=limit)


def texts(found: Found) -> list[str]:
    return ["".join(part.text for part in hit.parts) for hit in found.hits]


async def say(customer: Customer, *words: str) -> None:
    for text in words:
        await customer.world.runtime.conversations.say(customer.line(text))


async def test_what_was_said_is_found_a_moment_later_by_itself(world: World) -> None:
    customer = await world.customer()
    await say(customer, "Где мой заказ?")
    async with asyncio.timeout(10):
        while not (await world.runtime.search.find(world.agent, "заказы", page=None, limit=20)).hits:  # noqa: ASYNC110  (what a person does)
            await asyncio.sleep(0.05)
    assert texts(await world.runtime.search.find(world.agent, "заказы", page=None, limit=20)) == [
        "Где мой заказ?"
    ]


async def test_the_newest_comes_first_with_its_place(world: World) -> None:
    customer, other = await world.customer(), await world.customer()
    await say(customer, "Двух заказов нет", "Спасибо")
    await say(other, "Заказ пришёл")
    found = await find(world, "заказ")
    assert texts(found) == ["Заказ пришёл", "Двух заказов нет"]
    assert [(hit.conversation, hit.seq) for hit in found.hits] == [
        (other.conversation, 2),
        (customer.conversation, 2),
    ]
    assert [part.text for part in found.hits[1].parts if part.marked] == ["заказов"]
    assert {head.conversation for head in found.heads} == {customer.conversation, other.conversation}
    assert {person.id for person in found.people} == {customer.person.id, other.person.id}
    assert found.next is None


async def test_every_kind_of_content_is_found_by_what_it_says(world: World) -> None:
    customer = await world.customer()
    file = File(new_id(), "invoice_2024.pdf", "application/pdf", 1, "/f")
    for content in (Text("plain words"), FileContent(file, "caption"), ImageContent(file, "portrait")):
        line = structs.replace(customer.line("x"), body=Message(content))
        await world.runtime.conversations.say(line)
    for query, hits in (("plain", 1), ("invoice", 1), ("captions", 1), ("portrait", 1), ("pdf", 1)):
        assert len((await find(world, query)).hits) == hits, query


async def test_a_form_that_nobody_wrote_is_not_found(world: World) -> None:
    customer = await world.customer()
    form = structs.replace(
        customer.line("x"), body=Message(EmailRequest()), author=Author("system"), person=None
    )
    await world.runtime.conversations.say(form)
    assert (await find(world, "address")).hits == []


async def test_notes_are_found_by_staff_and_can_be_asked_for_alone(world: World) -> None:
    customer = await world.customer()
    await say(customer, "a blue coat")
    await world.runtime.conversations.say(world.answer(customer.conversation, "the coat is sold out"))
    await world.runtime.conversations.say(world.answer(customer.conversation, "coat: call them", note=True))
    assert [hit.kind for hit in (await find(world, "coat")).hits] == ["note", "message", "message"]
    assert texts(await find(world, "in:notes coat")) == ["coat: call them"]
    assert texts(await find(world, "coat from:customer")) == ["a blue coat"]
    assert texts(await find(world, "coat from:staff")) == ["the coat is sold out"]
    found = await find(world, "coat from:staff")
    assert [person.name for person in found.people] == [world.agent.account.name]


async def test_another_workspace_finds_nothing_of_it(world: World) -> None:
    customer = await world.customer()
    await say(customer, "a secret coat")
    stranger = await make_world(world.runtime)
    await say(await stranger.customer(), "a coat of our own")
    assert texts(await find(stranger, "coat")) == ["a coat of our own"]
    assert texts(await find(world, "coat")) == ["a secret coat"]


async def test_people_are_found_by_name_and_address(world: World) -> None:
    customer = await world.customer()
    await say(customer, "hello")
    runtime = world.runtime
    assert customer.visitor.contact_id is not None
    async with runtime.database.tenant(world.workspace) as connection:
        await connection.execute(
            "update contact set name = 'Ștefan Popescu' where id = $1", customer.visitor.contact_id
        )
        await contacts.claim_email(
            connection, world.workspace, customer.visitor.contact_id, "stefan.p@mail.example"
        )
    for query in ("stefan", "Popescu Ște", "pop", "stefan.p@mail", "STEFAN.P@MAIL.EXAMPLE"):
        assert (await find(world, query)).contacts == [customer.conversation], query
    for query in ("opescu", "stefan ionescu", "mail.example", "p"):
        assert (await find(world, query)).contacts == [], query
    stranger = await make_world(runtime)
    assert (await find(stranger, "stefan")).contacts == []


async def test_any_number_of_words_is_looked_for(world: World) -> None:
    customer = await world.customer()
    await say(customer, "one two three four five six", "one two three four five", "one two")
    for query, hits in (
        ("one", 3),
        ("one three", 2),
        ("one two three", 2),
        ("six five four three two one", 1),
    ):
        assert len((await find(world, query + " ")).hits) == hits, query
    assert texts(await find(world, "one -three ")) == ["one two"]
    assert texts(await find(world, "-six five two one -seven ")) == ["one two three four five"]


async def test_pages_hold_everything_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over many blocks of entries, with a word in all of them, one in some and one in the very first."""
    for module in (indexing, places):
        monkeypatch.setattr(module, "BLOCK_BITS", (2, 4, 6))
    customer = await world.customer()
    said = [
        f"coat {number}" + (" hat" if number % 9 == 0 else "") + (" glove" if number == 0 else "")
        for number in range(150)
    ]
    await asyncio.gather(*(world.runtime.conversations.submit(customer.line(text)) for text in said))
    for query, wanted in (("coats", said), ("hats", said[::9]), ("gloves", said[:1])):
        collected: list[str] = []
        page = None
        while True:
            found = await find(world, query, page=page, limit=7)
            assert found.hits
            collected += texts(found)
            page = found.next
            if page is None:
                break
        assert collected == wanted[::-1]


async def test_what_stands_behind_another_contacts_is_found_once(world: World) -> None:
    known, browser = await world.customer(), await world.customer()
    await say(known, "hello")
    await say(browser, "a coat")
    assert known.visitor.contact_id is not None
    assert browser.visitor.contact_id is not None
    await world.runtime.conversations.merge(
        world.workspace, browser.visitor.contact_id, known.visitor.contact_id
    )
    found = await find(world, "coat")
    assert [hit.conversation for hit in found.hits] == [known.conversation]


async def test_what_was_erased_is_found_no_more(world: World) -> None:
    """An erasure is the one who changes an entry, past the trigger that keeps entries as they are."""
    customer = await world.customer()
    await say(customer, "my passport number", "my hat", "my coat")
    assert len((await find(world, "my")).hits) == 3
    async with world.runtime.database.system() as connection:
        await connection.execute("alter table entry disable trigger entry_is_kept")
        await connection.execute(
            "update entry set body = jsonb_set(body, '{content,text}', '\"erased\"') "
            "where body->'content'->>'text' = 'my passport number'"
        )
        await connection.execute("delete from entry where body->'content'->>'text' = 'my coat'")
        await connection.execute("alter table entry enable trigger entry_is_kept")
        assert (
            await connection.fetchval("select count(*) from entry_words where words @@ 'passport | coat'")
            == 0
        )
    assert (await find(world, "passport")).hits == []
    assert (await find(world, "coat")).hits == []
    assert texts(await find(world, "erased")) == ["erased"]
    assert texts(await find(world, "my")) == ["my hat"]


async def test_an_indexer_that_dies_at_any_moment_misses_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer = await world.customer()
    said = [f"coat {number}" for number in range(30)]
    monkeypatch.setattr(indexing, "AT_ONCE", 4)
    monkeypatch.setattr(indexing, "PAUSE_SECONDS", 3600)  # it is told when

    class Died(Exception):
        pass

    real = indexing.QUERIES.execute
    deaths = iter([True, False] * 50)

    async def dies(connection: object, query: str, /, **parameters: object) -> int:
        done = await real(connection, query, **parameters)  # type: ignore[arg-type]  # passed on as it came
        if query == "keep_words" and next(deaths):
            raise Died
        return done

    monkeypatch.setattr(indexing.QUERIES, "execute", dies)
    for text in said:
        await world.runtime.conversations.say(customer.line(text))
        with pytest.raises(Died):
            await world.runtime.indexer.catch_up()
        await world.runtime.indexer.catch_up()
    found = await find(world, "coat", limit=50)
    assert texts(found) == said[::-1]
    async with world.runtime.database.acquire() as connection:
        assert await connection.fetchval("select count(*) from entry_due") == 0
        assert await connection.fetchval("select entries from entry_index") == len(said)


async def test_many_who_index_at_once_count_every_entry_once(world: World) -> None:
    customer = await world.customer()
    await asyncio.gather(*(world.runtime.conversations.submit(customer.line(f"hat {n}")) for n in range(300)))
    others = [indexing.Indexer(world.runtime.database) for _ in range(4)]
    await asyncio.gather(*(one.catch_up() for one in others))
    await world.runtime.indexer.catch_up()
    async with world.runtime.database.acquire() as connection:
        numbers = [row[0] for row in await connection.fetch("select number from entry_words order by number")]
    assert numbers == list(range(300))


async def test_an_entry_that_cannot_be_read_stops_nobody(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    customer = await world.customer()
    await say(customer, "a coat", "a hat")
    async with world.runtime.database.system() as connection:
        await connection.execute("alter table entry disable trigger entry_is_kept")
        await connection.execute(
            "update entry set body = jsonb_set(body, '{content,kind}', '\"hologram\"') "
            "where body->'content'->>'text' = 'a coat'"
        )
        await connection.execute("alter table entry enable trigger entry_is_kept")
    assert texts(await find(world, "hat")) == ["a hat"]
    assert "can't be read" in caplog.text


@pytest.mark.parametrize(
    ("query", "page"), [("?!", None), ("-coat", None), ("coat", "x"), ("coat", "1" * 30)]
)
async def test_bad_input_gets_a_clear_answer(world: World, query: str, page: str | None) -> None:
    with pytest.raises(AppError) as refused:
        await find(world, query, page=page)
    assert refused.value.code is ErrorCode.INVALID


# narrowed ------------------------------------------------------------------------------------------------------------


async def attach(customer: Customer, name: str) -> None:
    content = FileContent(File(new_id(), name, "application/pdf", 1, "/f"))
    await customer.world.runtime.conversations.say(structs.replace(customer.line("x"), body=Message(content)))


async def test_words_are_narrowed_by_who_said_them_how_and_when(world: World) -> None:
    customer = await world.customer()
    await say(customer, "a coat, please", "no hat")
    await attach(customer, "coat.pdf")
    await world.runtime.conversations.say(world.answer(customer.conversation, "which coat?"))
    await world.runtime.conversations.say(world.answer(customer.conversation, "coat: sold out", note=True))
    name = world.agent.account.name
    today = datetime.now(UTC).date().isoformat()
    for query, wanted in (
        ("coat from:me", ["coat: sold out", "which coat?"]),
        (f"coat from:{name[:3]} is:message", ["which coat?"]),
        ("coat -from:me", ["📎 coat.pdf", "a coat, please"]),
        ("has:file", ["📎 coat.pdf"]),
        ("from:customer -has:file", ["no hat", "a coat, please"]),
        ("coat channel:desk", ["coat: sold out", "which coat?"]),
        (f"coat is:note after:{today}", ["coat: sold out"]),
        (f"coat before:{today}", []),
        ("coat after:2999", []),
        ("hat before:2999", ["no hat"]),
    ):
        assert texts(await find(world, query)) == wanted, query
    found = await find(world, "coat")
    assert [hit.file and hit.file.name for hit in found.files] == ["coat.pdf"]


async def test_words_are_narrowed_by_how_the_case_stands_and_cases_found_without_any(world: World) -> None:
    casework = world.runtime.casework
    first, second, third = [await world.customer() for _ in range(3)]
    for customer in (first, second, third):
        await say(customer, f"coat number {customer.conversation.hex[-4:]}")
    await casework.define_label(world.workspace, Label("Big order", "#336699", ""))
    (team,) = await world.runtime.teams.found(world.workspace, NewTeam("Warehouse", []))
    await casework.label(world.agent, first.conversation, LabelsChange(["Big order"], []))
    await casework.prioritise(world.agent, first.conversation, "urgent")
    await casework.give_to_team(world.agent, second.conversation, team.id)
    await casework.assign(world.agent, second.conversation, Assignment(world.agent.account.id))
    await casework.resolve(world.agent, third.conversation)
    for conditions, wanted in (
        ('label:"big ord"', [first]),
        ('-label:"Big order"', [third, second]),
        ("priority:urgent", [first]),
        ("team:ware assignee:me", [second]),
        ("assignee:nobody status:open", [first]),
        ("status:resolved", [third]),
        ("-status:resolved", [second, first]),
        ("status:open status:resolved", [third, second, first]),
        ("team:Warehouse status:resolved", []),
    ):
        conversations = [customer.conversation for customer in wanted]
        found = await find(world, f"coat {conditions}")
        assert [hit.conversation for hit in found.hits] == conversations, conditions
        found = await find(world, conditions)
        assert set(found.cases) == set(conversations), conditions
        assert {head.conversation for head in found.heads} == set(conversations)
        assert (found.hits, found.puzzles) == ([], [])


async def test_what_a_certain_customer_said_is_found_by_their_name(world: World) -> None:
    customer, other = await world.customer(), await world.customer()
    await say(customer, "a coat")
    await say(other, "a coat too")
    async with world.runtime.database.tenant(world.workspace) as connection:
        await connection.execute(
            "update contact set name = 'Ștefan Popescu' where id = $1", customer.visitor.contact_id
        )
    await world.runtime.conversations.say(world.answer(customer.conversation, "which coat?"))
    assert texts(await find(world, "coat from:stefan")) == ["a coat"]
    assert texts(await find(world, 'from:"ștefan pop" ')) == ["a coat"]


async def test_what_nobody_is_called_is_told_and_the_rest_is_looked_for(world: World) -> None:
    customer = await world.customer()
    await say(customer, "a coat")
    found = await find(world, "coat from:zyx status:shut team:none-such")
    assert texts(found) == ["a coat"]
    assert {(puzzle.text, puzzle.why) for puzzle in found.puzzles} == {
        ("from:zyx", "name"),
        ("status:shut", "value"),
        ("team:none-such", "name"),
    }
    stranger = await make_world(world.runtime)
    await world.runtime.teams.found(stranger.workspace, NewTeam("Warehouse", []))
    assert [puzzle.why for puzzle in (await find(world, "team:warehouse")).puzzles] == ["name"]


async def test_what_was_indexed_before_is_narrowed_too(world: World) -> None:
    """The migration puts the marks that the index puts."""
    customer = await world.customer()
    await say(customer, "a coat")
    await attach(customer, "coat.pdf")
    await world.runtime.conversations.say(world.answer(customer.conversation, "which?", note=True))
    await world.runtime.indexer.catch_up()
    migration = (files("causerie.sql") / "migrations" / "0045_narrowed_search.sql").read_text()
    words = "select array_agg(words::text order by seq) from entry_words"
    async with world.runtime.database.system() as connection:
        indexed = await connection.fetchval(words)
        await connection.execute(
            "update entry_words set words = ts_delete(words, (select array_agg(lexeme) from unnest(words)"
            " where lexeme ~ '^#(via|m|d|by|has)[.]'))"
        )
        assert await connection.fetchval(words) != indexed
        await connection.execute(migration[migration.index("update entry_words") :])
        assert await connection.fetchval(words) == indexed
