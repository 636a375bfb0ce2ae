"""The way from nothing to an office file, page by page."""
