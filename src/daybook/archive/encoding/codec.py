"""Records as bytes: small, exact, quick to read back. Knows no record and no table.

A record is written in MessagePack, and compressed with a dictionary of what the archive's records have in common; where it
is made `sparse`, fields that have their default are left out. A median event takes a quarter of its plain JSON.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from dataclasses import MISSING, fields, is_dataclass
from functools import reduce
from operator import or_
from types import UnionType
from typing import Any, Generic, TypeVar, get_args, get_origin, get_type_hints

import msgspec
import zstandard

from daybook.archive.encoding.damage import Unreadable

T = TypeVar("T")

LEVEL = 3
"""zstd's level: higher ones win 2 % on events of this size and cost twice the time (`python -m benchmarks.intake` prints both)."""

_DICTIONARY = zstandard.ZstdCompressionDict(
    b"strike\xc3superscript\xc3subscript\xc3bold\xc3agency\xa7Reuters\xa3AFP\xa2AP\xa8language\xa7Spanish\xa6French\xa6German"
    b"\xa5event\xa5score\xa5parts\x92\x82\xa4name\xa8contexts\xa5value\xcb?\xa6folded\x90\xa6ranker\xa5items\x9a\x86\xa8contexts"
    b"\x93\xadUnited States\xa7reasons\x91\x82\xa4kind\xa8contexts\xa6values\x94\x83\xa4kind\xa5story\xa5words\xa4more\x01"
    b"https://www.theguardian.com/world/https://www.nytimes.com/2020/world/europe/asia/africa/americas/middle-east/"
    b"https://www.reuters.com/world/us/https://www.bbc.co.uk/news/world-https://www.bbc.com/news/articles/"
    b"https://apnews.com/article/https://www.aljazeera.com/news/2020/1/https://edition.cnn.com/2020/01/us/politics/"
    b"https://www.washingtonpost.com/https://news.yahoo.com/http://news.bbc.co.uk/2/hi/http://www.cnn.com/.html/index.html"
    b"\xa6outletThe New York TimesThe GuardianThe Washington PostAl JazeeraBBC NewsCNNReutersAssociated PressThe Times of "
    b"IndiaFrance 24Deutsche WelleABC NewsNBC NewsCBS NewsSky NewsXinhuaThe HinduDawnThe Independent"
    b"\x82\xa4name\xaaBusiness and economyDisasters and accidentsHealth and environmentInternational relationsLaw and crime"
    b"Politics and electionsScience and technologySportsArts and cultureArmed conflicts and attacks\xa7heading"
    b" are killed and others are injured after in the capital of the government of announces that he will be the president of "
    b"the United States Prime Minister of the United Kingdom European Union United Nations Security Council Supreme Court "
    b"police officers soldiers people die when a earthquake magnitude at least \xa6italic\xc3\x82\xa4text\xa4link"
    b"\xa5depth\x02\xa5label\x82\xa4name\xa5title\xacspace_before\xc3\xa5depth\x03\xa6topics\x92\x82\xa4text\x81\xa5spans\x91\x82"
    b"\xa4text\xa4link\xa6topics\x91\x82\xa4name\xa5title\xa8category\x82\xa4name\xa7heading\xa7sources\x91\x83\xa3url\xd9"
    b"https://www.\xa5label\xa6outlet\x86\xa8headline\x81\xa5spans\x99\x82\xa4text\xa4link\x81\xa4text",
    dict_type=zstandard.DICT_TYPE_RAWCONTENT,
)
_DICTIONARY.precompute_compress(LEVEL)
_PARAMETERS = zstandard.ZstdCompressionParameters.from_level(
    LEVEL, write_content_size=True, write_checksum=False, write_dict_id=False
)


class _OfThread(threading.local):
    """What compresses and decompresses, for each thread its own: zstd's contexts work without Python's lock, and hold state."""

    def __init__(self) -> None:
        self.compress = zstandard.ZstdCompressor(dict_data=_DICTIONARY, compression_params=_PARAMETERS).compress
        self.decompress = zstandard.ZstdDecompressor(dict_data=_DICTIONARY).decompress


_zstd = _OfThread()

write = msgspec.msgpack.Encoder().encode
"""Writes structs and plain values: the same bytes for the same values."""


class Codec(Generic[T]):
    """Writes records of one type as bytes, and reads them back; damaged bytes are `Unreadable`.

    `compressed` is for records long enough to gain by it. `prepare` turns a record into what is written of it.
    """

    def __init__(self, kind: type[T], *, compressed: bool = True, prepare: Callable[[T], object] | None = None) -> None:
        self._read: Callable[[bytes], T] = msgspec.msgpack.Decoder(kind).decode
        self._compressed = compressed
        self._prepare = prepare

    def encode(self, record: T) -> bytes:
        """Return a record as bytes."""
        written = write(record if self._prepare is None else self._prepare(record))
        return _zstd.compress(written) if self._compressed else written

    def decode(self, stored: bytes) -> T:
        """Return the record that `encode` wrote."""
        try:
            return self._read(_zstd.decompress(stored) if self._compressed else stored)
        except (zstandard.ZstdError, msgspec.MsgspecError, ValueError, TypeError) as error:
            raise Unreadable(f"a stored record cannot be read, {error}") from error


def sparse(kind: type[T], leave_out: Collection[str] = ()) -> Callable[[T], msgspec.Struct]:
    """Return a function that turns frozen dataclasses of a type into structs that are written without default values.

    The structs are made after the dataclass, and those it holds, without the fields left out ("Event.line"): converting and
    writing then happen in C, which takes a fifth of the time of Python code that walks through the fields.
    """
    shape = _struct_of(kind, frozenset(leave_out))
    return lambda record: msgspec.convert(record, shape, from_attributes=True)


def _struct_of(kind: type, leave_out: frozenset[str]) -> type[msgspec.Struct]:
    hints = get_type_hints(kind)
    members: list[tuple[str, Any] | tuple[str, Any, Any]] = []
    for field in fields(kind):
        if f"{kind.__name__}.{field.name}" not in leave_out:
            hint = _with_structs(hints[field.name], leave_out)
            members.append((field.name, hint) if field.default is MISSING else (field.name, hint, field.default))
    return msgspec.defstruct(kind.__name__, members, omit_defaults=True, frozen=True, gc=False)


def _with_structs(hint: Any, leave_out: frozenset[str]) -> Any:
    if is_dataclass(hint):
        return _struct_of(hint, leave_out)  # type: ignore[arg-type]
    arguments = tuple(_with_structs(each, leave_out) for each in get_args(hint))
    if not arguments:
        return hint
    return reduce(or_, arguments) if get_origin(hint) is UnionType else get_origin(hint)[arguments]
