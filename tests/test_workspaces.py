"""`causerie create`: a business's first hour."""

from pathlib import Path

import pytest
from msgspec import structs

from causerie.channels.sites import origin
from causerie.errors import AppError
from causerie.runtime import running
from causerie.workspaces import NewWorkspace, create_workspace, slug_of
from tests.helpers.server import settings_for

WISH = NewWorkspace(
    "Mărțișor & Co",
    "martisor",
    ["https://shop.example/path"],
    "o@shop.example",
    "Olga",
    "long enough!",
    "#336699",
)


def test_a_short_name_is_made_of_any_name() -> None:
    assert slug_of("Mărțișor & Co") == "martisor-co"


@pytest.mark.parametrize(
    "site", ["shop.example", "ftp://shop.example", "https://", "https://a.example;script-src"]
)
def test_what_is_no_site_is_refused(site: str) -> None:
    with pytest.raises(ValueError, match="no site"):
        origin(site)


async def test_the_owner_can_sign_in_and_the_widget_is_there(database_url: str, tmp_path: Path) -> None:
    settings = settings_for(database_url, tmp_path)
    channel = await create_workspace(settings, WISH)
    async with running(settings) as runtime:
        me, _ = await runtime.accounts.sign_in("o@shop.example", "long enough!", "test")
        assert [staff.role for staff in me.staff_of] == ["owner"]
        assert (await runtime.channels.web(channel)).sites == ["https://shop.example"]


async def test_a_taken_short_name_makes_nothing(database_url: str, tmp_path: Path) -> None:
    settings = settings_for(database_url, tmp_path)
    await create_workspace(settings, WISH)
    with pytest.raises(AppError, match="already"):
        await create_workspace(settings, structs.replace(WISH, owner="other@shop.example"))
    async with running(settings) as runtime, runtime.database.acquire() as connection:
        assert await connection.fetchval("select count(*) from account") == 1


async def test_a_short_password_is_refused_with_a_reason(database_url: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="length >= 10"):
        await create_workspace(settings_for(database_url, tmp_path), structs.replace(WISH, password="short"))
