"""Settings: read once, from `daybook.toml` and the command line."""
