"""Words and rules of the offices' work: what can be said about one record without a database."""
