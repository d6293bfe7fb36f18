"""Which day it is: one moment, two cities."""

from datetime import UTC, date, datetime

import pytest

from shared.people.days import local_day, local_time, timestamp
from tests.registration.conftest import CITIES

EVENING = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)


@pytest.mark.parametrize(("city", "hour", "day"), [("ambon", 1, 25), ("kediri", 23, 24)])
def test_a_day_is_over_earlier_in_the_east(city: str, hour: int, day: int) -> None:
    assert local_day(EVENING, CITIES[city]) == date(2026, 11, day)
    assert local_time(EVENING, CITIES[city]).hour == hour
    assert local_time(EVENING, CITIES[city]) == EVENING


def test_a_moment_in_a_table_is_in_the_citys_time_and_says_how_far_that_is_ahead() -> None:
    assert timestamp(EVENING, CITIES["ambon"]) == "2026-11-25T01:30+09:00"
    assert timestamp(EVENING, CITIES["kediri"]) == "2026-11-24T23:30+07:00"
    assert timestamp(EVENING, None) == "2026-11-24T16:30+00:00"
