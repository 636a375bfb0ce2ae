"""The database: opening, reading, writing, journal, search, backups and migrations."""
