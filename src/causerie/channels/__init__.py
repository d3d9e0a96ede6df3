"""Connections to the outside: the widget, e-mail and, one folder each, what comes later."""
