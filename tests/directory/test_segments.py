"""Segments: whom a filter names in PostgreSQL is whom the same filter names when it is read in Python."""

from __future__ import annotations

import random
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import phonenumbers
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from msgspec import Struct

from causerie.contacts.attributes import AttributeDefinition
from causerie.contacts.model import AttributeDate, ContactEdit, NewContact
from causerie.directory import filters, listing
from causerie.directory.filters import (
    ByAge,
    ByAnswer,
    ByAttribute,
    ByChoice,
    ByCount,
    ByGroup,
    ByMoment,
    ByText,
    Condition,
    SegmentFilter,
)
from causerie.directory.segments import GoneFromSegment, NewSegment
from causerie.errors import AppError, ErrorCode
from causerie.kit.database import Connection
from causerie.kit.paging import unpack
from tests.helpers.world import World, make_world

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
NAMES = ["", "Ana Rusu", "ANA", "Ștefan", "Ёлка", "100%", "a_b", "O'Neil", "\\"]
LABELS = ["vip", "wheels", "it's"]
STATUSES = ["none", "open", "snoozed", "resolved"]
ZONES = ["Europe/Chisinau", "Asia/Tokyo"]
PHONES = ["+37369123456", "+40721123456", "+12015550123"]
EMAILS = ["ana@mail.example", "stefan@shop.example"]
URLS = ["https://shop.example/coats", "https://shop.example/WHEELS?a=%"]
FACTS: list[Any] = ["Gold", "gold-plated", 0, 22, 22.0, -1.5, True, False, {"date": "2026-01-01T00:00:00Z"}]
KEYS = ["tier", "size"]
DAYS = [NOW - timedelta(days=days) for days in (0, 1, 7, 400)]


class Known(Struct):
    """A contact as this test knows them."""

    id: UUID
    name: str
    language: str
    timezone: str | None
    seen: datetime
    made: datetime
    facts: dict[str, Any]
    account: bool
    identities: list[tuple[str, str, bool]]
    visits: list[str]
    consents: list[tuple[str, bool]]
    conversation: tuple[str, int, list[str], bool] | None


def somebody(chance: random.Random) -> Known:
    kinds = [("email", EMAILS), ("phone", PHONES), ("user", ["7"]), ("browser", ["x"])]
    return Known(
        uuid4(),
        chance.choice(NAMES),
        chance.choice(["en", "ro"]),
        chance.choice([None, *ZONES]),
        chance.choice(DAYS),
        chance.choice(DAYS),
        {key: chance.choice(FACTS) for key in KEYS if chance.random() < 0.7},
        chance.random() < 0.2,
        [(kind, chance.choice(values), False) for kind, values in kinds if chance.random() < 0.4],
        [chance.choice(URLS) for _ in range(chance.choice([0, 0, 1, 3]))],
        [(chance.choice("ab"), chance.random() < 0.5) for _ in range(chance.choice([0, 1, 3]))],
        chance.choice(
            [
                None,
                (
                    chance.choice(STATUSES),
                    chance.randrange(3),
                    chance.sample(LABELS, chance.randrange(3)),
                    chance.random() < 0.3,
                ),
            ]
        ),
    )


async def keep(connection: Connection, world: World, one: Known, number: int) -> None:
    workspace = world.workspace
    await connection.execute(
        "insert into contact"
        " (workspace_id, id, name, locale, timezone, seen_at, created_at, verified_facts, account_id)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        workspace,
        one.id,
        one.name,
        one.language,
        one.timezone,
        one.seen,
        one.made,
        one.facts,
        world.agent.account.id if one.account else None,
    )
    for place, (kind, value, _) in enumerate(one.identities):
        proven = kind == "email" and number == 0
        one.identities[place] = (kind, value, proven)
        await connection.execute(
            "insert into identity (workspace_id, id, contact_id, kind, value, verified_at)"
            " values ($1, gen_random_uuid(), $2, $3, $4, $5)",
            workspace,
            one.id,
            kind,
            f"{value}-{number}" if kind == "browser" else value,
            NOW if proven else None,
        )
    for url in one.visits:
        await connection.execute(
            "insert into visit (workspace_id, id, contact_id, url, at) values ($1, gen_random_uuid(), $2, $3, $4)",
            workspace,
            one.id,
            url,
            NOW,
        )
    for minute, (purpose, yes) in enumerate(one.consents):
        await connection.execute(
            "insert into consent values ($1, gen_random_uuid(), $2, $3, $4, 'email', 't', 's', $5)",
            workspace,
            one.id,
            yes,
            purpose,
            NOW + timedelta(minutes=minute),
        )
    if one.conversation:
        status, cases, labels, blocked = one.conversation
        await connection.execute(
            "insert into conversation (workspace_id, id, kind, contact_id, status, case_number, labels, blocked)"
            " values ($1, gen_random_uuid(), 'customer', $2, $3, $4, $5, $6)",
            workspace,
            one.id,
            status,
            cases,
            labels,
            blocked,
        )


