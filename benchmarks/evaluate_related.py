"""How good related lists are: each ranker against editors' own stories, hidden from it, and against judged pairs.

    python -m benchmarks.evaluate_related FOLDER [--check]

FOLDER holds YYYY-MM-DD.wikitext. Two events belong together if the innermost linked topic above them is the same; stories
whose title's SHA-256 begins with an even byte are dev, the others test; at most 20 events of a story are asked about.
Intervals are 95 %, by drawing stories with replacement. The graded figure gives 3 for the innermost topic and 1 for an
outer one of fewer than 200 events. COVID-19 fills half of the corpus: the last figure is without its stories. `--check`
makes only the figures that have a floor, and fails where one is below it.

The shipped ranker has learnt all stories of this corpus. What is measured against stories is therefore one that is taught
here, in the same way, by dev stories alone; what it reaches on those is no measure, and not printed. Pairs graded by reading
are shown by what is shipped.

The second table tells how the ranker meets days that nobody taught it, whose stories may have begun on days that did: every
fifth month is an archive of its own, ranked by what all other months teach.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from random import Random

from benchmarks.related import ranked_rows, read_folder

from daybook.relate import (
    FEATURES,
    Document,
    Knowledge,
    LearnedModel,
    RelateSettings,
    Relations,
    list_related,
    read_documents,
    read_shipped_knowledge,
    relate_all,
)
from daybook.relate.knowledge.feature_names import PLAIN
from daybook.relate.training.quality import graded_ndcg, is_kept_out
from daybook.relate.training.ranker_training import hide_kept_out, teach_forest

MOST_QUERIES = 20
OUTER_MOST = 200
"""Events of an outer topic from which on it does not say that two of them are related."""
DRAWS = 1000
ROUNDS = {**dict.fromkeys((*range(1, 20), 24, 25), "taught relevance"), **dict.fromkeys((20, 22, 26, 28), "held out")}
"""The rounds of judging that have linked days, and what each was for; `benchmarks/judged/README.md` tells how they were drawn."""

SHOWN_TOPICS = 3
"""The first round that was drawn from what pages show, with topics; earlier ones were drawn with topics hidden."""

OF_EMPTY_PAGES = (24, 25, 28)
"""Rounds of lines that stand alone where a page would show nothing: at even odds, and so no measure of what all pages show."""

OF_PAGES = tuple(number for number in ROUNDS if number >= SHOWN_TOPICS and number not in OF_EMPTY_PAGES)

JUDGED = Path(__file__).parent / "judged" / "judgements.jsonl"

CHECKED_UNTIL = date(2020, 6, 30)
CHECKED = {"formula": 0.50, "trained": 0.63}
"""nDCG@10 of test stories on the days until then, ranked by what is shipped. That was taught by these very stories, so that the
figure says nothing of others; it falls when lists become worse, and that is what it is for."""

FLOORS = {"formula": 0.47, "trained": 0.595}
"""nDCG@10 on test stories, all days, that may be raised, and lowered only with a reason in the changelog."""

FOLDS = 5
"""Parts that the months are dealt to, in turn: each has four or five of them, from every year."""

MOST_UNRELATED = 0.10
"""Share of unrelated results among the judged ones of all rounds drawn from pages that the default ranker shows: a round alone
has some forty of them, so that one more or less is three per cent."""


@dataclass(frozen=True, slots=True)
class Query:
    """An event that is asked about, its story, all other events of that story, and those of its smaller outer topics."""

    event: int
    story: str
    related: frozenset[int]
    outer: frozenset[int]


def main(arguments: list[str] | None = None) -> int:
    """Rank with every ranker, print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("--check", action="store_true", help="fail where a figure is below its floor")
    chosen = options.parse_args(arguments)
    names, labelled = read_folder(chosen.folder, show_topics=True)
    failures = check(names, labelled) if chosen.check else evaluate(names, labelled)
    for failure in failures:
        print(failure, file=sys.stderr)
    return 1 if failures else 0


def check(names: list[str], labelled: list[Document]) -> list[str]:
    """Return what is below its floor of the figures that are made in seconds."""
    known, failures = read_shipped_knowledge(), []
    early = [each for each in labelled if each.date <= CHECKED_UNTIL]
    queries = choose_queries(names, early)
    for ranker, floor in CHECKED.items():
        settings = RelateSettings(ranker=ranker, limit=50)
        relations = relate_all([read_documents([replace(each, stories=()) for each in early])], settings, known)
        ranked = dict(zip(relations.index.ids.tolist(), ranked_rows(relations), strict=True))
        scores = [value for _, value in score(queries, ranked, {}, is_test=True)]
        mean = sum(scores) / len(scores)
        print(f"{ranker}: nDCG@10 {mean:.3f} of {len(scores)} queries, of stories that the trained ranker has learnt")
        if mean < floor:
            failures.append(f"{ranker}: nDCG@10 {mean:.3f} is below {floor}")
    relations = relate_all([read_documents(labelled)], RelateSettings(limit=10), known, processes=os.cpu_count() or 1)
    _, grades = judge(relations, names, OF_PAGES)
    return failures + too_many_unrelated(grades)


