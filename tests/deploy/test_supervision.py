"""What ends is started again: at once, or ever later where it ends again and again."""

from collections.abc import Callable

import pytest

from deploy.local.system import LONGEST_PAUSE, SETTLED, Part

SHORT, LONG = 1.0, SETTLED + 1


def never() -> bool:
    """Nothing is running."""
    return False


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Lets time pass."""
    now = [1000.0]
    monkeypatch.setattr("deploy.local.system.time.monotonic", lambda: now[0])

    def wait(seconds: float) -> None:
        now[0] += seconds

    return wait


def seconds_until_started_again(part: Part, wait: Callable[[float], None]) -> float:
    waited = 0.0
    while part.start_again() is None:
        wait(0.5)
        waited += 0.5
    return waited


def test_what_runs_is_left_alone() -> None:
    begun: list[None] = []
    assert Part("a", lambda: True, lambda: begun.append(None), print).start_again() is None
    assert begun == []


def test_it_starts_again_at_once_and_then_ever_later(wait: Callable[[float], None]) -> None:
    begun: list[None] = []
    part = Part("a", never, lambda: begun.append(None), print)
    assert [seconds_until_started_again(part, wait) for _ in range(8)] == [
        0,
        1,
        2,
        4,
        8,
        16,
        LONGEST_PAUSE,
        LONGEST_PAUSE,
    ]
    assert len(begun) == 8


@pytest.mark.parametrize(("ran", "pause"), [(SHORT, 4.0), (LONG, 0.0)])
def test_what_ran_well_in_between_starts_at_once(wait: Callable[[float], None], ran: float, pause: float) -> None:
    part = Part("a", never, lambda: None, print)
    for _ in range(3):
        seconds_until_started_again(part, wait)
    wait(ran)
    assert seconds_until_started_again(part, wait) == pause