# the same filter, read in Python -------------------------------------------------------------------------------------


def fits(one: Known, part: Condition | ByGroup | SegmentFilter) -> bool:
    match part:
        case SegmentFilter() | ByGroup():
            said = [fits(one, inner) for inner in part.of]
            return all(said) if part.match == "all" else any(said)
        case ByText():
            where = {
                "name": [one.name],
                "page": one.visits,
                "email": [value for kind, value, _ in one.identities if kind == "email"],
                "phone": [value for kind, value, _ in one.identities if kind == "phone"],
            }[part.field]
            found = any(part.text.strip().lower() in value.lower() for value in where)
            return found == (part.how == "contains")
        case ByChoice():
            return bool(chosen(one, part.field) & wanted(part)) == (part.how == "any")
        case ByAge():
            since = NOW - timedelta(days=part.days)
            return (moment(one, part.field) >= since) == (part.how == "within")
        case ByMoment():
            return (moment(one, part.field) >= part.at) == (part.how == "since")
        case ByCount():
            cases = one.conversation[1] if one.conversation else 0
            number = len(one.visits) if part.field == "visits" else cases
            return number >= part.number if part.how == "at_least" else number <= part.number
        case ByAnswer():
            yes = {
                "verified": any(proven for _, _, proven in one.identities),
                "blocked": bool(one.conversation and one.conversation[3]),
                "mail": any(dict(one.consents).values()),
            }[part.field]
            return yes == part.yes
        case ByAttribute():
            return known(one.facts.get(part.key), part)


def chosen(one: Known, field: str) -> set[str]:
    status, _, labels, _ = one.conversation or ("none", 0, [], False)
    return {
        "label": set(labels),
        "status": {status},
        "language": {one.language},
        "timezone": {one.timezone} if one.timezone else set(),
        "known_by": {kind for kind, _, _ in one.identities} | ({"messenger"} if one.account else set()),
        "country": {
            str(phonenumbers.parse(value).country_code)
            for kind, value, _ in one.identities
            if kind == "phone"
        },
    }[field]


def wanted(part: ByChoice) -> set[str]:
    if part.field == "country":
        return {str(phonenumbers.country_code_for_region(region)) for region in part.values}
    return set(part.values)


def moment(one: Known, field: str) -> datetime:
    return one.seen if field == "seen" else one.made


def known(value: Any, part: ByAttribute) -> bool:
    if part.how in ("known", "unknown"):
        return (value is not None) == (part.how == "known")
    sought = part.value
    if part.how in ("contains", "lacks"):
        holds = isinstance(value, str) and str(sought).strip().lower() in value.lower()
        return holds == (part.how == "contains")
    if part.how in ("is", "is_not"):
        same = isinstance(value, bool) == isinstance(sought, bool) and value == sought
        return same == (part.how == "is")
    if isinstance(sought, AttributeDate):
        if not isinstance(value, dict):
            return False
        at = datetime.fromisoformat(value["date"])
        return at >= sought.date if part.how == "from" else at < sought.date
    assert isinstance(sought, int | float)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return value >= sought if part.how == "from" else value < sought


# any filter ----------------------------------------------------------------------------------------------------------

