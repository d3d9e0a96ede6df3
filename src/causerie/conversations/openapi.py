"""The frames of the live protocol as OpenAPI 3.1 webhooks, so that clients get their types from one document."""

from __future__ import annotations

from typing import Any

import msgspec

from causerie.conversations.frames import ClientFrame, ServerFrame

REF = "#/components/schemas/{name}"


def frames_document() -> dict[str, Any]:
    """`webhooks` and `components` for every frame: `ClientFrame` and `ServerFrame` are the two unions."""
    (client, server), components = msgspec.json.schema_components(
        [ClientFrame, ServerFrame], ref_template=REF
    )
    components = {name: schema | {"title": name} for name, schema in components.items()}
    components["ClientFrame"] = client
    components["ServerFrame"] = server
    return {
        "webhooks": {
            "live.client": _webhook("ClientFrame", "What a client may send over /live"),
            "live.server": _webhook("ServerFrame", "What the server may send over /live"),
        },
        "components": {"schemas": components},
    }


def _webhook(name: str, summary: str) -> dict[str, Any]:
    schema = {"$ref": REF.format(name=name)}
    return {
        "post": {
            "summary": summary,
            "requestBody": {"content": {"application/json": {"schema": schema}}},
            "responses": {"200": {"description": "Not a request: docs/live.md says how frames travel"}},
        }
    }
