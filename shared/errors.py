"""The three ways in which a command can fail that are nobody's fault but the caller's."""


class Refused(Exception):
    """A rule said no. `code` is for machines (kebab-case, states the fact), the message for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class NotFound(Exception):
    """There is no such thing, or not for this person."""


class Conflict(Exception):
    """Somebody was faster: what the caller decided upon has changed meanwhile."""
