"""How long things take, measured against floors built in the same run."""
