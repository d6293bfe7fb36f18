"""What is kept of runs: enough to go on from on another machine, and to say what they ran on."""

from collections import Counter
from pathlib import Path

import pytest

from tests.faults import results
from tests.faults.outcome import Outcome


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    return tmp_path / "runs.jsonl"


def played(seed: int, *lost: str, commit: str = "1a2b3c4", dirty: bool = False) -> Outcome:
    return Outcome(
        kind="episode",
        seed=seed,
        at=f"2026-11-28T0{seed}:00:00+00:00",
        commit=commit,
        dirty=dirty,
        seconds=41.5,
        faults=Counter({"relay killed": 2}),
        acknowledged=100,
        longest_answer=1.5,
        lost=list(lost),
    )


def keep(runs: Path, *outcomes: Outcome) -> None:
    state = results.State(runs)
    for outcome in outcomes:
        state.add(outcome)


def test_a_campaign_goes_on_from_what_was_kept(runs: Path) -> None:
    keep(runs, played(1), played(2, "id-7"))
    keep(runs, played(3, "id-8"))
    keep(runs, played(3))
    again = results.State(runs)
    assert again.outcomes == [played(1), played(2, "id-7"), played(3, "id-8"), played(3)]
    assert again.done == {("episode", 1), ("episode", 2), ("episode", 3)}
    assert again.failed_last() == [("episode", 2)]


def test_a_line_holds_nothing_that_is_empty(runs: Path) -> None:
    keep(runs, played(1))
    assert runs.read_text() == (
        '{"kind":"episode","seed":1,"at":"2026-11-28T01:00:00+00:00","commit":"1a2b3c4","seconds":41.5,'
        '"faults":{"relay killed":2},"acknowledged":100,"longest_answer":1.5}\n'
    )


def test_the_results_say_on_which_commits_they_were_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "RESULTS", tmp_path / "RESULTS.md")
    results.write([played(1), played(2), played(3, dirty=True), played(4, commit="")])
    told = "on commit 1a2b3c4 (2), commit 1a2b3c4 with changes (1), a commit that nobody knows (1)."
    assert told in results.RESULTS.read_text()


def test_a_seed_that_failed_is_told_with_what_was_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "RESULTS", tmp_path / "RESULTS.md")
    results.write([played(53, "an effect"), played(53), played(54, "another")])
    told = results.RESULTS.read_text()
    assert "episode 53: failed 1 of 2 times, ok at last: an effect. As its log reads" in told
    assert "episode 54: failed 1 of 1 times, failed at last: another. What was wrong is not known." in told


def test_a_seed_counts_as_it_was_played_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "RESULTS", tmp_path / "RESULTS.md")
    results.write([played(1, "an effect"), played(2), played(1)])
    told = results.RESULTS.read_text()
    assert "2 episodes and 0 whole runs, 2026-11-28T01:00:00+00:00 to 2026-11-28T02:00:00+00:00," in told
    assert "| lost | 0 |" in told
    assert "- reached: nothing lost, double or out of order" in told
    results.write([played(1), played(2), played(1, "an effect")])
    assert "- **not reached**: nothing lost, double or out of order" in results.RESULTS.read_text()


def test_without_git_a_campaign_runs_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert results.revision() == ("", False)
