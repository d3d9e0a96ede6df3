"""A query that reads the staff says whether it means those who left, too."""

import re

from causerie.kit.queries import all_queries

# Of the past: who wrote something stays its author.
OF_THE_PAST = {"news", "people", "left_with_cases"}


def forgetting() -> set[str]:
    """Queries over staff that do not ask whether somebody left."""
    return {
        name
        for queries in all_queries().values()
        for name in queries.names()
        if re.search(r"(?:from|join) staff\b", queries.sql(name)) and "left_at" not in queries.sql(name)
    }


def test_who_left_is_asked_for_or_meant() -> None:
    assert forgetting() <= OF_THE_PAST


def test_the_past_is_named_for_a_reason() -> None:
    names = {name for queries in all_queries().values() for name in queries.names()}
    assert names >= OF_THE_PAST
