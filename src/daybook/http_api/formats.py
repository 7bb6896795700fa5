"""Answer records as bytes: JSON, JSON Lines, CSV, Markdown. Pure; Atom is made by what makes all feeds (`feeds.py`)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from daybook.export.to_csv import safe_text
from daybook.http_api.records import DayAnswer, EventAnswer
from daybook.model.encoding import Open, fields_of, plain, to_json
from daybook.publish.interchange.records import EventRecord
from daybook.publish.markdown_text import escape_markdown

Row = Mapping[str, Any]
"""A record as JSON has it."""


def to_json_bytes(answer: Open, items: str | None, fields: Sequence[str]) -> bytes:
    """Return an answer as JSON, its events with some of their keys only."""
    if not fields:
        return to_json(answer) + b"\n"
    record = plain(answer)
    for name in filter(None, (items, "event" if isinstance(answer, EventAnswer) else None)):
        values = record[name]
        record[name] = [narrow(each, fields) for each in values] if isinstance(values, list) else narrow(values, fields)
    return to_json(record) + b"\n"


def narrow(event: Row, fields: Sequence[str]) -> Row:
    """Return some keys of an event, and those that it only has because they were asked for."""
    always = _ALWAYS
    return {name: value for name, value in event.items() if not fields or name in fields or name not in always}


_ALWAYS = frozenset(name for name, always in fields_of(EventRecord).items() if always)


def to_lines(items: Sequence[Open], fields: Sequence[str]) -> bytes:
    """Return records as JSON Lines."""
    if not fields:
        return b"".join(to_json(item) + b"\n" for item in items)
    return b"".join(to_json(narrow(plain(item), fields)) + b"\n" for item in items)


def to_csv(items: Sequence[Open], kind: type[Open], fields: Sequence[str]) -> bytes:
    """Return records as CSV (RFC 4180) with a line of names; what a record holds within it has its name before its own.

    Lists are JSON. A text that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    rows = [_flat(narrow(plain(item), fields)) for item in items]
    columns = list(dict.fromkeys([*_columns(kind, fields), *(name for row in rows for name in row)]))
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(row.get(name)) for name in columns] for row in rows)
    return stream.getvalue().encode()


def _columns(kind: type[Open], fields: Sequence[str]) -> list[str]:
    """Return the columns that there are even without a row."""
    own = fields_of(kind)
    names = [name for name, always in own.items() if always and (not fields or name not in _ALWAYS or name in fields)]
    return [part for name in names for part in _PARTS.get(name, (name,))]


_PARTS = {
    "revision": ("revision_page", "revision_number", "revision_saved", "revision_url"),
    "category": ("category_slug", "category_name"),
    "event": ("event_id", "event_url", "event_date", "event_headline"),
}
"""Columns of what is a record of its own."""


def _flat(row: Row) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in row.items():
        parts = _PARTS.get(name)
        if parts is None or isinstance(value, str):
            flat[parts[-1] if parts and isinstance(value, str) else name] = value
        else:
            flat.update({part: (value or {}).get(part.removeprefix(f"{name}_")) for part in parts})
    return flat


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return safe_text(value)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    return value


def to_markdown(answer: Open, title: str) -> bytes:
    """Return an answer as a text that people and language models read: headings, lists, links, and where the rest is."""
    record = plain(answer)
    lines = [f"# {_text(title)}", ""]
    if isinstance(answer, EventAnswer):
        lines += _event(record["event"], level="")
    left_out = {"next", "next_url"} | ({"event", "as_of"} if isinstance(answer, EventAnswer) else set())
    for name in sorted(record, key=lambda name: name in _AFTER):
        if name not in left_out:
            lines += _section(name, record[name])
    if record.get("next_url"):
        lines += [f"[Next page]({record['next_url']})", ""]
    if isinstance(answer, DayAnswer) and not record["events"]:
        lines.append("No events.")
    return ("\n".join(lines).rstrip() + "\n").encode()


_AFTER = {"question", "facets"}
"""What comes after the items."""


