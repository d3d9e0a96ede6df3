"""The API's documentation as one plain page: no script, nothing from outside, and a policy that allows neither."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

Json = dict[str, Any]

POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
STYLE = Path(__file__).parent / "api_docs.css"

_METHODS = ("get", "post", "put", "patch", "delete")
_REF = "#/components/schemas/"
_LIMITS = {
    "minimum": "at least",
    "maximum": "at most",
    "minLength": "at least, in characters,",
    "maxLength": "at most, in characters,",
    "minItems": "at least, in items,",
    "maxItems": "at most, in items,",
    "pattern": "matches",
    "default": "default",
}


def api_docs(document: Json) -> str:
    """The page of an OpenAPI 3.1 document: its operations by tag, its webhooks, its schemas."""
    operations = [
        (path, method, item[method])
        for path, item in document["paths"].items()
        for method in _METHODS
        if method in item
    ]
    tags = list(dict.fromkeys(tag for _, _, operation in operations for tag in operation.get("tags", [""])))
    schemas = document["components"]["schemas"]
    parts = [
        *(_tag(tag, [one for one in operations if tag in one[2].get("tags", [""])]) for tag in tags),
        _webhooks(document["webhooks"]),
        "<h2 id='schemas'>Schemas</h2>",
        *(_schema(name, schemas[name]) for name in sorted(schemas)),
    ]
    menu = "".join(
        f"<li><a href='#{escape(tag)}'>{escape(tag)}</a></li>" for tag in [*tags, "live", "schemas"]
    )
    title = escape(f"{document['info']['title']} API")
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{title}</title>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        "<link rel='stylesheet' href='/api/docs/style.css'></head>"
        f"<body><header><h1>{title}</h1><p>For programs: <a href='/api/openapi.json'>openapi.json</a>.</p></header>"
        f"<nav aria-label='Contents'><ul>{menu}</ul></nav><main>{''.join(parts)}</main></body></html>"
    )


def _tag(tag: str, operations: list[tuple[str, str, Json]]) -> str:
    return f"<h2 id='{escape(tag)}'>{escape(tag)}</h2>" + "".join(_operation(*one) for one in operations)


def _operation(path: str, method: str, operation: Json) -> str:
    name = escape(operation.get("operationId", f"{method}-{path}"))
    return (
        f"<section id='{name}'><h3><span>{method.upper()}</span> <code>{escape(path)}</code></h3>"
        f"<p>{escape(operation.get('description', ''))}</p>"
        f"{_rows('Parameters', _parameters(operation))}{_rows('Body', _body(operation))}"
        f"{_rows('Answers', _answers(operation))}</section>"
    )


def _parameters(operation: Json) -> Iterator[tuple[str, str, str]]:
    for parameter in operation.get("parameters", []):
        required = "required" if parameter.get("required") else ""
        where = f"{parameter['in']}, {required}" if required else parameter["in"]
        yield f"<code>{escape(parameter['name'])}</code>", _kind(parameter.get("schema", {})), escape(where)


def _body(operation: Json) -> Iterator[tuple[str, str, str]]:
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        yield escape(kind), _kind(content.get("schema", {})), ""


def _answers(operation: Json) -> Iterator[tuple[str, str, str]]:
    for status, answer in operation["responses"].items():
        kinds = [_kind(content.get("schema", {})) for content in answer.get("content", {}).values()]
        yield escape(status), " or ".join(kinds), escape(answer.get("description", ""))


def _webhooks(webhooks: Json) -> str:
    lines = "".join(
        f"<li>{escape(item['post']['summary'])}: "
        f"{_kind(item['post']['requestBody']['content']['application/json']['schema'])}</li>"
        for item in webhooks.values()
    )
    return f"<h2 id='live'>live</h2><p>The frames of the live protocol.</p><ul>{lines}</ul>"


def _schema(name: str, schema: Json) -> str:
    required = set(schema.get("required", []))
    fields = (
        (
            f"<code>{escape(field)}</code>",
            _kind(value),
            "required" if field in required else "",
        )
        for field, value in schema.get("properties", {}).items()
    )
    of = "" if "properties" in schema else f"<p>{_kind(schema)}</p>"
    about = escape(schema.get("description", ""))
    return f"<section id='{escape(name)}'><h3>{escape(name)}</h3><p>{about}</p>{of}{_rows('Fields', fields)}</section>"


def _kind(schema: Json) -> str:
    """What a value may be, in a few words, with links to named schemas."""
    if "$ref" in schema:
        name = escape(schema["$ref"].removeprefix(_REF))
        return f"<a href='#{name}'>{name}</a>"
    for union in ("oneOf", "anyOf", "allOf"):
        if union in schema:
            return " or ".join(_kind(one) for one in schema[union])
    if "enum" in schema or "const" in schema:
        values = schema.get("enum", [schema.get("const")])
        return " or ".join(f"<code>{escape(repr(value))}</code>" for value in values)
    kinds = schema.get("type", "anything")
    words = " or ".join([kinds] if isinstance(kinds, str) else kinds)
    if "items" in schema:
        words = f"{words} of {_kind(schema['items'])}"
    elif "format" in schema:
        words = f"{words} ({escape(schema['format'])})"
    limits = [
        f"{said} <code>{escape(str(schema[key]))}</code>" for key, said in _LIMITS.items() if key in schema
    ]
    return ", ".join([words, *limits])


def _rows(caption: str, rows: Iterator[tuple[str, str, str]]) -> str:
    lines = "".join(f"<tr><td>{'</td><td>'.join(row)}</td></tr>" for row in rows)
    return f"<table><caption>{caption}</caption><tbody>{lines}</tbody></table>" if lines else ""
