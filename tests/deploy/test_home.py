"""What a system's folder keeps, and what it tells."""

from datetime import timedelta
from pathlib import Path

import pytest

from deploy import setup
from deploy.local import keys
from deploy.local.home import FURTHEST, Home, Starting, State
from deploy.local.plan import list_names
from shared.clock import Clock


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / ".gerai")
    made.folder.mkdir()
    return made


def make_data(home: Home) -> None:
    (home.postgres / "data").mkdir(parents=True)


def test_what_is_made_here_is_what_a_system_in_containers_is_given(home: Home) -> None:
    made = home.complete_secrets(list_names())
    named = [*map(keys.password_variable, made.passwords), *map(keys.key_variable, made.keys)]
    elsewhere = {line.partition("=")[0] for line in setup.fresh(list_names())}
    assert set(named) == elsewhere - {"POSTGRES_PASSWORD", "KAFKA_CLUSTER_ID"}


def test_what_was_made_before_is_kept_and_completed(home: Home) -> None:
    before = home.complete_secrets(["registration"])
    after = home.complete_secrets(["registration", "curation"])
    assert before.keys.items() < after.keys.items()
    assert before.passwords.items() < after.passwords.items()


def test_a_fresh_system_begins_at_the_real_time(home: Home) -> None:
    home.move_clock(3600)
    home.begin_clock()
    assert home.clock_offset() == timedelta()


def test_on_kept_data_time_goes_on_from_where_it_was_moved_to(home: Home) -> None:
    home.begin_clock()
    make_data(home)
    home.move_clock(3600)
    home.move_clock(60)
    home.begin_clock()
    assert home.clock_offset() == timedelta(seconds=3660)


def test_what_the_services_read_is_what_was_moved(home: Home) -> None:
    before = Clock(home.clock).now()
    home.move_clock(86400)
    assert timedelta(days=1) <= Clock(home.clock).now() - before < timedelta(days=1, minutes=1)


@pytest.mark.parametrize("seconds", [0, -1, float("nan")])
def test_time_never_goes_back(home: Home, seconds: float) -> None:
    home.move_clock(10)
    with pytest.raises(ValueError, match="forward"):
        home.move_clock(seconds)
    assert home.clock_offset() == timedelta(seconds=10)


def test_time_does_not_go_to_where_no_date_is_left(home: Home) -> None:
    home.move_clock(FURTHEST.total_seconds())
    with pytest.raises(ValueError, match="30 years ahead at most"):
        home.move_clock(1)
    assert home.clock_offset() == FURTHEST


def test_what_a_killed_system_told_is_not_believed_of_the_next(home: Home) -> None:
    with home.hold():
        home.write_state(
            State(
                pid=1,
                starting=False,
                postgres_port=1,
                broker="",
                door="",
                issuer="",
                mail_port=1,
                processes=[],
                topics={},
            )
        )
        left = (home.folder / "state.json").read_text()
    (home.folder / "state.json").write_text(left)
    with home.hold(), pytest.raises(Starting):
        home.state()
