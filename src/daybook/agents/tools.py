"""The nine tools: what each takes and says of itself, and what calls it. Knows nothing of the protocol.

A tool is one or two operations of the API. Its arguments are the parameters of these, read and refused by the same table. Its
answer is plain values without empty keys, at most `MOST_TOKENS` long: a list that would be longer is cut, and `next` goes on there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from daybook.agents.budget import MOST_TOKENS, count_fitting, count_tokens, shrink, without_empty
from daybook.ask import Query
from daybook.http_api.cursors import read_cursor, write_cursor
from daybook.http_api.event_records import event_link
from daybook.http_api.events import expect_moment, find_event
from daybook.http_api.operations import BY_NAME, Operation
from daybook.http_api.problems import Refused, bad_value, not_found, too_much
from daybook.http_api.request import read_values
from daybook.http_api.session import ApiSession
from daybook.model import SubjectKind
from daybook.model.encoding import plain

Arguments = Mapping[str, Any]
Content = dict[str, Any]
"""What an answer holds: what JSON can hold."""

SIZE, MOST_SIZE = 20, 100
"""Items of an answer: how many unless asked for otherwise, and how many at most."""

NEXT = {"type": "string", "description": "`next` of the answer before"}
AS_OF = {"type": "string", "description": "past moment, e.g. 2024-05-01T12:00Z: only what was saved by then"}
ID = {"type": "integer", "description": "event's id"}


@dataclass(frozen=True, slots=True)
class ToolAnswer:
    """What a tool answers: values, a line of text that says what they are, and whether it failed."""

    content: Content
    text: str
    is_error: bool = False


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool: its name, what it is for, its arguments as JSON Schema, and what makes its answer; `items` names its list."""

    name: str
    description: str
    arguments: Mapping[str, Mapping[str, Any]]
    make: Callable[[ApiSession, Arguments], Content]
    items: str | None = None
    required: tuple[str, ...] = ()

    @property
    def schema(self) -> dict[str, Any]:
        """The JSON Schema of its arguments."""
        schema: dict[str, Any] = {"type": "object", "properties": dict(self.arguments), "additionalProperties": False}
        return schema | ({"required": list(self.required)} if self.required else {})


def call_tool(session: ApiSession, name: str, arguments: Arguments) -> ToolAnswer:
    """Return what a tool answers; what it refuses, and a tool that there is not, is an answer too."""
    tool = TOOLS.get(name)
    try:
        if tool is None:
            raise not_found(f"no such tool: `{name[:60]}`; there are {', '.join(TOOLS)}")
        for given in arguments:
            if given not in tool.arguments:
                raise bad_value(given[:60], f"is no argument of {name}; it takes {', '.join(tool.arguments)}")
        _page(arguments)
        content = _fitting(session, tool, arguments)
    except Refused as refusal:
        problem = {"error": refusal.detail, "argument": refusal.parameter}
        return ToolAnswer(without_empty(problem), refusal.detail, is_error=True)
    return ToolAnswer(content, _summary(tool, content))


