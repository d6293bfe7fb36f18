"""What the lists of notifications have in common that people take away as CSV."""

from shared.pages import Screen


def heads(screen: Screen, *names: str) -> list[str]:
    """What columns are called, in the reader's language."""
    called = screen.words("words.html", "columns")
    return [called[name] for name in names]
