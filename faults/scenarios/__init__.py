"""One fault a file, each with its `SCENARIO`."""
