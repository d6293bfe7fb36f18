"""The three ways in which a command can fail that are nobody's fault but the caller's."""

from collections.abc import Mapping


class _Said(Exception):
    """Something that people read. `code` is for machines (kebab-case, states the fact); `texts` is by language."""

    def __init__(self, code: str, texts: Mapping[str, str]) -> None:
        super().__init__(texts["id"])
        self.code = code
        self.texts = texts


class Refused(_Said):
    """A rule said no."""


class Conflict(_Said):
    """Somebody was faster: what the caller decided upon has changed meanwhile."""


class NotFound(Exception):
    """There is no such thing, or not for this person."""
