"""Mirrors src/; helpers/ is what tests share, e2e/ works in a real browser."""
