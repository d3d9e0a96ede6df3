"""The timeline: its only writer, its readers, and the live sockets over it."""
