"""What the conditions of a search mean in one workspace: marks of the index (marks.py), and which cases."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec import Struct, structs

from causerie.accounts.model import PersonKind, Staff
from causerie.accounts.service import Accounts
from causerie.accounts.teams import Teams
from causerie.contacts import search as contacts
from causerie.conversations import marks
from causerie.conversations.model import Label
from causerie.conversations.query import VALUES, Condition, Key, NotUnderstood, days, write
from causerie.kit.database import Connection
from causerie.kit.queries import Queries
from causerie.kit.words import plain_words

QUERIES = Queries.beside(__file__)

SIDES: dict[str, PersonKind] = {
    "customer": "contact",
    "contact": "contact",
    "staff": "staff",
    "agent": "staff",
    "bot": "bot",
}
NOBODY = ("nobody", "none")
ME = "me"
# Nothing was said before, and no entry has this mark.
FIRST = date(2000, 1, 1)
NEVER = "#never"


class Cases(Struct, frozen=True):
    """Conversations by their present case. An empty list, or none, asks for nothing."""

    statuses: list[str] = []
    assignees: list[UUID] = []
    unassigned: bool = False
    teams: list[UUID] = []
    priorities: list[str] = []
    labels: list[str] = []
    without_labels: list[str] = []
    contacts: list[UUID] = []

    @property
    def arguments(self) -> dict[str, Any]:
        """As the queries want them."""
        return structs.asdict(self)


class Narrowed(Struct):
    """What a search is narrowed to: tsqueries that must be true, those that must not, the cases, and the conditions
    that name nobody and nothing."""

    terms: list[str]
    without: list[str]
    cases: Cases
    puzzles: list[NotUnderstood]

    @property
    def by_case(self) -> bool:
        """Whether it matters how the conversation's case stands."""
        return self.cases != Cases()


class Narrowing:
    """Looks up the names that a search is narrowed by."""

    def __init__(self, accounts: Accounts, teams: Teams) -> None:
        self._accounts = accounts
        self._teams = teams

    async def narrow(self, connection: Connection, staff: Staff, conditions: Iterable[Condition]) -> Narrowed:
        """What the conditions mean. Conditions of one key are alternatives, but for labels and what an entry is and
        has, which must all be so. The connection has full rights."""
        found = Narrowed([], [], Cases(), [])
        asked = list(conditions)
        for key in dict.fromkeys(condition.key for condition in asked):
            own = [condition for condition in asked if condition.key == key]
            for without in (False, True):
                some = [condition for condition in own if condition.without is without]
                if some:
                    await self._add(connection, staff, found, key, some, without=without)
        return found

    async def _add(
        self,
        connection: Connection,
        staff: Staff,
        found: Narrowed,
        key: Key,
        asked: list[Condition],
        *,
        without: bool,
    ) -> None:
        values = [condition.value for condition in asked]
        change: dict[str, Any] = {}
        workspace_id = staff.workspace_id
        match key:
            case "from":
                for condition in asked:
                    await self._from(connection, staff, found, condition)
                return
            case "is" | "has" | "channel" | "before" | "after":
                for refused, some in _marks(key, values):
                    (found.without if refused is not without else found.terms).append(_any(some))
                return
            case "label":
                known = await QUERIES.all(connection, "labels", Label, workspace_id=workspace_id)
                names = [_called(value, [label.name for label in known]) or value for value in values]
                change = {"without_labels" if without else "labels": names}
            case "status":
                left = [one for one in VALUES["status"] if one not in values]
                change = {"statuses": left if without else values}
            case "priority":
                change = {"priorities": values}
            case "assignee":
                people = [await self._member(staff, value) for value in values]
                _puzzled(found, asked, people, [value.lower() in NOBODY for value in values])
                change = {
                    "assignees": sorted({one for some in people for one in some}),
                    "unassigned": any(value.lower() in NOBODY for value in values),
                }
            case "team":
                teams = {team.name: team.id for team in await self._teams.all(workspace_id)}
                named = [_called(value, list(teams)) for value in values]
                _puzzled(found, asked, named, [False] * len(values))
                change = {"teams": [teams[name] for name in named if name]}
        found.cases = structs.replace(found.cases, **change)

    async def _from(
        self, connection: Connection, staff: Staff, found: Narrowed, condition: Condition
    ) -> None:
        """A side, one of the staff, or a customer, whose conversation it is then."""
        value = condition.value
        said = [marks.side(SIDES[value.lower()])] if value.lower() in SIDES else []
        said = said or [marks.member(one) for one in await self._member(staff, value)]
        if said:
            (found.without if condition.without else found.terms).append(_any(said))
            return
        customers = await contacts.called(connection, staff.workspace_id, value)
        if not customers or condition.without:
            found.puzzles.append(_puzzle(condition))
            return
        found.terms.append(_any([marks.side("contact")]))
        found.cases = structs.replace(found.cases, contacts=[*found.cases.contacts, *customers])

    async def _member(self, staff: Staff, name: str) -> list[UUID]:
        """Those of the staff who are called so."""
        if name.lower() == ME:
            return [staff.account.id]
        people = await self._accounts.staff_people(staff.workspace_id)
        return [person.id for person in people if _begins(name, person.name)]


def _marks(key: Key, values: list[str]) -> list[tuple[bool, list[str]]]:
    """Marks of which one each must be there; with true: none may."""
    match key:
        case "channel":
            return [(False, [marks.way(value) for value in values])]
        case "is":
            return [(value == "message", [marks.NOTE]) for value in values]
        case "has":
            return [(False, [marks.BROUGHT[value]]) for value in values]
        case _:
            return [(key == "before", list(marks.between(*_until_now(value))) or [NEVER]) for value in values]


def _until_now(value: str) -> tuple[date, date]:
    # Somewhere it is tomorrow already.
    end = datetime.now(UTC).date() + timedelta(days=2)
    return min(max(days(value)[0], FIRST), end), end


def _any(found: list[str]) -> str:
    return "(" + " | ".join(f"'{one}'" for one in found) + ")"


def _called(typed: str, names: list[str]) -> str | None:
    """The name that is meant: the one that is so, else the first one that begins so."""
    wanted = plain_words(typed)
    return next(
        (name for name in names if plain_words(name) == wanted),
        next((name for name in names if _begins(typed, name)), None),
    )


def _begins(typed: str, name: str) -> bool:
    """Whether each word that was typed begins one of the name's."""
    wanted, words = plain_words(typed), plain_words(name)
    return bool(wanted) and all(any(word.startswith(one) for word in words) for one in wanted)


def _puzzled(found: Narrowed, asked: list[Condition], meant: list[Any], known: list[bool]) -> None:
    for condition, one, is_known in zip(asked, meant, known, strict=True):
        if not one and not is_known:
            found.puzzles.append(_puzzle(condition))


def _puzzle(condition: Condition) -> NotUnderstood:
    return NotUnderstood(write(condition), condition.start, condition.end, "name")
