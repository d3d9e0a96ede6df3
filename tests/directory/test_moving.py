"""People moved in and out: whole rows or none, once however often, back again, and nothing that computes."""

from __future__ import annotations

import asyncio
import csv
import io
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causerie.contacts.attributes import AttributeDefinition
from causerie.contacts.model import ContactEdit, NewContact
from causerie.directory import imports, tables
from causerie.directory.cells import ImportMapping
from causerie.directory.exports import NewContactExport
from causerie.directory.imports import ContactImport
from causerie.directory.jobs import BringIn, TakeBack, WriteOut
from causerie.errors import AppError, ErrorCode
from tests.helpers.world import World

HEAD = "Имя;Почта;Телефон;Tier;Номер клиента;Согласие\r\n"
ROWS = (
    "Анна Русу;ANA@mail.example;+373 69 123456;gold;7;да\r\n"
    "Ion;ion@mail.example;;Silver;;нет\r\n"
    "Bad;not an address;;;;\r\n"
    "Vera;vera@mail.example;12;;;\r\n"
    ";;;;;\r\n"
    "Анна;ana@mail.example;;;;\r\n"
)
COLUMNS = ["name", "email", "phone", "@tier", "customer_number", "agrees"]
MAPPING = ImportMapping(COLUMNS, "column", "Tell me by mail.")
TIER = AttributeDefinition("contact", "tier", "Tier", "choice", ["Gold", "Silver"])


async def brought_in(world: World, data: bytes, mapping: ImportMapping = MAPPING) -> ContactImport:
    draft = await world.runtime.imports.take(world.agent, "people.csv", data)
    batch = await world.runtime.imports.start(world.agent, draft.batch.id, mapping)
    await world.runtime.imports._bring_in(BringIn(world.workspace, batch.id))
    return await world.runtime.imports.one(world.workspace, batch.id)


async def exported(world: World, wanted: NewContactExport | None = None) -> bytes:
    asked = await world.runtime.exports.ask(world.agent, wanted or NewContactExport())
    await world.runtime.exports._write(WriteOut(world.workspace, asked.id))
    _, parts = await world.runtime.exports.download(world.agent, asked.id)
    return b"".join([part async for part in parts])


async def everybody(world: World) -> dict[str, UUID]:
    found = await world.runtime.directory.page(world.workspace, "", after=None, limit=100)
    return {row.name: row.id for row in found.contacts}


# files ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "Имя,Почта\nȘtefan,s@mail.example\n"),
        ("utf-8-sig", "Имя;Почта\nȘtefan;s@mail.example\n"),
        ("utf-16", "Имя\tПочта\nȘtefan\ts@mail.example\n"),
        ("cp1251", "Имя;Почта\nСтефан;s@mail.example\n"),
        ("cp1250", "Nume;E-mail\nŞtefan Brânză;s@mail.example\n"),
    ],
)
def test_a_table_is_read_as_spreadsheets_write_it(encoding: str, text: str) -> None:
    assert tables.decoded(text.encode(encoding)) == text
    table = tables._csv(tables.decoded(text.encode(encoding)))
    assert [*table.columns, *table.rows[0]] == [cell for line in text.splitlines() for cell in _cells(line)]


def _cells(line: str) -> list[str]:
    return next(cells for sign in ",;\t" if len(cells := line.split(sign)) > 1)


def test_vcards_of_every_version_are_read() -> None:
    text = (
        "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D0=A0=D1=83=D1=81=D1=83;=\r\n"
        "=D0=90=D0=BD=D0=B0\r\nTEL;CELL:+373 69 123456\r\nEND:VCARD\r\n"
        "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ion\\, the\r\n  Great\r\n"
        "item1.EMAIL;TYPE=work:ion@mail.example\r\nEND:VCARD\r\n"
        + tables.card("Ștefan; Popescu " * 8, ["s@mail.example"], ["+37369123456"], "ro", "u")
    )
    found = [tables._card(card) for card in tables._cards(text)]
    assert found == [
        ["Ана Русу", "", "+373 69 123456", ""],
        ["Ion, the Great", "ion@mail.example", "", ""],
        [("Ștefan; Popescu " * 8).strip(), "s@mail.example", "+37369123456", "ro"],
    ]


