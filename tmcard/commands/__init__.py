"""What operators do by command: one module per subject, each a list of click commands."""
