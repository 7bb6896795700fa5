"""Public names of a package that are loaded when they are first used (PEP 562): what is not used costs no start-up."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def lazy_names(package: str, modules: Mapping[str, str]) -> Callable[[str], Any]:
    """Return the `__getattr__` of a package: for each public name, `modules` has the module within it that the name stands in.

    No name may be that of one of these modules: Python would give the module for it, once that is loaded.
    """

    def load(name: str) -> Any:
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(f"{package}.{modules[name]}"), name)
        setattr(sys.modules[package], name, value)  # so that this is not asked again
        return value

    return load
