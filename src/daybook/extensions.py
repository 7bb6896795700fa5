"""Extensions of other packages: modules that register sources, rankers and formats of their own when they are imported.

A package names its module as an entry point of the group `daybook`; it is imported when a name is asked for that is not
Daybook's own, or when all names are listed. Nothing else is loaded, so that what needs no extension starts as fast as without.
"""

from __future__ import annotations

from functools import cache

from daybook.errors import DaybookError

GROUP = "daybook"


@cache
def load_extensions() -> tuple[str, ...]:
    """Import the extensions that are installed, once, and return their names.

    Raises:
        DaybookError: one of them cannot be imported.
    """
    from importlib.metadata import entry_points  # loads the parser of e-mails; most runs ask for no extension

    names = []
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        try:
            point.load()
        except Exception as error:
            raise DaybookError(
                f"extension `{point.name}` cannot be loaded: {error}", hint="update or uninstall the package it is in"
            ) from error
        names.append(point.name)
    return tuple(names)
