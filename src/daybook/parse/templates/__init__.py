"""What stands for a template: its arguments, parser functions, and the words of those that a dialect knows."""
