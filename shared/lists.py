"""Long lists that people go through page by page, and what they look for in them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

MOST_TAKEN = 100_000
"""How many rows of a list are taken away at most."""
EVERYTHING = MOST_TAKEN + 1
"""How many are asked for to be taken away: one more, by which it is seen that there are more."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a list: by rank, in that by a moment, and where both are the same by its id."""

    rank: int
    at: datetime
    id: UUID

    def __str__(self) -> str:
        return f"{self.rank}_{self.at.isoformat()}_{self.id}"

    @classmethod
    def read(cls, written: str) -> "Place | None":
        """The place that was written so; None for anything else, which is where a list begins."""
        try:
            rank, at, id = written.split("_")
            place = cls(int(rank), datetime.fromisoformat(at), UUID(id))
        except ValueError:
            return None
        return place if 0 <= place.rank < 10 and place.at.tzinfo and 1900 < place.at.year < 3000 else None

    @property
    def columns(self) -> tuple[int, datetime, UUID]:
        """Its parts as a query takes them."""
        return self.rank, self.at, self.id


NOWHERE = (None, None, None)
"""The columns of no place."""


def contains(text: str) -> str:
    """The pattern for ILIKE, or LIKE of small letters, that finds a text anywhere, whatever signs it has; empty for
    no text."""
    wanted = text.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{wanted}%" if wanted else ""
