"""`daybook relate`."""

import click

from daybook.archive import expect_archive
from daybook.cli.command import Session, daybook_command
from daybook.cli.report import say_upgrade
from daybook.cli.values import now
from daybook.cli.wording import counted
from daybook.pipeline.relating import relate_events, train_ranker


@daybook_command("relate")
@click.option("--all", "whole", is_flag=True, help="Compute every list again, not only those that a change can affect.")
@click.option("--train", is_flag=True, help="First train the ranker on this archive's own topics (takes minutes).")
def command(session: Session, whole: bool, train: bool) -> None:
    r"""Find the related events of all events.

    `daybook build` does this for what changed, so you need this only after a change of ranker, or to train one.

    \b
    Examples:
      daybook relate
      daybook relate --train
      daybook relate --all --set relate.ranker=shared-count
    """
    console = session.console
    expect_archive(session.settings.files.archive)  # a missing one is reported, not made
    say_upgrade(session.console, session.settings.files.archive)
    if train:
        learnt = console.follow(train_ranker(session.settings, now()))
        console.say(
            f"trained on {learnt.stories:,} stories; nDCG@10 on {learnt.kept_out:,} of them, before these were learnt:"
            f" {learnt.ndcg:.3f}, formula {learnt.formula_ndcg:.3f}"
        )
    changed = console.follow(relate_events(session.settings, now(), whole=whole or train))
    console.say(f"{counted(changed, 'related list')} changed")
