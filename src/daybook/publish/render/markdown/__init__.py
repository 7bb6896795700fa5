"""Pages in Markdown, in the anatomy of the site that Daybook continues: its blank lines, headings and date labels are kept.

A page of an event has nothing but what those pages had, save a mark where the event was withdrawn and a link to its
versions where it has changed. No template: a page is a few lines, and there are many pages.
"""
