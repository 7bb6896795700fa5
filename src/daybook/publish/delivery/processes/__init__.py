"""Who does the work: this process, a second one that is forked, or several."""
