"""Internships: list, board and file."""
