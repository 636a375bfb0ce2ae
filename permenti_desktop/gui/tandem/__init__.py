"""Tandems: list, file, and who waits for a mentor."""
