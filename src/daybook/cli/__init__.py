"""The command line: one file a command, loaded when it is called."""

from daybook.cli.run import main

__all__ = ["main"]
