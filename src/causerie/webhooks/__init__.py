"""Telling a business's own programs what happens."""
