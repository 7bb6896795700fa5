"""Tables of many wikis' exports as Parquet, for `spark-submit` or, with the environment's `SPARK_REMOTE`, for Sail.

The guide, docs/guide/spark.md, shows how it is started.
"""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from pyspark.sql import SparkSession

from daybook.spark import WikiExports, identify_events, read_revisions, spark_tables
from daybook.spark.identity import by_day


def _pair(given: str) -> tuple[str, str]:
    wiki, mark, value = given.partition("=")
    if not (wiki and mark and value):
        raise argparse.ArgumentTypeError("write WIKI=VALUE, such as enwiki=dumps/enwiki-*.bz2")
    return wiki, value


def main() -> None:
    """Write the tables of some wikis' exports to a folder, a folder of Parquet files for each."""
    options = argparse.ArgumentParser(prog="python -m daybook.spark", description=main.__doc__)
    options.add_argument("out", type=Path)
    options.add_argument("--exports", type=_pair, action="append", required=True, metavar="WIKI=FILES")
    options.add_argument("--config", type=_pair, action="append", default=[], metavar="WIKI=FILE")
    options.add_argument("--read-at", type=datetime.fromisoformat, help="when the pages were read (UTC)")
    given = options.parse_args()
    configs = dict(given.config)
    files: dict[str, tuple[str, ...]] = {}
    for wiki, pattern in given.exports:
        files[wiki] = (*files.get(wiki, ()), pattern)
    wikis = [
        WikiExports(wiki, paths, Path(configs[wiki]) if wiki in configs else None) for wiki, paths in files.items()
    ]
    spark = SparkSession.builder.appName("daybook").getOrCreate()
    # Moments as every reader of Parquet has them, not as Hive did.
    spark.conf.set("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS")
    packed, moment = str(given.out / "packed"), (given.read_at or datetime.now(UTC)).replace(tzinfo=UTC)
    identify_events(read_revisions(spark, wikis), moment).write.mode("overwrite").parquet(packed)
    for name, frame in spark_tables(spark.read.parquet(packed)).items():
        frame.orderBy("wiki", *by_day(name)).write.mode("overwrite").parquet(str(given.out / name))


if __name__ == "__main__":
    main()
