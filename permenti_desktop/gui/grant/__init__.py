"""The screen of grants (Zuwendungen) and cohorts (Durchgänge)."""
