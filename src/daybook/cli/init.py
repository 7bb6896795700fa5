"""`daybook init`."""

from contextlib import suppress
from importlib import resources
from pathlib import Path

import click

from daybook.cli.command import Session, daybook_command
from daybook.cli.reference import settings_template
from daybook.cli.wording import counted
from daybook.config import FILE_NAME
from daybook.errors import DaybookError, reason_of


@daybook_command("init")
@click.argument("folder", type=click.Path(path_type=Path), default=Path())
def command(session: Session, folder: Path) -> None:
    r"""Make a publisher's folder, with settings to fill in.

    It holds settings, an about page, room for articles and a theme, and recipes. FOLDER is created if necessary; existing files
    are left alone.

    \b
    Examples:
      daybook init news
      cd news && daybook fetch && daybook build && daybook serve     once wiki.contact is filled in
    """
    if folder.exists() and not folder.is_dir():
        raise DaybookError(f"not a folder: `{folder}`", hint="name a folder, or one to be created")
    if folder.absolute().parent == folder.absolute():
        raise DaybookError(f"not in the root of the file system: `{folder}`", hint="name a folder: `daybook init news`")
    starter = resources.files("daybook") / "starter"
    files = {FILE_NAME: settings_template()}
    for place in ("", "recipes/", "opinion/", "theme/"):
        files |= {
            f"{place}{file.name}": file.read_text("utf-8") for file in (starter / place).iterdir() if file.is_file()
        }
    settings_are_new = not (folder / FILE_NAME).exists()
    present = [name for name in sorted(files) if (folder / name).exists()]
    for name in sorted(set(files).difference(present)):
        _write(folder / name, files[name])
        session.console.say(f"wrote {folder / name}")
    if len(present) == len(files):
        session.console.say(
            f"nothing to do: {folder} is a publisher's folder already, with settings in {folder / FILE_NAME}"
        )
    elif present:
        session.console.say(
            f"left alone: {counted(len(present), 'file')} that {_were(present)} there: {', '.join(present)}"
        )
    if settings_are_new:
        session.console.say(f"next: fill in wiki.contact in {folder / FILE_NAME}, then `daybook fetch` in that folder")


def _were(names: list[str]) -> str:
    return "was" if len(names) == 1 else "were"


def _write(target: Path, content: str) -> None:
    """Write a file whole or not at all: half a file would be left alone by the next try."""
    partial = target.with_name(f".{target.name}.new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(content, "utf-8")
        partial.replace(target)
    except OSError as error:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        reason = reason_of(error)
        raise DaybookError(f"cannot write `{target}`: {reason}", hint="fix that and run the command again") from error