CELLS = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=12)


@given(st.lists(CELLS.map(lambda cell: cell.strip(" ")), min_size=1, max_size=4))
def test_no_cell_computes_and_each_comes_back_as_it_was(row: list[str]) -> None:
    written = tables.lines([row]).decode()
    cells = next(csv.reader(io.StringIO(written, newline="")), [""])
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)
    assert [tables.bare(cell) for cell in cells] == row


# bringing in ---------------------------------------------------------------------------------------------------------


async def test_rows_are_taken_whole_or_not_at_all_and_who_is_known_is_found_again(world: World) -> None:
    await world.runtime.directory.define_attribute(world.workspace, TIER)
    draft = await world.runtime.imports.take(world.agent, "people.csv", (HEAD + ROWS).encode("cp1251"))
    assert [one.suggested for one in draft.columns] == COLUMNS
    shown = await world.runtime.imports.preview(world.workspace, draft.batch.id, MAPPING)
    assert [one.becomes for one in shown] == ["new", "new", "flaw", "flaw", "new"]
    first = await brought_in(world, (HEAD + ROWS).encode("cp1251"))
    assert (first.state, first.total, first.done) == ("done", 5, 5)
    assert (first.made, first.changed, first.wrong) == (2, 1, 2)
    flaws = (await world.runtime.imports.flaws(world.workspace, first.id)).decode().splitlines()
    assert [line.split(",")[:2] for line in flaws] == [["Row", "Column"], ["4", "Почта"], ["5", "Телефон"]]
    ids = await everybody(world)
    assert set(ids) == {"Анна", "Ion"}
    ana = await world.runtime.directory.record(world.workspace, ids["Анна"])
    assert {one.kind: one.value for one in ana.profile.identities} == {
        "email": "ana@mail.example",
        "phone": "+37369123456",
        "user": "7",
    }
    assert ana.profile.verified_facts["tier"] == "Gold"
    assert [(one.text, one.source) for one in ana.profile.consents] == [("Tell me by mail.", "import")]
    assert (await world.runtime.directory.record(world.workspace, ids["Ion"])).profile.consents == []
    told = await world.runtime.directory.changes(world.workspace, ids["Анна"], before=None, limit=9)
    assert {one.source for one in told.changes} == {"import"}
    again = await brought_in(world, (HEAD + ROWS).encode())
    assert (again.made, again.wrong) == (0, 2)
    assert await everybody(world) == ids


async def test_a_consent_that_was_taken_back_is_not_given_again_by_a_file(world: World) -> None:
    await world.runtime.directory.define_attribute(world.workspace, TIER)
    await brought_in(world, (HEAD + ROWS).encode())
    contact = (await everybody(world))["Анна"]
    async with world.runtime.database.tenant(world.workspace) as connection:
        await connection.execute(
            "insert into consent select workspace_id, gen_random_uuid(), contact_id, false, purpose, channel, text,"
            " 'mail', now() from consent where contact_id = $1",
            contact,
        )
    await brought_in(world, (HEAD + ROWS).encode())
    assert (await world.runtime.directory.record(world.workspace, contact)).profile.consents == []


async def test_what_is_left_open_is_refused_and_no_table_is_none(world: World) -> None:
    taking = world.runtime.imports.take
    for data in (b"", b"Name;Mail\r\n", b"BEGIN:NOTHING"):
        with pytest.raises(AppError) as refused:
            await taking(world.agent, "a.csv", data)
        assert refused.value.code is ErrorCode.INVALID, data
    draft = await taking(world.agent, "a.csv", b"Name,Mail\nAna,ana@mail.example\n")
    for mapping in (
        ImportMapping(["name"], "nobody"),
        ImportMapping(["name", "@tier"], "nobody"),
        ImportMapping(["name", "name"], "nobody"),
        ImportMapping(["name", "email"], "everybody"),
        ImportMapping(["name", "email"], "column", "Yes."),
    ):
        with pytest.raises(AppError) as refused:
            await world.runtime.imports.start(world.agent, draft.batch.id, mapping)
        assert refused.value.code is ErrorCode.INVALID, mapping


