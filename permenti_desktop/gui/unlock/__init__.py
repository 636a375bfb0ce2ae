"""The page for the passphrase, and what a refused file is told about."""
