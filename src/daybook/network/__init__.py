"""One HTTP exchange within bounds: who may be asked, how long it may take, how much may come.

Knows no wiki, no newspaper and no page. `daybook.source` and `daybook.enrich` ask through it.
"""
