"""Daybook: a permanent, open news archive from the pages on which wiki editors list each day's news.

Loads nothing, so that the command line starts fast.
"""

__version__ = "0.2.0"
"""The version: the build of the distribution `daybook-archive`, `--version`, and what wikis and hosts see of it read it here."""
