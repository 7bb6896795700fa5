"""Many dumps of many wikis on many machines: Spark (or Sail) is the engine, this is its plan.

    exports, parts of a content history -> a partition a file -> revisions, parsed          data_source.py, revisions.py
      -> a month of a wiki and the days around it, together     -> identity, rows           identity.py
        -> numbers that are the same on one machine             -> the tables of `daybook export`   tables.py

Needs pyspark 4 (or pysail) and `pip install 'daybook-archive[data]'` on every machine; docs/guide/spark.md shows it at work.
"""

from daybook.spark.data_source import MediaWikiExports
from daybook.spark.tables import WikiExports, identify_events, read_revisions, spark_tables

__all__ = ["MediaWikiExports", "WikiExports", "identify_events", "read_revisions", "spark_tables"]
