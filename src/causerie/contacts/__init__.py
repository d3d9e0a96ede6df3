"""Contacts as a workspace knows them, their identities, and the visits of browsers whose owner opened the chat."""
