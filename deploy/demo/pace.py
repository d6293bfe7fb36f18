"""The time by which a story goes: it begins once in a folder, and moves forward from chapter to chapter."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Self

from deploy.local.home import Home, write_whole


@dataclass(frozen=True)
class Pace:
    """When the story began here, and how its time is moved for all services at once."""

    home: Home
    begins: datetime

    @staticmethod
    def claim(home: Home) -> bool:
        """Make this the story's folder; give False where it holds another system's data."""
        if home.has_data and not _kept(home).exists():
            return False
        home.folder.mkdir(parents=True, exist_ok=True)
        _kept(home).touch()
        return True

    @staticmethod
    def release(home: Home) -> None:
        """Leave the folder to whoever comes next where nothing was begun in it."""
        if not home.has_data:
            _kept(home).unlink(missing_ok=True)

    @classmethod
    def begin(cls, home: Home, not_before: date) -> Self:
        """At the business's present time, or when it began here before: then everything has the same dates again."""
        if before := cls._begun(home):
            return before
        lacking = datetime.combine(not_before, time(1), tzinfo=UTC) - _now(home)
        if lacking > timedelta():
            home.move_clock(lacking.total_seconds())
        begins = _now(home).replace(microsecond=0)
        write_whole(_kept(home), begins.isoformat())
        return cls(home, begins)

    @classmethod
    def set_aside(cls, home: Home, last_day: int) -> Path | None:
        """Make room for another performance where this day of the last one is over; give where that one lies now."""
        begun = cls._begun(home)
        if begun is None or _now(home) <= begun.begins + timedelta(days=last_day):
            return None
        aside = home.set_aside(f"story-ended-{datetime.now(UTC):%Y%m%d-%H%M%S}")
        _kept(home).rename(_kept(Home(aside)))
        _kept(home).touch()
        return aside

    @classmethod
    def _begun(cls, home: Home) -> Self | None:
        before = _kept(home).read_text() if _kept(home).exists() else ""
        return cls(home, datetime.fromisoformat(before)) if before else None

    def reach(self, day: int) -> None:
        """Let it be this day of the story, unless it is later already."""
        lacking = (self.begins + timedelta(days=day) - _now(self.home)).total_seconds()
        if lacking > 0:
            self.home.move_clock(lacking)


def _kept(home: Home) -> Path:
    return home.folder / "story-began"


def _now(home: Home) -> datetime:
    return datetime.now(UTC) + home.clock_offset()
