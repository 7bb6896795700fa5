"""Daybook: a permanent, open news archive from the pages on which wiki editors list each day's news."""