async def test_two_workers_and_one_that_died_take_every_row_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "BATCH", 7)
    rows = "".join(f"Person {number},p{number}@mail.example\n" for number in range(50))
    draft = await world.runtime.imports.take(world.agent, "a.csv", f"Name,E-mail\n{rows}".encode())
    mapping = ImportMapping(["name", "email"], "nobody")
    batch = await world.runtime.imports.start(world.agent, draft.batch.id, mapping)
    job = BringIn(world.workspace, batch.id)
    dying = asyncio.create_task(world.runtime.imports._bring_in(job))
    async with asyncio.timeout(30):
        while True:
            if (await world.runtime.imports.one(world.workspace, batch.id)).done:
                break
            await asyncio.sleep(0)
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    await asyncio.gather(*(world.runtime.imports._bring_in(job) for _ in range(2)), return_exceptions=True)
    await world.runtime.imports._bring_in(job)
    after = await world.runtime.imports.one(world.workspace, batch.id)
    assert (after.state, after.done, after.made) == ("done", 50, 50)
    assert len(await everybody(world)) == 50


async def test_an_import_is_undone_but_for_whom_somebody_touched(world: World) -> None:
    await world.runtime.directory.define_attribute(world.workspace, TIER)
    batch = await brought_in(world, (HEAD + ROWS).encode())
    ids = await everybody(world)
    await world.runtime.directory.edit(world.agent, ids["Ion"], ContactEdit(name="Ion Pop"))
    undoing = await world.runtime.imports.undo(world.agent, batch.id)
    assert undoing.state == "undoing"
    await world.runtime.imports._take_back(TakeBack(world.workspace, batch.id))
    undone = await world.runtime.imports.one(world.workspace, batch.id)
    assert (undone.state, undone.taken_back) == ("undone", 1)
    assert await everybody(world) == {"Ion Pop": ids["Ion"]}


# taking out ----------------------------------------------------------------------------------------------------------


async def test_what_was_taken_out_brings_back_the_same(world: World) -> None:
    await world.runtime.directory.define_attribute(world.workspace, TIER)
    for name in ("=cmd|' /C calc'!A0", "+1", "-2", "@sum", 'Ștefan "the"; 1st'):
        new = NewContact(name, [f"p{len(name)}@mail.example"], attributes={"tier": "Gold"})
        await world.runtime.directory.make(world.agent, new)
    before = await everybody(world)
    data = await exported(world)
    for cells in csv.reader(io.StringIO(data.decode(), newline="")):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)
    draft = await world.runtime.imports.take(world.agent, "contacts.csv", data)
    suggested = [one.suggested for one in draft.columns]
    assert suggested == ["id", "customer_number", "name", "email", "phone", "language", "agrees", "@tier"]
    mapping = ImportMapping(["skip" if one == "agrees" else one for one in suggested], "nobody")
    again = await brought_in(world, data, mapping)
    assert (again.made, again.changed, again.wrong, again.done) == (0, 0, 0, 5)
    assert await everybody(world) == before
    assert await exported(world) == data
    assert (await exported(world, NewContactExport("vcard"))).count(b"BEGIN:VCARD\r\n") == 5


async def test_a_file_is_for_who_asked_for_it(world: World) -> None:
    asked = await world.runtime.exports.ask(world.agent, NewContactExport())
    await world.runtime.exports._write(WriteOut(world.workspace, asked.id))
    with pytest.raises(AppError) as refused:
        await world.runtime.exports.download(world.colleague, asked.id)
    assert refused.value.code is ErrorCode.NOT_FOUND
    await world.runtime.exports.forget(world.workspace)
    with pytest.raises(AppError) as refused:
        await world.runtime.exports.one(world.agent, asked.id)
    assert refused.value.code is ErrorCode.NOT_FOUND
