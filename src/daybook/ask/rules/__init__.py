"""What searching knows of languages, as data: `en.toml` and its like."""
