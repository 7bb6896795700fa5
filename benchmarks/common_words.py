"""List the words that news has in common, for small archives, which cannot tell them from rare ones.

    python -m benchmarks.common_words FOLDER

FOLDER holds YYYY-MM-DD.wikitext. Writes the list that Daybook ships: stems of words in at least `SHARE` of all headlines
that are mostly written in lower case. Names are never among them.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from benchmarks.related import read_folder

from daybook.relate.terms.words import split_words, stem_word

SHIPPED = Path(__file__).parent.parent / "src" / "daybook" / "relate" / "common_words.txt"

SHARE = 0.002
"""Share of headlines. Of 0.001 to 0.01, on fortnights of dev stories: nDCG@10 0.670 without a list, 0.677 at 0.01, 0.684 at
0.002, 0.687 at 0.001, where words that tell of a kind of happening begin to be among them."""

LOWER = 0.8
"""Share of a word's places in which it stands in lower case."""


def main() -> int:
    """Count and write."""
    _, documents = read_folder(Path(sys.argv[1]), show_topics=False)
    headlines: Counter[str] = Counter()
    places: Counter[str] = Counter()
    lower: Counter[str] = Counter()
    for document in documents:
        words = split_words(document.text)
        headlines.update({stem_word(word) for word in words})
        places.update(stem_word(word) for word in words)
        lower.update(stem_word(word) for word in words if word.islower())
    common = sorted(
        stem
        for stem, count in headlines.items()
        if count >= SHARE * len(documents) and lower[stem] > LOWER * places[stem]
    )
    SHIPPED.write_text("\n".join(common) + "\n", "utf-8")
    print(f"{len(common)} of {len(headlines)} stems")
    return 0


if __name__ == "__main__":
    sys.exit(main())
