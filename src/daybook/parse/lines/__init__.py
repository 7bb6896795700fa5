"""One line: tokens, links, sources and runs of apostrophes, and the headline that they make."""
