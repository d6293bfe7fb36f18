"""What a business still owes after its product passed with conditions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from uuid import UUID

from services.curation.domain.case import Department
from shared.events import curation as events


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Something to be done by a day: open until it is met or has lapsed."""

    id: UUID
    product_id: UUID
    city: str
    revision: int
    department: Department
    """Who asked for it."""
    text: str
    due: date
    lapses_at: datetime
    met_at: datetime | None = None
    met_by: str | None = None
    note: str | None = None
    """How it was met, in the officer's words."""
    lapsed_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Neither met nor lapsed."""
        return self.met_at is None and self.lapsed_at is None

    def state(self, standing: int | None) -> str:
        """met, lapsed or open; void if it is open and its decision is not the standing one any more."""
        if not self.is_open:
            return "lapsed" if self.met_at is None else "met"
        return "open" if self.revision == standing else "void"

    @property
    def announced(self) -> events.Condition:
        """The same as others hear of it."""
        return events.Condition(condition_id=self.id, text=self.text, due=self.due)


def end_of(due: date, zone: tzinfo | None) -> datetime:
    """The first moment at which a day is over in a city: it counts until its end."""
    return datetime.combine(due + timedelta(days=1), time.min, tzinfo=zone)


def next_lapse(conditions: Iterable[Condition]) -> datetime | None:
    """When the first of those that are open lapses."""
    return min((condition.lapses_at for condition in conditions if condition.is_open), default=None)
