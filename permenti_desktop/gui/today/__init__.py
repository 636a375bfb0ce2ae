"""The screen "Heute": what is due, what runs out, what is missing."""
