"""Files that people send: what they are is told by their content, and only what we encoded ourselves is shown in place."""
