"""Only a domain's own service runs its queries.sql.

import-linter sees modules; this is about one name in them.

A domain's queries are `QUERIES = Queries.beside(__file__)`. They may be made and used by the modules of the
domain that hold its verbs, and never by its routes and its structs, nor by anybody else.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

NAME = "QUERIES"

WITHOUT_QUERIES = {"api.py", "model.py"}


def violations(package: Path) -> list[str]:
    """Every use that breaks the rule in the package's modules, as `file:line: what is wrong`."""
    found: list[str] = []
    for path in sorted(package.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
        inside = path.relative_to(package)
        found += (f"{inside}:{line}: {wrong}" for line, wrong in _in_module(inside, tree, package.name))
    return found


def _in_module(path: Path, tree: ast.Module, package: str) -> Iterator[tuple[int, str]]:
    own = ".".join([package, *path.parent.parts])
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and any(alias.name == NAME for alias in node.names):
            module = node.module or ""
            if module.rpartition(".")[0] != own:
                yield node.lineno, f"runs the queries of {module}: ask its service"
        if isinstance(node, ast.Attribute) and node.attr == NAME:
            yield node.lineno, f"reaches into a module for its {NAME}: ask its service"
        if path.name in WITHOUT_QUERIES and isinstance(node, ast.Name) and node.id == NAME:
            yield node.lineno, f"{path.name} runs queries: leave that to the domain's service"
