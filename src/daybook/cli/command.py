"""What all commands share: their options, their settings, and the group that holds them.

Knows no single command beyond its name; those are modules of this package, each with a `command`.
"""

from __future__ import annotations

import difflib
import importlib
import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

import click

from daybook.cli.console import Console
from daybook.cli.output import telling_of_full_output
from daybook.workers import deferring_sigint, leaving_cycles_alone

if TYPE_CHECKING:  # the settings of all stages load half of the program, which `--help` does without
    from daybook.config import Settings

P = ParamSpec("P")

COMMANDS = {
    "demo": ("demo", "Build a small sample site and serve it."),
    "init": ("init", "Make a publisher's folder, with settings to fill in."),
    "import": ("importing", "Read day pages from files into the archive."),
    "fetch": ("fetch", "Read the day pages that changed from the wiki."),
    "follow": ("follow", "Keep the archive and the site up to date with the wiki."),
    "parse": ("parse", "Print the events of day pages as JSON, a line for each day."),
    "enrich": ("enrich", "Read what cited sources say about themselves: title, date, lead."),
    "relate": ("relate", "Find the related events of all events."),
    "build": ("build", "Write the site from the archive."),
    "serve": ("serve", "Show the site in a browser, or to the world."),
    "digest": ("digest", "Write the digest of a day, a week or a month as an e-mail or a book, or send it."),
    "search": ("search", "Find events by words and filters, now or as of a past moment."),
    "mcp": ("mcp", "Give language models tools: search, events, histories."),
    "related": ("related", "Show the events related to an event or to any text, and why."),
    "check": ("check", "Print what was not understood on day pages, and how to fix it."),
    "export": ("export", "Write the archive as tables, or print its events as JSON."),
    "backup": ("backup", "Write a consistent copy of the archive to the file TO."),
    "reindex": ("reindex", "Rebuild the search index of the archive."),
    "reparse": ("reparse", "Read the archive again from its own pages, with today's parser and settings."),
    "status": ("status", "Show how fresh and how complete the archive and its site are."),
}
"""Each command, the module that holds it, and the first sentence of its help: in the order in which a publisher meets them.

The sentence stands here too, so that the overview loads no command; a test holds both to each other.
"""

CONTEXT: dict[str, Any] = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@dataclass(frozen=True, slots=True)
class Session:
    """What a command is called with: the settings, and where to tell how it goes."""

    settings: Settings
    console: Console


class ReaderGone(Exception):
    """Whoever read the output has stopped. Not an `OSError`, for click turns a broken pipe into exit code 1."""


@contextmanager
def noticing_that_the_reader_is_gone() -> Iterator[None]:
    """Turn a broken pipe into `ReaderGone`."""
    try:
        yield
    except BrokenPipeError as error:
        raise ReaderGone from error


class LazyGroup(click.Group):
    """The group of all commands; imports a command's module only when that command is asked for."""

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        """Read the arguments, and print the help or the version where they ask for it."""
        with noticing_that_the_reader_is_gone():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        with noticing_that_the_reader_is_gone():
            result: object = super().invoke(ctx)
            with telling_of_full_output():
                sys.stdout.flush()
        return result

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Return the command that was asked for; an unknown name is answered with the nearest one."""
        name = args[0] if args else ""
        near = difflib.get_close_matches(name, COMMANDS, n=1)
        if name not in COMMANDS and near and not name.startswith("-"):
            raise click.UsageError(f"no such command: `{name}`; did you mean `{near[0]}`?", ctx)
        return super().resolve_command(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click calls it so
        """Return the names of all commands."""
        return list(COMMANDS)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the overview of all commands."""
        rows = [(name, summary) for name, (_, summary) in COMMANDS.items()]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return a command by its name."""
        if cmd_name not in COMMANDS:
            return None
        with deferring_sigint(), leaving_cycles_alone():  # of modules: an eighth of the time that loading them takes
            module = importlib.import_module(f"daybook.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = module.command
        return command


def daybook_command(name: str) -> Callable[[Callable[Concatenate[Session, P], int | None]], click.Command]:
    """Make a command of a function that takes the session first; its docstring is the help.

    The function returns the exit code, None for 0.
    """

    def decorate(function: Callable[Concatenate[Session, P], int | None]) -> click.Command:
        def run(
            config: Path | None,
            assignments: tuple[str, ...],
            quiet: bool,
            progress: bool,
            *args: P.args,
            **kwargs: P.kwargs,
        ) -> int | None:
            from daybook.config import load_settings

            console = Console(sys.stderr, quiet=quiet, progress=progress)
            return function(Session(load_settings(config, assignments), console), *args, **kwargs)

        return click.command(
            name,
            params=[*reversed(getattr(function, "__click_params__", [])), *_shared_options()],
            help=(inspect.getdoc(function) or "").replace("\\b\n", "\b\n"),  # click's mark: a block not to be wrapped
            context_settings=CONTEXT,
        )(run)

    return decorate


def _shared_options() -> list[click.Parameter]:
    return [
        click.Option(
            ["--config"],
            type=click.Path(path_type=Path),
            metavar="FILE",
            help="Settings file.  [default: daybook.toml, if there is one]",
        ),
        click.Option(
            ["--set", "assignments"],
            multiple=True,
            metavar="KEY=VALUE",
            help="Override one setting, such as files.site=public; may be repeated.",
        ),
        click.Option(["--quiet", "-q"], is_flag=True, help="Print nothing but errors."),
        click.Option(["--progress/--no-progress"], default=True, help="Show progress, or do not."),
    ]
