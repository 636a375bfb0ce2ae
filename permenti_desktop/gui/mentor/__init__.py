"""Mentors: list and file."""
