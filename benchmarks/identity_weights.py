"""How the numbers that decide identity were chosen, and how far they are from the edge.

    python benchmarks/identity_weights.py EXPORT TRUTH [--set SAME=0.35 ...]

EXPORT is a MediaWiki export of day pages with their revisions, TRUTH its identities in the form of `benchmarks/identity.py`.
Every second day is for choosing, the others are for checking. For a row of thresholds it prints, for both halves: ids per
event, events split, ids merged; and how often an event that vanishes while five others appear is taken for one of them,
in percent: made from pages whose events are all known to differ. `--set` tries other values of any number in
`daybook.archive.identity.matching` or `daybook.archive.identity.features`.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import defaultdict
from pathlib import Path

from daybook.archive.identity import features, matching
from daybook.archive.identity.features import EventFeatures, features_of
from daybook.archive.identity.matching import Known, match
from daybook.model.titles import DayTitles
from daybook.parse import parse_page
from daybook.source.dump import read_dump
from daybook.source.items import PageHistory

THRESHOLDS = (0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55)

Days = list[tuple[list[list[str]], list[list[EventFeatures]]]]


def read_days(export: Path, truth: Path) -> Days:
    """Return for each day its true identities and its events, by revision; days parsed otherwise than labelled are left out."""
    labels = {day["date"]: day["events"] for day in map(json.loads, truth.read_text(encoding="utf-8").splitlines())}
    days = []
    for found in read_dump(export, DayTitles()):
        if not isinstance(found.content, PageHistory):
            continue
        parsed = [parse_page(raw) for raw in found.content.revisions]
        true_ids = labels.get(parsed[0].date.isoformat(), [])
        if [len(day.events) for day in parsed] == [len(row) for row in true_ids]:
            days.append((true_ids, [[features_of(event) for event in day.events] for day in parsed]))
    return days


def follow(revisions: list[list[EventFeatures]]) -> list[list[int]]:
    """Return the ids that events get, revision by revision."""
    known: dict[int, Known] = {}
    given = []
    for events in revisions:
        matched = match(list(known.values()), events) if known else {}
        row = []
        for index, event in enumerate(events):
            event_id = matched.get(index, len(known) + 1)
            older = known[event_id].wordings[:5] if event_id in known else ()
            known[event_id] = Known(event_id, (event, *older), index / len(events))
            row.append(event_id)
        given.append(row)
    return given


def count_errors(days: Days) -> tuple[float, int, int]:
    """Return ids per event, events that got several ids, ids that cover several events."""
    events = ids = split = merged = 0
    for true_ids, revisions in days:
        by_truth, by_id = defaultdict(set), defaultdict(set)
        for true_row, row in zip(true_ids, follow(revisions), strict=True):
            for true_id, event_id in zip(true_row, row, strict=True):
                by_truth[true_id].add(event_id)
                by_id[event_id].add(true_id)
        events, ids = events + len(by_truth), ids + len(by_id)
        split += sum(len(event_ids) > 1 for event_ids in by_truth.values())
        merged += sum(len(found) > 1 for found in by_id.values())
    return ids / events, split, merged


def confuse(days: Days) -> float:
    """Return how often, in percent, a vanished event is taken for one of five others that appear."""
    dice = random.Random(0)
    trials = wrong = 0
    for _, revisions in days:
        events = revisions[-1]
        for gone in range(len(events)):
            others = [index for index in range(len(events)) if index != gone]
            new = set(dice.sample(others, min(5, len(others))))
            before = [
                Known(index, (event,), index / len(events)) for index, event in enumerate(events) if index not in new
            ]
            matched = match(before, [events[index] for index in others])
            wrong += sum(others[index] != event_id for index, event_id in matched.items())
            trials += 1
    return 100 * wrong / trials


def main() -> None:
    """Read the arguments, try the thresholds, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("export", type=Path)
    parser.add_argument("truth", type=Path)
    parser.add_argument("--set", action="append", default=[], metavar="NAME=NUMBER")
    arguments = parser.parse_args()
    for name, _, value in (each.partition("=") for each in arguments.set):
        for module in (matching, features):
            if hasattr(module, name):
                setattr(module, name, type(getattr(module, name))(float(value)))
    days = read_days(arguments.export, arguments.truth)
    print("threshold   choosing: ids/event split merged confused    checking: ids/event split merged confused")
    for threshold in THRESHOLDS:
        matching.SAME = threshold
        print(f"{threshold:9.2f}", end="")
        for half in (days[::2], days[1::2]):
            print("   {:18.4f} {:5} {:6} {:7.2f} %".format(*count_errors(half), confuse(half)), end="")
        print()


if __name__ == "__main__":
    main()
