"""Days as people read them: a moment belongs to another day in the east than in the west."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from shared.pages import words

EVENING = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)


def test_a_moment_is_shown_on_the_day_that_it_is_in_the_city() -> None:
    assert words.day(EVENING, "id", ZoneInfo("Asia/Jayapura")) == "25 November 2026"
    assert words.day(EVENING, "en", ZoneInfo("Asia/Jakarta")) == "25 November 2026"
    assert words.day(EVENING.replace(hour=16), "id", ZoneInfo("Asia/Jakarta")) == "24 November 2026"


def test_a_moment_is_on_no_day_where_nobody_says_in_which_zone() -> None:
    with pytest.raises(TypeError):
        words.day(EVENING, "id")


def test_a_day_is_the_same_everywhere() -> None:
    assert words.day(date(2026, 11, 24), "id") == "24 November 2026"
    assert words.day(date(2026, 11, 24), "id", ZoneInfo("Asia/Jayapura")) == "24 November 2026"
