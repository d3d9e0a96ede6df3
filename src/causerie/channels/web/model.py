"""What a site's pages may say through the widget."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from causerie.contacts.model import Attribute, AttributeName, Claim, Tracked

Label = Annotated[str, Meta(min_length=1, max_length=50, pattern=r"^[^\x00-\x1f]+\Z")]
Attributes = Annotated[dict[AttributeName, Attribute | None], Meta(max_length=50)]


class About(Struct, frozen=True, forbid_unknown_fields=True):
    """What a page says of its visitor and their conversation, unsigned: staff see that nobody has checked it.

    An attribute that is null is forgotten. `labels` of the present case: true puts one on, false takes it off.
    """

    who: Claim | None = None
    contact: Attributes = {}
    conversation: Attributes = {}
    labels: Annotated[dict[Label, bool], Meta(max_length=20)] = {}
    events: Annotated[list[Tracked], Meta(max_length=50)] = []
