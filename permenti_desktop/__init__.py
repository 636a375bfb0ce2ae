"""Permenti Desktop: a program for offices that bring refugee women into work, over one encrypted database."""
