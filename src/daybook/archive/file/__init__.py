"""The archive as one file: made, opened, locked, verified, brought to today's version, and its errors explained."""
