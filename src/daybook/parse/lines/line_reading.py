"""The line being read: its pieces so far, and the runs of apostrophes whose meaning hangs on the whole line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from daybook.model.day import Source
from daybook.model.text import RichText
from daybook.parse.dialect import Dialect
from daybook.parse.lines.apostrophes import resolve_quotes
from daybook.parse.lines.headline import Piece
from daybook.parse.preprocess import plain_text


@dataclass(slots=True)
class Line:
    """What one line says; never changed, since lines that are written alike may share one.

    `visible` is what a reader of the wiki sees of it without the labels of external links; None where that is the
    text itself. `faults` are (code, what stands there).
    """

    text: RichText
    sources: tuple[Source, ...] = ()
    visible: str | None = None
    faults: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Reading:
    """Takes the pieces of a line in order. `references` holds the wikitext of the page's references by number.

    `endless` notes that no bracket closes an external link further on: looked for again at each, the line would be read
    once for each. `in_label` says that it is the label of a link, in which no address is one. `faults` are (code, what stands there).
    """

    references: Sequence[str]
    dialect: Dialect
    style: int = 0
    pieces: list[Piece] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)
    endless: bool = False
    in_label: bool = False
    _open_tags: dict[int, int] = field(default_factory=dict)
    _open_blocks: int = 0
    _runs: list[int] = field(default_factory=list)
    _run_lengths: list[int] = field(default_factory=list)
    _texts_before: list[str] = field(default_factory=list)

    def add_text(self, wikitext: str) -> None:
        """Add words in the style at hand, their entities decoded."""
        self.pieces.append(Piece(plain_text(wikitext), style=self.style))

    def add_apostrophes(self, length: int, text_before: str) -> None:
        """Add a run of apostrophes; `text_before` are the last two characters of the text since the run before it."""
        self.pieces.append(Piece("", style=self.style))
        self._runs.append(len(self.pieces) - 1)
        self._run_lengths.append(length)
        self._texts_before.append(text_before)

    def add_style_tag(self, style: int, *, opens: bool) -> None:
        """Begin or end a style; tags of one style may stand inside each other."""
        open_tags = max(0, self._open_tags.get(style, 0) + (1 if opens else -1))
        self._open_tags[style] = open_tags
        self.style = self.style | style if open_tags else self.style & ~style

    def add_block_tag(self, *, opens: bool) -> None:
        """Begin or end a line of its own within the line: words on both sides of it do not touch."""
        is_break = opens or self._open_blocks > 0
        self._open_blocks = max(0, self._open_blocks + (1 if opens else -1))
        self.pieces.append(Piece(" " if is_break else "", style=self.style))

    def resolve_apostrophes(self) -> None:
        """Give every piece the styles of the apostrophes before it; only the end of the line tells what each run means."""
        if not self._runs:
            return
        resolved = resolve_quotes(self._run_lengths, self._texts_before)
        toggles: dict[int, int] = {}
        for index, (letters, toggled) in zip(self._runs, resolved, strict=True):
            toggles[index] = toggles.get(index, 0) ^ toggled
            if letters:
                self.pieces[index].text += "'" * letters
        style = 0
        for index, piece in enumerate(self.pieces):
            if style:
                piece.style |= style
            if index in toggles:
                style ^= toggles[index]
