"""Accounts, sign-in, sessions, workspaces and staff."""
