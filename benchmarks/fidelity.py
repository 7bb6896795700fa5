"""Compare the parser with a real MediaWiki on awkward day pages that nobody has written yet.

    python -m benchmarks.fidelity [--seeds FIRST:LAST] [--show N]

Each seed is a day page, put together from shapes of MediaWiki's own manual and of reports of bugs in parsers: odd links,
apostrophes, tags, references, nowiki, entities, parser functions, markup that nothing closes. A wiki of Debian's packages,
with Cite and ParserFunctions, renders it on loopback; what a reader sees of each event (words and signs, links, addresses,
topics, heading) is compared with what the parser says. Prints the share of events that agree, and with --show the first
N that do not. Seeds that were looked at while mending prove nothing: choose others.

A page is made by `random.Random(seed)`, so a seed stands for the same page whatever version of a library is installed.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from lxml import html
from tests.mediawiki import LocalWiki, missing_parts

from daybook.model import Event, RawPage
from daybook.model.titles import normal_title
from daybook.parse import day_record, parse_page

TITLE = "Portal:Current events/2004 August 14"
FOOTNOTES = '\n\n<references /><references group="g" /><references group="q" />'
"""What the wiki is given after a page: it shows no footnote of a group that is listed nowhere."""
TEMPLATES = {
    "Nowrap": '<span class="nowrap">{{{1}}}</span>',
    "Small": "<small>{{{1}}}</small>",
    "Lang": "{{{2}}}",
    "Abbr": '<abbr title="{{{2}}}">{{{1}}}</abbr>',
    "Plainlist": "{{{1|}}}",
    "Cite web": "[{{{url}}} {{{work}}}]",
}
"""Templates of that wiki: those that show an argument, as on Wikipedia."""

WORDS = (
    "A ferry sinks",
    "The port",
    "ten people",
    "Kiel",
    "voters",
    "in the north",
    "a 7–2 win",
    "l'été",
    "No. 5",
    "AT&T",
    "x < y",
)
LINKS = (
    "[[Kiel]]", "[[kiel|the town]]", "[[Iraq]]i", "[[Kiel#Port|port]]", "[[:Kiel]]", "[[a_b|odd]]", "[[ Kiel ]]", "[[Kiel|''Kiel'']]",
    "[[Kiel|a [b] c]]", "[[Kiel|http://e.org/z]]", "[[#Top|top]]", "[[Kiel|K]]iel", "[[Kiel (town)|Kiel]]'s",
    "[[Kiel|<span title=\"[[x]]\">K</span>]]", "[[Kiel|a<br/>b]]", "[[Kiel|&amp;]]", "[[K&amp;S]]", "[[Kiel|K<nowiki>]]</nowiki>]]", "[[Kiel]",
    "[[Kiel|a", "[Kiel]", "[[]]", "[[|a]]", "[[Kiel|a|b]]", "[[Kiel<nowiki/>]]", "[[Category:Towns]]",
    "[[Kiel%20town]]", "[[Kiel{{!}}bar]]", "[[Kiel|'''b''' ''i]]", "[[[Kiel]]]", "[[Kiel\\]]", "[[Kiel# Port ]]", "[[:Category:Towns|cat]]",
)  # fmt: skip
EXTERNALS = (
    "[http://e.org/a (Example)]", "[http://e.org/b]", "http://e.org/c.", "[http://e.org/d (''Daily'')]", "[//e.org/e (Example)]", "(http://e.org/f)",
    "http://e.org/g_(h)", "[http://e.org/i a [b] c]", "[mailto:a@e.org mail]", "http://e.org/j''k''", "[http://e.org/l<nowiki/>m n]",
    "http://e.org/o<nowiki/>p", "[http://e.org/t <nowiki>[T]</nowiki>]", "http://e.org/u?a=1&amp;b=2",
    "[http://e.org/v", "[http://e.org/w\\ (X)]", "[ http://e.org/x X]", "[ftp://e.org/y (Y)]", "http://", "[http://e.org/z &lt;b&gt;]", "http://e.org/&lt;b",
)  # fmt: skip
STYLES = (
    "''a''", "'''b'''", "'''''c'''''", "''a '''b'' c'''", "L''a''", "''''d''''", "''a", "'''b", "'''''c''d'''", "''<nowiki/>''", "'<nowiki/>''e''", "''''''f''''''",
    "<b>a</b>", "<i>b", "<small>c</small>", "d<br>e", "f<br/ >g", "<s>h</s>", "H<sub>2</sub>O", "<u>i</u>", "<odd>j</odd>", "<b", "</i>k", "<BR />", "<span class=\"x\">l</span>",
    "<font color=red>m</font>", "<!-- n -->", "o<!-- p --> q", "<code>r</code>", "<b>''s''</b>", "<span title=\"''t''\">u</span>", "<div>v</div>",
)  # fmt: skip
PROTECTED = (
    "<nowiki>[[a]]</nowiki>", "<nowiki>&amp;</nowiki>", "<nowiki>&lt;b&gt;</nowiki>", "<nowiki>''b''</nowiki>", "<nowiki/>", "<nowiki></nowiki>", "<nowiki><!-- c --></nowiki>",
    "<nowiki>* d</nowiki>", "<nowiki>{{e}}</nowiki>", "&amp;", "&lt;", "&nbsp;", "&#91;f&#93;", "&ndash;", "&bogus;", "&amp;amp;", "&", "&#x41;", "<nowiki>http://e.org/n</nowiki>",
    "__NOTOC__", "<nowiki>__TOC__</nowiki>", "<NOWIKI>g</NOWIKI>", "&#0;", "{<nowiki/>{h}}", "<nowiki>[http://e.org/n x]</nowiki>", "<nowiki >i</nowiki >",
)  # fmt: skip
REFERENCES = (
    "<ref>http://e.org/ra</ref>", "<ref>[http://e.org/rb (B)]</ref>", "<ref name=\"n\">[http://e.org/rc C]</ref>", "<ref name=\"n\" />", "<ref name=m/>",
    "<ref>{{Cite web|url=http://e.org/rd|work=D}}</ref>", "{{#tag:ref|[http://e.org/re E]}}", "<ref>\n* [http://e.org/rf F]</ref>", "<ref name='o'>http://e.org/rg</ref>",
)  # fmt: skip
TEMPLATED = (
    "{{Nowrap|a b}}", "{{nowrap|[[Kiel|K]]}}", "{{Nowrap|1=a=b}}", "{{Small|c}}", "{{Lang|fr|d}}", "{{Abbr|e|f}}", "{{nowrap|{{small|g}}}}", "{{#if:x|yes|no}}", "{{#if:|yes|no}}",
    "{{#ifeq:a|b|same|other}}", "{{#ifeq:1.0|1|same|other}}", "{{#switch:b|a=1|b|c=2|3}}", "{{#switch:z|a=1|#default=9}}", "{{#expr:2*(3+4)}}", "{{#expr:10/4}}", "{{#expr:2^3 round 0}}",
    "{{#ifexpr:1<2|less|more}}", "{{lc:ABC}}", "{{uc:abc}}", "{{ucfirst:abc}}", "{{#time:j F Y|2020-01-02}}", "{{!}}", "{{#tag:small|h}}", "{{formatnum:12345}}", "{{{p|q}}}", "{{{p}}}",
    "{{", "}}", "{{Nowrap|i", "{{nowrap|j <!-- k --> l}}", "{{nowrap|<nowiki>}}</nowiki>}}", "{{#expr:7 mod 4}}", "{{padleft:7|3}}",
)  # fmt: skip
PICTURES = (
    "[[File:A.jpg|thumb|a [[Kiel]] b]]", "[[File:B.jpg|20px]]", "[[Image:C.png|left|''c'']]", "[[:File:D.jpg]]", "[[:File:D.jpg|picture]]", "[[Media:E.ogg|sound]]",
    "[[File:F.jpg|frame|d [http://e.org/pa (P)] e]]", "[[File:G.jpg|thumb|alt=h]]", "[[file:h.jpg|i]]", "[[File:L.jpg|thumb|m <ref>http://e.org/pb</ref>]]",
)  # fmt: skip
OTHER_PAGES = (
    "[[de:Kiel]]", "[[:de:Kiel]]", "[[:de:Kiel|Kiel]]", "[[wikt:port|port]]", "[[:fr:Kiel|K]]", "[[Category:Towns|Kiel]]", "[[:Category:Towns]]", "[[User:A|a]]",
    "[[Talk:Kiel|c]]", "[[Special:Search/d|d]]", "[[Template:E]]", "[[Help:F|f]]", "[[Portal:G|g]]", "[[wikt:h]]", "[[de: Kiel |i]]", "[[ Category : Towns ]]",
)  # fmt: skip
MAGIC = (
    "{{PAGENAME}}", "{{NAMESPACE}}", "{{FULLPAGENAME}}", "{{DEFAULTSORT:a}}", "{{DISPLAYTITLE:b}}", "__NOTOC__ c", "__NOEDITSECTION__", "{{lcfirst:DE}}", "{{plural:1|f|g}}", "{{plural:2|f|g}}",
    "{{padright:h|3|i}}", "{{urlencode:j k}}", "{{#tag:nowiki|''l''}}", "{{formatnum:1,234|R}}", "{{#ifeq:{{lc:M}}|m|n|o}}", "-{p}-", "-{zh-hans:q; zh-hant:r}-", "~~~~", "ISBN 978-3-16-148410-0", "{{anchorencode:s t}}", "{{#titleparts:u/v|1}}",
)  # fmt: skip
EXTENSIONS = (
    "<poem>b\nc</poem>", "<poem>d</poem>", "<pre>e</pre>", "<includeonly>g</includeonly>", "<noinclude>h</noinclude>", "<onlyinclude>i</onlyinclude>",
    "<blockquote>j</blockquote>", "<hr>", "{{#tag:ref|l <ref>http://e.org/xb</ref> http://e.org/xc}}", "<ref group=\"g\">http://e.org/xd</ref>", "<ref/>", "<ref></ref>",
    "<ref name=\"p\" group=q>[http://e.org/xe (M)]</ref>", "<q>n</q>", "<ins>o</ins><del>p</del>", "<ruby>q<rt>r</rt></ruby>", "<tt>s</tt>", "<abbr title=\"[[t]]\">u</abbr>", "<span style='a:b'>v</span>", "<BIG>w</BIG>",
)  # fmt: skip
ACROSS_LINES = (
    "a <!-- b\nc --> d", "<!-- e\n* f -->", "<!--\n-->", "{{Nowrap|g\nh}}", "[[Kiel|i\nj]]", "<span\nclass=\"k\">l</span>", "<nowiki>o\np</nowiki>", "<ref>q\nhttp://e.org/yb</ref>",
    "<ref>{{Cite web\n|url=http://e.org/yc\n|work=R}}</ref>", "<small>s\n</small>", "<div>t\nu</div>", "''v\nw''", "{{Nowrap|\n* x}}", "<!-- y --><!-- z\n-->",
)  # fmt: skip
UNCLOSED = (
    "<small>a", "<b>b", "<sup>c", "<div>d", "<span>e", "</div>f", "</span>g", "<nowiki>h", "[[i", "[[Kiel|j", "k]]", "[l", "]m", "{{{n", "}}}o", "<p", "<br", "''r", "'''s", "<!-", "-->t", "<u>v", "{{#if:w|x", "[http://e.org/za y", "[[Kiel|[[z]]", "&amp",
)  # fmt: skip
SHAPES = (
    *(LINKS, EXTERNALS, STYLES, PROTECTED, REFERENCES, TEMPLATED) * 2,
    *(PICTURES, OTHER_PAGES, MAGIC, EXTENSIONS, ACROSS_LINES, UNCLOSED),
)  # fmt: skip
SIGNS = ("*", "* ", "*", "**", "** ", "***", "#", "**", "* ")
GOING_ON = ("\n", "\n", "\n", "\n", "\n", "\n", "\n<!-- c -->\n", "\n<!-- a\nb -->\n")
PARTING = (
    "\n*: a note\n", "\n<references/>\n", "\n;Sports\n", "\n'''Science'''\n", "\n{{Plainlist|\n* x1\n* x2}}\n", "\n<ul><li>y1</li><li>y2</li></ul>\n", "\n: indented\n", "\n;Term: what it is\n",
    "\n{|\n| cell || other\n|-\n| a\n|}\n", "\n== Health ==\n", "\n----\n", "\n[[Category:Towns]]\n", "\n<gallery>\nFile:A.jpg|a\n</gallery>\n", "\n__NOTOC__\n", "\n<ol><li>z1\n<li>z2</ol>\n",
    "\n<div>\n", "\n*\n", "\n[[File:A.jpg|thumb|a]]\n", "\n\n",
)  # fmt: skip
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
BLOCKS = ("br", "div", "p", "hr", "blockquote")
_NO_WORDS = (
    '//*[contains(@class, "mw-ext-cite-error")] | //div[contains(@class, "mw-references-wrap")] | //ol[contains(@class, "references")]'
    ' | //div[contains(@class, "thumb")] | //div[contains(@class, "float")] | //ul[contains(@class, "gallery")]'
    ' | //li[contains(@class, "gallerybox")] | //a[not(@class) and starts-with(@title, "File:")]'
    ' | //span[contains(@class, "mw-editsection")]'
)
"""Footnotes, which are read where they are cited; complaints; pictures, and names of those that the wiki does not have; buttons."""
_SENTENCE = re.compile(r"\s*\w.*\s.*\w[\"'”’)]*[.!?]\s*", re.DOTALL)
"""What, with a source, tells an event though bullets stand under it (docs/decisions/line-parser.md)."""
LISTS = ("ul", "ol", "dl")
_UNSEEN = ("style", "script", "figure", "img")
_SIGN = re.compile(r"\w+|[\[\]{}<>|=&]")


@dataclass(frozen=True, slots=True)
class Seen:
    """What a reader sees of an event: words and signs, links, addresses, topics, heading."""

    words: tuple[str, ...]
    links: frozenset[str]
    addresses: tuple[str, ...]
    topics: tuple[tuple[str, ...], ...]
    heading: tuple[str, ...]


def make_page(seed: int) -> str:
    """Return the page of a seed."""
    dice = random.Random(seed)
    page = ""
    signs: tuple[str, ...] = SIGNS
    for _ in range(dice.randint(1, 5)):
        pieces = [dice.choice(WORDS)]
        for _ in range(dice.randint(1, 3)):
            pieces.append(dice.choice(dice.choice(SHAPES)))
            if dice.random() < 0.7:
                pieces.append(dice.choice(WORDS))
        line = dice.choice((" ", " ", "")).join(pieces)
        goes_on = dice.random() < 0.7 and "\n" not in line and "<poem" not in line
        page += dice.choice(signs) + line + dice.choice(GOING_ON if goes_on else PARTING)
        # After what ends a list for the wiki alone the parser keeps the topic above, on purpose.
        signs = SIGNS if goes_on else ("*", "* ")
    return page


def words(text: str) -> tuple[str, ...]:
    """Reduce a text to its words and signs: punctuation around sources is a matter of taste."""
    return tuple(_SIGN.findall(text.lower()))


def read_html(text: str) -> list[Seen]:
    """Read the events off a rendered page."""
    root = html.fragment_fromstring(text, create_parent="div")
    notes = {note.get("id", ""): note for note in root.iter("li") if note.get("id", "").startswith("cite_note")}
    for unseen in root.xpath(_NO_WORDS):
        if unseen.getparent() is not None:
            unseen.drop_tree()
    return list(_read_blocks(root, notes))


def _read_blocks(root: html.HtmlElement, notes: dict[str, html.HtmlElement]) -> Iterator[Seen]:
    heading: tuple[str, ...] = ()
    for block in root.iterdescendants():
        if any(parent.tag in LISTS for parent in block.iterancestors() if parent is not root):
            continue
        if block.tag in ("ul", "ol"):
            yield from _read_list(block, (), heading, notes)
        elif block.tag in HEADINGS:
            heading = words(block.text_content())
        elif block.tag == "dl" and (terms := block.findall("dt")):
            heading = words(terms[-1].text_content())
        elif (
            block.tag == "p"
            and (bold := block.find("b")) is not None
            and bold.text_content() == block.text_content().strip()
        ):
            heading = words(bold.text_content())


def _read_list(
    parent: html.HtmlElement,
    topics: tuple[tuple[str, ...], ...],
    heading: tuple[str, ...],
    notes: dict[str, html.HtmlElement],
) -> Iterator[Seen]:
    for item in [
        each for each in parent.iterdescendants("li") if _is_own(each, parent)
    ]:  # tags left open may stand between
        parts = list(_own_parts(item, notes))
        links = [part for part in parts if not isinstance(part, str)]
        outside = sorted(link.get("href", "") for link in links if "external" in link.get("class", ""))
        inside = frozenset(
            name for link in links if "external" not in link.get("class", "") and (name := _target(link))
        )
        plain = "".join(part for part in parts if isinstance(part, str))
        text = words(plain)
        inner = [each for each in item.iterdescendants() if each.tag in ("ul", "ol") and _is_own(each, item)]
        if (text or outside) and (not inner or (outside and (len(plain.strip()) > 40 or _SENTENCE.fullmatch(plain)))):
            yield Seen(text, inside, tuple(outside), topics, heading)
        for each in inner:
            yield from _read_list(each, (*topics, text) if text else topics, heading, notes)


def _is_own(inner: html.HtmlElement, item: html.HtmlElement) -> bool:
    parent = inner.getparent()
    while parent is not None and parent is not item:
        if parent.tag in LISTS:
            return False
        parent = parent.getparent()
    return True


def _own_parts(item: html.HtmlElement, notes: dict[str, html.HtmlElement]) -> Iterator[html.HtmlElement | str]:
    """Walk through an item without the lists in it; references give the links of their notes."""
    yield item.text or ""
    for child in item:
        tag, kind = child.tag, child.get("class", "") if isinstance(child.tag, str) else ""
        if isinstance(tag, str) and tag == "sup" and "reference" in kind:
            yield from _cited(child, notes, 3)
        elif isinstance(tag, str) and tag not in LISTS and tag not in _UNSEEN:
            if tag == "a":
                yield child
            if tag in BLOCKS:
                yield " "
            if tag != "a" or "external" not in kind:
                yield from _own_parts(child, notes)
            if tag in BLOCKS[1:]:
                yield " "
        yield child.tail or ""


def _cited(mark: html.HtmlElement, notes: dict[str, html.HtmlElement], depth: int) -> Iterator[html.HtmlElement]:
    """Yield the external links of the footnotes that a mark leads to, and of those that they cite themselves."""
    for link in mark.iter("a"):
        note = notes.get(link.get("href", "").lstrip("#"))
        if note is not None:
            yield from (each for each in note.iter("a") if "external" in each.get("class", ""))
            if depth:
                for inner in note.iter("sup"):
                    yield from _cited(inner, notes, depth - 1)


def _target(link: html.HtmlElement) -> str:
    address = urlsplit(link.get("href", ""))
    title = parse_qs(address.query).get("title", [""])[0] or unquote(address.path.partition("index.php/")[2])
    title = normal_title(title)
    return "" if title.startswith(("Category:", "File:", "Special:")) else title


def read_ours(wikitext: str) -> list[Seen]:
    """Read the same facts with the parser."""
    day = parse_page(RawPage(TITLE, wikitext))
    return [_seen(event, record) for event, record in zip(day.events, day_record(day)["events"], strict=True)]


def _seen(event: Event, record: dict[str, Any]) -> Seen:
    return Seen(
        words(record["text"]),
        frozenset(event.links),
        tuple(sorted(source.url for source in event.sources if source.url.startswith(("http", "ftp", "//")))),
        tuple(words(topic) for topic in record["topics"]),
        words(event.category.heading) if event.category else (),
    )


def _comparable(seen: Seen) -> Seen:
    addresses = (url if "://" in url else f"https:{url}" for url in seen.addresses if not url.startswith("mailto:"))
    # Of a topic only the words: a sign that broken markup leaves is no part of its name.
    topics = tuple(tuple(word for word in topic if word.isalnum()) for topic in seen.topics)
    return Seen(seen.words, seen.links, tuple(sorted(set(addresses))), topics, seen.heading)


@dataclass(frozen=True, slots=True)
class Difference:
    """A page on which wiki and parser disagree, with what each saw."""

    seed: int
    page: str
    wiki: list[Seen]
    ours: list[Seen]


@dataclass(slots=True)
class Comparison:
    """How many of all events agree, and the pages on which some do not."""

    same: int = 0
    total: int = 0
    differences: list[Difference] = field(default_factory=list)


def compare(wiki: LocalWiki, seeds: Iterable[int]) -> Comparison:
    """Have a wiki render the pages of these seeds, and compare."""
    for name, text in TEMPLATES.items():
        wiki.save(f"Template:{name}", text)
    found = Comparison()
    for seed in seeds:
        page = make_page(seed)
        answer = wiki.post(
            action="parse",
            title=TITLE,
            text=page + FOOTNOTES,
            contentmodel="wikitext",
            prop="text",
            disablelimitreport="1",
        )
        expected = [_comparable(each) for each in read_html(str(answer["parse"]["text"]))]
        ours = [_comparable(each) for each in read_ours(page)]
        found.total += max(len(expected), len(ours))
        found.same += sum(each in ours for each in expected)
        if expected != ours:
            found.differences.append(Difference(seed, page, expected, ours))
    return found


def main(arguments: list[str]) -> None:
    """Render, compare, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seeds", default="1000:1400", metavar="FIRST:LAST")
    parser.add_argument("--show", type=int, default=0, metavar="N")
    options = parser.parse_args(arguments)
    if lack := missing_parts():
        sys.exit(f"no comparison: {lack}")
    first, last = map(int, options.seeds.split(":"))
    with tempfile.TemporaryDirectory() as folder:
        wiki = LocalWiki(Path(folder))
        try:
            found = compare(wiki, range(first, last))
        finally:
            wiki.stop()
    for difference in found.differences[: options.show]:
        _show(difference)
    share = found.same / max(found.total, 1)
    print(f"seeds {first} to {last - 1}: {found.same:,} of {found.total:,} events agree ({share:.2%})")


def _show(difference: Difference) -> None:
    print(f"--- seed {difference.seed}\n{difference.page}")
    for each in difference.wiki:
        if each not in difference.ours:
            print("  wiki", each)
    for each in difference.ours:
        if each not in difference.wiki:
            print("  ours", each)


if __name__ == "__main__":
    main(sys.argv[1:])
