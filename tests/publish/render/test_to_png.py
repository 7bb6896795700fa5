"""Preview images: size, sameness, and letters that no font has."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import msgspec
import pytest

Image = pytest.importorskip("PIL.Image", reason="Pillow is not installed")

from PIL.PngImagePlugin import PngInfo  # noqa: E402
from tests.publish.render import sample_pages  # noqa: E402

from daybook.errors import PublishError  # noqa: E402 - after what they need is known to be there
from daybook.publish.pages import records as r  # noqa: E402
from daybook.publish.render.interface_words import words_of  # noqa: E402
from daybook.publish.render.preview import preview_of  # noqa: E402
from daybook.publish.render.theme import read_theme  # noqa: E402
from daybook.publish.render.to_png import Face, PictureRenderer  # noqa: E402

TEXT = words_of(read_theme(), "", "en")
IMAGE = r.PreviewImage("/x.png", "x", 1200, 630)


def pictured(kind: str) -> r.Page:
    """Return a sample page with an image."""
    return msgspec.structs.replace(sample_pages.pages()[kind], image=IMAGE)


def event(headline: str) -> r.Page:
    """Return an event with a headline."""
    return msgspec.structs.replace(pictured("event"), headline=r.Prose(headline, ""))


def packed_again(image: bytes) -> bytes:
    """Return a PNG with the same pixels and texts in other bytes, as a tool that makes files smaller would."""
    marks, file = PngInfo(), BytesIO()
    with Image.open(BytesIO(image)) as opened:
        for name, text in opened.text.items():
            marks.add_text(name, text)
        opened.save(file, "PNG", pnginfo=marks, compress_level=1)
    return file.getvalue()


@pytest.fixture(scope="module")
def renderer() -> PictureRenderer:
    return PictureRenderer("Daybook", TEXT)


@pytest.mark.parametrize("kind", ["front", "event", "subject"])
def test_an_image_is_a_png_of_the_size_that_its_page_names(renderer: PictureRenderer, kind: str) -> None:
    image = Image.open(BytesIO(renderer.draw(pictured(kind))))

    assert (image.format, image.size) == ("PNG", (1200, 630))
    assert len(image.convert("RGB").getcolors()) == 16


def test_the_same_page_gives_the_same_bytes(renderer: PictureRenderer) -> None:
    assert PictureRenderer("Daybook", TEXT).draw(pictured("event")) == renderer.draw(pictured("event"))


def test_an_image_that_is_there_is_kept_until_its_words_change(renderer: PictureRenderer) -> None:
    """What is there is recognised by its mark: one that somebody's tool packed in other bytes is kept as well."""
    drawn = renderer.draw(pictured("event"))
    packed = packed_again(drawn)

    assert packed != drawn
    assert renderer.draw(pictured("event"), packed) is packed
    assert renderer.draw(event("Other words."), drawn) != drawn
    assert PictureRenderer("Another name", TEXT).draw(pictured("event"), drawn) != drawn
    assert PictureRenderer("Daybook", TEXT, accent="#0b6e4f").draw(pictured("event"), drawn) != drawn


def test_an_image_that_is_not_whole_is_drawn_again(renderer: PictureRenderer) -> None:
    """A build killed while it writes leaves the first bytes, mark included; a disk may spoil any."""
    drawn = renderer.draw(pictured("event"))
    spoilt = bytearray(drawn)
    spoilt[len(drawn) // 2] ^= 1

    for length in (0, 8, 120, 400, len(drawn) // 2, len(drawn) - 12, len(drawn) - 1):
        assert renderer.draw(pictured("event"), drawn[:length]) == drawn
    assert renderer.draw(pictured("event"), bytes(spoilt)) == drawn
    assert renderer.draw(pictured("event"), drawn + b"more") == drawn


def test_a_headline_with_letters_that_no_font_has_is_left_out(renderer: PictureRenderer) -> None:
    """No empty boxes: the image is the one of the date alone."""
    page = event("Unassigned: \U000e0fff \U0003fffd")
    preview = preview_of(page, "Daybook", TEXT)
    assert preview is not None

    assert drawn_pixels(renderer, page) == drawn_pixels(renderer, event(preview.instead))


def drawn_pixels(renderer: PictureRenderer, page: r.Page) -> bytes:
    """Return what an image shows, without its mark."""
    return bytes(Image.open(BytesIO(renderer.draw(page))).tobytes())


def test_a_font_knows_which_letters_it_lacks() -> None:
    own = Face(None)

    assert own.has("Plain words, 123.")
    assert own.has("a\u200db c")
    assert not own.has("\U0003fffd")


@pytest.mark.parametrize(
    "headline", ["", " ", "w" * 400, "word " * 100, "山" * 300, "\u0301" * 20, "\u202e\u200f", "a\nb"]
)
def test_odd_headlines_are_drawn_all_the_same(renderer: PictureRenderer, headline: str) -> None:
    assert Image.open(BytesIO(renderer.draw(event(headline)))).size == (1200, 630)


def test_a_font_that_is_none_is_told(tmp_path: Path) -> None:
    broken = tmp_path / "font.ttf"
    broken.write_bytes(b"no font")

    for font in (broken, tmp_path / "missing.ttf"):
        with pytest.raises(PublishError, match="unusable font"):
            PictureRenderer("Daybook", TEXT, font=font)


def test_previews_say_what_a_page_is_about() -> None:
    story = preview_of(pictured("subject"), "Daybook", TEXT)
    front = preview_of(pictured("front"), "Daybook", TEXT)

    assert story is not None
    assert front is not None
    assert story.site == "Daybook"
    assert "event" in story.below
    assert front.above == ""
    assert preview_of(sample_pages.pages()["about"], "Daybook", TEXT) is None
