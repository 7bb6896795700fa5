"""Settings: read once, from `daybook.toml` and the command line, into one frozen record for each stage.

Every section is a record that its stage declares itself; this package composes them, reads values by the types of their
annotations, and reports all mistakes together. It gives no stage more than its own section.
"""

from daybook.config.loading import assign, load_settings
from daybook.config.records import read_record
from daybook.config.reference import Described, describe, sections
from daybook.config.sections import FILE_NAME, FileSettings, Settings, StatusSettings
from daybook.config.values import to_toml

__all__ = [
    "FILE_NAME",
    "Described",
    "FileSettings",
    "Settings",
    "StatusSettings",
    "assign",
    "describe",
    "load_settings",
    "read_record",
    "sections",
    "to_toml",
]
