"""From the wikitext of a day page to its events: pure, never raises on bad input, loses no line."""
