"""Words that several messages need: counts with their noun in singular or plural."""


def counted(count: int, singular: str, plural: str | None = None) -> str:
    """Return a count and its noun, as in "1 event", "1,204 events", "2 histories" (where `plural` is given)."""
    return f"{count:,} {singular if count == 1 else plural or f'{singular}s'}"
