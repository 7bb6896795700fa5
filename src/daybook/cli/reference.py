"""The reference of settings and commands, written from the code: `make docs` runs this module.

A test holds the files in docs/reference equal to what this makes. Writes nothing but those.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from daybook.cli.command import CONTEXT
from daybook.cli.run import daybook
from daybook.config import Described, describe, sections

_MADE = "<!-- Written by `make docs` from the code; do not edit. -->"
_INTRODUCTION = """# Settings

They are read from `daybook.toml` in the publisher's folder, a table for each section; each can also be given on the command line
as `--set section.key=value`. Unknown keys and wrong values are reported together, before anything is done. Relative paths start
from the folder that `daybook.toml` is in."""


def settings_reference() -> str:
    """Return the reference of settings as Markdown."""
    parts = [_MADE, _INTRODUCTION]
    for name, sentence in sections():
        entries = [entry for entry in describe() if entry.key.startswith(f"{name}.")]
        parts.append(f"## `[{name}]`\n\n{sentence}\n\n" + "\n".join(_rows(entries)))
    return "\n\n".join(parts) + "\n"


def commands_reference() -> str:
    """Return the reference of commands as Markdown."""
    parts = [_MADE, "# Commands"]
    for path, command in _commands():
        context = click.Context(command, info_name=path, terminal_width=100, **CONTEXT)
        parts.append(f"## `{path}`\n\n```text\n{command.get_help(context)}\n```")
    return "\n\n".join(parts) + "\n"


def settings_template() -> str:
    """Return a `daybook.toml` in which every setting stands with its help and its default, as a comment."""
    lines = [
        "# Settings of this archive and its site. A line that is a comment shows the default: take its # away to change it.",
        "# To fill in first: wiki.contact, before you fetch; site.title and site.address, before you publish.",
        "",
    ]
    for name, sentence in sections():
        lines += [f"[{name}]", f"# {sentence}"]
        for entry in describe():
            if entry.key.startswith(f"{name}."):
                lines += [
                    "",
                    *(f"# {line}" for line in _wrapped(f"{entry.help} ({entry.kind})")),
                    f"#{_example(entry)}",
                ]
        lines.append("")
    return "\n".join(lines)


def write_reference(folder: Path) -> None:
    """Write both references to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "settings.md").write_text(settings_reference(), "utf-8")
    (folder / "commands.md").write_text(commands_reference(), "utf-8")


def _rows(entries: list[Described]) -> Iterator[str]:
    yield "| key | value | default | |"
    yield "| --- | --- | --- | --- |"
    for entry in entries:
        default = f"`{entry.default}`" if entry.default else "not set"
        yield f"| `{entry.key}` | {entry.kind} | {default} | {entry.help} |".replace("\n", " ")


def _example(entry: Described) -> str:
    default = entry.default or '""'  # empty is not set, and TOML has no other word for it
    return f"{entry.key.rpartition('.')[2]} = {default}"


def _wrapped(text: str) -> list[str]:
    return inspect.cleandoc(click.formatting.wrap_text(text, width=98)).splitlines()


def _commands() -> Iterator[tuple[str, click.Command]]:
    yield "daybook", daybook
    with click.Context(daybook) as context:
        for name in daybook.list_commands(context):
            command = daybook.get_command(context, name)
            assert command is not None
            yield f"daybook {name}", command


if __name__ == "__main__":
    write_reference(Path(sys.argv[1]))
