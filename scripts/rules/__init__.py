"""Rules of this house that no public tool knows. Each reads files and names what breaks it."""
