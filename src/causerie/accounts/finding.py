"""Finding the people whom one knows, and being found: by a proven address whose owner agreed, and by no other.

Nothing is kept of whom somebody looked for. How many one may look for bounds who could go through all numbers there
are.
"""

from __future__ import annotations

from causerie.accounts.model import Findable, FindableChange, FoundPerson, Session
from causerie.errors import AppError, ErrorCode, not_found
from causerie.kit.database import Database
from causerie.kit.limits import RateLimit
from causerie.kit.queries import Queries

QUERIES = Queries.beside(__file__)

# Of 1,000 addresses each: a large address book, and the day's next one.
LOOKS_A_DAY = 25
# People whom one begins to write to.
WRITES_A_DAY = 50


class Finding:
    """Who may be found, and who is."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._looks = _a_day(LOOKS_A_DAY)
        self._writes = _a_day(WRITES_A_DAY)

    async def findable(self, session: Session) -> Findable:
        """By what the account is found."""
        async with self._database.system() as connection:
            return await QUERIES.one(connection, "findable", Findable, id=session.account.id)

    async def change(self, session: Session, change: FindableChange) -> Findable:
        """Agrees to be found, or no longer. Raises conflict where there is no proven address of that kind."""
        before = await self.findable(session)
        if (change.email and before.email is None) or (change.phone and before.phone is None):
            raise AppError(ErrorCode.CONFLICT, "This account has proven no such address.")
        async with self._database.system() as connection:
            await QUERIES.execute(
                connection, "set_findable", id=session.account.id, email=change.email, phone=change.phone
            )
        return await self.findable(session)

    async def look(self, session: Session, addresses: list[str]) -> list[FoundPerson]:
        """Who of these is here and agreed to be found. Raises rate_limited."""
        self._looks.check(str(session.account.id))
        return await self._found(session, addresses)

    async def at(self, session: Session, address: str) -> FoundPerson:
        """Whoever agreed to be found by this address. Raises not_found, rate_limited."""
        self._writes.check(str(session.account.id))
        found = await self._found(session, [address])
        if not found:
            raise not_found("person")
        return found[0]

    async def _found(self, session: Session, addresses: list[str]) -> list[FoundPerson]:
        async with self._database.system() as connection:
            return await QUERIES.all(
                connection, "find_people", FoundPerson, addresses=addresses, account_id=session.account.id
            )


def _a_day(times: int) -> RateLimit:
    return RateLimit(burst=times, per_minute=times / (24 * 60))
