"""Whom routing chooses: properties that hold for any rules, any agents and any case."""

from collections import Counter
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from causerie.routing.choose import Agent, Case, choose, has_room
from causerie.routing.model import RoutingRules, Way

IDS = [UUID(int=n) for n in range(1, 8)]
TEAMS = [UUID(int=n) for n in range(100, 103)]
LABELS, LANGUAGES = ["vip", "returns", "wheels"], ["en", "ru", "ro", "ro-MD"]


def some(values: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), max_size=3, unique=True)


def agents(**fixed: st.SearchStrategy[object]) -> st.SearchStrategy[list[Agent]]:
    anything = {
        "id": st.sampled_from(IDS),
        "name": st.just("Ana"),
        "state": st.sampled_from(["online", "busy", "away"]),
        "cases": st.integers(0, 12),
        "capacity": st.none() | st.integers(0, 12),
        "turn": st.integers(0, 20),
        "languages": some(LANGUAGES),
        "skills": some(LABELS),
        "teams": st.lists(st.sampled_from(TEAMS), max_size=2, unique=True),
    }
    return st.lists(st.builds(Agent, **(anything | fixed)), max_size=7, unique_by=lambda agent: agent.id)


RULES = st.builds(
    RoutingRules,
    way=st.sampled_from(["off", "turns", "load"]),
    known_first=st.booleans(),
    by_skill=st.booleans(),
    by_language=st.booleans(),
    capacity=st.integers(0, 12),
)
CASES = st.builds(
    Case,
    labels=some([*LABELS, "nobody knows"]),
    team=st.none() | st.sampled_from(TEAMS),
    language=st.none() | st.sampled_from([*LANGUAGES, "de"]),
    known=st.none() | st.sampled_from(IDS),
)
WAYS: st.SearchStrategy[Way] = st.sampled_from(["turns", "load"])


@given(RULES, agents(), CASES)
def test_nobody_gets_a_case_who_is_not_there_full_or_of_another_team(
    rules: RoutingRules, staff: list[Agent], case: Case
) -> None:
    agent = choose(rules, staff, case).agent
    if agent is None:
        return
    assert agent in staff
    assert rules.way != "off"
    assert agent.state == "online"
    assert agent.cases < (rules.capacity if agent.capacity is None else agent.capacity)
    assert case.team is None or case.team in agent.teams
    asked = {label for label in case.labels if any(label in one.skills for one in staff)}
    assert not rules.by_skill or asked <= set(agent.skills)


@given(RULES, agents(), CASES)
def test_somebody_gets_it_where_anybody_could_and_it_is_said_why(
    rules: RoutingRules, staff: list[Agent], case: Case
) -> None:
    chosen = choose(rules, staff, case)
    could = [
        one
        for one in staff
        if has_room(rules, one)
        and (case.team is None or case.team in one.teams)
        and (
            not rules.by_skill
            or all(_nobody_knows(label, staff) or label in one.skills for label in case.labels)
        )
    ]
    assert (chosen.agent is not None) == (rules.way != "off" and could != []) == (chosen.why is not None)
    if chosen.agent is None or chosen.why is None:
        return
    if rules.known_first and case.known in {one.id for one in could}:
        assert (chosen.agent.id, chosen.why.reason) == (case.known, "known")
    else:
        assert chosen.why.reason == {"turns": "turn", "load": "load"}[rules.way]
    if chosen.why.language is not None:
        spoken = {tag.partition("-")[0] for tag in chosen.agent.languages}
        assert chosen.why.language.partition("-")[0] in spoken


def _nobody_knows(label: str, staff: list[Agent]) -> bool:
    return all(label not in one.skills for one in staff)


@given(agents(state=st.just("online"), capacity=st.just(1_000), cases=st.just(0)), WAYS, st.integers(0, 40))
def test_many_cases_are_spread_fairly_within_one(staff: list[Agent], way: Way, count: int) -> None:
    """Nobody gets two more than somebody else, by turns and by load, where nothing else is asked for."""
    rules = RoutingRules(way, by_language=False)
    present = {agent.id: structs.replace(agent, turn=0) for agent in staff}
    given_to: Counter[UUID] = Counter()
    for turn in range(1, count + 1):
        agent = choose(rules, list(present.values()), Case()).agent
        if agent is None:
            assert staff == []
            return
        given_to[agent.id] += 1
        present[agent.id] = structs.replace(agent, cases=agent.cases + 1, turn=turn)
    if staff:
        counts = [given_to[agent.id] for agent in staff]
        assert max(counts) - min(counts) <= 1


@given(agents(state=st.just("online")), CASES)
def test_the_least_loaded_has_no_less_loaded_colleague_who_could(staff: list[Agent], case: Case) -> None:
    rules = RoutingRules("load", known_first=False, by_skill=False, by_language=False)
    chosen = choose(rules, staff, case).agent
    if chosen is not None:
        others = [
            one for one in staff if has_room(rules, one) and (case.team is None or case.team in one.teams)
        ]
        assert chosen.cases == min(one.cases for one in others)
