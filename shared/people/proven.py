"""Tokens that were verified already: who asks a hundred times a minute is recognised by arithmetic once."""

import hashlib
import time

REMEMBERED = 10_000
"""Tokens that a process remembers; they are forgotten together when there are more."""


class Proven:
    """By the digest of a token whom it proves, until it expires or the provider's keys are fetched anew."""

    def __init__(self) -> None:
        self._subjects: dict[bytes, tuple[str, float]] = {}
        self._keys: object = None

    def find(self, token: str, keys: object) -> str | None:
        """Whom a token was found to prove with these very keys, if it still does."""
        if keys is not self._keys:
            self._subjects, self._keys = {}, keys
        subject, until = self._subjects.get(_digest(token), (None, 0.0))
        return subject if until > time.time() else None

    def keep(self, token: str, subject: str, keys: object, *, until: float) -> None:
        """Remember whom a token proves with these keys, until a moment of the Unix clock; not with keys that are no
        longer those that were asked for last."""
        if keys is not self._keys:
            return
        if len(self._subjects) >= REMEMBERED:
            self._subjects.clear()
        self._subjects[_digest(token)] = (subject, until)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
