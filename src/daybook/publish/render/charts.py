"""Charts as inline SVG, drawn when the site is built: numbers in, markup out, no state.

Each chart has a title and a description for those who do not see it, and a table of the same figures behind it. Shapes
carry the figures, colour only helps: the theme's stylesheet paints them by class in both schemes. Lengths across are in
per cent, so that a chart fits any width while its letters keep their size. Knows no page and no address.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from daybook.publish.pages.word_diff import figure_value
from daybook.publish.render.locale_text import LocaleText

HEIGHT = 112
"""Height of the bars of a chart, in CSS pixels: seven lines of the smallest text, a third of a phone's width."""

MOST_BARS = 150
"""Bars drawn before months are gathered into quarters: at 320 CSS pixels a bar is then still two pixels wide."""

STEPS_HEIGHT = 76
"""Height of the chart of a figure's course, in CSS pixels: 50 for the steps, the rest for the figures above them."""

MOST_STRETCHES = 5
"""Stretches of months that are named: more make a caption that nobody reads, beside bars that show them."""

SPARK_HEIGHT = 22
"""Height of a chart within a line of text, in CSS pixels: one line."""

MOST_FIGURES = 8
"""Figures written above such a chart: at 320 CSS pixels each has 36, which five digits fit."""

MOST_LABELS = 6
"""Labels under a chart: at 320 CSS pixels each has 50, which a year or a short month with its year fits."""

WEIGHTS = 5
"""Levels of a day's weight, above none: a reader tells five fillings of a small square apart, hardly more."""

Months = Sequence[tuple[int, int, int]]
"""(year, month, events), oldest first, as `daybook.model.Subject.months` has them."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: the first month it stands for, and its figure."""

    year: int
    month: int
    count: int


