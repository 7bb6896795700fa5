"""`daybook demo`."""

import shutil
from pathlib import Path

import click

import daybook
from daybook.cli.command import Session, daybook_command
from daybook.cli.report import say_build, say_intake
from daybook.cli.serve import show_site
from daybook.cli.values import now
from daybook.config import FILE_NAME, load_settings
from daybook.errors import DaybookError
from daybook.pipeline.building import build_site
from daybook.pipeline.intake import import_paths
from daybook.serve.assembly import ServeOptions

PORT = 8000
"""The port in the address that settings have by default."""


@daybook_command("demo")
@click.argument("folder", type=click.Path(path_type=Path), default=Path("daybook-demo"))
@click.option("--serve/--no-serve", default=True, help="Serve the site when it is built, or stop there.")
@click.option("--port", default=PORT, show_default=True, help="Port to listen on; 0 for any free one.")
def command(session: Session, folder: Path, serve: bool, port: int) -> None:
    r"""Build a small sample site and serve it.

    Needs no settings, no network and no clone. FOLDER is created if necessary; delete it when you are done. What is served
    comes straight from the archive, with search, the API (/api/v1/docs) and tools for agents (/mcp).

    \b
    Examples:
      daybook demo
      daybook demo --no-serve && ls daybook-demo/site
    """
    sample, file = sample_folder(), folder / FILE_NAME
    if folder.exists() and not file.is_file() and any(folder.iterdir()):
        raise DaybookError(f"folder is not empty: `{folder}`", hint="name a new folder: `daybook demo FOLDER`")
    folder.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        shutil.copyfile(sample / FILE_NAME, file)
    # What the site and its API say of their own addresses is to lead to the port that is asked for.
    own = [] if port in (0, PORT) else [f"site.address=http://127.0.0.1:{port}/"]
    settings = load_settings(file, own)
    console = session.console
    say_intake(console, console.follow(import_paths([sample, sample / "revisions.xml"], settings, now())))
    say_build(console, console.follow(build_site(settings, now())), settings.files.site)
    if serve:
        show_site(settings, ServeOptions(port=port, live=True))


def sample_folder() -> Path:
    """Return the sample: a part of the installed package, or the clone's own folder."""
    package = Path(daybook.__file__).parent
    installed = package / "sample"
    return installed if installed.is_dir() else package.parents[1] / "sample"
