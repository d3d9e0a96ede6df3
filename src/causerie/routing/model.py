"""What the owner decides about who gets a case, and what is known of the agents."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from causerie.accounts.model import AgentState, Person, Role
from causerie.conversations.model import LabelName
from causerie.events import Priority

# off: whoever takes it; turns: one after the other; load: whoever has the fewest open cases.
Way = Literal["off", "turns", "load"]
Minutes = Annotated[int, Meta(ge=1, le=10_080)]
Capacity = Annotated[int, Meta(ge=0, le=1_000)]
Language = Annotated[str, Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z", max_length=20)]


class Overflow(Struct, frozen=True, forbid_unknown_fields=True):
    """A case of `team` that nobody answered for so many minutes goes to the team `to`."""

    team: UUID
    minutes: Minutes
    to: UUID


class RoutingRules(Struct, frozen=True, forbid_unknown_fields=True):
    """Who gets a case that nobody has. `known_first`: the agent who answered this customer last; `by_skill`: only
    agents who know about its labels, where anybody does; `by_language`: rather somebody who speaks the customer's
    language. `capacity`: so many open cases at most, for agents of whom nothing else is said. `reroute`: a case whose
    customer waits goes to another agent when the one who has it goes away. `away_minutes`: who has no desk on a screen
    for so long is away."""

    way: Way = "off"
    known_first: bool = True
    by_skill: bool = True
    by_language: bool = True
    capacity: Capacity = 10
    reroute: bool = True
    away_minutes: Annotated[int, Meta(ge=1, le=240)] = 10
    overflow: Annotated[list[Overflow], Meta(max_length=20)] = []


class AgentCard(Struct, frozen=True):
    """A member of staff to whom cases can be given. `chosen`: what they said of themselves, `state`: what it comes to.
    `cases`: how many open ones they have; `capacity` null: as many as anybody. `languages` are BCP 47 tags, `skills`
    labels of cases."""

    person: Person
    role: Role
    state: AgentState
    chosen: AgentState
    cases: int
    capacity: int | None
    languages: list[str]
    skills: list[str]


class AvailabilityChoice(Struct, frozen=True, forbid_unknown_fields=True):
    """What an agent says of themselves."""

    state: AgentState


class AgentChange(Struct, frozen=True, forbid_unknown_fields=True):
    """What may be given to an agent from now on; what is not said stays."""

    capacity: Capacity | UnsetType | None = UNSET
    languages: Annotated[list[Language], Meta(max_length=20)] | UnsetType = UNSET
    skills: Annotated[list[LabelName], Meta(max_length=50)] | UnsetType = UNSET


# Thirty days.
Promised = Annotated[int, Meta(ge=1, le=43_200)]


class SlaPolicy(Struct, frozen=True, forbid_unknown_fields=True):
    """Within how many minutes cases are answered first, answered later, and resolved; null: it is not promised.
    `office_hours`: only the business's own hours count. It holds for cases of this `priority`, `label` and `team`;
    null: of any. `id` null: a new one."""

    name: Annotated[str, Meta(min_length=1, max_length=60, pattern=r"^(?=\s*\S)[^\x00-\x1f]*\Z")]
    id: UUID | None = None
    first: Promised | None = None
    next: Promised | None = None
    resolution: Promised | None = None
    office_hours: bool = False
    priority: Priority | None = None
    label: LabelName | None = None
    team: UUID | None = None


class SlaPolicies(Struct, frozen=True, forbid_unknown_fields=True):
    """Of these the first that applies holds for a case."""

    policies: Annotated[list[SlaPolicy], Meta(max_length=20)] = []
