"""The archive as tools for language models (Model Context Protocol): the same functions as the API, in answers that fit a context.

    tools.py       the nine tools, and what calls them: arguments in, plain values out; pure but for the archive
    tool_names.py  their names
    budget.py      how much an answer may hold
    protocol.py    the home of the `mcp` library, an optional extra: tools over standard input and output, and over HTTP

https://modelcontextprotocol.io/specification/
"""
