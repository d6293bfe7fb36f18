"""What is opened to the user that PostgreSQL runs as where we are root, and that it is said."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from deploy.local import system_user

OURSELVES = "root"
"""Somebody for whom there is something to do, whoever runs the tests."""


@pytest.fixture
def closed() -> Iterator[Path]:
    """A folder in one that nobody else may enter."""
    with TemporaryDirectory() as folder:
        inner = Path(folder) / "inner"
        inner.mkdir(0o755)
        yield inner


def test_only_what_was_closed_is_opened_to_pass_and_not_to_list(closed: Path) -> None:
    assert system_user.let_reach(closed, OURSELVES) == [closed.parent]
    assert closed.parent.stat().st_mode & 0o007 == 0o001
    assert system_user.let_reach(closed, OURSELVES) == []


def test_what_may_be_run_may_be_read_and_run_and_nothing_else(closed: Path) -> None:
    for name, mode in (("postgres", 0o700), ("share.txt", 0o600)):
        (closed / name).touch()
        (closed / name).chmod(mode)
    assert system_user.let_read(closed, OURSELVES)
    assert [(closed / name).stat().st_mode & 0o777 for name in ("postgres", "share.txt")] == [0o705, 0o604]
    assert not system_user.let_read(closed, OURSELVES)


def test_nothing_is_opened_for_an_ordinary_user(closed: Path) -> None:
    assert (system_user.let_reach(closed, None), system_user.let_read(closed, None)) == ([], False)
    assert closed.parent.stat().st_mode & 0o007 == 0


def test_where_nothing_was_opened_nothing_is_said() -> None:
    assert system_user.say([], []) == ""


def test_the_user_is_made_once_though_several_processes_miss_it_at_the_same_moment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[str] = []

    def look(name: str) -> None:
        if not made:
            raise KeyError(name)

    def make() -> None:
        time.sleep(0.05)
        made.append(system_user.NAME)

    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setattr("pwd.getpwnam", look)
    monkeypatch.setattr(system_user, "_create", make)
    with ThreadPoolExecutor(4) as several:
        assert list(several.map(lambda _: system_user.needed(), range(4))) == [system_user.NAME] * 4
    assert made == [system_user.NAME]
