"""What goes along with exported tables: Data Package 2.0, Croissant 1.1, DCAT 3, a README and checksums. Pure.

https://datapackage.org/standard/data-package/, https://docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html,
https://www.w3.org/TR/vocab-dcat-3/
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from daybook.export.formats import TableFormat
from daybook.export.tables import TABLES, Column, ColumnType, Table
from daybook.export.to_csv import moment_text

CROISSANT_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "annotation": "cr:annotation",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataBiases": "cr:dataBiases",
    "dataCollection": "cr:dataCollection",
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "excludes": "cr:excludes",
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "personalSensitiveInformation": "cr:personalSensitiveInformation",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
    "value": "cr:value",
}
"""The context that the format prescribes (appendix 1 of its specification)."""


STATE, ATTRIBUTION, ROWS = "daybook:state", "daybook:attribution", "daybook:rows"
"""Properties of Daybook's own in a Data Package: what it was made from, whom to name, and the rows of a file."""


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file of the export: its path in the folder, its format, the table it holds (None: several), size, SHA-256, rows."""

    path: str
    format: TableFormat
    table: Table | None
    size: int
    digest: str
    rows: int


@dataclass(frozen=True, slots=True)
class Dataset:
    """What is exported: words for people, the archive's generation and the moment of its newest revision.

    `licence` is whether the texts are those of a wiki under CC BY-SA 4.0; `home` the site's address. `state` tells what it was made
    from: it is the same for the same archive, settings and question.
    """

    title: str
    description: str
    home: str
    wiki: str
    licence: bool
    generation: int
    moment: datetime | None
    version: str
    files: tuple[DataFile, ...]
    state: str = ""

    @property
    def attribution(self) -> str:
        """Whom to name."""
        return f"The editors of {self.wiki}; archive: {self.title}, {self.home}"


_CC = ("CC-BY-SA-4.0", "Creative Commons Attribution-ShareAlike 4.0", "https://creativecommons.org/licenses/by-sa/4.0/")


def descriptions(dataset: Dataset) -> dict[str, bytes]:
    """Return every file that describes the data, by its name."""
    return {
        "datapackage.json": _json(data_package(dataset)),
        "croissant.json": _json(croissant(dataset)),
        "dcat.jsonld": _json(dcat(dataset)),
        "README.md": readme(dataset).encode(),
    }


def checksums(digests: Iterable[tuple[str, str]]) -> bytes:
    """Return the digests of files, by path, as `sha256sum --check` reads them."""
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(digests)).encode()


def data_package(dataset: Dataset) -> dict[str, Any]:
    """Return the description as a Data Package."""
    package: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "daybook",
        "title": dataset.title,
        "description": dataset.description,
        "homepage": dataset.home,
        "version": f"{dataset.generation}",
        "contributors": [{"title": f"The editors of {dataset.wiki}", "roles": ["creator"]}],
        "sources": [{"title": dataset.wiki}],
    }
    if dataset.moment:
        package["created"] = moment_text(dataset.moment)
    if dataset.licence:
        name, title, address = _CC
        package["licenses"] = [{"name": name, "title": title, "path": address}]
    package[STATE], package[ATTRIBUTION] = dataset.state, dataset.attribution
    package["resources"] = [_resource(file) for file in dataset.files]
    return package


_SCHEMA_TYPES = {
    ColumnType.INTEGER: "integer",
    ColumnType.NUMBER: "number",
    ColumnType.TEXT: "string",
    ColumnType.DATE: "date",
    ColumnType.MOMENT: "datetime",
    ColumnType.LIST: "array",
}


def _resource(file: DataFile) -> dict[str, Any]:
    resource: dict[str, Any] = {
        "name": file.path.lower().replace("/", "-").replace("=", "-").replace(".", "-"),
        "path": file.path,
        "mediatype": file.format.media_type,
        "bytes": file.size,
        "hash": f"sha256:{file.digest}",
        ROWS: file.rows,
    }
    is_empty = file.format.name == "jsonl" and not file.rows
    if file.table is None or file.format.name not in {"csv", "jsonl"} or is_empty:
        # A file, not a table: frictionless would read Parquet by other libraries, which stumble over moments that are null, and
        # takes JSON Lines without a line for no data.
        return resource | {
            "type": "file",
            "description": file.table.description if file.table else file.format.description,
        }
    resource |= {
        "type": "table",
        "format": "csv" if file.format.name == "csv" else "jsonl",
        "encoding": "utf-8",
        "description": file.table.description,
        "schema": _table_schema(file.table),
    }
    if file.format.name == "jsonl":
        resource["dialect"] = {"json": {"keyed": True}}
    return resource


def _table_schema(table: Table) -> dict[str, Any]:
    return {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "fields": [_schema_field(column) for column in table.columns],
        "primaryKey": list(table.key),
    }


def _schema_field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": _SCHEMA_TYPES[column.type],
        "description": column.description,
    }
    if column.type is ColumnType.MOMENT:
        field["format"] = "%Y-%m-%dT%H:%M:%SZ"
    # An empty text is a value in JSON and no value in CSV: what must be there is said where every format can keep it.
    if column.required and column.type is not ColumnType.TEXT:
        field["constraints"] = {"required": True}
    return field


_CROISSANT_TYPES = {
    ColumnType.INTEGER: "sc:Integer",
    ColumnType.NUMBER: "sc:Float",
    ColumnType.TEXT: "sc:Text",
    ColumnType.DATE: "sc:Date",
    ColumnType.MOMENT: "sc:DateTime",
    ColumnType.LIST: "sc:Text",
}


def croissant(dataset: Dataset) -> dict[str, Any]:
    """Return the description as Croissant, with the columns of the tables as the first tabular format has them."""
    described: dict[str, Any] = {
        "@context": CROISSANT_CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": "daybook",
        "alternateName": dataset.title,
        "description": dataset.description,
        "url": dataset.home,
        "version": f"{dataset.generation}.0.0",
        "inLanguage": "en",
        "keywords": ["news", "events", "wikipedia"],
        "creator": {"@type": "sc:Organization", "name": f"The editors of {dataset.wiki}"},
        "citeAs": dataset.attribution,
    }
    if dataset.moment:
        described["datePublished"] = moment_text(dataset.moment)
    if dataset.licence:
        described["license"] = _CC[2]
    described["distribution"] = [
        {
            "@type": "cr:FileObject",
            "@id": file.path,
            "name": file.path,
            "contentUrl": file.path,
            "encodingFormat": file.format.media_type,
            "contentSize": f"{file.size} B",
            "sha256": file.digest,
        }
        for file in dataset.files
    ]
    described["recordSet"] = [_record_set(file) for file in _one_for_each_table(dataset)]
    return described


def _one_for_each_table(dataset: Dataset) -> list[DataFile]:
    """Return one whole-table file of each table: Parquet or CSV, which Croissant reads by column."""
    chosen: dict[str, DataFile] = {}
    for file in dataset.files:
        if file.table is not None and file.format.name in {"parquet", "csv"} and "/" not in file.path:
            chosen.setdefault(file.table.name, file)
    return [chosen[table.name] for table in TABLES if table.name in chosen]


def _record_set(file: DataFile) -> dict[str, Any]:
    table = file.table
    assert table is not None
    fields = []
    for column in table.columns:
        field: dict[str, Any] = {
            "@type": "cr:Field",
            "@id": f"{table.name}/{column.name}",
            "name": column.name,
            "description": column.description,
            "dataType": _CROISSANT_TYPES[column.type],
            "source": {"fileObject": {"@id": file.path}, "extract": {"column": column.name}},
        }
        if column.references:
            other, _, name = column.references.partition(".")
            field["references"] = {"field": {"@id": f"{other}/{name}"}}
        if column.type is ColumnType.LIST and file.format.name == "parquet":
            field |= {"isArray": True, "arrayShape": "-1"}
        fields.append(field)
    keys = [{"@id": f"{table.name}/{name}"} for name in table.key]
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.description,
        "key": keys[0] if len(keys) == 1 else keys,
        "field": fields,
    }


def dcat(dataset: Dataset) -> dict[str, Any]:
    """Return the description as DCAT in JSON-LD; addresses of files are relative to it."""
    described: dict[str, Any] = {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "spdx": "http://spdx.org/rdf/terms#",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@id": "dcat.jsonld",
        "@type": "dcat:Dataset",
        "dct:title": dataset.title,
        "dct:description": dataset.description,
        "dct:creator": f"The editors of {dataset.wiki}",
        "dcat:landingPage": {"@id": dataset.home},
        "dcat:version": f"{dataset.generation}",
        "dcat:keyword": ["news", "events", "wikipedia"],
    }
    if dataset.moment:
        described["dct:modified"] = {"@value": moment_text(dataset.moment), "@type": "xsd:dateTime"}
    if dataset.licence:
        described["dct:license"] = {"@id": _CC[2]}
    described["dcat:distribution"] = [
        {
            "@type": "dcat:Distribution",
            "dct:title": file.path,
            "dcat:downloadURL": {"@id": file.path},
            "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{file.format.media_type}"},
            "dcat:byteSize": {"@value": f"{file.size}", "@type": "xsd:nonNegativeInteger"},
            "spdx:checksum": {
                "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
                "spdx:checksumValue": file.digest,
            },
        }
        for file in dataset.files
    ]
    return described


def readme(dataset: Dataset) -> str:
    """Return the description for people, as Markdown."""
    moment = f", with revisions saved until {moment_text(dataset.moment)}" if dataset.moment else ""
    lines = [
        f"# {dataset.title}: data",
        "",
        dataset.description,
        "",
        f"Made by Daybook {dataset.version} from generation {dataset.generation} of the archive{moment}.",
        f"Home: <{dataset.home}>.",
        "",
    ]
    if dataset.licence:
        lines += [f"Licence of the texts: [{_CC[1]}]({_CC[2]}). Please name: {dataset.attribution}.", ""]
    lines += ["## Files", "", "| file | rows | bytes | |", "| --- | ---: | ---: | --- |"]
    for file in dataset.files:
        what = file.table.description if file.table else file.format.description
        lines.append(f"| `{file.path}` | {file.rows:,} | {file.size:,} | {what} |")
    lines += [
        "",
        "`sha256sum --check SHA256SUMS` verifies the files; `datapackage.json`, `croissant.json`, `dcat.jsonld` describe them.",
        "",
        "Moments are in UTC. In CSV and SQLite they are text (ISO 8601), and lists are JSON.",
        "In CSV, a text that a spreadsheet would run as a formula has an apostrophe before it.",
        "",
    ]
    for table in TABLES:
        lines += [f"## {table.name}", "", table.description, "", "| column | type | |", "| --- | --- | --- |"]
        for column in table.columns:
            key = " (key)" if column.name in table.key else ""
            leads = f" Is a `{column.references}`." if column.references else ""
            lines.append(f"| `{column.name}`{key} | {column.type.value} | {column.description}{leads} |")
        lines.append("")
    return "\n".join(lines)


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n"
