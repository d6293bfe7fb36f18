"""Which day it is: terms and due dates are days in the city's own time zone."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from shared.events.registration import CityConfigured


def local_day(at: datetime, city: CityConfigured) -> date:
    """The day that a moment belongs to in a city."""
    return at.astimezone(ZoneInfo(city.time_zone)).date()
