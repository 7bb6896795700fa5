"""The search page of a live site, which comes with its results: no script is needed."""

from __future__ import annotations

from dataclasses import replace

from daybook.ask import CursorError
from daybook.model import SubjectKind
from daybook.publish.addresses import SEARCH, Format, path
from daybook.publish.pages.search_results import query_of, read_form, search_results
from daybook.publish.search.build import foremost
from daybook.serve.handler import Handler, Reply, Snapshot
from daybook.serve.request import Request

ADDRESS = path(SEARCH, Format.HTML)


def answer_search(request: Request, snapshot: Snapshot) -> Reply | None:
    """Return the search page with what its address asks for; None where that asks for nothing."""
    form = read_form(request.query)
    if form.is_empty or request.path != ADDRESS:
        return None
    try:
        answer, _, years = snapshot.reader.search_with_facets(query_of(form), (), 1)
    except CursorError:  # of another question, or of long ago: its first page is the best answer left
        form = replace(form, next="")
        answer, _, years = snapshot.reader.search_with_facets(query_of(form), (), 1)
    builder = snapshot.site.builder
    categories = foremost((each.slug, each.name, each.count) for each in builder.ranking(SubjectKind.CATEGORY).most)
    found = search_results(builder.cache, form, answer, years, categories)
    return Reply(snapshot.site.search_page(found), "text/html; charset=utf-8", headers=(("X-Robots-Tag", "noindex"),))


SEARCH_PAGE = Handler(ADDRESS, answer_search)
