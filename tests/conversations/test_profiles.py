"""What a business sees of its customer."""

from datetime import UTC, datetime, timedelta

from causerie.accounts.model import Account, ProfileChange, Session
from causerie.contacts import service as contacts
from causerie.contacts.model import Page
from causerie.conversations.model import DeskHead
from causerie.kit.ids import new_id
from tests.helpers.world import PASSWORD, Customer, World


async def signed_in(world: World, customer: Customer, email: str) -> Session:
    """The customer left an address in the chat, and proves it in the messenger."""
    assert customer.visitor.contact_id is not None
    async with world.runtime.database.system() as connection:
        await contacts.claim_email(connection, world.workspace, customer.visitor.contact_id, email)
        account_id = await world.runtime.accounts.add_staff(
            connection, world.workspace, email, "", PASSWORD, "agent"
        )
        account = Account(account_id, email, "", "", None, "en")
        await contacts.connect_account(connection, account)
    return Session(new_id(), account, datetime.now(UTC) + timedelta(days=1), datetime.now(UTC))


async def head(world: World, customer: Customer) -> DeskHead:
    return (await world.runtime.conversations.detail(world.workspace, customer.conversation)).head


async def test_the_desk_sees_the_name_and_picture_that_a_customer_chose(world: World) -> None:
    customer = await world.customer()
    session = await signed_in(world, customer, "crystal@mail.example")
    await world.runtime.accounts.change_profile(session, ProfileChange(name="Crystal"))
    await world.runtime.accounts.set_avatar(session, "/files/crystal.webp")
    shown = (await head(world, customer)).contact
    assert (shown.name, shown.avatar_url) == ("Crystal", "/files/crystal.webp")


async def test_a_page_that_is_said_again_is_no_second_visit(world: World) -> None:
    customer = await world.customer()
    for path in ("jeans", "jeans", "bag", "bag", "jeans"):
        page = Page(f"https://shop.example/{path}", path)
        await world.runtime.visitors.visited(customer.visitor, customer.conversation, page)
    visits = (await world.runtime.conversations.detail(world.workspace, customer.conversation)).contact.visits
    assert [visit.title for visit in visits] == ["jeans", "bag", "jeans"]
