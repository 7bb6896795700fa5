"""Which event is which: what is compared, what became of each event of a day, and events that moved to a neighbouring day."""
