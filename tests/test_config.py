"""Settings: where they come from, how mistakes in them are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Literal

import pytest

from daybook.config import Settings, describe, load_settings, read_record, sections, to_toml
from daybook.errors import SettingsError
from daybook.model.setting import at_least, setting


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True)
class Inner:
    """One section."""

    name: str = setting("x", help="A name.")
    number: int = setting(3, help="A number.")
    share: float = setting(0.5, help="A share.")
    on: bool = setting(False, help="A switch.")
    colour: Colour = setting(Colour.RED, help="A colour.")
    side: Literal["left", "right"] = setting("left", help="A side.")
    words: tuple[str, ...] = setting((), help="Words.")
    folder: Path | None = setting(None, help="A folder.")
    since: date | None = setting(None, help="A day.")
    names: Mapping[str, str] | None = setting(None, help="Names.")
    days: int = setting(1, help="Days.", rule=at_least(1))

    def __post_init__(self) -> None:
        if self.name == "forbidden":
            raise ValueError("`name` must not be forbidden")


@dataclass(frozen=True, slots=True)
class Outer:
    inner: Inner = Inner()


def read(text: Mapping[str, object], base: Path = Path("/base")) -> tuple[Outer, list[str]]:
    faults: list[str] = []
    return read_record(Outer, text, faults, base=base), faults


def faults_of(**inner: object) -> list[str]:
    return read({"inner": inner})[1]


def test_a_number_between_quotes_is_recognised() -> None:
    assert faults_of(number="3") == [
        'wrong value: `inner.number` must be a whole number, not `"3"` (remove the quotes)'
    ]
    assert faults_of(on="true") == ['wrong value: `inner.on` must be true or false, not `"true"` (remove the quotes)']
    assert faults_of(number="three") == ["wrong value: `inner.number` must be a whole number, not `three`"]


def test_every_value_keeps_its_default_where_nothing_is_given() -> None:
    assert read({}) == (Outer(), [])


def test_values_are_read_by_the_types_of_their_annotations() -> None:
    given = {
        "name": "é",
        "number": 7,
        "share": 1,
        "on": True,
        "colour": "blue",
        "side": "right",
        "words": ["a", "b"],
        "folder": "sub",
        "since": date(2026, 1, 2),
        "names": {"a": "b"},
    }

    outer, faults = read({"inner": given})

    assert faults == []
    assert outer.inner == Inner(
        name="é",
        number=7,
        share=1.0,
        on=True,
        colour=Colour.BLUE,
        side="right",
        words=("a", "b"),
        folder=Path("/base/sub"),
        since=date(2026, 1, 2),
        names={"a": "b"},
    )


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("name", 3, "text"),
        ("number", "three", "a whole number"),
        ("number", True, "a whole number"),
        ("number", 1.5, "a whole number"),
        ("share", "half", "a number"),
        ("on", 1, "true or false"),
        ("colour", "green", 'one of "red", "blue"'),
        ("side", "up", 'one of "left", "right"'),
        ("words", "a", "a list, each text"),
        ("words", [1], "text"),
        ("folder", 4, "a path"),
        ("since", "soon", "a date"),
        ("names", {"a": 1}, "text"),
        ("days", 0, "1 or more"),
    ],
)
def test_a_wrong_value_is_told_with_what_would_be_right(name: str, value: object, wanted: str) -> None:
    assert faults_of(**{name: value}) == [f"wrong value: `inner.{name}` must be {wanted}, not `{value}`"]


def test_an_unknown_key_is_told_with_the_nearest_one() -> None:
    assert faults_of(colou="red") == ["unknown setting: `inner.colou` (did you mean `inner.colour`?)"]
    assert read({"colour": "red"})[1] == ["unknown setting: `colour` (did you mean `inner.colour`?)"]
    assert faults_of(zzzzzz=1) == ["unknown setting: `inner.zzzzzz`"]


def test_all_faults_are_told_at_once() -> None:
    assert len(faults_of(number="x", on=3, nonsense=1)) == 3


def test_each_setting_that_breaks_its_rule_is_told_by_its_own_name() -> None:
    faults: list[str] = []

    read_record(Settings, {"wiki": {"months": ["May"], "timeout": -1, "retries": -1}}, faults, base=Path("/base"))

    assert faults == [
        "wrong value: `wiki.months` must be twelve different names, not `['May']`",
        "wrong value: `wiki.timeout` must be more than 0, not `-1`",
        "wrong value: `wiki.retries` must be 0 or more, not `-1`",
    ]


@pytest.mark.parametrize(
    ("assignment", "wanted"),
    [
        ("site.title= ", "some words"),
        ("site.address=example.org", "a whole address, such as https://example.org/news/"),
        ("site.address=https://example.org/?x", "a whole address, such as https://example.org/news/"),
        ("site.language=not a language", "a BCP 47 tag, such as en or pt-BR"),
        ("site.wiki=javascript:x", "an http or https address, or empty"),
        ("site.tag=example.org", "an authority and a date, such as example.org,2026"),
        ("site.front_days=0", "1 or more"),
        ("relate.limit=0", "1 or more"),
        ("relate.story_passage=-1", "0 or more"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_told(tmp_path: Path, assignment: str, wanted: str) -> None:
    """Each of these made a site with broken links or pages without events, or ended in a traceback."""
    (tmp_path / "daybook.toml").touch()

    with pytest.raises(SettingsError, match=f"must be {wanted}"):
        load_settings(tmp_path / "daybook.toml", [assignment])


def test_an_empty_value_leaves_a_setting_unset_that_may_be() -> None:
    assert read({"inner": {"folder": "", "since": ""}}) == (Outer(), [])


def test_a_section_must_be_a_table() -> None:
    assert read({"inner": 3})[1] == ["wrong value: `inner` must be a table of settings"]


def test_a_records_own_rule_is_told_with_its_section() -> None:
    assert faults_of(name="forbidden") == ["wrong value: `inner`: `name` must not be forbidden"]


def test_a_file_is_found_in_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "daybook.toml").write_text('[files]\nsite = "public"\n')

    settings = load_settings()

    assert settings.files.site == tmp_path / "public"


def test_a_file_may_begin_with_a_mark_of_its_byte_order(tmp_path: Path) -> None:
    """As those of Windows' Notepad do; its lines may end in its way, too."""
    file = tmp_path / "daybook.toml"
    file.write_bytes(b'\xef\xbb\xbf[site]\r\ntitle = "Loch"\r\n')

    assert load_settings(file).site.title == "Loch"


