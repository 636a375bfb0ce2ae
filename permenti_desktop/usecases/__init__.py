"""What people do to the office's records: one function per deed, each within one transaction."""
