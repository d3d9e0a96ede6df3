"""Who may do what. A route names its permission on its own line; nothing else decides.

    @get("/conversations", permission="conversations.read")

`public` is for everyone, `account` for anyone signed in, `visitor` for the holder of a visitor's token; the rest are
capabilities of a role in the workspace that the path names.
"""

from __future__ import annotations

from causerie.accounts.model import Role, Staff

PUBLIC, ACCOUNT, VISITOR = "public", "account", "visitor"

_VIEWER = frozenset({"conversations.read", "contacts.read", "staff.read", "channels.read"})
_AGENT = _VIEWER | {"conversations.write", "contacts.write", "files.write"}
_ADMIN = _AGENT | {
    "channels.write",
    "staff.write",
    "keys.write",
    "webhooks.write",
    "conversations.moderate",
    "stories.write",
    "stickers.write",
    "cases.write",
    "contacts.manage",
    # of everybody; without it one's own and one's teams' are shown
    "reports.read",
}

ROLES: dict[Role, frozenset[str]] = {
    "viewer": _VIEWER,
    "agent": _AGENT,
    "admin": _ADMIN,
    "owner": _ADMIN,
    "custom": _VIEWER,
}
CAPABILITIES = _ADMIN
# What a key may be made for. Who may come in, and with which keys, is for people alone to say.
SCOPES = CAPABILITIES - {"staff.write", "keys.write"}
PERMISSIONS = frozenset({PUBLIC, ACCOUNT, VISITOR}) | CAPABILITIES


def may(staff: Staff, permission: str) -> bool:
    """Whether this member of staff has the capability `permission`."""
    return permission in ROLES[staff.role] or permission in staff.granted


def all_of(role: Role, granted: frozenset[str]) -> frozenset[str]:
    """Every capability of somebody who is this."""
    return ROLES[role] | granted
