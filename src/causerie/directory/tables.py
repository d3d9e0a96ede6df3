"""Tables of people out of files, and into them: CSV (RFC 4180) as spreadsheets write it, and vCards (RFC 2426, 6350).

Pure, and work for another process: a hundred thousand rows take seconds.
"""

from __future__ import annotations

import csv
import io
import quopri
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

MOST_ROWS = 100_000
MOST_COLUMNS = 100
_CARD = re.compile(r"\s*BEGIN:VCARD", re.IGNORECASE)
# What a spreadsheet takes for a formula, and our own mark against that.
_RISKY = ("=", "+", "-", "@", "\t", "\r", "'")
CARD_COLUMNS = ["Name", "E-mail", "Phone", "Language"]


class NoTable(ValueError):
    """The file is no table of people that can be taken in; its words say why."""


class Table(Struct, frozen=True):
    """Columns by name, and rows of as many cells, each with the number of its line of the table in the file, from 1."""

    columns: list[str]
    rows: list[list[str]]
    first: int


def read(path: str) -> Table:
    """The table in a file. Raises NoTable."""
    text = decoded(Path(path).read_bytes())
    table = Table(CARD_COLUMNS, [*map(_card, _cards(text))], 1) if _CARD.match(text) else _csv(text)
    if not table.rows:
        raise NoTable("There is nobody in this file.")
    if len(table.rows) > MOST_ROWS:
        raise NoTable(f"There are over {MOST_ROWS} rows; take it in parts.")
    return table


def decoded(data: bytes) -> str:
    """UTF-8 or UTF-16 with its mark, UTF-8 without one, else the Windows page that the letters look like: in Cyrillic
    text they stand beside each other, in Romanian among Latin ones."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, "replace").replace("\0", "")
    try:
        return data.decode("utf-8").replace("\0", "")
    except UnicodeDecodeError:
        together = len(re.findall(rb"[\xc0-\xff](?=[\xc0-\xff])", data))
        among = len(re.findall(rb"[a-zA-Z](?=[\x80-\xff])|[\x80-\xff](?=[a-zA-Z])", data))
        return data.decode("cp1251" if together > among else "cp1250", "replace").replace("\0", "")


def _csv(text: str) -> Table:
    try:
        rows = max(
            (list(csv.reader(io.StringIO(text, newline=""), delimiter=sign)) for sign in _signs(text)),
            key=lambda found: len(found[0]) if found else 0,
        )
    except csv.Error as error:
        raise NoTable(f"This is no table: {error}.") from error
    rows = [[bare(cell) for cell in row] for row in rows if any(cell.strip() for cell in row)]
    width = max((len(row) for row in rows), default=0)
    if width > MOST_COLUMNS:
        raise NoTable(f"There are over {MOST_COLUMNS} columns.")
    rows = [row + [""] * (width - len(row)) for row in rows]
    headed = bool(rows) and not any(
        "@" in cell or re.match(r"\+?\d[\d\s().-]{6,}$", cell) for cell in rows[0]
    )
    columns = rows.pop(0) if headed else [f"Column {number}" for number in range(1, width + 1)]
    return Table([name.strip()[:100] for name in columns], rows, 2 if headed else 1)


def _signs(text: str) -> Iterable[str]:
    """By what cells may be parted: the signs that are in the first line, and else a comma."""
    line = text.lstrip().partition("\n")[0]
    return sorted(filter(line.count, ",;\t"), key=line.count)[-1:] or [","]


def bare(cell: str) -> str:
    """A cell as it was before `harmless`."""
    cell = cell.strip(" ")
    return cell[1:] if cell.startswith("'") and cell[1:2] in _RISKY and cell[1:2] else cell


def harmless(cell: str) -> str:
    """A cell that no spreadsheet computes (CWE-1236)."""
    return f"'{cell}" if cell.startswith(_RISKY) else cell


def lines(rows: Iterable[list[str]]) -> bytes:
    """Rows as CSV, each cell harmless."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([[harmless(cell) for cell in row] for row in rows])
    return text.getvalue().encode()


# vCards ------------------------------------------------------------------------------------------------------------


def _cards(text: str) -> Iterator[str]:
    unfolded = re.sub(r"=\r?\n(?=[^\r\n]*)", "=\n", text)
    unfolded = re.sub(r"\r?\n[ \t]", "", unfolded)
    for part in re.split(r"(?im)^BEGIN:VCARD[^\n]*$", unfolded)[1:]:
        yield re.split(r"(?im)^END:VCARD", part)[0]


def _card(card: str) -> list[str]:
    names: dict[str, str] = {}
    several: dict[str, list[str]] = {"EMAIL": [], "TEL": []}
    for line in re.sub(r"=\n", "", card).splitlines():
        head, colon, value = line.partition(":")
        key, *marks = head.split(";")
        key = key.rpartition(".")[2].upper()
        if not colon or key not in ("FN", "N", "EMAIL", "TEL", "LANG"):
            continue
        if any("QUOTED-PRINTABLE" in mark.upper() for mark in marks):
            value = decoded(quopri.decodestring(value.encode()))
        if key == "TEL":
            value = value.removeprefix("tel:")
        if key == "N":
            family, given = [*re.split(r"(?<!\\);", value), ""][:2]
            value = f"{given} {family}"
        value = re.sub(r"\\([,;\\])", r"\1", re.sub(r"\\[nN]", " ", value)).strip()
        if key in several:
            several[key].append(value)
        else:
            names.setdefault(key, value)
    return [
        names.get("FN") or names.get("N", ""),
        "; ".join(several["EMAIL"]),
        "; ".join(several["TEL"]),
        names.get("LANG", ""),
    ]


def card(name: str, emails: list[str], phones: list[str], language: str, uid: str) -> str:
    """A vCard 4.0 (RFC 6350), its lines folded after 75 bytes."""
    written = [
        "BEGIN:VCARD",
        "VERSION:4.0",
        f"UID:urn:uuid:{uid}",
        f"FN:{_escaped(name)}",
        *(f"EMAIL:{_escaped(email)}" for email in emails),
        *(f"TEL;VALUE=uri:tel:{phone}" for phone in phones),
        f"LANG:{language}",
        "END:VCARD",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in written)


def _escaped(text: str) -> str:
    return re.sub(r"([\\,;])", r"\\\1", text).replace("\n", "\\n")


def _folded(line: str) -> str:
    parts, part = [], ""
    for sign in line:
        if len((part + sign).encode()) > 74:
            parts.append(part)
            part = ""
        part += sign
    return "\r\n ".join([*parts, part])
