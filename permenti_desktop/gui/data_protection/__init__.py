"""Datenschutz: whose period is over, who is blocked, who was erased, what left the house, what is protected."""
