"""`daybook mcp`."""

from daybook.cli.command import Session, daybook_command
from daybook.cli.values import now
from daybook.errors import DaybookError
from daybook.pipeline.following_reader import FollowingReader


@daybook_command("mcp")
def command(session: Session) -> None:
    r"""Give language models tools: search, events, histories.

    Speaks the Model Context Protocol on standard input and output: name this command in the settings of the program
    that talks to the model. Answers include what is fetched meanwhile. A live site has the same tools at /mcp.
    Requires `pip install 'daybook-archive[mcp]'`.

    \b
    Examples:
      daybook mcp
      daybook mcp --config news/daybook.toml
    """
    try:
        from daybook.agents.protocol import serve_stdio
    except ImportError as error:
        raise DaybookError(
            "the library for agents is not installed", hint="pip install 'daybook-archive[mcp]'"
        ) from error
    settings = session.settings
    with FollowingReader(settings, now) as archive:
        archive.run(lambda _: None)  # a fault of the archive is reported before a client waits for an answer
        serve_stdio(archive.run, settings.site.title)