def evaluate(names: list[str], labelled: list[Document]) -> list[str]:
    """Print the tables; return what is below its floor."""
    queries = choose_queries(names, labelled)
    hidden = [replace(document, stories=()) for document in labelled]
    day_of = {document.id: document.date for document in labelled}
    failures = []
    print(f"{len(hidden)} events; topics and categories hidden; nDCG@10 with 95 % intervals\n")
    print("| ranker | stories | days | queries | nDCG@10 | interval | graded | without COVID |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    judged: dict[tuple[str, int], tuple[float, list[int]]] = {}
    shipped = read_shipped_knowledge()
    known = replace(shipped, model=teach(list(hide_kept_out(labelled)), shipped))
    without = replace(known, embedding=None, gazetteer=None, happenings=None)
    variants = (("shared-count", known), ("formula", known), ("trained, language unknown", without), ("trained", known))
    for ranker, knowledge in variants:
        settings = RelateSettings(ranker=ranker.partition(",")[0], limit=50)
        relations = relate_all([read_documents(hidden)], settings, knowledge, processes=os.cpu_count() or 1)
        ranked = dict(zip(relations.index.ids.tolist(), ranked_rows(relations), strict=True))
        for is_test in (True,) if ranker.startswith("trained") else (False, True):
            for other_days in (False, True):
                days_left = day_of if other_days else {}
                scores = score(queries, ranked, days_left, is_test=is_test)
                mean, low, high = interval(scores)
                graded = interval(score(queries, ranked, days_left, is_test=is_test, is_graded=True))[0]
                rest = interval([each for each in scores if "COVID" not in each[0]])[0]
                stories, days = "test" if is_test else "dev", "other" if other_days else "all"
                print(
                    f"| {ranker} | {stories} | {days} | {len(scores)} | {mean:.3f} | {low:.3f}-{high:.3f} | {graded:.3f} | {rest:.3f} |"
                )
                if is_test and not other_days and mean < FLOORS.get(ranker, 0):
                    failures.append(f"{ranker}: nDCG@10 {mean:.3f} is below {FLOORS[ranker]}")
        used = replace(knowledge, model=shipped.model)
        for number in ROUNDS:
            if number in (min(ROUNDS), SHOWN_TOPICS):
                read = read_documents(labelled if number == SHOWN_TOPICS else hidden)
                relations = relate_all([read], settings, used, processes=os.cpu_count() or 1)
            shown = replace(relations, settings=replace(settings, limit=10))
            judged[ranker, number] = judge(shown, names, [number])
    print_months(names, labelled, shipped)
    print("\n| ranker | pairs judged | shown for an event | judged | unrelated | same story |")
    print("| --- | --- | --- | --- | --- | --- |")
    for (ranker, number), (lines, grades) in judged.items():
        wrong, same = (sum(grade == wanted for grade in grades) / max(1, len(grades)) for wanted in (0, 2))
        print(f"| {ranker} | {number}, {ROUNDS[number]} | {lines:.1f} | {len(grades)} | {wrong:.1%} | {same:.1%} |")
    of_pages = [grade for number in OF_PAGES for grade in judged["trained", number][1]]
    return failures + too_many_unrelated(of_pages)


def too_many_unrelated(grades: list[int]) -> list[str]:
    """Return that of these grades more are 0 than may be, where that is so."""
    wrong = sum(grade == 0 for grade in grades) / max(1, len(grades))
    what = f"trained: {wrong:.1%} of {len(grades)} judged results are unrelated, more than {MOST_UNRELATED:.0%}"
    return [what] if wrong > MOST_UNRELATED else []


def print_months(names: list[str], documents: list[Document], known: Knowledge) -> None:
    """Print what is reached on months that taught nothing, by the formula and by the trained ranker."""
    print("\n| ranker | queries | nDCG@10 on months that taught nothing | interval | without COVID |")
    print("| --- | --- | --- | --- | --- |")
    months = sorted({(document.date.year, document.date.month) for document in documents})
    scores: dict[str, list[tuple[str, float]]] = {"formula": [], "trained": []}
    for first in range(FOLDS):
        held = set(months[first::FOLDS])
        kept: list[Document] = []
        asked: list[Document] = []
        for document in documents:
            (asked if (document.date.year, document.date.month) in held else kept).append(document)
        knowledge = replace(known, model=teach(kept, known))
        queries = choose_queries(names, asked)
        read = read_documents(replace(document, stories=()) for document in asked)
        for ranker, found in scores.items():
            relations = relate_all([read], RelateSettings(ranker=ranker, limit=50), knowledge)
            ranked = dict(zip(relations.index.ids.tolist(), ranked_rows(relations), strict=True))
            found += [each for is_test in (False, True) for each in score(queries, ranked, {}, is_test=is_test)]
    for ranker, found in scores.items():
        mean, low, high = interval(found)
        rest = interval([each for each in found if "COVID" not in each[0]])[0]
        print(f"| {ranker} | {len(found)} | {mean:.3f} | {low:.3f}-{high:.3f} | {rest:.3f} |")


def teach(taught: list[Document], known: Knowledge) -> LearnedModel:
    """Return the shipped ranker as these documents teach it."""
    assert known.model is not None
    whole = teach_forest(taught, known, tuple(FEATURES), os.cpu_count() or 1)
    plain = teach_forest(taught, replace(known, embedding=None), PLAIN, os.cpu_count() or 1)
    return replace(known.model, whole=whole, plain=plain)


def choose_queries(names: list[str], documents: list[Document]) -> list[Query]:
    """Return what is asked: of each story of two events or more, the events whose ids hash lowest."""
    stories: dict[str, list[int]] = {}
    outer: dict[str, list[int]] = {}
    outer_of: dict[int, list[str]] = {}
    for document in documents:
        titles = [story.title for story in document.stories if story.title]
        if titles:
            stories.setdefault(titles[-1], []).append(document.id)
            outer_of[document.id] = titles[:-1]
            for title in dict.fromkeys(titles[:-1]):
                outer.setdefault(title, []).append(document.id)
    queries = []
    for title, members in sorted(stories.items()):
        asked = sorted(members, key=lambda event: hashlib.sha256(names[event].encode()).digest())[:MOST_QUERIES]
        for event in asked if len(members) > 1 else ():
            groups = (outer[name] for name in outer_of[event] if len(outer[name]) < OUTER_MOST)
            near = frozenset(other for group in groups for other in group)
            queries.append(Query(event, title, frozenset(members) - {event}, near - {event, *members}))
    return queries


def score(
    queries: list[Query],
    ranked: dict[int, list[int]],
    day_of: dict[int, date],
    *,
    is_test: bool,
    is_graded: bool = False,
) -> list[tuple[str, float]]:
    """Return story and nDCG@10 of each query; with `day_of`, events of the query's own day count neither way.

    Outer topics count where it `is_graded`.
    """
    scores = []
    for query in queries:
        if is_kept_out(query.story) != is_test:
            continue
        day = day_of.get(query.event)
        elsewhere = {event for event in query.related if day is None or day_of[event] != day}
        if elsewhere:
            kept = [event for event in ranked[query.event] if day is None or day_of[event] != day]
            near = {event for event in query.outer if day is None or day_of[event] != day} if is_graded else set()
            scores.append((query.story, graded_ndcg(kept, {**dict.fromkeys(near, 1), **dict.fromkeys(elsewhere, 3)})))
    return scores


def interval(scores: list[tuple[str, float]]) -> tuple[float, float, float]:
    """Return mean and 95 % interval, drawing whole stories."""
    by_story: dict[str, list[float]] = {}
    for story, value in scores:
        by_story.setdefault(story, []).append(value)
    sums = [(sum(values), len(values)) for values in by_story.values()]
    random = Random(1)
    means = []
    for _ in range(DRAWS):
        drawn = random.choices(sums, k=len(sums))
        means.append(sum(total for total, _ in drawn) / sum(count for _, count in drawn))
    means.sort()
    mean = sum(value for _, value in scores) / len(scores)
    return mean, means[round(DRAWS * 0.025)], means[round(DRAWS * 0.975) - 1]


def judge(relations: Relations, names: list[str], rounds: Collection[int]) -> tuple[float, list[int]]:
    """Return how many lines are shown for an event of these rounds on average, and the grades of those that were judged."""
    grades = {}
    for line in JUDGED.read_text("utf-8").splitlines():
        pair = json.loads(line)
        if pair.get("round", 1) not in rounds:
            continue
        grades[pair["query_id"], pair["candidate_id"]] = int(pair["grade"])
    number_of = {name: number for number, name in enumerate(names)}
    asked = [number_of[name] for name in sorted({query for query, _ in grades}) if name in number_of]
    shown, found = 0, []
    for event, related in list_related(relations, asked):
        shown += len(related.items)
        pairs = [(names[event], names[item.event]) for item in related.items]
        found += [grades[pair] for pair in pairs if pair in grades]
    return shown / max(1, len(asked)), found


if __name__ == "__main__":
    sys.exit(main())
