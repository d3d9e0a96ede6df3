"""`make schema`: the front ends' types, from the server's own description of its API."""

from pathlib import Path

from scripts import environment, frontends, steps
from scripts.steps import ROOT, StepFailed

GENERATED = (ROOT / "web/client/openapi.json", ROOT / "web/client/src/schema.ts")


def write() -> None:
    """Writes web/client/openapi.json from the server's routes, and schema.ts from that."""
    environment.ensure("dev")
    steps.run(
        "Writing openapi.json",
        [environment.BIN / "causerie", "openapi", GENERATED[0]],
        log="schema-openapi",
        always=True,
    )
    frontends.run("Writing schema.ts", "schema", always=True)


def check() -> None:
    """Fails when the committed files are not what `write` makes now; leaves them as they were.

    Raises StepFailed.
    """
    before = {path: _content(path) for path in GENERATED}
    try:
        write()
        stale = [path for path in GENERATED if _content(path) != before[path]]
    finally:
        for path, content in before.items():
            if content is None:
                path.unlink(missing_ok=True)
            else:
                path.write_bytes(content)
    if stale:
        names = ", ".join(str(path.relative_to(ROOT)) for path in stale)
        print(f"    {names}: not what the API says. Run `make schema` and commit what it writes.")
        raise StepFailed("schema")


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None
