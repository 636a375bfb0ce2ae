"""What is read: functions ``(session, …)`` that return frozen rows, one module per subject."""
