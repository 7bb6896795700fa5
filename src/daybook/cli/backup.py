"""`daybook backup`."""

from pathlib import Path

import click

from daybook.archive import backup
from daybook.cli.command import Session, daybook_command


@daybook_command("backup")
@click.argument("to", type=click.Path(path_type=Path))
def command(session: Session, to: Path) -> None:
    r"""Write a consistent copy of the archive to the file TO.

    Works while others read and write the archive. A file of that name is replaced when the copy is whole.

    \b
    Examples:
      daybook backup copy.sqlite
      daybook backup "backups/$(date +%F).sqlite"
    """
    archive = session.settings.files.archive
    backup(archive, to)
    session.console.say(f"copied {archive} to {to}, {to.stat().st_size / 1e6:,.1f} MB")
