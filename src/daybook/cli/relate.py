"""`daybook relate`."""

import click

from daybook.archive import expect_archive
from daybook.cli.command import Session, daybook_command
from daybook.cli.report import say_upgrade
from daybook.cli.values import now
from daybook.pipeline import relate_events, train_ranker


@daybook_command("relate")
@click.option("--all", "whole", is_flag=True, help="Make every list anew, not only those that a change can reach.")
@click.option("--train", is_flag=True, help="First teach the ranker from this archive's own topics (minutes).")
def command(session: Session, whole: bool, train: bool) -> None:
    r"""Find the related events of all events.

    `daybook build` does this for what changed, so it is needed only after a change of ranker or to train one.

    \b
    Examples:
      daybook relate
      daybook relate --train
      daybook relate --all --set relate.ranker=shared-count
    """
    console = session.console
    expect_archive(session.settings.files.archive)  # one that is missing is told, not made
    say_upgrade(session.console, session.settings.files.archive)
    if train:
        learnt = console.follow(train_ranker(session.settings, now()))
        console.say(
            f"trained on {learnt.stories:,} stories; nDCG@10 on {learnt.kept_out:,} kept out:"
            f" {learnt.ndcg:.3f}, formula {learnt.formula_ndcg:.3f}"
        )
    changed = console.follow(relate_events(session.settings, now(), whole=whole or train))
    console.say(f"{changed:,} related lists changed")
