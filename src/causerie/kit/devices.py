"""A browser and its system by their names, of the words with which it introduces itself (RFC 9110, section 10.1.5)."""

from __future__ import annotations

from functools import lru_cache

MOST = 300

# The first that is there: many name the browsers that they are made of behind themselves.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("YaBrowser/", "Yandex Browser"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


@lru_cache(1_000)
def device(user_agent: str) -> str:
    """Like "Chrome, Android"; what is not known is left out."""
    return ", ".join(part for part in (_first(_BROWSERS, user_agent), _first(_SYSTEMS, user_agent)) if part)


def _first(names: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for mark, name in names if mark in user_agent), "")
