"""A place: where somebody is, or where to find something."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

Line = Annotated[str, Meta(max_length=200, pattern=r"^[^\x00-\x1f]*\Z")]


class Place(
    Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="kind", tag="place"
):
    """Degrees of WGS 84. `accuracy` in metres, where the sender's device found it; null where it was told by hand."""

    latitude: Annotated[float, Meta(ge=-90, le=90)]
    longitude: Annotated[float, Meta(ge=-180, le=180)]
    name: Line = ""
    address: Line = ""
    accuracy: Annotated[float, Meta(ge=0, le=1e7)] | None = None

    def as_text(self) -> str:
        """A pin, with what is known of it, and where it is for a map (a geo: URI's path, RFC 5870)."""
        told = ", ".join(part for part in (self.name, self.address) if part)
        where = f"{self.latitude:.5f},{self.longitude:.5f}"
        return f"📍 {told} ({where})" if told else f"📍 {where}"