def bars_over_time(months: Months) -> tuple[tuple[Bar, ...], int]:
    """Return one bar for each month, or for each quarter or year of a long time, empty ones too; and months in a bar."""
    if not months:
        return (), 1
    first, last = (months[0][0], months[0][1]), (months[-1][0], months[-1][1])
    ends = [first[0] * 12 + first[1] - 1, last[0] * 12 + last[1] - 1]
    size = next((size for size in (1, 3) if ends[1] // size - ends[0] // size < MOST_BARS), 12)
    counts: dict[int, int] = {}
    for year, month, count in months:
        place = (year * 12 + month - 1) // size
        counts[place] = counts.get(place, 0) + count
    start, end = ends[0] // size, ends[1] // size
    return tuple(
        Bar(place * size // 12, place * size % 12 + 1, counts.get(place, 0)) for place in range(start, end + 1)
    ), size


@dataclass(frozen=True, slots=True)
class Timeline:
    """Events by month, what they have in `name`, and what a chart of them knows beyond the counts.

    `identity` makes the ids unique within a page; `unread` are (year, month) of which nothing was read; `page_of` a month is
    the address of its events, None where there is none.
    """

    months: Months
    name: str
    identity: str
    unread: Collection[tuple[int, int]] = ()
    page_of: Callable[[int, int], str | None] = lambda _year, _month: None


def draw_timeline(line: Timeline, text: LocaleText) -> str:
    """Draw events over time as bars with a table behind; empty where fewer than two months would be shown."""
    months, identity = line.months, line.identity
    bars, size = bars_over_time(months)
    if len(bars) < 2:
        return ""
    peak = max(bars, key=lambda bar: bar.count)
    described = text.fill(
        "chart.over_time",
        first=text.date(date(months[0][0], months[0][1], 1), "month"),
        last=text.date(date(months[-1][0], months[-1][1], 1), "month"),
        total=text.count("events", sum(count for _, _, count in months)),
        peak=_period(peak, size, text),
        most=text.count("events", peak.count),
    )
    if line.unread:
        described += " " + _unread(line, text)
    grid, figures = _grid(peak.count, text)
    top = HEIGHT / peak.count
    path = "".join(
        f"M{place} {HEIGHT}v{-max(1.5, round(bar.count * top, 1)):g}h.82v{max(1.5, round(bar.count * top, 1)):g}z"
        for place, bar in enumerate(bars)
        if bar.count
    )
    labels = "".join(
        f'<text x="{100 * place / len(bars):.4g}%" y="{HEIGHT + 17}"{_anchor(place, len(bars))}>{escape(label)}</text>'
        for place, label in _labels(bars, size, text)
    )
    return (
        f'<figure class="chart"><div class="plot"><svg role="img" aria-labelledby="{identity}-t {identity}-d" height="{HEIGHT + 24}" '
        f'width="100%"><title id="{identity}-t">{escape(text.fill("chart.title", name=line.name))}</title>'
        f'<desc id="{identity}-d">{escape(described)}</desc>'
        f"{_hatched(bars, size, line, identity)}{grid}"
        f'<svg viewBox="0 0 {len(bars)} {HEIGHT}" preserveAspectRatio="none" width="100%" height="{HEIGHT}">'
        f'<path class="bars" d="{path}"/></svg>'
        f'<line class="line" y1="{HEIGHT + 0.5}" x2="100%" y2="{HEIGHT + 0.5}"/>{figures}{labels}</svg>'
        f"{_links(bars, size, line, text)}</div>"
        f"<figcaption><strong>{escape(text.word('chart.asks_when'))}</strong> {escape(described)}</figcaption></figure>"
        f'<details class="behind"><summary>{escape(text.word("chart.as_table"))}</summary>{_table(line, text)}</details>'
    )


def _months_of(bar: Bar, size: int) -> list[tuple[int, int]]:
    """Return the months that a bar stands for."""
    start = bar.year * 12 + bar.month - 1
    return [(place // 12, place % 12 + 1) for place in range(start, start + size)]


def _unread(line: Timeline, text: LocaleText) -> str:
    """Name the months that were not read, or, where they are scattered, say how many."""
    runs = stretches(sorted(line.unread))
    if len(runs) > MOST_STRETCHES:
        return text.fill("chart.unread_many", months=text.count("months", len(line.unread)))
    return text.fill("chart.unread", months=", ".join(stretch_name(run, text) for run in runs))


def stretches(months: Iterable[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Put months in order into runs of those that follow one another."""
    runs: list[list[tuple[int, int]]] = []
    for year, month in months:
        before = (year, month - 1) if month > 1 else (year - 1, 12)
        if runs and runs[-1][-1] == before:
            runs[-1].append((year, month))
        else:
            runs.append([(year, month)])
    return runs


def stretch_name(run: Sequence[tuple[int, int]], text: LocaleText) -> str:
    """Name a run of months by its ends."""
    return " – ".join(text.date(date(*end, 1), "month") for end in dict.fromkeys((run[0], run[-1])))


def _hatched(bars: Sequence[Bar], size: int, line: Timeline, identity: str) -> str:
    """Hatch what was not read, so that nobody takes it for a time without events."""
    unread = set(line.unread)
    places = [place for place, bar in enumerate(bars) if unread.issuperset(_months_of(bar, size))]
    if not places:
        return ""
    rects = "".join(
        f'<rect x="{100 * place / len(bars):.5g}%" width="{100 / len(bars):.5g}%" height="{HEIGHT}" fill="url(#{identity}-h)"/>'
        for place in places
    )
    return (
        f'<pattern id="{identity}-h" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<path class="hatch" d="M0 0V6"/></pattern>{rects}'
    )


def _grid(peak: int, text: LocaleText) -> tuple[str, str]:
    """Draw the axis: one or two lines across at round figures, for under the bars; and their figures, beside them."""
    step = 10 ** (len(str(peak)) - 1)
    mark = next(step * times for times in (5, 2, 1) if step * times <= peak)
    marks = [
        (value, round(HEIGHT * (1 - value / peak), 1) + 0.5)
        for value in ([mark // 2, mark] if mark % 2 == 0 else [mark])
    ]
    lines = "".join(f'<line class="line" y1="{y:g}" x2="100%" y2="{y:g}"/>' for _, y in marks)
    figures = "".join(
        f'<text class="tick" x="100%" dx="6" y="{y + 4:g}">{text.number(value)}</text>' for value, y in marks
    )
    return lines, figures


def _links(bars: Sequence[Bar], size: int, line: Timeline, text: LocaleText) -> str:
    """Lay a link over each bar that leads to its month, and tells its figure to a mouse. By keyboard, the table behind has them."""
    areas = []
    for place, bar in enumerate(bars):
        pages = (line.page_of(*month) for month in _months_of(bar, size)) if bar.count else iter(())
        page = next((page for page in pages if page), None)
        if page:
            label = f"{_period(bar, size, text)}: {text.count('events', bar.count)}"
            areas.append(
                f'<a href="{escape(page)}" tabindex="-1"><title>{escape(label)}</title><rect x="{place}" width="1" height="1"/></a>'
            )
    if not areas:
        return ""
    return (
        f'<svg class="hits" aria-hidden="true" focusable="false" viewBox="0 0 {len(bars)} 1" preserveAspectRatio="none" '
        f'width="100%" height="{HEIGHT}">{"".join(areas)}</svg>'
    )


def _period(bar: Bar, size: int, text: LocaleText) -> str:
    """Name the time that a bar stands for."""
    if size == 1:
        return text.date(date(bar.year, bar.month, 1), "month")
    if size == 12:
        return str(bar.year)
    return text.fill("chart.quarter", number=str((bar.month + 2) // 3), year=str(bar.year))


def _labels(bars: Sequence[Bar], size: int, text: LocaleText) -> list[tuple[int, str]]:
    """Choose what stands under the bars: years where there are several, else months."""
    return _apart(_all_labels(bars, size, text), len(bars))


def _all_labels(bars: Sequence[Bar], size: int, text: LocaleText) -> list[tuple[int, str]]:
    januaries = [(place, str(bar.year)) for place, bar in enumerate(bars) if bar.month == 1]
    if len(januaries) >= 3:
        return januaries[:: -(-len(januaries) // MOST_LABELS)]
    step = -(-len(bars) // MOST_LABELS)
    style = "short_month" if size == 1 else "month"
    return [(place, text.date(date(bar.year, bar.month, 1), style)) for place, bar in enumerate(bars)][::step]


def _apart(labels: list[tuple[int, str]], places: int) -> list[tuple[int, str]]:
    """Leave out the label before the last where the last ends at its bar, and would run into it."""
    if len(labels) < 2 or not _anchor(labels[-1][0], places) or labels[-1][0] - labels[-2][0] >= places / MOST_LABELS:
        return labels
    return [*labels[:-2], labels[-1]]


def _anchor(place: int, places: int) -> str:
    """Let a label that starts near the right edge end at its bar instead."""
    return ' text-anchor="end"' if place > places * 0.88 else ""


def _table(line: Timeline, text: LocaleText) -> str:
    """Set the same figures as a table: a row a year, a column a month; each figure leads to its month."""
    years: dict[int, dict[int, int]] = {}
    for year, month, count in line.months:
        years.setdefault(year, {})[month] = count
    unread = set(line.unread)
    heads = "".join(
        f'<th scope="col"><abbr title="{escape(long)}">{escape(short)}</abbr></th>'
        for long, short in zip(text.months(), text.months("narrow"), strict=True)
    )

    def cell(year: int, month: int, count: int | None) -> str:
        if count is None:
            return (
                f'<td class="unread" title="{escape(text.word("chart.not_read"))}">–</td>'
                if (year, month) in unread
                else "<td></td>"
            )
        page = line.page_of(year, month)
        return (
            f'<td><a href="{escape(page)}">{text.number(count)}</a></td>' if page else f"<td>{text.number(count)}</td>"
        )

    rows = "".join(
        f'<tr><th scope="row">{year}</th>'
        + "".join(cell(year, month, counts.get(month)) for month in range(1, 13))
        + f"<td>{text.number(sum(counts.values()))}</td></tr>"
        for year, counts in years.items()
    )
    caption = escape(text.fill("chart.title", name=line.name))
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{caption}"><table class="figures"><caption>{caption}'
        f'</caption><thead><tr><th scope="col">{escape(text.word("year"))}</th>{heads}'
        f'<th scope="col">{escape(text.word("chart.total"))}</th></tr></thead><tbody>{rows}</tbody></table></div>'
    )


def draw_spark(values: Sequence[int]) -> str:
    """Draw how a story went, as bars as small as a word: the figures stand in words beside it, so it is hidden from readers aloud."""
    top = SPARK_HEIGHT / max(1, *values)
    path = "".join(
        f"M{place} {SPARK_HEIGHT}v{-max(1.5, round(value * top, 1)):g}h.75V{SPARK_HEIGHT}z"
        if value
        else f"M{place} {SPARK_HEIGHT}v-.8h.75v.8z"
        for place, value in enumerate(values)
    )
    return (
        f'<svg class="spark" aria-hidden="true" focusable="false" width="{3 * len(values)}" height="{SPARK_HEIGHT}" '
        f'viewBox="0 0 {len(values)} {SPARK_HEIGHT}" preserveAspectRatio="none"><path d="{path}"/></svg>'
    )


def draw_course(values: Sequence[str], words: str, identity: str, text: LocaleText) -> str:
    """Draw how a figure in a headline went as editors changed it; empty below two figures, or where one is no number.

    `values` are figures as written ("1,200"), oldest first. A step for each version, its figure written above it.
    """
    numbers = [figure_value(value) for value in values]
    figures = [number for number in numbers if number is not None]
    if len(figures) < 2 or len(figures) < len(values):
        return ""
    low, high = min(0.0, *figures), max(figures)
    ys = [round(STEPS_HEIGHT - 6 - (STEPS_HEIGHT - 26) * (figure - low) / ((high - low) or 1), 1) for figure in figures]
    path = f"M0 {ys[0]}" + "".join(f"H{place * 10}V{y}" for place, y in enumerate(ys[1:], 1)) + f"H{len(ys) * 10}"
    step, width = -(-len(ys) // MOST_FIGURES), 100 / len(ys)
    labels = "".join(
        f'<text x="{(place + 0.5) * width:.4g}%" y="{ys[place] - 7:g}">{escape(values[place])}</text>'
        for place in sorted({*range(0, len(ys) - step, step), len(ys) - 1})
    )
    title = escape(text.fill("chart.course", name=words))
    return (
        f'<figure class="chart course"><svg role="img" aria-labelledby="{identity}-t {identity}-d" width="100%" '
        f'height="{STEPS_HEIGHT}"><title id="{identity}-t">{title}</title>'
        f'<desc id="{identity}-d">{escape(" → ".join(values))}</desc>'
        f'<svg viewBox="0 0 {len(ys) * 10} {STEPS_HEIGHT}" preserveAspectRatio="none" width="100%" '
        f'height="{STEPS_HEIGHT}"><path class="step" vector-effect="non-scaling-stroke" d="{path}"/></svg>{labels}</svg>'
        f"<figcaption><strong>{escape(text.word('chart.asks_how'))}</strong> {escape(' → '.join(values))} {escape(words)}</figcaption></figure>"
    )


def day_weights(counts: Mapping[date, int]) -> dict[date, int]:
    """Return each day's weight, 1 to `WEIGHTS`, by its rank among the days that have events; days without are left out.

    By rank and not by size: one day with ten times the usual number would make all the others look empty.
    """
    ordered = sorted({count for count in counts.values() if count})
    rank = {count: 1 + place * WEIGHTS // len(ordered) for place, count in enumerate(ordered)}
    return {day: rank[count] for day, count in counts.items() if count}
