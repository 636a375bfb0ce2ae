"""The tables of an office file, one module per subject. ``models.all`` loads them all."""