def test_paths_start_from_the_folder_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "daybook.toml"
    file.write_text("")

    settings = load_settings(file)

    assert settings.files.archive == tmp_path / "archive.sqlite"


@pytest.mark.parametrize(("site", "inside"), [(".", "`files.archive`, "), ("/", "`files.archive`, "), ("opinion", "")])
def test_the_site_has_a_folder_of_its_own(tmp_path: Path, site: str, inside: str) -> None:
    """Pages among the publisher's files would be a mess to clear away, and an archive among the pages be published."""
    file = tmp_path / "daybook.toml"
    file.write_text("")

    with pytest.raises(SettingsError, match=f"`files.site` must be a folder of its own, .*: {inside}.* in it"):
        load_settings(file, [f"files.site={site}"])


def test_a_link_does_not_hide_that_the_site_has_no_folder_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "site").symlink_to(".")
    (tmp_path / "daybook.toml").write_text("")

    with pytest.raises(SettingsError, match="must be a folder of its own"):
        load_settings(tmp_path / "daybook.toml")


def test_a_link_does_not_hide_that_the_archive_would_be_published(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "archive.sqlite").symlink_to("site/archive.sqlite")
    (tmp_path / "daybook.toml").write_text("")

    with pytest.raises(SettingsError, match=r"`files\.archive` stands in it"):
        load_settings(tmp_path / "daybook.toml")


def test_the_command_line_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "daybook.toml"
    file.write_text('[files]\nsite = "one"\n')

    settings = load_settings(file, ["files.site=two"])

    assert settings.files.site == tmp_path / "two"


