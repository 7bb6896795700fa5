"""Whole pages of any kind as bytes, and what describes them: it reads the registry of page kinds, and is made with `render`."""
