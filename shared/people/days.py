"""Which day it is in a city: terms and due dates are days in the city's own time zone."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from shared.events.registration import CityConfigured


def local_time(at: datetime, city: CityConfigured) -> datetime:
    """The same moment as the clocks of a city show it."""
    return at.astimezone(ZoneInfo(city.time_zone))


def local_day(at: datetime, city: CityConfigured) -> date:
    """The day that a moment belongs to in a city."""
    return local_time(at, city).date()


def timestamp(at: datetime, city: CityConfigured | None) -> str:
    """2026-11-25T05:00+09:00: a moment in a table to take away, as the clocks of a city show it and with how far they
    are ahead; in UTC where the city is not known."""
    return (local_time(at, city) if city else at.astimezone(UTC)).isoformat(timespec="minutes")


def day_begins(day: date, city: CityConfigured) -> datetime:
    """The moment at which a day begins in a city."""
    return datetime.combine(day, time(), ZoneInfo(city.time_zone)).astimezone(UTC)