@pytest.mark.parametrize(
    ("assignment", "fault"),
    [
        ("files.sit=x", "unknown setting: `files.sit` (did you mean `files.site`?)"),
        ("nothing", "not a setting: `nothing` (write --set section.key=value)"),
        ("=x", "not a setting: `=x` (write --set section.key=value)"),
        ("files=x", "wrong value: `files` must be a table of settings"),
        ("files.site.deep=x", "wrong value: `files.site` must be a path, not `{'deep': 'x'}`"),
    ],
)
def test_a_mistaken_assignment_is_told(tmp_path: Path, assignment: str, fault: str) -> None:
    file = tmp_path / "daybook.toml"
    file.write_text("")

    with pytest.raises(SettingsError) as caught:
        load_settings(file, [assignment])

    assert caught.value.faults == (fault,)


@pytest.mark.parametrize(
    ("content", "start"),
    [
        (b"[files", "settings file is not TOML"),
        (b"\xff\xfe", "settings file is not UTF-8 text"),
    ],
)
def test_a_file_that_is_no_settings_file_is_told(tmp_path: Path, content: bytes, start: str) -> None:
    file = tmp_path / "daybook.toml"
    file.write_bytes(content)

    with pytest.raises(SettingsError, match=start):
        load_settings(file)


def test_a_settings_file_that_was_named_must_exist(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no settings file"):
        load_settings(tmp_path / "absent.toml")


def test_every_setting_has_help_and_every_section_a_sentence() -> None:
    assert [entry.key for entry in describe() if not entry.help.endswith(".")] == []
    assert [name for name, sentence in sections() if not sentence.endswith(".")] == []


def test_every_default_is_read_back_as_itself(tmp_path: Path) -> None:
    lines = [f"{entry.key} = {entry.default}" for entry in describe() if entry.default]
    file = tmp_path / "daybook.toml"
    file.write_text("\n".join(lines))

    assert load_settings(file) == load_settings_of_nothing(tmp_path)


def load_settings_of_nothing(folder: Path) -> Settings:
    empty = folder / "empty.toml"
    empty.write_text("")
    return load_settings(empty)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "true"),
        (3, "3"),
        (0.5, "0.5"),
        ('a"b\\c', '"a\\"b\\\\c"'),
        (Path("a/b"), '"a/b"'),
        (("a", "b"), '["a", "b"]'),
        ({"a": "b"}, '{ "a" = "b" }'),
        (Colour.RED, '"red"'),
        (date(2026, 1, 2), "2026-01-02"),
    ],
)
def test_a_value_is_written_as_toml(value: object, text: str) -> None:
    assert to_toml(value) == text


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("name=3", Inner(name="3")),
        ("number=9", Inner(number=9)),
        ("on=true", Inner(on=True)),
        ("words=a,b", Inner(words=("a", "b"))),
        ('words=["a,b"]', Inner(words=("a,b",))),
        ("folder=", Inner(folder=None)),
        ("since=2026-01-02", Inner(since=date(2026, 1, 2))),
        ("side=right", Inner(side="right")),
    ],
)
def test_an_assignment_stands_for_any_type(given: str, expected: Inner) -> None:
    from daybook.config import assign

    table: dict[str, object] = {}
    faults: list[str] = []
    assign(table, f"inner.{given}", faults)

    outer = read_record(Outer, table, faults, base=Path("/base"))

    assert (outer.inner, faults) == (expected, [])


ODD_VALUES = (
    "-1", "1000000000000", "nan", "-inf", '""', '"x"', "true", "[]", "{}", '[1]', '["a", "a"]', "2024-05-01", '"\\u0000"', f'"{"a" * 5000}"',
    '"~nobody-of-that-name/x"', '"~nobody-of-that-name/x.toml"', f'"{"a" * 300}.toml"', '"http://[::1"',
)  # fmt: skip


@pytest.mark.parametrize("key", [each.key for each in describe()])
def test_no_value_of_any_setting_is_more_than_a_fault_in_a_line(tmp_path: Path, key: str) -> None:
    """Of a wrong type, negative, huge, empty, or what no file can be called: reported, or taken; a long one is not repeated whole."""
    section, _, name = key.rpartition(".")
    file = tmp_path / "daybook.toml"
    reported = []
    for value in ODD_VALUES:
        file.write_text(f"[{section}]\n{name} = {value}\n")
        try:
            load_settings(file)
        except SettingsError as error:
            reported.append(str(error))

    assert reported
    assert max(len(fault.replace(str(tmp_path), "")) for fault in reported) < 700
