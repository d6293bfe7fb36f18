"""Which day it is: one moment, two cities."""

from datetime import UTC, date, datetime

import pytest

from shared.people.days import local_day, local_time
from tests.registration.conftest import CITIES

EVENING = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)


@pytest.mark.parametrize(("city", "hour", "day"), [("ambon", 1, 25), ("kediri", 23, 24)])
def test_a_day_is_over_earlier_in_the_east(city: str, hour: int, day: int) -> None:
    assert local_day(EVENING, CITIES[city]) == date(2026, 11, day)
    assert local_time(EVENING, CITIES[city]).hour == hour
    assert local_time(EVENING, CITIES[city]) == EVENING
