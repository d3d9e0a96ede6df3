"""Words are found in every form, in three languages and any script, and what is typed is never more than words."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from causerie.kit.database import Database
from causerie.kit.words import Wanted, beginnings, excerpt, vector, wanted


def look(query: str) -> Wanted:
    looked_for = wanted(query)
    assert looked_for is not None
    return looked_for


def expression(looked_for: Wanted) -> str:
    return " & ".join([*looked_for.terms, *(f"!{term}" for term in looked_for.without)])


async def found(database: Database, text: str, query: str) -> bool:
    """What PostgreSQL says."""
    async with database.acquire() as connection:
        return bool(
            await connection.fetchval(
                "select $1::text::tsvector @@ $2::text::tsquery", vector(text), expression(look(query))
            )
        )


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Где мои заказы?", "заказ "),
        ("двух заказов", "заказа "),
        ("придёт завтра", "придет "),
        ("The orders were delivered", "order delivering "),
        ("Unde sunt comenzile mele", "comenzi "),
        ("știința și livrările", "stiinta livrarile "),
        ("comandă", "comanda "),
        ("Заказ SKU-1234 в пути", "sku-1234"),
        ("Заказ SKU-1234 в пути", "1234 заказы "),
        ("invoice_2024.pdf", "invoice pdf"),
        ("доставка/оплата", "оплату "),
        ("Café crème", "cafe creme "),
        ("delivery tomorrow", "deli"),
        ("заказов", "зака"),
        ("a red coat and a blue hat", '"red coat" hat '),
        ("a red coat", "coat -hat "),
        ("и\u0306од", "йод "),
        ("x" * 300, "x" * 300),
    ],
)
async def test_a_word_is_found_in_another_form(database: Database, text: str, query: str) -> None:
    assert await found(database, text, query)
    assert any(part.marked for part in excerpt(text, look(query)))


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("заказ", "возврат "),
        ("the coat is red", '"red coat"'),
        ("a red coat", "coat -red "),
        ("deliveries", "del "),  # a space follows: the word is whole
        ("order", "or"),  # too short to begin a word
        ("SKU-1234", "sku-12 "),
    ],
)
async def test_another_word_is_not_found(database: Database, text: str, query: str) -> None:
    assert not await found(database, text, query)


# The database only judges: nothing is written.
judged = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@judged
@given(st.text(max_size=300), st.text(min_size=1, max_size=60))
async def test_whatever_is_typed_is_words_to_postgresql(database: Database, text: str, query: str) -> None:
    text, query = text.replace("\0", ""), query.replace("\0", "")
    looked_for, names = wanted(query), beginnings(query)
    async with database.acquire() as connection:
        assert await connection.fetchval("select $1::text::tsvector is not null", vector(text))
        for typed in ([expression(looked_for)] if looked_for else []) + ([names] if names else []):
            assert await connection.fetchval("select numnode($1::text::tsquery) > 0", typed)


FORMS = ["заказ", "заказов", "возврат", "возвраты", "order", "orders", "coat", "comanda", "comenzi", "42"]
STEMS = {
    "заказов": "заказ",
    "возвраты": "возврат",
    "orders": "order",
    "comenzi": "comenz",
    "comanda": "comand",
}


@judged
@given(st.lists(st.sampled_from(FORMS), max_size=6), st.lists(st.sampled_from(FORMS), min_size=1, max_size=3))
async def test_all_words_must_be_there(database: Database, text: list[str], query: list[str]) -> None:
    def stems(words: list[str]) -> set[str]:
        return {STEMS.get(word, word) for word in words}

    assert await found(database, ", ".join(text), " ".join(query) + " ") == (stems(query) <= stems(text))


@given(st.text(max_size=400), st.sampled_from(["заказ", "order"]))
def test_an_excerpt_is_a_piece_of_the_text(text: str, word: str) -> None:
    parts = excerpt(f"{text} {word} {text}", look(word))
    assert any(part.marked for part in parts)
    shown = "".join(part.text for part in parts).strip("…").strip()
    assert len(shown) <= 300
    assert all(part.text for part in parts)


def test_an_excerpt_begins_near_the_word_and_shows_every_one_in_it() -> None:
    text = "Добрый день. " * 20 + "Где мои заказы? Один заказ уже пришёл. " + "Спасибо вам большое. " * 20
    parts = excerpt(text, look("заказа"))
    assert [part.text for part in parts if part.marked] == ["заказы", "заказ"]
    assert parts[0].text.startswith("…")
    assert parts[-1].text.endswith("…")


@pytest.mark.parametrize("query", ["", "   ", "!?.", "-", '""', "-заказ", '-"red coat"', "_"])
def test_nothing_to_look_for(query: str) -> None:
    assert wanted(query) is None
