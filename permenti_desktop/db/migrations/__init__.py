"""The way from one schema revision to the next; :mod:`permenti_desktop.db.migrating` walks it."""
