"""`daybook serve`."""

from contextlib import ExitStack, suppress

import click

from daybook.cli.command import Session, daybook_command
from daybook.config import Settings
from daybook.pipeline import build_spec
from daybook.publish.addresses import Root
from daybook.serve.answer import Site
from daybook.serve.app import create_app
from daybook.serve.folder import SiteFolder
from daybook.serve.live import SiteFromArchive
from daybook.serve.server import address, listen, serve
from daybook.workers import undisturbed


@daybook_command("serve")
@click.option("--live", is_flag=True, help="Serve from the archive, without a build: the same bytes.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for all.")
@click.option("--port", default=8000, show_default=True, help="Port to listen on; 0 for any free one.")
def command(session: Session, host: str, port: int, live: bool) -> None:
    r"""Show the site in a browser.

    \b
    Examples:
      daybook serve                    the built site on http://127.0.0.1:8000
      daybook serve --live             straight from the archive, without a build
      daybook serve --host 0.0.0.0     for other machines of your network too

    For yourself, or for a small site behind a proxy; a static host serves a large public better
    (see recipes/ in the publisher's folder). Press Ctrl-C to stop.
    """
    show_site(session.settings, host, port, live=live)


def show_site(settings: Settings, host: str, port: int, *, live: bool = False) -> None:
    """Serve a site until Ctrl-C, and print its address when it can be asked."""
    root = Root.of(settings.site.address)
    # Ctrl-C is how a server is meant to end; it is held back until the server hears it.
    with suppress(KeyboardInterrupt), undisturbed(), ExitStack() as stack:
        listening = stack.enter_context(listen(host, port))
        if live:
            site: Site = stack.enter_context(SiteFromArchive(build_spec(settings), settings.files.archive))
        else:
            site = SiteFolder(settings.files.site, root)
        app = create_app(site, root)
        shown = f"{address(listening)}{root.relative('/')}"
        serve(app, listening, lambda: click.echo(shown))
