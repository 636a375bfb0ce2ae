"""Participants: the list, the file with its tabs, and what is entered in a drawer."""
