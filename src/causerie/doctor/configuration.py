"""The settings by themselves: whether they can be read, fit together and are safe."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from causerie.doctor.finding import Finding, fine, note, wrong
from causerie.settings import PREFIX, Settings, SettingsError

FEWEST_SECRET_CHARACTERS = 32
FEWEST_DIFFERENT_CHARACTERS = 10
OTHERS_MAY = 0o077
CLOCK_SECONDS = 60


def read(environ: Mapping[str, str]) -> tuple[Settings | None, list[Finding]]:
    """The settings, where they can be read, and every one that can't, not only the first."""
    given = {name: value for name, value in environ.items() if name.startswith(PREFIX)}
    found = []
    # Some ask for a database beside them; whether there is one is asked of all together.
    beside = {f"{PREFIX}DATABASE_URL": "postgresql://"}
    for name, value in sorted(given.items()):
        try:
            Settings.from_env({**beside, name: value})
        except SettingsError as error:
            found.append(wrong("settings", str(error), f"set {name} as docs/settings.md says, or unset it"))
    if found:
        return None, found
    try:
        settings = Settings.from_env(given)
    except SettingsError as error:
        return None, [wrong("settings", str(error), "set both as docs/settings.md says")]
    named = ", ".join(sorted(given)) or "none; every default"
    return settings, [fine("settings", f"given: {named}")]


def address(settings: Settings) -> list[Finding]:
    """The address that people use."""
    what, base = "address", urlsplit(settings.base_url)
    host = base.hostname or ""
    if host in ("0.0.0.0", "::"):
        return [
            wrong(
                what,
                f"{settings.base_url} is no address that a browser can open",
                f"set {PREFIX}BASE_URL to what people type, like https://chat.example.com",
            )
        ]
    if _is_here(host):
        return [note(what, f"{settings.base_url}: for this machine alone")]
    if base.scheme != "https":
        return [
            wrong(
                what,
                f"{settings.base_url} is not encrypted: passwords, cookies and messages can be read on the way",
                f"put a proxy with a certificate in front and set {PREFIX}BASE_URL to https://{base.netloc}",
            )
        ]
    if not settings.trusted_proxies:
        return [
            wrong(
                what,
                "https ends in front of Causerie, which does not believe whoever ends it: cookies would not be "
                "marked Secure, and all visitors would share one address and its limits",
                f"set {PREFIX}TRUSTED_PROXIES to the proxy's address, like 127.0.0.1",
            )
        ]
    return [fine(what, settings.base_url)]


def _is_here(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def secret(settings: Settings) -> list[Finding]:
    """What tokens and links are signed with."""
    what, path = "secret", settings.data_dir / "secret"
    where = f"{PREFIX}SECRET"
    if settings.secret:
        text = settings.secret
    elif path.is_file():
        text, where = path.read_text(), str(path)
        if path.stat().st_mode & OTHERS_MAY:
            return [wrong(what, f"{path} can be read by others on this machine", f"chmod 600 {path}")]
    else:
        return [fine(what, f"will be made at the first start, in {path}")]
    if len(text) < FEWEST_SECRET_CHARACTERS or len(set(text)) < FEWEST_DIFFERENT_CHARACTERS:
        mend = (
            "replace it by the output of: openssl rand -base64 32 (it signs everybody out, and voids links)"
        )
        return [wrong(what, f"{where} is too easy to guess ({len(text)} characters)", mend)]
    return [fine(what, where)]


def clock() -> list[Finding]:
    """Codes, links and signed statements expire by this machine's clock."""
    installed = Path(__file__).stat().st_mtime
    behind = installed - time.time()
    if behind > CLOCK_SECONDS:
        words = f"this machine's clock is at least {behind:.0f} s behind: Causerie was installed after it"
        return [wrong("clock", words, "let it be set by the network: timedatectl set-ntp true")]
    return [fine("clock", time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime()))]
