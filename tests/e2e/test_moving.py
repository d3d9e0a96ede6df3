"""An owner brings people in out of a file, sees what became of each, takes them back, and takes the rest out."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from causerie.contacts.model import NewContact
from tests.e2e.accessibility import violations
from tests.e2e.stage import Stage

TABLE = "Имя;Почта\nАнна;ana@mail.example\nIon;not an address\n=1+1;vera@mail.example\n"


def test_people_are_brought_in_taken_back_and_taken_out(stage: Stage) -> None:
    world = stage.business("Moving Shop")
    stage.run(world.runtime.directory.make(world.agent, NewContact("=2+2", ["two@mail.example"])))
    with stage.signed_in(world.agent.account) as context:
        page = context.new_page()
        page.goto(f"/desk/{world.workspace}/contacts")
        rows = page.locator("[data-contact]")
        expect(rows).to_have_count(1)
        page.get_by_role("button", name="More").click()
        page.get_by_role("menuitem", name="Import…").click()
        dialog = page.get_by_role("dialog", name="Import contacts")
        file = {"name": "people.csv", "mimeType": "text/csv", "buffer": TABLE.encode("cp1251")}
        dialog.get_by_label("Choose a file").set_input_files(file)  # type: ignore[arg-type]  # a payload in memory
        expect(dialog.get_by_label("What the column is: Почта")).to_have_value("email")
        preview = dialog.get_by_role("region", name="The first rows")
        expect(preview).to_contain_text("Анна · ana@mail.example")
        expect(preview).to_contain_text("Почта: That is no e-mail address.")
        dialog.get_by_role("button", name="Import", exact=True).click()
        expect(dialog.get_by_role("alert")).to_have_text("Say whether they agreed.")
        dialog.get_by_label("Nobody said so").check()
        assert violations(page) == []
        dialog.get_by_role("button", name="Import", exact=True).click()
        expect(dialog.get_by_role("status")).to_contain_text("Not taken: 1", timeout=20_000)
        expect(dialog.get_by_role("status")).to_contain_text("New: 2")
        with page.expect_download() as flaws:
            dialog.get_by_role("link", name="Which and why").click()
        assert "not an address" not in Path(flaws.value.path()).read_text()
        expect(rows).to_have_count(3)
        dialog.get_by_role("button", name="Undo").click()
        expect(dialog.get_by_role("status")).to_contain_text("Taken back: 2", timeout=20_000)
        expect(rows).to_have_count(1)
        dialog.get_by_role("contentinfo").or_(dialog).get_by_text("Close", exact=True).last.click()

        page.get_by_role("button", name="More").click()
        page.get_by_role("menuitem", name="Export…").click()
        dialog = page.get_by_role("dialog", name="Export contacts")
        dialog.get_by_role("button", name="Write the file").click()
        with page.expect_download() as written:
            dialog.get_by_role("link", name="Download").click(timeout=20_000)
        assert "'=2+2,two@mail.example" in Path(written.value.path()).read_text()
