"""Finding people, and being found."""

from __future__ import annotations

from litestar import Router, get, patch, post

from causerie.accounts.finding import Finding
from causerie.accounts.model import AddressBook, Findable, FindableChange, FoundPerson, Session


@get("/me/findable", permission="account")
async def get_findable(session: Session, finding: Finding) -> Findable:
    """By what the account is found; by nothing, until its person agreed."""
    return await finding.findable(session)


@patch("/me/findable", permission="account")
async def change_findable(data: FindableChange, session: Session, finding: Finding) -> Findable:
    """Agrees to be found, or no longer."""
    return await finding.change(session, data)


@post("/me/people", permission="account", status_code=200)
async def find_people(data: AddressBook, session: Session, finding: Finding) -> list[FoundPerson]:
    """Who of these is here and agreed to be found. Nothing of the question is kept."""
    return await finding.look(session, data.addresses)


router = Router(path="/", route_handlers=[get_findable, change_findable, find_people], tags=["accounts"])
