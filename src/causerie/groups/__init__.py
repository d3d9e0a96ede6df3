"""Groups and direct conversations between accounts."""
