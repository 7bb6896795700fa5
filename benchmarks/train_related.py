"""Train the ranker that Daybook ships, on a folder of day pages; stories that the evaluation tests are kept out.

python -m benchmarks.train_related FOLDER DESCRIPTION
"""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.related import read_folder

from daybook.relate import train_model, write_model

SHIPPED = Path(__file__).parent.parent / "src" / "daybook" / "relate" / "shipped_model.json"


def main() -> int:
    """Train, write, print what came of it."""
    folder, description = Path(sys.argv[1]), sys.argv[2]
    _, documents = read_folder(folder, show_topics=True)
    model = train_model(documents, corpus=description, processes=2)
    SHIPPED.write_bytes(write_model(model))
    print(model.provenance)
    return 0


if __name__ == "__main__":
    sys.exit(main())
