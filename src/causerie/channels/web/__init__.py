"""The widget: the loader on a shop's page and the panel in its own frame."""
