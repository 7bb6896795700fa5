"""The edge of the program: runs a command and turns whatever ends it into one line and an exit code.

0    done
1    done, but something needs attention: problems above the limit (`check`), nothing new for too long (`status`)
2    not done: an error on the command line, in the settings, or anywhere else
130  stopped with Ctrl-C; what was done is kept
141  the reader of the output closed it (as `| head` does); not an error
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Sequence

import click

from daybook import __version__
from daybook.cli.command import CONTEXT, LazyGroup, ReaderGone, noticing_that_the_reader_is_gone
from daybook.cli.console import Console
from daybook.cli.output import telling_of_full_output
from daybook.errors import DaybookError, reason_of

_HINTS = {
    errno.ENOSPC: "free some space and run the command again; what was done is kept",
    errno.EDQUOT: "make room and run the command again; what was done is kept",
    errno.EFBIG: "the file is larger than this process may write; raise `ulimit -f`",
    errno.EACCES: "check its owner and permissions",
    errno.EPERM: "check who owns it and who may write to it",
    errno.EROFS: "the file system is mounted read-only",
    errno.EEXIST: "a file stands where a folder is needed; choose another name",
    errno.ENOENT: "check the path",
    errno.ENOTDIR: "part of the path is a file, not a folder",
    errno.EISDIR: "this is a folder, where a file is needed",
    errno.ENAMETOOLONG: "choose a shorter name",
    errno.EMFILE: "raise `ulimit -n`",
}


@click.group(cls=LazyGroup, context_settings=CONTEXT)
@click.version_option(__version__, prog_name="daybook")
def daybook() -> None:
    """Turn a wiki's day pages into a permanent, open news archive.

    \b
    A publisher's first site:
      daybook init news && cd news     make a folder with settings to fill in
      daybook fetch                    read the last two weeks from the wiki
      daybook build                    write the site
      daybook serve                    look at it on http://127.0.0.1:8000

    \b
    A researcher's first data:
      daybook parse 2024-05-01.wikitext > events.jsonl

    Settings are read from daybook.toml; each can also be given as --set section.key=value.
    Messages and progress go to standard error, data to standard output.
    Exit codes: 0 done, 1 done, but something needs attention, 2 not done; one line says why.
    """  # noqa: D301 - \b is click's mark for a block that is not to be wrapped


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code."""
    console = Console(sys.stderr)
    try:
        return _run(arguments)
    except click.UsageError as error:
        where = error.ctx.command_path if error.ctx is not None else "daybook"
        console.fail(f"{error.format_message()} (hint: `{where} --help` shows how)")
        return 2
    except click.ClickException as error:
        console.fail(error.format_message())
        return 2
    except (click.Abort, KeyboardInterrupt):
        console.fail("stopped; run the command again to continue")
        return 130
    except ReaderGone:
        return 141
    except DaybookError as error:
        console.fail(str(error))
        return 2
    except OSError as error:
        console.fail(_explain(error))
        return 2


def _run(arguments: Sequence[str] | None) -> int:
    """Run one command and return its exit code; print what there is to choose from where nothing was chosen."""
    try:
        code = daybook.main(None if arguments is None else list(arguments), prog_name="daybook", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        with noticing_that_the_reader_is_gone(), telling_of_full_output():
            click.echo(error.ctx.get_help())
        return 2
    return code if isinstance(code, int) else 0


def _explain(error: OSError) -> str:
    what = reason_of(error)
    where = f": `{error.filename}`" if error.filename else ""
    hint = _HINTS.get(error.errno or 0)
    return f"{what}{where}" + (f" (hint: {hint})" if hint else "")
