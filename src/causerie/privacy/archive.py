"""A copy of somebody's data as a ZIP file: JSON documents, JSON lines, and the files themselves."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

import msgspec

README = """\
What a business keeps of you.
profile.json: who you are to it. consents.jsonl, visits.jsonl, tracked.jsonl: what you agreed to, the pages you were on,
and what its pages told. changes.jsonl: what was changed of your data, by whom and when. entries.jsonl: your
conversation, a line for each entry. files/: what was sent in it.
"""


class Archive:
    """Writes one ZIP file. Its methods block, and are called in a thread."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path, "w", compression=zipfile.ZIP_DEFLATED)
        self._zip.writestr("README.txt", README)

    def document(self, name: str, content: object) -> None:
        """One JSON document, for people to read."""
        builtins = msgspec.to_builtins(content)
        self._zip.writestr(name, json.dumps(builtins, ensure_ascii=False, indent=2))

    def lines(self, name: str, items: Iterable[object]) -> None:
        """One JSON value a line."""
        self._zip.writestr(name, b"".join(msgspec.json.encode(item) + b"\n" for item in items))

    def file(self, name: str, data: bytes) -> None:
        """A file that was sent, under its last name alone; pictures are compressed as they are."""
        self._zip.writestr(f"files/{PurePosixPath(name).name}", data, compress_type=zipfile.ZIP_STORED)

    def close(self) -> None:
        """Finishes the file."""
        self._zip.close()
