"""Data that comes in from and goes out to other programs and offices."""
