"""Messages are answered, and the owner reads how long that took: the figures, the cases behind them, and a file."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from playwright.sync_api import expect

from causerie.channels.model import WebSettings
from tests.e2e.accessibility import violations_everyhow
from tests.e2e.everywhere import beside_the_window, too_small
from tests.e2e.stage import Stage
from tests.reports.test_facts import rate


def test_figures_open_to_the_cases_behind_them(stage: Stage, tmp_path: Path) -> None:
    world = stage.business("Report Shop")
    runtime = stage.runtime
    settings = WebSettings(ask_rating=True)
    stage.run(runtime.channels.set_web_settings(world.workspace, world.channel, settings))
    crystal = stage.account("crystal@mail.example", "Crystal Minh")
    sandu = stage.account("sandu@mail.example", "Sandu Rusu")
    with stage.signed_in(world.agent.account) as context:
        page = context.new_page()
        page.goto(f"/desk/{world.workspace}/reports")
        expect(page.get_by_role("heading", name="Nothing in this period")).to_be_visible()
        expect(page.get_by_text("Nobody waits for an answer.")).to_be_visible()

        answered = stage.talk(crystal, world, "Is it in size M?")
        stage.answer(answered, "It is.")
        stage.run(runtime.casework.resolve(world.agent, answered.conversation))
        asked = len(stage.run(_bodies(stage, answered.conversation)))
        stage.run(rate(answered, asked, 5, "=that was quick"))
        stage.talk(sandu, world, "Where is my order?")
        stage.run(runtime.bookkeeper.catch_up())

        now = page.get_by_role("region", name="Now")
        expect(now.get_by_role("link", name=re.compile("Sandu Rusu"))).to_be_visible()
        expect(now).to_contain_text(re.compile(r"Open cases\s+1"))
        page.reload()
        figures = page.get_by_role("region", name="Figures")
        expect(figures.get_by_role("button", name=re.compile("^New cases 2"))).to_be_visible()
        expect(figures.get_by_role("button", name=re.compile("^Customer rating 5.*1 rating"))).to_be_visible()
        expect(page.get_by_role("region", name="What customers said")).to_contain_text("=that was quick")
        hours = page.get_by_role("region", name="When customers write")
        expect(hours.get_by_role("button", name=re.compile("2 questions|1 question")).first).to_be_visible()
        row = page.get_by_role("row", name=re.compile("^Olga"))
        expect(row.get_by_role("button", name=re.compile("Rating: 5 ★"))).to_be_visible()
        assert violations_everyhow(page) == []
        assert beside_the_window(page) + too_small(page) == []

        figures.get_by_role("button", name=re.compile("^First answer")).focus()
        page.keyboard.press("Enter")
        with page.expect_download() as download:
            figures.get_by_role("link", name="First answer as CSV").click()
        file = tmp_path / "first.csv"
        download.value.save_as(file)
        [line] = csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines())
        assert (line["contact"], line["agent"], line["kind"]) == ("Crystal Minh", "Olga", "first")
        figures.get_by_role("button", name="Show 1 case").focus()
        page.keyboard.press("Enter")
        dialog = page.get_by_role("dialog", name="First answer: cases")
        dialog.get_by_role("link", name=re.compile("Crystal Minh")).focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("log")).to_contain_text("It is.")


async def _bodies(stage: Stage, conversation: object) -> list[int]:
    async with stage.runtime.database.system() as connection:
        rows = await connection.fetch("select seq from entry where conversation_id = $1", conversation)
    return [row[0] for row in rows]