HOSTILE = ["'; drop table contact; --", "$1", "%", "_", "{}", "\\'"]
CHOICES = {
    "label": [*LABELS, "gone", *HOSTILE],
    "status": STATUSES,
    "language": ["en", "ro", "ru"],
    "country": ["MD", "RO", "US", "CA"],
    "timezone": [*ZONES, *HOSTILE],
    "known_by": ["browser", "email", "phone", "user", "messenger"],
}
CONDITIONS: st.SearchStrategy[Condition] = st.one_of(
    st.builds(
        ByText,
        st.sampled_from(["name", "email", "phone", "page"]),
        st.sampled_from(["contains", "lacks"]),
        st.sampled_from(["ana", "ș", "ё", "%", "_", "'", "373", "shop", "wheels", *HOSTILE]),
    ),
    st.sampled_from(sorted(CHOICES)).flatmap(
        lambda field: st.builds(
            ByChoice,
            st.just(field),
            st.sampled_from(["any", "none"]),
            st.lists(st.sampled_from(CHOICES[field]), min_size=1, max_size=3),
        )
    ),
    st.builds(
        ByAge, st.sampled_from(["seen", "made"]), st.sampled_from(["within", "before"]), st.sampled_from([1, 7, 399])
    ),
    st.builds(
        ByMoment, st.sampled_from(["seen", "made"]), st.sampled_from(["since", "before"]), st.sampled_from(DAYS)
    ),
    st.builds(
        ByCount, st.sampled_from(["visits", "cases"]), st.sampled_from(["at_least", "at_most"]), st.integers(0, 4)
    ),
    st.builds(ByAnswer, st.sampled_from(["verified", "blocked", "mail"]), st.booleans()),
    st.builds(ByAttribute, st.sampled_from(KEYS), st.sampled_from(["known", "unknown"])),
    st.builds(
        ByAttribute,
        st.sampled_from(KEYS),
        st.sampled_from(["is", "is_not"]),
        st.sampled_from(["Gold", 0, 22, True, False, *HOSTILE]),
    ),
    st.builds(
        ByAttribute, st.sampled_from(KEYS), st.sampled_from(["contains", "lacks"]), st.sampled_from(["GOLD", "%", "'"])
    ),
    st.builds(
        ByAttribute,
        st.sampled_from(KEYS),
        st.sampled_from(["from", "below"]),
        st.sampled_from([0, 22, 21.5, AttributeDate(datetime(2026, 1, 1, tzinfo=UTC))]),
    ),
)  # fmt: skip
MATCHES = st.sampled_from(["all", "any"])
FILTERS = st.builds(
    SegmentFilter,
    MATCHES,
    st.lists(
        st.one_of(
            CONDITIONS, st.builds(ByGroup, MATCHES, st.lists(CONDITIONS, min_size=1, max_size=3))
        ),
        min_size=1,
        max_size=4,
    ),
)  # fmt: skip


async def test_a_filter_names_the_same_people_in_the_database_and_in_python(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [somebody(random.Random(seed)) for seed in range(60)]
    async with world.runtime.database.system() as connection:
        for number, one in enumerate(people):
            await keep(connection, world, one, number)
    asked: list[SegmentFilter] = []

    @given(FILTERS)
    @hypothesis_settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], database=None)
    def collect(wanted: SegmentFilter) -> None:
        filters.check(wanted, [])
        asked.append(wanted)

    collect()
    assert len(asked) >= 100
    found = missed = 0
    async with world.runtime.database.tenant(world.workspace) as connection:
        for one_filter in asked:
            text = filters.compiled(one_filter, NOW, taken=1)
            assert not any(hostile in text.text for hostile in ("drop", "ana", "'vip"))
            rows = await connection.fetch(
                f"select t.id, {text.text} as fits from contact t where t.workspace_id = $1",
                world.workspace,
                *text.values,
            )
            told = {row["id"]: row["fits"] for row in rows}
            assert told == {one.id: fits(one, one_filter) for one in people}, one_filter
            found += sum(told.values())
            missed += len(told) - sum(told.values())
    assert found > 500
    assert missed > 500


# segments ------------------------------------------------------------------------------------------------------------

GOLD = SegmentFilter("all", [ByAttribute("tier", "is", "Gold")])
TIER = AttributeDefinition("contact", "tier", "Tier", "choice", ["Gold", "Silver"])


async def test_a_segment_shows_its_people_page_by_page_as_they_are_now(world: World) -> None:
    directory, segments = world.runtime.directory, world.runtime.segments
    await directory.define_attribute(world.workspace, TIER)
    ids = []
    for number, name in enumerate(["Ana", "Ion", "Vera", "Oleg", "Ilie"]):
        new = NewContact(f"Person {name}", attributes={"tier": "Gold" if number < 4 else "Silver"})
        ids.append((await directory.make(world.agent, new)).profile.card.id)
    kept = await segments.make(world.agent, NewSegment(" Gold ", GOLD))
    assert (kept.name, kept.by, kept.gone) == ("Gold", world.agent.account.name, [])
    found: list[UUID] = []
    page: str | None = None
    while True:
        shown = await directory.page(world.workspace, "", after=page, limit=3, segment=kept.id)
        found += [row.id for row in shown.contacts]
        page = shown.next
        if page is None:
            break
    assert sorted(found) == sorted(ids[:4])
    named = await directory.page(world.workspace, "vera", after=None, limit=9, segment=kept.id)
    assert [row.id for row in named.contacts] == [ids[2]]
    await directory.edit(world.agent, ids[4], ContactEdit(attributes={"tier": "Gold"}))
    assert (await segments.preview(world.workspace, GOLD)).count == 5
    with pytest.raises(AppError) as foreign:
        await directory.page(
            (await make_world(world.runtime)).workspace, "", after=None, limit=9, segment=kept.id
        )
    assert foreign.value.code is ErrorCode.NOT_FOUND


