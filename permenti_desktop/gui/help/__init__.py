"""The screen of the manual."""
