"""From page records to bytes, one module a format."""
