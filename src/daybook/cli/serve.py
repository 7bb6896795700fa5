"""`daybook serve`."""

from contextlib import suppress

import click

from daybook.cli.command import Session, daybook_command
from daybook.cli.values import now
from daybook.config import Settings
from daybook.serve.assembly import ServeOptions, serve_site
from daybook.workers import deferring_sigint


@daybook_command("serve")
@click.option("--live", is_flag=True, help="Serve from the archive, without a build: the same bytes.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for all.")
@click.option("--port", default=8000, show_default=True, help="Port to listen on; 0 for any free one.")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes that answer.  [default: one for each processor]")
@click.option("--monitor", is_flag=True, help="Answer /-/health and /-/metrics (for Prometheus).")
@click.option(
    "--access-log",
    metavar="FILE",
    help="Write a line for each request, in the combined log format; - for the terminal.",
)
@click.option(
    "--shared-cache",
    type=click.IntRange(0, 86_400),
    default=0,
    metavar="SECONDS",
    help="How long a CDN or proxy may keep pages.  [default: 0, they ask each time]",
)
def command(
    session: Session,
    host: str,
    port: int,
    live: bool,
    workers: int | None,
    monitor: bool,
    access_log: str | None,
    shared_cache: int,
) -> None:
    r"""Show the site in a browser, or to the world.

    \b
    Examples:
      daybook serve                    the built site on http://127.0.0.1:8000
      daybook serve --live             straight from the archive, without a build
      daybook serve --host 0.0.0.0     for other machines of your network too

    For the public, put a proxy before it that speaks HTTPS (see recipes/ in the publisher's folder). Press Ctrl-C to stop.
    """
    show_site(session.settings, ServeOptions(host, port, live, workers or 0, monitor, access_log, shared_cache))


def show_site(settings: Settings, options: ServeOptions) -> None:
    """Serve a site until Ctrl-C, and print its address when it can be asked."""
    # Ctrl-C is how a server is meant to end; it is held back until the server hears it.
    with suppress(KeyboardInterrupt), deferring_sigint():
        serve_site(settings, options, now, click.echo)
