"""Causerie: the self-hosted place where a business and its customers talk."""
