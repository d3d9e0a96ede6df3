"""The rules of `make check` find what they are for."""

import json
from pathlib import Path

import pytest

from scripts import node
from scripts.rules import budget, committed, lengths, rooms
from scripts.steps import Problem
from tests.house.parsing import ROOT


@pytest.mark.parametrize("host", committed.REGISTRIES)
def test_a_registrys_host_is_found(repository: Path, host: str) -> None:
    (repository / "notes.md").write_text(f"one\nfrom https://files.{host}/simple\n")
    assert committed.violations(repository) == [f"notes.md:2: a registry's host, files.{host}"]


@pytest.mark.parametrize("folder", committed.MACHINE_FOLDERS)
def test_a_machines_path_is_found(repository: Path, folder: str) -> None:
    (repository / "a.toml").write_text(f'path = "{folder}anna"\n')
    assert committed.violations(repository) == [f"a.toml:1: a path of one machine, {folder}anna"]


def test_a_locked_address_is_found(repository: Path) -> None:
    address = "https" + "://mirror.example/"
    package = {"resolved": address + "svelte.tgz"}
    (repository / "package-lock.json").write_text(json.dumps({"packages": {"node_modules/svelte": package}}))
    (repository / "requirements").mkdir()
    (repository / "requirements/run.txt").write_text(f"# see {address}\n--index-url {address}\n")
    assert committed.violations(repository) == [
        "package-lock.json:1: node_modules/svelte is locked with an address",
        "requirements/run.txt:2: a locked package with an address",
    ]


def test_addresses_and_pictures_pass(repository: Path) -> None:
    place = "work/x"
    (repository / "a.md").write_text(
        f"https://example.org/{place}, ./home/x, ${{HOME}}/{place}, widget/root\n"
    )
    (repository / "b.png").write_bytes(b"\x89PNG\0" + committed.REGISTRIES[0].encode())
    assert committed.violations(repository) == []


def test_ignored_files_are_not_read(repository: Path) -> None:
    (repository / ".gitignore").write_text("var/\n")
    (repository / "var").mkdir()
    (repository / "var/a.log").write_text(committed.REGISTRIES[0])
    assert committed.violations(repository) == []


def test_outside_a_checkout_the_rules_say_so(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="git checkout"):
        committed.violations(tmp_path)


def test_long_files_are_found(repository: Path) -> None:
    (repository / "short.py").write_text("pass\n" * lengths.SOFT)
    (repository / "long.py").write_text("pass\n" * (lengths.SOFT + 1))
    (repository / "longer.svelte").write_text("\n" * (lengths.HARD + 1))
    (repository / "data.json").write_text("\n" * 1000)
    assert [str(file) for file in lengths.long_files(repository)] == [
        "longer.svelte: 801 lines",
        "long.py: 401 lines",
    ]


@pytest.mark.parametrize(
    ("path", "code", "found"),
    [
        ("contacts/service.py", "from causerie.contacts.queries import QUERIES", []),
        ("contacts/append.py", "QUERIES = Queries.beside(__file__)", []),
        (
            "flows/service.py",
            "from causerie.contacts.service import QUERIES",
            ["flows/service.py:1: runs the queries of causerie.contacts.service: ask its service"],
        ),
        (
            "flows/jobs.py",
            "service.QUERIES.one()",
            ["flows/jobs.py:1: reaches into a module for its QUERIES: ask its service"],
        ),
        (
            "contacts/api.py",
            "QUERIES.one()",
            ["contacts/api.py:1: api.py runs queries: leave that to the domain's service"],
        ),
    ],
)
def test_only_its_own_domain_runs_a_query(tmp_path: Path, path: str, code: str, found: list[str]) -> None:
    module = tmp_path / "causerie" / path
    module.parent.mkdir(parents=True)
    module.write_text(code)
    assert rooms.violations(tmp_path / "causerie") == found


def test_the_panels_cost_is_what_it_loads_at_once(tmp_path: Path) -> None:
    manifest = {
        "index.html": {
            "file": "a.js",
            "css": ["a.css"],
            "imports": ["b"],
            "dynamicImports": ["c"],
        },
        "b": {"file": "b.js", "imports": ["index.html"]},
        "c": {"file": "c.js"},
    }
    (tmp_path / ".vite").mkdir()
    (tmp_path / ".vite/manifest.json").write_text(json.dumps(manifest))
    for name in ("widget.js", "index.html", "a.js", "a.css", "b.js"):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "c.js").write_text("x" * 100_000)
    empty = 1  # brotli's empty stream
    loader, panel = budget.costs(tmp_path, node.ensure().env)
    assert (loader.spent, panel.spent) == (empty, 4 * empty)


def test_a_widget_that_was_not_built_is_no_success(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="manifest"):
        budget.costs(tmp_path, node.ensure().env)


def test_generated_files_exist() -> None:
    assert [path for path in lengths.GENERATED if not (ROOT / path).exists()] == []
