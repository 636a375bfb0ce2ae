"""Reports: a document as plain data, and the writers that make Excel, PDF and CSV of it."""
