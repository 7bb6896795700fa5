"""Rank related events for a folder of day pages, one line of JSON for each event, as `related-score` reads it.

    python benchmarks/related.py FOLDER [--ranker NAME] [--show-topics] > run.jsonl

Topics and categories are hidden from the ranker unless shown; with them shown, the passage of the story that a page lists
by itself is still ranked here. Candidates stand in the ranker's order, before folding and the floor.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

import numpy as np

from daybook.relate import RankerName, RelateSettings, Relations, read_model, read_shipped_model, relate_all
from linked_events import read_documents

CANDIDATES = 50


def main() -> int:
    """Read the folder, rank, print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("--ranker", choices=[*RankerName], default=RankerName.TRAINED, type=RankerName)
    options.add_argument("--show-topics", action="store_true")
    options.add_argument("--model", type=Path, help="a trained model's file; the shipped one otherwise")
    chosen = options.parse_args()
    names, documents = read_documents(chosen.folder, show_topics=chosen.show_topics)
    if not documents:
        print(f"no events in `{chosen.folder}` (hint: it should hold YYYY-MM-DD.wikitext files)", file=sys.stderr)
        return 2
    model = read_model(chosen.model.read_bytes()) if chosen.model else read_shipped_model()
    settings = RelateSettings(ranker=chosen.ranker, limit=CANDIDATES)
    relations = relate_all(documents, settings, model, processes=os.cpu_count() or 1)
    for row, ranked in enumerate(ranked_rows(relations)):
        print(
            json.dumps(
                {"query_id": names[relations.index.ids[row]], "candidates": [names[number] for number in ranked]}
            )
        )
    return 0


def ranked_rows(relations: Relations) -> list[list[int]]:
    """Return for each row of the index the ids of its candidates, best first."""
    index, pools, ranker = relations.index, relations.pools, relations.ranker
    lists = []
    for row in range(len(index)):
        places = pools.places[row][pools.places[row] >= 0].astype(np.intp)
        scores = pools.final[row][: len(places)]
        order = np.lexsort((index.ids[places], ranker.ties(index, row, places), -scores))
        lists.append(index.ids[places[order]].tolist())
    return lists


if __name__ == "__main__":
    sys.exit(main())
