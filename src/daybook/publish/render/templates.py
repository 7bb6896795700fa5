"""Templates compiled for one site: the home of Jinja.

What is the same on every page is filled in when a template is read, not when a page is rendered: `[[event.related]]` is
looked up in the catalogue of words (or in the site's constants) and becomes part of the template's own text, escaped. So
150,000 pages pay nothing for it, and a misspelt key fails the build instead of a page. Everything else is escaped by
Jinja as it is printed. Knows no kind of page.

One of Jinja's habits is changed: `a.b` is an attribute and never an item, so that what a record has not fails the build.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from html import escape

from jinja2 import Environment, FunctionLoader, StrictUndefined, TemplateError, nodes
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


class Templates:
    """The templates of a theme, by name, ready to render."""

    def __init__(
        self, sources: Mapping[str, str], constant: Callable[[str], str], filters: Mapping[str, Callable[..., object]]
    ) -> None:
        """Read templates: `constant` gives the words for a `[[key]]` and may raise `PublishError`."""

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
