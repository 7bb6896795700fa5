"""Preview images drawn as PNG: the home of Pillow. Import this module only where there is something to draw.

An image carries a mark of all that it was drawn from (words, colour, fonts, versions of the libraries), so that one that is
there already, and whole, is not drawn again: the site is its own cache. The same words, fonts and libraries give the same bytes.
No letter is ever drawn as an empty box: a text that no font at hand has all letters of is left out.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Literal

from daybook.errors import PublishError
from daybook.publish.pages.pictures import SIZE
from daybook.publish.pages.records import Page
from daybook.publish.render.locale_text import LocaleText
from daybook.publish.render.preview import Preview, preview_of

try:
    import PIL
    from PIL import Image, ImageDraw, ImageFont, features
    from PIL.PngImagePlugin import PngInfo
except ImportError as error:
    raise PublishError(
        "preview images need Pillow, which is not installed",
        hint="pip install 'daybook-archive[images]', or set site.images = false",
    ) from error

FONT_NAMES = (
    "NotoSans-Regular.ttf",
    "DejaVuSans.ttf",
    "LiberationSans-Regular.ttf",
    "NotoSansCJK-Regular.ttc",
    "NotoNaskhArabic-Regular.ttf",
    "NotoSansHebrew-Regular.ttf",
    "NotoSansDevanagari-Regular.ttf",
    "NotoSansThai-Regular.ttf",
    "Arial.ttf",
)
"""Fonts looked for where the system keeps its fonts, the first that has all letters of a text being taken."""

DRAWING = "1"
"""Raised when the same words shall look otherwise, so that images are drawn again."""

ACCENT = "#9a2b1f"
"""Colour of the bar where the publisher has none: the theme's own mark."""

_MARK = "Daybook"
_END = b"IEND\xaeB`\x82"
"""The type and checksum of the chunk that ends each PNG."""
_MARGIN, _BAR, _LINE_SIZE = 72, 16, 30
_INK, _SOFT, _BAR_SHADE = 14, 9, 15
"""Shades of the canvas, four bits each: from 0, the paper, to 14, the ink; 15 is the bar's. More make no edge look better."""
_PAPER_COLOUR, _INK_COLOUR = (252, 251, 248), (28, 27, 25)
_TITLE_SIZES = (76, 66, 58, 50, 44, 38)
_NOT_A_CHARACTER = "\U0010ffff"
_LIBRARIES = ("freetype2", "raqm", "harfbuzz", "zlib", "zlib_ng")
_SHAPES = features.check("raqm")
"""Whether letters can be joined and lines turned as Arabic, Hebrew or Hindi need it; else such texts are left out."""


class Face:
    """A font in all sizes, and whether it has the letters of a text."""

    def __init__(self, file: Path | str | None) -> None:
        """Open a font by its file or name, None for the one that comes with Pillow; `OSError` where there is none."""
        self._file = str(file) if file is not None else None
        self._sizes: dict[int, ImageFont.FreeTypeFont] = {}
        self._has: dict[str, bool] = {}
        probe = self.at(32)
        self._box = _look(probe, _NOT_A_CHARACTER)
        self.digest = hashlib.sha256(Path(str(probe.path)).read_bytes()).hexdigest() if file is not None else "own"

    def at(self, size: int) -> ImageFont.FreeTypeFont:
        """Return the font in a size, in pixels."""
        if size not in self._sizes:
            found = ImageFont.load_default(size) if self._file is None else ImageFont.truetype(self._file, size)
            if not isinstance(found, ImageFont.FreeTypeFont):
                raise PublishError("preview images need Pillow with FreeType", hint="install Pillow from PyPI")
            self._sizes[size] = found
        return self._sizes[size]

    def has(self, text: str) -> bool:
        """Say whether each letter of a text looks otherwise than what the font draws for a letter that it lacks."""
        return all(self._has_letter(letter) for letter in text)

    def _has_letter(self, letter: str) -> bool:
        found = self._has.get(letter)
        if found is None:
            unseen = letter.isspace() or unicodedata.category(letter) == "Cf"
            self._has[letter] = found = unseen or _look(self.at(32), letter) != self._box
        return found


def _look(font: ImageFont.FreeTypeFont, letter: str) -> tuple[tuple[int, int], bytes]:
    mask = font.getmask(letter)
    return mask.size, bytes(mask)


class PictureRenderer:
    """Draws the images of one site."""

    def __init__(self, site: str, text: LocaleText, *, font: Path | None = None, accent: str = "") -> None:
        """Find the fonts: `font` is asked before all others; `PublishError` where it is none."""
        self._site = site
        self._text = text
        self._accent = accent or ACCENT
        self._faces = tuple(_faces(font))
        versions = [PIL.__version__, *(str(features.version(name)) for name in _LIBRARIES)]
        self.drawn_from = f"{DRAWING}\0{versions}\0{[face.digest for face in self._faces]}\0{self._accent}\0{SIZE}"

    def draw(self, page: Page, present: bytes = b"") -> bytes:
        """Return a page's image as PNG: `present`, where that is whole and was drawn from the same."""
        preview = preview_of(page, self._site, self._text)
        if preview is None:
            raise ValueError(f"a page without an image: {page.address}")
        key = hashlib.sha256(f"{self.drawn_from}\0{preview}".encode()).hexdigest()[:32]
        marked = f"{_MARK}\0{key}".encode() in present[:400]
        return present if marked and _is_whole(present) else self._drawn(preview, key)

    def _drawn(self, preview: Preview, key: str) -> bytes:
        image = Image.new("P", SIZE, 0)
        image.putpalette(_palette(self._accent))
        _Sheet(image, self._faces).compose(preview)
        mark, file = PngInfo(), BytesIO()
        mark.add_text(_MARK, key)
        image.save(file, "PNG", pnginfo=mark, bits=4)
        return file.getvalue()


