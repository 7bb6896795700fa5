"""The names of the tools, in the order in which they are listed: apart, as a site names them without loading what they do."""

TOOL_NAMES = (
    "search_events",
    "get_event",
    "get_event_history",
    "get_day",
    "get_story",
    "related_events",
    "find_by_source",
    "list_changes",
    "archive_status",
)
