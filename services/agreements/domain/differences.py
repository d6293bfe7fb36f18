"""What is different between two versions: of a text word by word, of terms one by one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from difflib import SequenceMatcher
from typing import Any

from services.agreements.domain.terms import Terms

SAME, GONE, NEW = "same", "gone", "new"
MOST = 3000
"""Of lines or words on both sides together; where there are more, all are gone and all are new, since the search for
what is the same may take seconds."""
WORD = re.compile(r"\S+[^\S\n]*|\s+")
Piece = tuple[str, str]
"""Whether it is the same, gone or new, and the words."""


@dataclass(frozen=True, slots=True)
class TermChange:
    """A term that was changed."""

    term: str
    before: Any
    after: Any


def compare_texts(before: str, after: str) -> list[Piece]:
    """A text as it became another, in order. Whole lines are compared first: words only within those that changed."""
    lines = before.splitlines(keepends=True), after.splitlines(keepends=True)
    return [
        piece
        for kind, old, new in _compare(*lines)
        for piece in ([(SAME, new)] if kind == "equal" else _pieces(WORD.findall(old), WORD.findall(new)))
    ]


def compare_terms(before: Terms, after: Terms) -> list[TermChange]:
    """The terms in which two versions differ, in their order."""
    pairs = ((each.name, getattr(before, each.name), getattr(after, each.name)) for each in fields(Terms))
    return [TermChange(name, old, new) for name, old, new in pairs if old != new]


def _compare(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    if len(before) + len(after) > MOST and before != after:
        yield "replace", "".join(before), "".join(after)
        return
    for kind, i, j, k, m in SequenceMatcher(None, before, after).get_opcodes():
        yield kind, "".join(before[i:j]), "".join(after[k:m])


def _pieces(before: Sequence[str], after: Sequence[str]) -> Iterator[Piece]:
    for kind, old, new in _compare(before, after):
        if kind == "equal":
            yield SAME, new
        else:
            yield from ((part, words) for part, words in ((GONE, old), (NEW, new)) if words)
