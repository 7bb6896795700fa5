"""Which events belong together, how strongly and why: pure, from values to values."""