def _section(name: str, value: Any) -> list[str]:
    if value is None or value in ((), [], {}, ""):
        return []
    label = name.replace("_", " ").capitalize()
    if isinstance(value, list) and isinstance(value[0], dict):
        made = _ITEMS.get(name, _plain_item)
        return [f"## {label}", "", *(line for item in value for line in made(item)), ""]
    if isinstance(value, dict):
        if "headline" in value and "id" in value:
            return [f"{label}: {_link(value)}", ""]
        return [f"## {label}", "", *(line for key, each in value.items() for line in _pair(key, each)), ""]
    return [f"{label}: {_inline(value)}", ""]


def _pair(key: str, value: Any) -> list[str]:
    return (
        []
        if value is None or value is False or value == []
        else [f"- {_text(key.replace('_', ' '))}: {_inline(value)}"]
    )


def _inline(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_inline(each) for each in value)
    if isinstance(value, dict):
        if "name" in value:
            return _text(str(value["name"])) + (f" ({value['events']})" if "events" in value else "")
        return ", ".join(
            f"{_text(key.replace('_', ' '))} {_inline(each)}" for key, each in value.items() if each is not None
        )
    text = str(value)
    return f"<{text}>" if text.startswith(("http://", "https://")) else _text(text)


def _link(item: Row) -> str:
    return f"[{_text(str(item.get('headline', item.get('url'))))}]({item['url']})"


def _event(item: Row, level: str = "- ") -> list[str]:
    """Return an event as an item of a list: day, headline, what it belongs to, sources, where it is from."""
    head = f"{level}**{item['date']}** {_link(item)}" if "date" in item and "url" in item else f"{level}{_plain(item)}"
    about = []
    if item.get("status") == "withdrawn":
        about.append("withdrawn")
    if item.get("category"):
        about.append(_text(item["category"]["name"]))
    about += [_text(topic["name"]) for topic in item.get("topics", [])]
    indent = "  " if level else ""
    lines = [head]
    if about:
        lines.append(f"{indent}*{' · '.join(about)}*")
    for source in item.get("sources", []):
        label = _text(source["label"] or source["outlet"] or "source")
        lines.append(f"{indent}- source: " + (f"[{label}]({source['url']})" if source["url"] else label))
    lines += [f"{indent}- related: {each['event']['date']} {_link(each['event'])}" for each in item.get("related", [])]
    for version in item.get("versions", []):
        lines += [f"{indent}{line}" for line in _version(version)]
    revision = item.get("revision")
    if revision and not level:
        number = f", revision {revision['number']}" if revision["number"] is not None else ""
        lines += ["", f"From {_text(revision['page'])}{number}. {_text(item.get('licence') or '')}".rstrip()]
    return lines


def _version(item: Row) -> list[str]:
    saved = item["revision"]["saved"] or item["date"]
    text = _text(item["headline"]) if item["headline"] else "removed"
    return [f"- {item['number']}. {saved} ({', '.join(item['kinds'])}): {text}"]


def _change(item: Row) -> list[str]:
    return [f"- {item['known'] or item['date']} ({', '.join(item['kinds'])}): {_link(item['event'])}"]


def _related(item: Row) -> list[str]:
    reasons = "; ".join(f"{each['kind']}: {', '.join(map(_text, each['values']))}" for each in item["reasons"])
    return [f"- {item['event']['date']} {_link(item['event'])}", f"  {reasons}"]


def _subject(item: Row) -> list[str]:
    return [f"- [{_text(item['name'])}]({item['url']}): {item['events']} events"]


def _diff(item: Row) -> list[str]:
    marks = {"same": "{}", "added": "**{}**", "removed": "~~{}~~"}
    return [marks[item["change"]].format(_text(item["text"]))]


def _plain_item(item: Row) -> list[str]:
    return [f"- {_plain(item)}"]


def _plain(item: Row) -> str:
    return ", ".join(
        f"{key.replace('_', ' ')} {_inline(value)}" for key, value in item.items() if value not in (None, [])
    )


_ITEMS: Mapping[str, Callable[[Row], list[str]]] = {
    "events": _event,
    "versions": _version,
    "changes": _change,
    "related": _related,
    "subjects": _subject,
    "suggestions": _subject,
    "words": _diff,
}


def _text(text: str) -> str:
    return escape_markdown(text)
