"""Who works here: invitations, roles, and leaving."""
