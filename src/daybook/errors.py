"""Everything Daybook raises on purpose.

    DaybookError
    ├── SettingsError         daybook.toml or --set holds something that is not understood
    ├── SourceError           a folder, export or wiki cannot be read
    │   └── FetchError        the wiki's API did not answer, or answered with an error
    ├── ArchiveError          the archive file cannot be used
    │   ├── ArchiveMissing    there is no archive at that path
    │   ├── ArchiveDamaged    the file is not a sound SQLite database of ours
    │   ├── ArchiveTooNew     it was written by a newer Daybook
    │   └── ArchiveBusy       another process holds it for writing
    ├── RelateError           a ranker or its trained model cannot be used
    ├── ExportError           tables cannot be written
    └── PublishError          the site folder cannot be written

Bad wikitext is never an exception: it becomes a `daybook.model.Problem` beside the result.
"""

from __future__ import annotations


class DaybookError(Exception):
    """Base of all errors that a caller is expected to handle.

    `message` says what went wrong, lower case, the value in backticks after a colon; `hint`, when there is one, what to
    do next. The command line prints both on one line and exits with code 2.
    """

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} (hint: {self.hint})" if self.hint else self.message


class SettingsError(DaybookError):
    """One or more settings are unknown or have a wrong value; `faults` names each with its dotted key."""

    def __init__(self, faults: tuple[str, ...], *, hint: str | None = None) -> None:
        super().__init__("; ".join(faults), hint=hint)
        self.faults = faults


class SourceError(DaybookError):
    """A folder, file or export cannot be read as wiki pages."""


class FetchError(SourceError):
    """The wiki's API could not be reached, or answered with an error, after all retries."""


class ArchiveError(DaybookError):
    """The archive file cannot be used."""


class ArchiveMissing(ArchiveError):
    """There is no archive at the given path."""


class ArchiveDamaged(ArchiveError):
    """The file is not a sound archive."""


class ArchiveTooNew(ArchiveError):
    """The archive was written by a newer version of Daybook."""


class ArchiveBusy(ArchiveError):
    """Another process holds the archive for writing."""


class RelateError(DaybookError):
    """A ranker is unknown, or its trained model cannot be used."""


class ExportError(DaybookError):
    """A table cannot be written in the format or to the folder asked for."""


class PublishError(DaybookError):
    """The site folder cannot be written."""


def reason_of(error: OSError) -> str:
    """Return what the system says of a failure, in lower case as messages are."""
    return (error.strerror or str(error) or "unknown").lower()
