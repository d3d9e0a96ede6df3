"""Which agent gets a case, and why. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from msgspec import Struct

from causerie.accounts.model import AgentState
from causerie.events import Because
from causerie.routing.model import RoutingRules


class Agent(Struct, frozen=True):
    """What counts of an agent. `turn`: when routing gave them something last; `capacity` null: as many as anybody."""

    id: UUID
    name: str
    state: AgentState
    cases: int = 0
    capacity: int | None = None
    turn: int = 0
    languages: list[str] = []
    skills: list[str] = []
    teams: list[UUID] = []


class Case(Struct, frozen=True):
    """What counts of a case. `language` is the customer's; `known`: who answered them last; `gone`: the name of the one
    who has it and is away."""

    labels: list[str] = []
    team: UUID | None = None
    language: str | None = None
    known: UUID | None = None
    gone: str = ""


class Chosen(Struct, frozen=True):
    """Who gets it, and why; null: nobody of those who could is there and free."""

    agent: Agent | None = None
    why: Because | None = None


NOBODY = Chosen()


def choose(rules: RoutingRules, agents: Sequence[Agent], case: Case) -> Chosen:
    """One of the agents who are online and have room: of the case's team, with the skills that its labels ask for. The
    one whom the customer knows, else, rather among those who speak the customer's language, by turns or by load."""
    if rules.way == "off":
        return NOBODY
    skills = _asked(case, agents) if rules.by_skill else []
    free = [
        agent
        for agent in agents
        if has_room(rules, agent)
        and (case.team is None or case.team in agent.teams)
        and set(skills) <= set(agent.skills)
    ]
    if not free:
        return NOBODY
    known = next((agent for agent in free if agent.id == case.known), None)
    if rules.known_first and known is not None:
        return Chosen(known, Because("known", gone=case.gone))
    speaking = [agent for agent in free if _speaks(agent, case.language)] if rules.by_language else []
    # It is a reason where it made a difference.
    language = case.language if 0 < len(speaking) < len(free) else None
    among = speaking or free
    if rules.way == "turns":
        agent = min(among, key=lambda one: (one.turn, one.id))
        return Chosen(agent, Because("turn", language, skills, case.gone))
    agent = min(among, key=lambda one: (one.cases, one.turn, one.id))
    return Chosen(agent, Because("load", language, skills, case.gone))


def has_room(rules: RoutingRules, agent: Agent) -> bool:
    """Whether one more case can be given to the agent."""
    capacity = rules.capacity if agent.capacity is None else agent.capacity
    return agent.state == "online" and agent.cases < capacity


def _asked(case: Case, agents: Sequence[Agent]) -> list[str]:
    """The labels of the case that anybody who works here knows about: a label that nobody does asks for nobody."""
    known = {skill for agent in agents for skill in agent.skills}
    return [label for label in case.labels if label in known]


def _speaks(agent: Agent, language: str | None) -> bool:
    """Whoever speaks Romanian speaks that of Moldova: the tags' first parts are compared (RFC 4647, section 3.3)."""
    if language is None:
        return False
    spoken = {tag.partition("-")[0].lower() for tag in agent.languages}
    return language.partition("-")[0].lower() in spoken