async def test_what_a_segment_names_and_is_deleted_is_said(world: World) -> None:
    directory, segments = world.runtime.directory, world.runtime.segments
    await directory.define_attribute(world.workspace, TIER)
    both = SegmentFilter("any", [*GOLD.of, ByChoice("label", "any", ["vip"])])
    await segments.make(world.agent, NewSegment("Good people", both))
    made = await directory.make(world.agent, NewContact("Ana", attributes={"tier": "Gold"}))
    await directory.forget_attribute(world.workspace, "contact", "tier")
    (told,) = await segments.all(world.workspace)
    assert told.gone == [GoneFromSegment("attribute", "tier"), GoneFromSegment("label", "vip")]
    shown = await directory.page(world.workspace, "", after=None, limit=9, segment=told.id)
    assert [row.id for row in shown.contacts] == [made.profile.card.id]


async def test_a_name_is_taken_once_and_what_does_not_fit_is_refused(world: World) -> None:
    segments = world.runtime.segments
    await world.runtime.directory.define_attribute(world.workspace, TIER)
    first = await segments.make(world.agent, NewSegment("Gold", GOLD))
    other = await segments.make(world.agent, NewSegment("Other", GOLD))
    for taken in (
        segments.make(world.agent, NewSegment("gold", GOLD)),
        segments.change(world.agent, other.id, NewSegment("GOLD", GOLD)),
    ):
        with pytest.raises(AppError) as refused:
            await taken
        assert refused.value.code is ErrorCode.CONFLICT
    wrong: list[Condition] = [
        ByAttribute("tier", "from", 3),
        ByAttribute("tier", "is"),
        ByAttribute("tier", "known", "Gold"),
        ByAttribute("tier", "is", 3),
        ByAttribute("size", "below", "large"),
        ByChoice("country", "any", ["Moldova"]),
    ]
    many = ByGroup("all", [ByAnswer("mail", True)] * 20)
    for part in [*wrong, SegmentFilter("all", [many, many, ByAnswer("mail", True)])]:
        with pytest.raises(AppError) as refused:
            await segments.preview(
                world.workspace, part if isinstance(part, SegmentFilter) else SegmentFilter("all", [part])
            )
        assert refused.value.code is ErrorCode.INVALID, part
    await segments.delete(world.workspace, first.id)
    assert [one.name for one in await segments.all(world.workspace)] == ["Other"]


async def test_a_segments_page_is_found_among_a_hundred_thousand(world: World) -> None:
    """Rare people also: the list is read along its index, and each contact's rows by their keys."""
    async with world.runtime.database.system() as connection:
        await connection.execute("set local session_replication_role = replica")
        await connection.execute(
            "insert into contact (workspace_id, id, name, seen_at, verified_facts)"
            " select $1, gen_random_uuid(), 'Customer ' || n, now() - n * interval '1 minute',"
            " case when n % 20000 = 0 then '{\"tier\": \"Gold\"}'::jsonb else '{}' end"
            " from generate_series(1, 100000) n",
            world.workspace,
        )
        await connection.execute(
            "insert into visit (workspace_id, id, contact_id, url, at)"
            " select $1, gen_random_uuid(), id, 'https://shop.example/wheels', now() from contact"
            " where workspace_id = $1 and name like '%0'",
            world.workspace,
        )
    async with world.runtime.database.acquire() as connection:
        await connection.execute("vacuum analyze contact, visit, consent, identity, conversation")
    wheels = ByText("page", "contains", "wheels")
    rare = SegmentFilter(
        "all", [*GOLD.of, wheels, ByAnswer("mail", False), ByChoice("status", "any", ["none"])]
    )
    assert (await world.runtime.segments.preview(world.workspace, rare)).count == 5
    compiled = filters.compiled(rare, NOW, taken=5)
    async with listing.patient(world.runtime.database, world.workspace) as connection:
        assert len(await listing.fitting(connection, world.workspace, rare, unpack(None), 50)) == 5
        told = await connection.fetch(
            f"explain (analyze, buffers) select t.id, t.seen_at {listing.NAMED} and (t.seen_at, t.id) < ($2, $3)"
            " and $5::uuid[] is null"
            f" and {compiled.text} order by t.seen_at desc, t.id desc limit $4",
            world.workspace,
            *unpack(None),
            50,
            None,
            *compiled.values,
        )
    plan = "\n".join(row[0] for row in told)
    blocks = map(int, re.findall(r"\b(?:hit|read)=(\d+)", plan.split("Buffers:")[1].split("\n")[0]))
    assert 0 < sum(blocks) < 400_000, plan
