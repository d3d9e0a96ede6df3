"""What the rows of a table say of people, once somebody has said what its columns are. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from causerie.accounts.model import Email, Locale
from causerie.contacts.attributes import AttributeDefinition, misfit
from causerie.contacts.model import Attribute, AttributeDate, PlainName
from causerie.contacts.people import e164
from causerie.directory.tables import Table, read
from causerie.errors import AppError, ErrorCode

# What a column is: one of these, or an attribute as `@key`.
TARGETS = frozenset(
    {
        "skip",
        "id",
        "customer_number",
        "name",
        "first_name",
        "last_name",
        "email",
        "phone",
        "language",
        "agrees",
    }
)
Target = Annotated[str, Meta(pattern=r"^(?:[a-z_]{1,40}|@[a-z][a-z0-9_]{0,39})\Z")]
Why = Literal[
    "nothing", "name", "email", "phone", "customer_number", "language", "attribute", "agrees", "several"
]
_SEVERAL = re.compile(r"\s*(?::::|[;,\n])\s*")
_YES = {"yes", "y", "true", "1", "да", "da", "x", "نعم"}
_NO = {"", "no", "n", "false", "0", "нет", "nu", "لا"}
_LANGUAGES = {"en", "ru", "ro", "ar"}
# How columns are called, in the languages that we speak.
_CALLED: dict[str, str] = {
    "id": r"contact id",
    "customer_number": r"(customer|external|client).*(number|id)|номер клиента|id клиента|cod client",
    "first_name": r"first name|given name|prenume",
    "last_name": r"last name|family name|surname|фамилия|nume de familie",
    "name": r"(full |display )?name|имя|имя и фамилия|фио|nume|الاسم",
    "email": r"e-?mail.*|почта|.*электронная почта|البريد.*",
    "phone": r"phone.*|mobile.*|tel.*|.*телефон.*|моб.*|الهاتف",
    "language": r"language|locale|язык|limb[aă]|اللغة",
    "agrees": r"agrees to mail|consent|согласие.*|acord.*",
}


class ImportMapping(Struct, frozen=True, forbid_unknown_fields=True):
    """What each column is. `agreed`: who agreed to be written to by mail: nobody, everybody in the file, or who has a
    yes in the column `agrees`; `words`: to what, word for word. `region`: two letters of the country whose numbers need
    no code; `language`: of who has none in the file."""

    columns: Annotated[list[Target], Meta(min_length=1, max_length=100)]
    agreed: Literal["nobody", "everybody", "column"]
    words: Annotated[str, Meta(max_length=500, pattern=r"^[^\x00]*\Z")] = ""
    region: Annotated[str, Meta(pattern=r"^[A-Z]{2}\Z")] | None = None
    language: Locale = "en"


class ImportPerson(Struct, frozen=True):
    """Somebody as a row tells of them; null: the row says nothing of it."""

    row: int
    contact: UUID | None
    number: str | None
    name: str | None
    emails: list[str]
    phones: list[str]
    language: Locale | None
    facts: dict[str, Any]
    agrees: bool


class ImportFlaw(Struct, frozen=True):
    """Why a row is not taken. `column`: by its name; empty where it is the row itself."""

    row: int
    column: str
    why: Why


class ImportColumn(Struct, frozen=True):
    """A column of the table, some of what is in it, and what it may be."""

    name: str
    examples: list[str]
    suggested: Target


def look(path: str, definitions: list[AttributeDefinition]) -> tuple[list[ImportColumn], int]:
    """What the columns of a file may be, and how many rows there are. Raises NoTable."""
    table = read(path)
    taken: set[str] = set()
    columns = []
    for at, name in enumerate(table.columns):
        examples = [row[at] for row in table.rows[:50] if row[at].strip()][:3]
        found = _suggested(name, examples, definitions)
        single = found not in ("email", "phone", "skip")
        if single and found in taken:
            found = "skip"
        taken.add(found)
        columns.append(ImportColumn(name, [one[:80] for one in examples], found))
    return columns, len(table.rows)


def _suggested(name: str, examples: list[str], definitions: list[AttributeDefinition]) -> str:
    plain = name.strip().lower()
    for one in definitions:
        if one.of == "contact" and plain in (one.key, one.label.lower()):
            return f"@{one.key}"
    for target, pattern in _CALLED.items():
        if re.fullmatch(pattern, plain):
            return target
    if examples and all("@" in one for one in examples):
        return "email"
    return "phone" if examples and all(re.match(r"\+\d[\d\s().-]{6,}$", one) for one in examples) else "skip"


def check(mapping: ImportMapping, columns: int, definitions: list[AttributeDefinition]) -> None:
    """Raises invalid for a mapping that does not fit the table, names what is not there, or leaves open who agreed."""
    known = {f"@{one.key}" for one in definitions if one.of == "contact"}
    if len(mapping.columns) != columns:
        raise AppError(ErrorCode.INVALID, f"The table has {columns} columns; say what each of them is.")
    for target in mapping.columns:
        if target not in TARGETS and target not in known:
            raise AppError(ErrorCode.INVALID, f"{target!r} is nothing that a column can be.")
        if target not in ("skip", "email", "phone") and mapping.columns.count(target) > 1:
            raise AppError(ErrorCode.INVALID, f"Two columns can't both be {target!r}.")
    if set(mapping.columns) == {"skip"}:
        raise AppError(ErrorCode.INVALID, "Say what at least one column is.")
    if (mapping.agreed == "column") != ("agrees" in mapping.columns):
        raise AppError(ErrorCode.INVALID, "Who agreed is in a column only where one says so.")
    if mapping.agreed != "nobody" and not mapping.words.strip():
        raise AppError(ErrorCode.INVALID, "Write what they agreed to, word for word.")


def people(
    path: str, start: int, count: int, mapping: ImportMapping, definitions: list[AttributeDefinition]
) -> list[ImportPerson | ImportFlaw]:
    """What these rows of a file say."""
    table = read(path)
    known = {one.key: one for one in definitions if one.of == "contact"}
    rows = table.rows[start : start + count]
    return [_person(table, table.first + start + at, row, mapping, known) for at, row in enumerate(rows)]


class _Flawed(Exception):
    def __init__(self, column: int, why: Why) -> None:
        self.column, self.why = column, why


def _person(
    table: Table, number: int, row: list[str], mapping: ImportMapping, known: dict[str, AttributeDefinition]
) -> ImportPerson | ImportFlaw:
    said: dict[str, list[Any]] = defaultdict(list)
    facts: dict[str, Any] = {}
    try:
        for at, (cell, target) in enumerate(zip(row, mapping.columns, strict=True)):
            text = cell.strip()
            if target == "agrees":
                said[target].append(_yes(at, text))
            elif text and target.startswith("@"):
                facts[target[1:]] = _fact(at, text, known[target[1:]])
            elif text and target != "skip":
                said[target] += _values(at, text, target, mapping.region)
    except _Flawed as flaw:
        return ImportFlaw(number, table.columns[flaw.column], flaw.why)
    name = " ".join([*said["name"], *said["first_name"], *said["last_name"]]) or None
    if not (name or said["email"] or said["phone"] or said["customer_number"] or said["id"]):
        return ImportFlaw(number, "", "nothing")
    if name and len(name) > 100:
        return ImportFlaw(number, "", "name")
    return ImportPerson(
        number,
        next(iter(said["id"]), None),
        next(iter(said["customer_number"]), None),
        name,
        list(dict.fromkeys(said["email"])),
        list(dict.fromkeys(said["phone"])),
        next(iter(said["language"]), None),
        facts,
        mapping.agreed == "everybody" or any(said["agrees"]),
    )


def _values(at: int, text: str, target: str, region: str | None) -> list[Any]:
    try:
        match target:
            case "id":
                return [UUID(text)]
            case "email":
                return [msgspec.convert(one.lower(), Email) for one in _SEVERAL.split(text) if one]
            case "phone":
                return [e164(one, region) for one in _SEVERAL.split(text) if one]
            case "language":
                tag = text.lower().replace("_", "-").partition("-")[0]
                return [msgspec.convert(tag, Locale)]
            case "customer_number":
                return [_plain(text, 200)]
            case _:
                return [msgspec.convert(" ".join(text.split()), PlainName)]
    except (ValueError, AppError) as error:
        why: dict[str, Why] = {"id": "nothing", "first_name": "name", "last_name": "name"}
        raise _Flawed(at, why.get(target, target)) from error  # type: ignore[arg-type]  # the others are called alike


def _plain(text: str, longest: int) -> str:
    if len(text) > longest or re.search(r"[\x00-\x1f]", text):
        raise ValueError(text)
    return text


def _yes(at: int, text: str) -> bool:
    if text.lower() not in _YES | _NO:
        raise _Flawed(at, "agrees")
    return text.lower() in _YES


def _fact(at: int, text: str, definition: AttributeDefinition) -> Any:
    value: Attribute | None = text[:501]
    match definition.type:
        case "number":
            value = _number(text)
        case "boolean":
            value = text.lower() in _YES if text.lower() in _YES | _NO else None
        case "date":
            value = _date(text)
        case "choice":
            value = next((one for one in definition.choices if one.lower() == text.lower()), None)
    if value is None or misfit(definition, value) or len(str(value)) > 500:
        raise _Flawed(at, "attribute")
    return msgspec.to_builtins(value)


def _number(text: str) -> Attribute | None:
    plain = re.sub(r"[\s\u00a0]", "", text).replace(",", ".")
    if not re.fullmatch(r"-?\d{1,15}(\.\d{1,10})?", plain):
        return None
    return float(plain) if "." in plain else int(plain)


def _date(text: str) -> AttributeDate | None:
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"):
        try:
            return AttributeDate(datetime.strptime(text, form).replace(tzinfo=UTC))
        except ValueError:
            continue
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return AttributeDate(at if at.tzinfo else at.replace(tzinfo=UTC))
