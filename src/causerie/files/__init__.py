"""Files that people send: typed by their content; only what we encoded ourselves is shown in place."""