def _fitting(session: ApiSession, tool: Tool, arguments: Arguments) -> Content:
    """Return an answer that is no longer than it may be."""
    content = _made(session, tool, arguments)
    if count_tokens(content) <= MOST_TOKENS:
        return content
    if tool.items is not None and (many := content.get(tool.items)):
        fitting = min(count_fitting(content, tool.items), len(many))
        content = _made(session, tool, {**arguments, "size": fitting})
    if count_tokens(content) > MOST_TOKENS:
        content = _content(shrink(content))
    while count_tokens(content) > MOST_TOKENS and tool.items is not None and len(content.get(tool.items, ())) > 1:
        content = _content(shrink(_made(session, tool, {**arguments, "size": len(content[tool.items]) // 2})))
    return content


def _made(session: ApiSession, tool: Tool, arguments: Arguments) -> Content:
    return _content(without_empty(plain(tool.make(session, arguments))))


def _content(value: Any) -> Content:
    content: Content = value
    return content


def _summary(tool: Tool, content: Content) -> str:
    if tool.items is None:
        return f"{tool.name}: see the structured content."
    count = len(content.get(tool.items, ()))
    total = f" of {content['total']:,}" if "total" in content else ""
    following = "; more with `next`" if "next" in content else ""
    return f"{tool.name}: {count}{total} {tool.items} in the structured content{following}."


def _asked(operation: Operation, arguments: Arguments) -> dict[str, Any]:
    """Return the values that an operation has for arguments, and its defaults for the rest; raise `Refused`."""
    path: dict[str, str] = {}
    pairs: list[tuple[str, str]] = []
    for name, value in arguments.items():
        parameter = operation.takes.get(name)
        if parameter is None or value is None:
            continue
        texts = [_text(name, each) for each in (value if isinstance(value, list) else [value])]
        if parameter.place == "path":
            path[name] = texts[0] if texts else ""
        else:
            pairs += [(name, text) for text in texts]
    for parameter in operation.takes.values():
        if parameter.place == "path" and parameter.name not in path:
            raise bad_value(parameter.name, "must be given")
    return read_values(operation, path, pairs)


def _text(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, str | int | float):
        return str(value)
    raise bad_value(name, "must be text, a number, or a list of these")


def _sized(arguments: Arguments) -> Arguments:
    return {"size": SIZE, **arguments}


def brief(event: Content) -> Content:
    """Return an event as a list has it: what it says, where it stands, and what it rests on."""
    return {
        "id": event["id"],
        "date": event["date"],
        "headline": event["headline"],
        "category": event["category"]["name"] if event["category"] else None,
        "stories": [topic["slug"] for topic in event["topics"]],
        "url": event["url"],
        "withdrawn": True if event["status"] == "withdrawn" else None,
        "missing": event.get("missing"),
        "sources": [source["url"] for source in event.get("sources", ())],
        "revision": event["revision"]["number"],
        "revision_url": event["revision"]["url"],
        "licence": event["licence"],
    }


def whole(event: Content) -> Content:
    """Return an event with all that is known of it."""
    content = {name: value for name, value in event.items() if name not in ("address", "position", "outlets", "facts")}
    facts = event.get("facts") or []
    content["sources"] = [
        {**source, **{key: each for key, each in (fact or {}).items() if key in ("title", "lead", "published")}}
        for source, fact in zip(
            event.get("sources", ()), [*facts, *[None] * len(event.get("sources", ()))], strict=False
        )
    ]
    return content


def _search_events(session: ApiSession, arguments: Arguments) -> Content:
    values = _asked(BY_NAME["search_events"], _sized(arguments))
    content = plain(BY_NAME["search_events"].make(session, {**values, "count": True, "extra": ("sources",)}))
    question = content["question"] or {}
    return {
        "total": content["total"],
        "events": [brief(event) for event in content["events"]],
        "next": content["next"],
        "as_of": content["as_of"],
        "partial": question.get("partial") or None,
        "corrected": question.get("corrected"),
        "unknown": question.get("unknown"),
        "named": [
            {key: each[key] for key in ("kind", "slug", "name", "events")} for each in question.get("subjects", ())
        ],
    }


def _get_event(session: ApiSession, arguments: Arguments) -> Content:
    given = dict(arguments)
    if "url" in given:
        found = plain(BY_NAME["resolve"].make(session, _asked(BY_NAME["resolve"], {"url": given.pop("url")})))
        if found["event"] is None:
            raise not_found(f"the address is of a {found['kind']}, not of an event")
        given.setdefault("id", found["event"]["id"])
    values = _asked(BY_NAME["get_event"], given)
    # What cited pages tell of themselves was read later than any past moment.
    extra = ("sources", "facts") if values["as_of"] is None else ("sources",)
    content = plain(BY_NAME["get_event"].make(session, {**values, "extra": extra}))
    return {"event": whole(content["event"]), "as_of": content["as_of"]}


def _get_event_history(session: ApiSession, arguments: Arguments) -> Content:
    content = plain(BY_NAME["get_event_history"].make(session, _asked(BY_NAME["get_event_history"], _sized(arguments))))
    versions = [
        {
            "number": each["number"],
            "saved": each["revision"]["saved"],
            "date": each["date"],
            "kinds": each["kinds"],
            "headline": each["headline"],
            "sources": [source["url"] for source in each["sources"]],
            "revision": each["revision"]["number"],
            "revision_url": each["revision"]["url"],
            "licence": each["licence"],
        }
        for each in content["versions"]
    ]
    return {"event": content["event"], "versions": versions, "next": content["next"]}


def _get_day(session: ApiSession, arguments: Arguments) -> Content:
    size, cursor = _page({"size": MOST_SIZE, **arguments})
    values = _asked(BY_NAME["get_day"], arguments)
    content = plain(BY_NAME["get_day"].make(session, {**values, "extra": ("sources",)}))
    walk = {**values, "next": cursor}
    after = read_cursor("day", walk, (int,))
    ids = [event["id"] for event in content["events"]]
    start = ids.index(after[0]) + 1 if after and after[0] in ids else 0
    shown = content["events"][start : start + size]
    more = start + size < len(ids)
    return {
        "date": content["date"],
        "url": content["url"],
        "events": [brief(event) for event in shown],
        "next": write_cursor("day", walk, (shown[-1]["id"],)) if more and shown else None,
        "revision": content["revision"],
        "licence": content["licence"],
        "as_of": content["as_of"],
    }


def _page(arguments: Arguments) -> tuple[int, str | None]:
    """Return how many items are asked for, and after which cursor; raise `Refused`."""
    values = _asked(BY_NAME["list_stories"], {"size": SIZE, **arguments})
    if values["size"] > MOST_SIZE:
        raise too_much("size", f"must be at most {MOST_SIZE}, not {values['size']}")
    return values["size"], values["next"]


def _get_story(session: ApiSession, arguments: Arguments) -> Content:
    of_story, of_events = BY_NAME["get_story"], BY_NAME["list_events_of_story"]
    try:
        story = plain(of_story.make(session, _asked(of_story, arguments)))["subject"]
    except Refused as refusal:
        if refusal.kind != "not-found":
            raise
        moment = _asked(of_story, arguments)["as_of"]
        near = session.reader.suggest(str(arguments.get("slug", "")).replace("-", " ")[:100], 8, moment)
        slugs = [each.slug for each in near if each.kind is SubjectKind.TOPIC]
        raise not_found(refusal.detail + (f"; there are {', '.join(slugs)}" if slugs else "")) from refusal
    values = _asked(of_events, _sized(arguments))
    content = plain(of_events.make(session, {**values, "extra": ("sources",)}))
    kept = ("slug", "name", "url", "events", "first", "last", "article", "description", "wikidata")
    return {
        "story": {name: story[name] for name in kept},
        "events": [brief(event) for event in content["events"]],
        "next": content["next"],
        "as_of": content["as_of"],
    }


def _related_events(session: ApiSession, arguments: Arguments) -> Content:
    moment = _asked(BY_NAME["get_event"], arguments)["as_of"]
    if moment is not None:
        expect_moment(session, moment)
        event = find_event(session, _asked(BY_NAME["get_event"], arguments)["id"], moment)
        return {
            "event": event_link(session, event, event.id),
            "as_of": moment,
            "note": "which events were related at a past moment is not known",
        }
    content = plain(BY_NAME["related_events"].make(session, _asked(BY_NAME["related_events"], arguments)))
    size, cursor = _page(arguments)
    walk = {"id": content["event"]["id"], "next": cursor}
    after = read_cursor("related", walk, (int,))
    start = max(0, after[0]) if after else 0
    known = session.reader.briefs([each["event"]["id"] for each in content["related"]])
    shown = content["related"][start : start + size]
    related = [
        {
            **each["event"],
            "score": each["score"],
            "reasons": [f"{reason['kind']}: {', '.join(reason['values'])}" for reason in each["reasons"]],
            "revision": known[each["event"]["id"]].revision.number,
            "licence": session.site.licence(known[each["event"]["id"]].revision.saved).name,
        }
        for each in shown
        if each["event"]["id"] in known
    ]
    more = start + size < len(content["related"])
    following = write_cursor("related", walk, (start + size,)) if more else None
    return {"event": content["event"], "related": related, "next": following}


def _find_by_source(session: ApiSession, arguments: Arguments) -> Content:
    values = _asked(BY_NAME["find_by_source"], _sized(arguments))
    content = plain(BY_NAME["find_by_source"].make(session, {**values, "count": True, "extra": ("sources",)}))
    return {**content, "events": [brief(event) for event in content["events"]], "next_url": None}


def _list_changes(session: ApiSession, arguments: Arguments) -> Content:
    content = plain(BY_NAME["list_changes"].make(session, _asked(BY_NAME["list_changes"], _sized(arguments))))
    changes = [
        {
            "kinds": each["kinds"],
            "event": each["event"],
            "withdrawn": True if each["status"] == "withdrawn" else None,
            "saved": each["revision"]["saved"] if each["revision"] else None,
            "revision": each["revision"]["number"] if each["revision"] else None,
            "revision_url": each["revision"]["url"] if each["revision"] else None,
            "licence": each["licence"],
        }
        for each in content["changes"]
    ]
    return {"changes": changes, "next": content["next"]}


def _archive_status(session: ApiSession, arguments: Arguments) -> Content:
    moment = _asked(BY_NAME["get_event"], {**arguments, "id": 1})["as_of"]
    content = plain(BY_NAME["archive_status"].make(session, {}))
    kept = ("title", "description", "counts", "first", "last", "generation", "latest_revision", "looked", "licence")
    status = {name: content[name] for name in kept} | {"documentation": content["links"]["documentation"]}
    if moment is None:
        return status
    expect_moment(session, moment)
    return {
        "title": status["title"],
        "as_of": moment,
        "events": session.reader.search(Query(as_of=moment, size=1)).total,
        "licence": status["licence"],
    }


def _slugs(what: str) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "string"}, "description": what}


_DAY = {"type": "string", "description": "YYYY-MM-DD"}
_TEXT = {"type": "string"}
_SIZE = {"type": "integer", "maximum": MOST_SIZE}

TOOLS: Mapping[str, Tool] = {
    tool.name: tool
    for tool in (
        Tool(
            "search_events",
            "News events by words and filters, newest or most relevant first. Headlines as editors wrote them, each with its "
            "sources, its permanent page and the wiki revision it rests on.",
            {
                "q": {"type": "string", "description": 'words, "phrases", -exclusions'},
                "since": _DAY,
                "until": _DAY,
                "category": _slugs("slugs"),
                "topic": _slugs("slugs of stories"),
                "context": _slugs("slugs of wiki articles"),
                "outlet": _slugs("hosts"),
                "wikidata": _slugs("e.g. Q42"),
                "country": _slugs("ISO 3166-1 codes, e.g. FR; not with as_of"),
                "near": {"type": "string", "description": "latitude,longitude,kilometres; not with as_of"},
                "within": {"type": "string", "description": "west,south,east,north; not with as_of"},
                "status": {"enum": ["listed", "withdrawn", "any"]},
                "sort": {"enum": ["relevance", "newest", "oldest", "changed"]},
                "as_of": AS_OF,
                "size": _SIZE,
                "next": NEXT,
            },
            _search_events,
            "events",
        ),
        Tool(
            "get_event",
            "One event by id, or by any address it ever had: contexts, stories, sources with their leads.",
            {"id": ID, "url": _TEXT, "as_of": AS_OF},
            _get_event,
        ),
        Tool(
            "get_event_history",
            "All versions of an event, oldest first: how its wording, figures and sources changed.",
            {"id": ID, "as_of": AS_OF, "size": _SIZE, "next": NEXT},
            _get_event_history,
            "versions",
            ("id",),
        ),
        Tool(
            "get_day",
            "All events of a day, in the order of its page.",
            {"date": _DAY, "as_of": AS_OF, "size": _SIZE, "next": NEXT},
            _get_day,
            "events",
            ("date",),
        ),
        Tool(
            "get_story",
            "A story by its slug, with its events, newest first.",
            {"slug": _TEXT, "as_of": AS_OF, "sort": {"enum": ["newest", "oldest"]}, "size": _SIZE, "next": NEXT},
            _get_story,
            "events",
            ("slug",),
        ),
        Tool(
            "related_events",
            "What came before, at the same time and after an event, and why each is related.",
            {"id": ID, "as_of": AS_OF, "size": _SIZE, "next": NEXT},
            _related_events,
            "related",
            ("id",),
        ),
        Tool(
            "find_by_source",
            "Which events cite an article, by its address.",
            {"url": _TEXT, "as_of": AS_OF, "size": _SIZE, "next": NEXT},
            _find_by_source,
            "events",
            ("url",),
        ),
        Tool(
            "list_changes",
            "What editors added, reworded or withdrew, newest first.",
            {
                "since": {"type": "string", "description": "moment"},
                "kind": _slugs("e.g. added, figure, wording, removed"),
                "as_of": AS_OF,
                "size": _SIZE,
                "next": NEXT,
            },
            _list_changes,
            "changes",
        ),
        Tool(
            "archive_status",
            "What the archive holds, how fresh it is, its licence.",
            {"as_of": AS_OF},
            _archive_status,
        ),
    )
}
"""By name, in the order in which they are listed."""
