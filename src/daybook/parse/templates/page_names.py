"""Variables that the page's own title gives a value: `{{PAGENAME}}` and the like, in the wiki's language too."""

from __future__ import annotations

import re
from functools import lru_cache

from daybook.parse.dialect import Dialect


@lru_cache(maxsize=16)
def _variable(dialect: Dialect) -> re.Pattern[str]:
    names = "|".join(re.escape(name) for name in sorted(dialect.magic.variables, key=len, reverse=True)) or "(?!)"
    return re.compile(rf"\{{\{{\s*({names})\s*\}}\}}")


def name_page(text: str, title: str, dialect: Dialect) -> str:
    """Put the page's title, or the part of it that is meant, where a variable stands for it."""
    if "{{" not in text:
        return text
    namespace, colon, name = title.partition(":")
    values = {"FULLPAGENAME": title, "PAGENAME": name if colon else title, "NAMESPACE": namespace if colon else ""}
    variables = dialect.magic.variables
    return _variable(dialect).sub(lambda match: values.get(variables[match[1]], ""), text)
