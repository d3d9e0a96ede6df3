"""The sites whose pages may show a widget, as origins (RFC 6454), which stand in a header with nothing else."""

from __future__ import annotations

import re

_ORIGIN = re.compile(
    r"(?P<origin>https?://(?:[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*|\[[0-9a-f:.]{2,45}\])(?::[0-9]{1,5})?)(?:[/?#][^\s;,]*)?"
)


def origin(site: str) -> str:
    """The origin of a site's address, whose path is dropped: `https://shop.example:8443` of `https://Shop.example:8443/a`.

    Raises ValueError for what is none: another scheme, a name and password, a wildcard, anything that would end the
    header's list of origins.
    """
    scheme, colon, rest = site.partition("://")
    host, slash, path = rest.partition("/")
    try:
        ascii_host = host.lower() if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        ascii_host = ""
    match = _ORIGIN.fullmatch(f"{scheme.lower()}{colon}{ascii_host}{slash}{path}")
    if match is None:
        raise ValueError(f"{site!r} is no site like https://shop.example")
    return match["origin"]