def _is_whole(content: bytes) -> bool:
    """Say whether an image stands from its first byte to its last: the mark comes first, and a build may be killed after it."""
    if not content.endswith(_END):
        return False
    try:
        with Image.open(BytesIO(content), formats=["PNG"]) as image:
            image.verify()  # the checksum of each chunk
    except Exception:  # noqa: BLE001 - Pillow raises what it likes for what is damaged
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    face: Face
    direction: Literal["ltr", "rtl"]


class _Sheet:
    """A canvas, and where things go on it."""

    def __init__(self, image: Image.Image, faces: Sequence[Face]) -> None:
        self._draw = ImageDraw.Draw(image)
        self._draw.fontmode = "L"
        self._faces = faces
        self._width = SIZE[0] - 2 * _MARGIN - _BAR

    def compose(self, preview: Preview) -> None:
        """Draw all words of an image."""
        self._draw.rectangle((0, 0, _BAR - 1, SIZE[1] - 1), fill=_BAR_SHADE)
        self._put(preview.site, _MARGIN - 12, _INK)
        self._put(preview.above, _MARGIN + 48, _SOFT)
        self._put(preview.below, SIZE[1] - _MARGIN - _LINE_SIZE, _SOFT)
        self._title(self._line(preview.title) or self._line(preview.instead))

    def _put(self, text: str, top: int, shade: int) -> None:
        line = self._line(text)
        if line:
            self._write(_Line(self._cut(line, _LINE_SIZE), line.face, line.direction), _LINE_SIZE, top, shade)

    def _title(self, line: _Line | None) -> None:
        """Draw the title as large as it fits between the lines above and below."""
        if line is None:
            return
        top, bottom = _MARGIN + 110, SIZE[1] - _MARGIN - _LINE_SIZE - 24
        for size in _TITLE_SIZES:
            rows = list(self._wrapped(line, size))
            height = round(size * 1.24)
            if len(rows) * height <= bottom - top:
                break
        kept = rows[: (bottom - top) // height]
        if len(kept) < len(rows):
            kept[-1] = self._cut(_Line(f"{kept[-1]} …", line.face, line.direction), size)
        for number, row in enumerate(kept):
            self._write(_Line(row, line.face, line.direction), size, top + number * height, _INK)

    def _line(self, text: str) -> _Line | None:
        """Return a text with the first font that has all its letters; None where there is no such font."""
        plain = " ".join(unicodedata.normalize("NFC", text).split())  # a row takes no line breaks
        turned = any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in plain)
        joined = turned or any(unicodedata.category(letter) in ("Mn", "Mc") for letter in plain)
        if not plain or (joined and not _SHAPES):
            return None
        face = next((face for face in self._faces if face.has(plain)), None)
        first = next((kind for letter in plain if (kind := unicodedata.bidirectional(letter)) in ("L", "R", "AL")), "L")
        return _Line(plain, face, "ltr" if first == "L" else "rtl") if face else None

    def _wrapped(self, line: _Line, size: int) -> Iterator[str]:
        """Yield the rows of a text, broken between words; words wider than a row, and scripts without spaces, anywhere."""
        row = ""
        for word in line.text.split(" "):
            longer = f"{row} {word}" if row else word
            if self._fits(line, longer, size):
                row = longer
                continue
            if row:
                yield row
            row = word
            while not self._fits(line, row, size):
                cut = next(end for end in range(len(row) - 1, 0, -1) if end == 1 or self._fits(line, row[:end], size))
                while cut > 1 and unicodedata.combining(row[cut]):
                    cut -= 1
                yield row[:cut]
                row = row[cut:]
        if row:
            yield row

    def _cut(self, line: _Line, size: int) -> str:
        """Return as much of a text as fits in one row, marked where it was cut."""
        if self._fits(line, line.text, size):
            return line.text
        mark = "…" if line.face.has("…") else "..."
        text = line.text
        while text and not self._fits(line, f"{text}{mark}", size):
            text = text[:-1].rstrip(" ,;:…")
        return f"{text}{mark}"

    def _fits(self, line: _Line, text: str, size: int) -> bool:
        return line.face.at(size).getlength(text, direction=self._direction(line)) <= self._width

    def _write(self, line: _Line, size: int, top: int, shade: int) -> None:
        left = line.direction == "ltr"
        place = (_BAR + _MARGIN if left else SIZE[0] - _MARGIN, top)
        font = line.face.at(size)
        self._draw.text(
            place, line.text, fill=shade, font=font, anchor="la" if left else "ra", direction=self._direction(line)
        )

    @staticmethod
    def _direction(line: _Line) -> Literal["ltr", "rtl"] | None:
        """Return the options of the library that joins letters; it takes no direction where it is not there."""
        return line.direction if _SHAPES and line.direction == "rtl" else None


def _faces(font: Path | None) -> Iterator[Face]:
    if font is not None:
        try:
            yield Face(font)
        except OSError as error:
            raise PublishError(f"unusable font: `{font}`", hint="site.image_font names it") from error
    for name in FONT_NAMES:
        try:
            yield Face(name)
        except OSError:
            continue  # this system does not have it
    yield Face(None)


def _palette(accent: str) -> list[int]:
    """Return the colours of the shades: from paper to ink in 14 steps, and the bar's last."""
    colours: list[int] = []
    for shade in range(_INK + 1):
        pairs = zip(_PAPER_COLOUR, _INK_COLOUR, strict=True)
        colours.extend(paper + (ink - paper) * shade // _INK for paper, ink in pairs)
    bar = [int(accent[start : start + 2], 16) for start in (1, 3, 5)]
    return colours + bar
