"""The same done with many conversations."""
