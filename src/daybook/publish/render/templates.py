"""Templates compiled for one site: the home of Jinja.

What is the same on every page is filled in when a template is read, not when a page is rendered: `[[event.related]]` is
looked up in the catalogue of words (or in the site's constants) and becomes part of the template's own text, escaped. So
150,000 pages pay nothing for it, and a misspelt key fails the build instead of a page. Everything else is escaped by
Jinja as it is printed. Knows no kind of page.

One of Jinja's habits is changed: `a.b` is an attribute and never an item, so that what a record has not fails the build. Jinja lets
no other be changed but by what is its own affair: printing without an object for each piece, and calling macros as functions, took a
sixth off the time of an event's template, and were taken out again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from html import escape
from types import CodeType

from jinja2 import BytecodeCache, Environment, FunctionLoader, StrictUndefined, TemplateError, nodes
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup

from daybook.errors import PublishError

__all__ = ["Markup", "Templates"]

_CONSTANT = re.compile(r"\[\[([\w.: /-]+)\]\]")
_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_INDENT = re.compile(r"\s*\n\s*")


class _Code(CodeGenerator):
    """Jinja's compiler, for which `a.b` is an attribute and never an item: templates read records."""

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - Jinja names it
        """Write `value.name`."""
        self.visit(node.node, frame)
        self.write(f".{node.attr}")


class _Environment(Environment):
    """Jinja's environment with that compiler, by the attribute that Jinja has for it."""

    code_generator_class = _Code


class _Compiled(BytecodeCache):
    """Compiled templates by their text with all constants filled in, held while the process lives and never written to a file.

    Whoever follows a wiki builds a site again and again: compiling what the pages of a changed day need takes a tenth of that.
    """

    def __init__(self) -> None:
        self._held: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill a bucket, if what it wants is held."""
        bucket.code = self._held.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Hold what a bucket has; of templates that change again and again, what is old is let go."""
        if len(self._held) >= MOST_COMPILED:
            self._held.clear()
        if bucket.code is not None:
            self._held[bucket.key, bucket.checksum] = bucket.code


MOST_COMPILED = 200
"""Compiled templates held for a wording at most, about 20 KB each: three times as many as the theme has."""


@lru_cache(maxsize=4)
def _compiled_for(wording: str) -> _Compiled:  # noqa: ARG001 - the cache tells wordings apart by it
    """Return what is held for a wording. Not for all: Jinja works out filters of constants while it compiles."""
    return _Compiled()


class Templates:
    """The templates of a theme, by name, ready to render."""

    def __init__(
        self,
        sources: Mapping[str, str],
        constant: Callable[[str], str],
        filters: Mapping[str, Callable[..., object]],
        wording: str,
    ) -> None:
        """Read templates: `constant` gives the words for a `[[key]]` and may raise `PublishError`.

        `wording` tells sites apart whose filters give other texts; those of one wording share what is compiled.
        """

        def fill(name: str, source: str) -> str:
            def escaped(found: re.Match[str]) -> str:
                try:
                    value = constant(found[1])
                except PublishError as error:
                    raise PublishError(f"{error.message}, in the template `{name}`", hint=error.hint) from error
                return (
                    f"{{% raw %}}{value}{{% endraw %}}"
                    if isinstance(value, Markup)
                    else escape(value).replace("{", "&#123;")
                )

            return _INDENT.sub("\n", _CONSTANT.sub(escaped, _COMMENT.sub("", source)))

        self._environment = _Environment(
            loader=FunctionLoader(lambda name: fill(name, sources[name]) if name in sources else None),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,
            bytecode_cache=_compiled_for(wording),
        )
        self._environment.filters.update(filters)

    def renderer(self, name: str) -> Callable[..., str]:
        """Compile a template and return what renders it with named values; `PublishError` where it is faulty."""
        with _telling(name):
            compiled = self._environment.get_template(name)

        def render(**values: object) -> str:
            with _telling(name):
                return compiled.render(values)

        return render


@contextmanager
def _telling(name: str) -> Iterator[None]:
    """Say which template is at fault: in its grammar, or asking a record for what it has not."""
    try:
        yield
    except (TemplateError, AttributeError) as error:
        raise PublishError(f"a template is faulty: `{name}`: {error}", hint="see the theme guide") from error
